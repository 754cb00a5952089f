"""One run: `prepare` sets the program up, the host calls `exec` on it with no frame of ours behind, `finish` reports and
tears down in the order of CPython's `Py_FinalizeEx` (Python/pylifecycle.c, 3.11)."""

import atexit
import builtins
import gc
import io
import sys
from _weakref import ref
from time import monotonic_ns
from types import ModuleType

from . import mailbox, report, values

RESEED, LAST_VALUE, CALL = 1, 2, 4

# The host puts the exception that ended the program here: type, value, traceback.
failure = [None, None, None]

_run = {}


class Settings:
    """What every run needs of the cold start that the snapshot was taken from."""

    filename = "main.py"
    loader = None
    modules = frozenset()
    preload = None
    stderr = sys.stderr
    reseed = None


def prepare():
    """The arguments for `exec`, or None when the program does not compile."""
    sys.stderr = Settings.stderr
    flags, (source, args, env, call) = mailbox.request()
    if args:
        arguments = args.decode("utf-8", "surrogateescape").split("\0")
        sys.argv += arguments
        sys.orig_argv += arguments
    if env:
        import os

        for pair in env.decode("utf-8", "surrogateescape").split("\0"):
            name, _, value = pair.partition("=")
            os.environ[name] = value
    _run["reseed"] = bool(flags & RESEED)
    _run["call"] = call if flags & CALL else None
    main = _main_module("main" if flags & CALL else "__main__")
    _run["main"] = ref(main)
    before = monotonic_ns()
    code = report.compiled(source, Settings.filename, failure, bool(flags & LAST_VALUE))
    _run["compile_fuel"] = monotonic_ns() - before
    if code is None:
        return None
    _run["exec"] = code, main.__dict__
    return _run["exec"]


def _main_module(name):
    """A module as `python main.py` makes it for its `__main__`; in a call, one as `import main` would make it."""
    main = sys.modules[name] = ModuleType(name)
    scope = main.__dict__
    scope["__loader__"] = Settings.loader
    scope["__annotations__"] = {}
    scope["__builtins__"] = builtins
    scope["__file__"] = Settings.filename
    scope["__cached__"] = None
    return main


def finish():
    """Reports how the program ended, ends it as the interpreter would, and answers with bytes for the host."""
    answer = {}
    try:
        _run.pop("exec", None)
        code = _conclude(answer)
        if not _tear_down():
            code = 120
    except BaseException as error:
        # Out of memory, or the program broke what this depends on: its own doing, and its own loss.
        code = 1
        answer.setdefault("error", (type(error).__name__, "", 0, ""))
    return report.encode(code, _run.get("compile_fuel", 0), answer)


def _conclude(answer):
    """The exit code, with what the program reports beside it in `answer`."""
    if failure[0] is None:
        try:
            if _run["call"] is not None:
                answer["returned"] = values.called(_run["main"](), _run["call"])
            else:
                main = _run["main"]()
                last = None if main is None else main.__dict__.pop(report.LAST, None)
                if last is not None:
                    answer["value"] = repr(last)
            return 0
        except BaseException as error:
            failure[:] = type(error), error, error.__traceback__.tb_next
    kind, value, trace = failure
    failure[:] = None, None, None
    return report.uncaught(kind, value, trace, Settings.filename, answer)


def _tear_down():
    """Whether the standard streams could be flushed."""
    modules = sys.modules
    threading = modules.get("threading")
    if threading is not None:
        try:
            threading._shutdown()
        except BaseException as error:
            report.unraisable(error, threading)
    atexit._run_exitfuncs()
    flushed = _flush()
    for name in ("last_type", "last_value", "last_traceback"):
        if name in sys.__dict__:
            setattr(sys, name, None)
    sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__
    builtins.__dict__["_"] = None
    survivors = _drop_modules(modules)
    gc.collect()
    for survivor in reversed(survivors):
        module = survivor()
        if module is not None:
            _clear(module.__dict__)
    del builtins.__dict__["_"]
    return _flush() and flushed


def _drop_modules(modules):
    """Forgets the modules that the program brought, its own first; weak references to them."""
    known, revealed = Settings.modules, Settings.preload.revealed
    if len(modules) == len(known) + len(revealed) + 1 and "__main__" in modules:
        names = ["__main__"]
    else:
        names = [name for name in modules if name not in known and name not in revealed]
    dropped = []
    for name in names:
        module = modules.pop(name)
        if isinstance(module, ModuleType):
            dropped.append(ref(module))
        del module
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
    """Flushes stdout and stderr; only stdout's failure counts, and is told on stderr."""
    flushed = True
    stdout, stderr = sys.__dict__.get("stdout"), sys.__dict__.get("stderr")
    if stdout is not None and not _closed(stdout):
        try:
            stdout.flush()
        except BaseException as error:
            report.unraisable(error, stdout)
            flushed = False
    if stderr is not None and not _closed(stderr):
        try:
            stderr.flush()
        except BaseException:
            flushed = False
    return flushed


def _closed(stream):
    try:
        return bool(stream.closed)
    except BaseException:
        return False
