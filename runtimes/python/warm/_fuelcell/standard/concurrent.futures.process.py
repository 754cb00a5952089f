"""Stands for ProcessPoolExecutor where there are no processes: making one says so."""

from concurrent.futures import _base


class BrokenProcessPool(_base.BrokenExecutor):
    """Raised when a process of a ProcessPoolExecutor has ended of itself."""


class ProcessPoolExecutor(_base.Executor):
    def __init__(self, max_workers=None, mp_context=None, initializer=None, initargs=(), *, max_tasks_per_child=None):
        raise NotImplementedError("there are no processes here, and so no ProcessPoolExecutor; ThreadPoolExecutor does tasks in order")
