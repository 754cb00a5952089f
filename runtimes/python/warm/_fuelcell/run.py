"""One run, as steps. Each step that could be seen from inside the program is a call that the host makes itself, so that no
frame of ours stands behind the program, its hooks or its finalizers: `steps` yields the builtin function to call and its
arguments, and in the end the report. The order is that of CPython's `pymain_run_file`, `Py_FinalizeEx` and
`finalize_modules` (Modules/main.c, Python/pylifecycle.c, 3.11). Every line of the plain path is paid for by every run:
what is rare stands in functions of its own."""

import builtins
import gc
import sys
from _operator import call
from _struct import Struct
from _weakref import ref
from atexit import _ncallbacks, _run_exitfuncs
from sys import modules
from types import ModuleType, TracebackType

from . import report, values
from .mailbox import ARGS, CALL, CODE, ENV, FLAGS, NOTHING, exchange, inbox, part, words

# Flags of a request.
RESEED, LAST_VALUE, CALLED, EXTRAS = 1, 2, 4, 8

# What every run needs of the cold start that the snapshot was taken from; set by the boot.
filename = loader = stdout = stderr = preload = None
cold_count = 0
cold_names = frozenset()
# What the end of a run takes away: names of builtins, and attributes of `sys`. Empty while the boot rehearses.
late_builtins, special = (), {}

_plain_report = Struct("<II5I").pack
_sys = sys.__dict__
_builtins = builtins.__dict__
_forget_specials = _sys.update
_collect, _enabled, _objects = gc.collect, gc.isenabled, gc.get_objects
_callbacks = gc.callbacks


def steps():
    """The run. After each step `exchange` holds what the call gave, or the exception that it raised."""
    try:
        sys.stderr = stderr
        name, source = "__main__", inbox[: words[CODE]]
        if words[FLAGS]:
            name, source = _special(source)
        main = modules[name] = ModuleType(name)
        scope = main.__dict__
        # In the order in which `python main.py` fills its `__main__`.
        scope["__loader__"] = loader
        scope["__annotations__"] = {}
        scope["__builtins__"] = builtins
        scope["__file__"] = filename
        scope["__cached__"] = None
        yield compile, (source, filename, "exec", 0, True)
        failed = exchange[2]
        if failed is None:
            code = exchange[1]
            exchange[:] = NOTHING
            yield exec, (code, scope)
            failed = exchange[2]
            del code
        del scope

        code, answer = 0, None
        flushed = _flush_quietly()
        if failed is not None or words[FLAGS] & (LAST_VALUE | CALLED):
            del failed
            answer = {}
            code = yield from _conclude(main, answer)
            flushed = False
        exchange[:] = NOTHING
        if "threading" in modules:
            yield from _shut_down()
            flushed = False
        if _ncallbacks():
            yield _run_exitfuncs, ()
            exchange[:] = NOTHING
            flushed = False
        if not flushed and not (yield from _flush()):
            code = code or 120
        # A full collection, twice. While the older generations are empty, the younger are all there is, and cost less.
        grown = _objects(2) or _objects(1)
        if _enabled():
            yield _collect, (2 if grown else 0,)
            exchange[:] = NOTHING
        _builtins.pop("_", None)
        if _sys.get("stdout") is not stdout or sys.stderr is not stderr or sys.stdin is not sys.__stdin__:
            special.update(stdin=sys.__stdin__, stdout=sys.__stdout__, stderr=sys.__stderr__)
        yield _forget_specials, (special,)
        exchange[:] = NOTHING

        # The program's own modules, first imported first; `list.clear` lets go from the end.
        if len(modules) == cold_count + preload.revealed and modules.get("__main__") is main:
            doomed, weak = [main], [ref(main)]
            del modules["__main__"]
        else:
            doomed, weak = _own_modules()
        if special:
            modules.clear()
        del main
        yield doomed.clear, ()
        exchange[:] = NOTHING
        for each in late_builtins:
            _builtins.pop(each, None)
        if _callbacks:
            _callbacks.clear()
        yield _collect, (2 if grown else 1,)
        exchange[:] = NOTHING
        for dead in weak:
            if dead() is not None:
                scope = dead().__dict__
                yield scope.update, (_cleared(scope),)
                exchange[:] = NOTHING
                del scope
        _flush_at_last()
    except BaseException as error:
        # Out of memory, or the program broke what this depends on: its own doing, and its own loss.
        code, answer = 1, {"error": (type(error).__name__, "", 0, "")}
    if answer is None:
        yield _plain_report(code, 0, 0, 0, 0, 0, 0)
    else:
        yield report.encode(code, answer)


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


def _conclude(main, answer):
    """Puts what the program reports beside its exit code into `answer`; gives the exit code."""
    if exchange[2] is None:
        exchange[:] = NOTHING
        if words[FLAGS] & CALLED:
            yield from values.called(main, part(CALL), answer)
        else:
            last = main.__dict__.pop(report.LAST, None)
            if last is not None:
                yield repr, (last,)
                answer["value"] = exchange[1]
            del last
        if exchange[2] is None:
            return 0
    return (yield from report.uncaught(filename, stderr, answer))


def _shut_down():
    """What ends threads. None can have begun, but the program may look."""
    threading = modules["threading"]
    try:
        yield call, (threading._shutdown,)
    except BaseException:
        exchange[:] = None, None, *sys.exc_info()
    if exchange[2] is not None:
        yield from report.unraisable(threading)
    exchange[:] = NOTHING


def _own_modules():
    """Forgets all modules: a list of the program's own, the first one last, and weak references to them."""
    doomed = [modules.pop(name) for name in list(modules) if name not in cold_names and name not in preload.closures]
    doomed = [module for module in doomed if isinstance(module, ModuleType)]
    doomed.reverse()
    return doomed, [ref(module) for module in doomed]


def _cleared(scope):
    """What a module's dict is updated with to empty it as the interpreter does (`_PyModule_ClearDict`)."""
    names = [name for name in scope if isinstance(name, str) and scope[name] is not None and name != "__builtins__"]
    first = [name for name in names if name[:1] == "_" and name[1:2] != "_"]
    return dict.fromkeys(first + names)


def _flush_quietly():
    """What follows a script, whatever its end; whether both streams are the standard ones and now empty."""
    plain = _sys.get("stdout") is stdout and _sys.get("stderr") is stderr
    for name in ("stderr", "stdout"):
        try:
            _sys[name].flush()
        except BaseException:
            plain = False
    return plain


def _flush_at_last():
    """What the streams do as they are freed, whatever comes of it."""
    for name in ("__stdout__", "__stderr__"):
        try:
            _sys[name].flush()
        except BaseException:
            pass


def _flush():
    """Flushes stdout and stderr as far as they are open; whether that worked."""
    if _sys.get("stdout") is stdout and _sys.get("stderr") is stderr:
        try:
            stdout.flush()
            stderr.flush()
            return True
        except BaseException:
            pass
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
        except BaseException:
            exchange[:] = None, None, *sys.exc_info()
        if exchange[2] is not None:
            flushed = False
            if name == "stdout":
                yield from report.unraisable(stream)
        exchange[:] = NOTHING
    return flushed
