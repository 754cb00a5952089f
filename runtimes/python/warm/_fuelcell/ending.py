"""The parts of a run's end, in the order of CPython's `Py_FinalizeEx` and `finalize_modules` (Python/pylifecycle.c, 3.11).
Generators yield calls for the host to make, as `run.steps` does."""

import builtins
import gc
import sys
from _operator import call
from _weakref import ref
from sys import modules
from types import ModuleType

from . import report
from .mailbox import NOTHING, WATCHED, exchange, header
from .mailbox import own_builtins as __builtins__

# What every run needs of the cold start that the snapshot was taken from; set by the boot.
stdout = stderr = reveal = threading = main_thread = shutdown = None
cold_names = frozenset()
# Names of builtins that the end of a run takes away. None while the boot rehearses.
late_builtins = ()
# How many names library modules have, by the module's id.
sizes = {}

# Calls that are always the same need not be cleared from the exchange.
COLLECT = tuple((gc.collect, (generation,)) for generation in range(3))

_sys, _builtins = sys.__dict__, builtins.__dict__
_objects, callbacks = gc.get_objects, gc.callbacks
_flush_stdout, _flush_stderr = sys.stdout.flush, sys.stderr.flush


def shut_down():
    """What ends threads. None can have begun, so that there is rarely more to do than to say so."""
    module = modules["threading"]
    try:
        if module is threading and module._main_thread is main_thread:
            idle = not module._threading_atexits and len(module._shutdown_locks) < 2
            if idle and module._shutdown is shutdown and not header[WATCHED]:
                module._SHUTTING_DOWN = main_thread._is_stopped = True
                main_thread._tstate_lock = None
                return
        yield call, (module._shutdown,)
    except BaseException as error:
        exchange[:] = None, None, type(error), error, None
    if exchange[2] is not None:
        yield from report.unraisable(module)
    exchange[:] = NOTHING


def flush_plainly():
    """Flushes stdout and stderr if they are still the interpreter's own; whether that worked."""
    try:
        if sys.stdout is stdout and sys.stderr is stderr:
            _flush_stdout()
            _flush_stderr()
            return True
    except BaseException:
        pass
    return False


def flush_quietly():
    """What follows a script, whatever its end."""
    for name in ("stderr", "stdout"):
        try:
            _sys[name].flush()
        except BaseException:
            pass


def flush():
    """Flushes stdout and stderr as far as they are open; whether that worked."""
    flushed = True
    for name in ("stdout", "stderr"):
        stream = _sys.get(name)
        try:
            if stream is None or stream.closed:
                continue
        except BaseException:
            pass
        try:
            yield call, (stream.flush,)
        except BaseException as error:
            exchange[:] = None, None, type(error), error, None
        if exchange[2] is not None:
            flushed = False
            if name == "stdout":
                yield from report.unraisable(stream)
        exchange[:] = NOTHING
    return flushed


def own_modules():
    """Weak references to the program's own modules, the last one first."""
    own = [modules[name] for name in modules if name not in cold_names and name not in reveal.hidden]
    own = [ref(module) for module in own if isinstance(module, ModuleType)]
    own.reverse()
    return own


def collect_the_rest(weak, generation):
    """Finalizes what only the collector finds, then empties the modules that are still held."""
    pop = _builtins.pop
    for each in late_builtins:
        pop(each, None)
    if callbacks:
        callbacks.clear()
    yield COLLECT[generation]
    for dead in weak:
        if dead() is not None:
            scope = dead().__dict__
            yield scope.update, (_cleared(scope),)
            exchange[:] = NOTHING
            del scope
    # This generator is one of them.
    if len([one for one in _objects() if hasattr(type(one), "__del__")]) > 1:
        yield from _clean_library()


def _clean_library():
    """Lets go of what the program has added to library modules and to the builtins, when that may have finalizers."""
    yield _builtins.update, (dict.fromkeys(_builtins.keys() - __builtins__.keys()),)
    for module in reversed(reveal.revealed_modules()):
        scope = module.__dict__
        added = list(scope)[sizes.get(id(module), 0) :]
        if added:
            yield scope.update, (dict.fromkeys(added),)
    exchange[:] = NOTHING


def _cleared(scope):
    """What a module's dict is updated with to empty it as the interpreter does (`_PyModule_ClearDict`)."""
    names = [name for name in scope if isinstance(name, str) and scope[name] is not None and name != "__builtins__"]
    first = [name for name in names if name[:1] == "_" and name[1:2] != "_"]
    return dict.fromkeys(first + names)


def flush_at_last():
    """What the streams do as they are freed, whatever comes of it."""
    try:
        _flush_stdout()
        _flush_stderr()
        return
    except BaseException:
        pass
    for name in ("__stdout__", "__stderr__"):
        try:
            _sys[name].flush()
        except BaseException:
            pass
