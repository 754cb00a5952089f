"""The memory that host and harness share: `inbox` holds the request of a run, `bell` one call to the host."""

from _struct import Struct
from posix import sched_yield

HEADER = Struct("<8I")
_BELL = Struct("<IIqq")

SLEEP, RANDOM_POSITION, RANDOM_SKIP = 1, 2, 3

# The host writes through the buffers' addresses, so they are never replaced; `reserve` may let `inbox` grow.
inbox = bytearray(64 * 1024)
bell = bytearray(_BELL.size)


def ring(operation, argument=0):
    """Asks the host for `operation`: `sched_yield` takes no arguments and hands control to it. The host's answer."""
    _BELL.pack_into(bell, 0, operation, 0, argument, 0)
    sched_yield()
    return _BELL.unpack_from(bell)[3]


def reserve():
    """Makes room for the request whose size the host has left in the header."""
    inbox.extend(bytes(HEADER.unpack_from(inbox)[0] - len(inbox)))


def request():
    """The request's flags and its parts: code, arguments, environment, call."""
    code, args, env, call, flags, *_ = HEADER.unpack_from(inbox)
    parts, start = [], HEADER.size
    for size in (code, args, env, call):
        parts.append(bytes(inbox[start : start + size]))
        start += size
    return flags, parts
