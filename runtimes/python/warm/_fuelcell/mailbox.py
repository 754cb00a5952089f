"""The memory that host and harness share: `header` and `inbox` hold the request of a run, `bell` one call to the host,
`exchange` what the harness asks the host to call, and what came of it."""

import builtins
from _struct import Struct
from posix import sched_yield

# The harness's own, whatever a program does to the others. A module has functions made with it by calling it `__builtins__`.
own_builtins = __builtins__ = {**vars(builtins)}

_BELL = Struct("<IIqq")

RANDOM_POSITION, RANDOM_SKIP = 2, 3

# The host writes through the buffers' addresses, so they are never replaced; `reserve` may let `inbox` grow.
header = bytearray(28)
inbox = bytearray(64 * 1024)
bell = bytearray(_BELL.size)

# The call, its result, and the type, value and traceback of what it raised. The host only fills what is None.
NOTHING = (None,) * 5
exchange = list(NOTHING)

# Sizes of code, entry, arguments, environment and call, in the order they have in the inbox; flags; size to reserve.
words = memoryview(header).cast("I")
CODE, ENTRY, ARGS, ENV, CALL, FLAGS, RESERVE = range(7)

# The first byte of the flags, which says whether there are any: it costs less to read than a word.
ASKED = 4 * FLAGS

# The last byte of the flags: not 0 when the program has left a trace or profile function. No step that it would see may then
# be left out.
WATCHED = 4 * FLAGS + 3


def ring(operation, argument=0):
    """Asks the host for `operation`: `sched_yield` takes no arguments and hands control to it. The host's answer."""
    _BELL.pack_into(bell, 0, operation, 0, argument, 0)
    sched_yield()
    return _BELL.unpack_from(bell)[3]


def request(operation, argument):
    """A ring made ready, for what is to be put into `bell` at once."""
    return _BELL.pack(operation, 0, argument, 0)


def reserve():
    """Makes room in the inbox for the size that the host has left in the header."""
    inbox.extend(bytes(words[RESERVE] - len(inbox)))


def part(number):
    """One part of the request, as bytes."""
    start = sum(words[:number])
    return bytes(inbox[start : start + words[number]])


def texts(number):
    """The texts in one part, each of which ends in a NUL."""
    return part(number).decode("utf-8", "surrogateescape").split("\0")[:-1]
