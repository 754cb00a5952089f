"""Sleeping on the virtual clock. This build's `time.sleep` and `select` fail before they reach the host, so both are
given here: they move the clock and wait for nothing."""

from . import mailbox
from .mailbox import own_builtins as __builtins__

_NANOSECONDS = 1_000_000_000
# The longest sleep the clock can take, as in CPython's 64-bit time (`_PyTime_t`).
_LONGEST = 2**63 - 1


def sleep(seconds, /):
    """Moves the virtual clock forward by `seconds`."""
    if not isinstance(seconds, (int, float)):
        index = getattr(type(seconds), "__index__", None)
        if index is None:
            raise TypeError(f"'{type(seconds).__name__}' object cannot be interpreted as an integer")
        seconds = index(seconds)
    if seconds != seconds:
        raise ValueError("Invalid value NaN (not a number)")
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    if seconds * _NANOSECONDS > _LONGEST:
        raise OverflowError("timestamp too large to convert to C _PyTime_t")
    mailbox.ring(mailbox.SLEEP, int(seconds * _NANOSECONDS))


sleep.__module__ = "time"
sleep.__qualname__ = "sleep"


def event_loop_policy(asyncio):
    """A policy whose loop needs neither sockets nor `select`: with nothing ready, it moves the clock to the next timer."""
    from asyncio import base_events, events
    from time import monotonic

    class VirtualSelector:
        def select(self, timeout):
            if timeout is None:
                raise RuntimeError("every task waits for something that cannot happen: the event loop would never wake up")
            if timeout > 0:
                sleep(timeout)
            return []

        def close(self):
            pass

    class VirtualEventLoop(base_events.BaseEventLoop):
        def __init__(self):
            super().__init__()
            self._selector = VirtualSelector()
            self._clock_resolution = 1e-9

        def time(self):
            return monotonic()

        def _process_events(self, event_list):
            pass

        def _write_to_self(self):
            pass

        def close(self):
            if not self.is_running():
                self._selector.close()
            super().close()

    class VirtualEventLoopPolicy(events.BaseDefaultEventLoopPolicy):
        _loop_factory = VirtualEventLoop

    return VirtualEventLoopPolicy()
