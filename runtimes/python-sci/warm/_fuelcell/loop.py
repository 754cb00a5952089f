"""An event loop on the virtual clock. What waits in `time`, `threading`, `queue` and `select` moves that clock by itself; only
the loops of `asyncio` want sockets, which there are none of."""

import asyncio
from asyncio import base_events, events
from time import monotonic, sleep


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

    async def shutdown_default_executor(self, timeout=None):
        # Elsewhere a thread of its own waits for the executor.
        self._executor_shutdown_called = True
        if self._default_executor is not None:
            self._default_executor.shutdown()

    def close(self):
        if not self.is_running():
            self._selector.close()
        super().close()


def install():
    """Has `asyncio.run` and `asyncio.new_event_loop` make such loops."""
    policy_type = events._BaseDefaultEventLoopPolicy

    class VirtualEventLoopPolicy(policy_type):
        _loop_factory = VirtualEventLoop

    events._event_loop_policy = VirtualEventLoopPolicy()
    VirtualEventLoop.__module__ = VirtualSelector.__module__ = asyncio.__name__
