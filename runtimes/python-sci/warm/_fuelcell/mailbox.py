"""The memory that host and harness share: `words` and `inbox` hold the request of a run, `bell` one call to the host. The
buffers are numpy's, which tells their addresses."""

from posix import sched_yield
from struct import Struct

import numpy

_BELL = Struct("<IIqq")
_FUEL_USED = 4

# Sizes of code, entry, arguments, environment, call and setup, in the order they have in the inbox; flags; a size to make room
# for; where the inbox is, and how much it holds (`host/crates/cpython/src/harness.rs`).
CODE, ENTRY, ARGS, ENV, CALL, SETUP, FLAGS, RESERVE, INBOX, ROOM = range(10)

_header = numpy.zeros(16, dtype=numpy.uint32)
_bell = numpy.zeros(_BELL.size, dtype=numpy.uint8)
_inbox = numpy.zeros(256 * 1024, dtype=numpy.uint8)
words, bell, inbox = memoryview(_header), memoryview(_bell), memoryview(_inbox)


def address(array):
    return array.__array_interface__["data"][0]


def _note_inbox():
    words[INBOX], words[ROOM] = address(_inbox), len(_inbox)


_note_inbox()


def addresses():
    return {"header": address(_header), "bell": address(_bell)}


def reserve():
    """Makes room in the inbox for the size that the host has left in the header."""
    global _inbox, inbox
    _inbox = numpy.zeros(words[RESERVE], dtype=numpy.uint8)
    inbox = memoryview(_inbox)
    _note_inbox()
    return True


def part(number):
    """One part of the request, as bytes."""
    start = sum(words[:number])
    return bytes(inbox[start : start + words[number]])


def texts(number):
    """The texts in one part, each of which ends in a NUL."""
    return part(number).decode("utf-8", "surrogateescape").split("\0")[:-1]


def pieces(number):
    """The pieces of bytes in one part, each behind its size."""
    data, at, found = part(number), 0, []
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "little")
        found.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    return found


def fuel_used():
    """How much fuel the run has used: `sched_yield` takes no arguments and hands control to the host."""
    _BELL.pack_into(bell, 0, _FUEL_USED, 0, 0, 0)
    sched_yield()
    return _BELL.unpack_from(bell)[3]
