"""One run. `prepare` sets the program up; the host calls `compile` and `exec` itself, so that no frame of ours stands
behind the program; `finish` reports and tears down in the order of CPython's `Py_FinalizeEx` (Python/pylifecycle.c, 3.11).
Every line of the plain path is paid for by every run: what is rare stands in functions of its own."""

import builtins
import gc
import sys
from _struct import Struct
from _weakref import ref
from atexit import _run_exitfuncs
from sys import modules
from types import ModuleType

from . import report, values
from .mailbox import ARGS, CALL, CODE, ENV, FLAGS, inbox, part, words

# Flags of a request.
RESEED, LAST_VALUE, CALLED, EXTRAS = 1, 2, 4, 8

# The host puts the exception that ended the program here: type, value, traceback.
failure = [None, None, None]

# What every run needs of the cold start that the snapshot was taken from; set by the boot.
filename = loader = stderr = preload = None
cold_count = 0
cold_names = frozenset()

_main = None
_plain_report = Struct("<II5I").pack


def prepare():
    """The arguments for `compile`, and those for `exec`: the host puts the code object in place of the None."""
    global _main
    sys.stderr = stderr
    name, source = "__main__", inbox[: words[0]]
    if words[4]:
        name, source = _special(source)
    _main = modules[name] = ModuleType(name)
    scope = _main.__dict__
    # In the order in which `python main.py` fills its `__main__`.
    scope["__loader__"] = loader
    scope["__annotations__"] = {}
    scope["__builtins__"] = builtins
    scope["__file__"] = filename
    scope["__cached__"] = None
    return (source, filename, "exec", 0, True), (None, scope)


def _special(source):
    """Sets up what few programs ask for; the module's name and the source."""
    flags = words[FLAGS]
    if words[ARGS]:
        arguments = part(ARGS).decode("utf-8", "surrogateescape").split("\0")
        sys.argv += arguments
        sys.orig_argv += arguments
    if words[ENV]:
        environ = modules["os"].environ
        for pair in part(ENV).decode("utf-8", "surrogateescape").split("\0"):
            name, _, value = pair.partition("=")
            environ[name] = value
    if flags & LAST_VALUE:
        source = report.keeping_last(source, filename)
    return "main" if flags & CALLED else "__main__", source


def finish():
    """Says how the program ended, ends it as the interpreter would, and answers with bytes for the host."""
    global _main
    code, answer = 0, None
    try:
        if failure[0] is not None or words[4] & (LAST_VALUE | CALLED):
            code, answer = _conclude()
        threading = modules.get("threading")
        if threading is not None:
            _shut_down(threading)
        _run_exitfuncs()
        flushed = _flush()
        namespace = sys.__dict__
        if "last_type" in namespace or "_" in builtins.__dict__:
            _forget(namespace)
        if sys.stdout is not sys.__stdout__ or sys.stderr is not sys.__stderr__ or sys.stdin is not sys.__stdin__:
            sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__
        dropped = _drop_modules()
        # Without objects in the oldest generation the younger two are all there is, and cost less to go through.
        gc.collect(2 if gc.get_objects(2) else 1)
        for dead in dropped:
            if dead() is not None:
                _clear(dead().__dict__)
        if not (_flush() and flushed):
            code = 120
    except BaseException as error:
        # Out of memory, or the program broke what this depends on: its own doing, and its own loss.
        code, answer = 1, {"error": (type(error).__name__, "", 0, "")}
    if answer is None:
        return _plain_report(code & 0xFFFFFFFF, 0, 0, 0, 0, 0, 0)
    return report.encode(code, answer)


def _conclude():
    """The exit code, and what the program reports beside it."""
    answer = {}
    if failure[0] is None:
        try:
            if words[FLAGS] & CALLED:
                answer["returned"] = values.called(_main, part(CALL))
            else:
                last = _main.__dict__.pop(report.LAST, None)
                if last is not None:
                    answer["value"] = repr(last)
            return 0, answer
        except BaseException as error:
            failure[:] = type(error), error, error.__traceback__.tb_next
    kind, value, trace = failure
    failure[:] = None, None, None
    return report.uncaught(kind, value, trace, filename, answer), answer


def _shut_down(threading):
    try:
        threading._shutdown()
    except BaseException as error:
        report.unraisable(error, threading)


def _forget(namespace):
    """Lets go of what the interpreter itself holds of the program."""
    for name in ("last_type", "last_value", "last_traceback"):
        if name in namespace:
            namespace[name] = None
    builtins.__dict__.pop("_", None)


def _drop_modules():
    """Forgets the modules that the program brought, its own first; weak references to them, the last one first."""
    global _main
    main, _main = _main, None
    if len(modules) == cold_count + preload.revealed and modules.get("__main__") is main:
        del modules["__main__"]
        dropped = [ref(main)]
        del main
        return dropped
    del main
    dropped = []
    for name in [name for name in modules if name not in cold_names and name not in preload.closures]:
        module = modules.pop(name)
        if isinstance(module, ModuleType):
            dropped.append(ref(module))
        del module
    dropped.reverse()
    return dropped


def _clear(scope):
    """Empties a module's dict in the interpreter's own two steps (`_PyModule_ClearDict` in Objects/moduleobject.c)."""
    for name in list(scope):
        if isinstance(name, str) and name[:1] == "_" and name[1:2] != "_" and scope[name] is not None:
            scope[name] = None
    for name in list(scope):
        if isinstance(name, str) and name != "__builtins__" and scope[name] is not None:
            scope[name] = None


def _flush():
    """Flushes stdout and stderr as far as they are open; whether that worked."""
    flushed = True
    try:
        sys.stdout.flush()
    except BaseException as error:
        flushed = _flush_failed("stdout", error)
    try:
        sys.stderr.flush()
    except BaseException as error:
        flushed = _flush_failed("stderr", error) and flushed
    return flushed


def _flush_failed(name, error):
    """Whether the failure does not count, as that of a stream that is closed or gone. Only stdout's is told."""
    stream = sys.__dict__.get(name)
    try:
        if stream is None or stream.closed:
            return True
    except BaseException:
        pass
    if name == "stdout":
        report.unraisable(error, stream)
    return False
