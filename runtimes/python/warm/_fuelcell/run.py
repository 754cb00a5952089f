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
from atexit import _ncallbacks, _run_exitfuncs, register
from sys import modules
from types import ModuleType, TracebackType

from . import report, values
from .mailbox import own_builtins as __builtins__
from .mailbox import ARGS, CALL, CODE, ENV, FLAGS, NOTHING, exchange, inbox, part, words

# Flags of a request.
RESEED, LAST_VALUE, CALLED, EXTRAS = 1, 2, 4, 8

# What every run needs of the cold start that the snapshot was taken from; set by the boot.
filename = loader = stdout = stderr = reveal = threading = main_thread = shutdown = None
cold_names = frozenset()
# `logging.shutdown`, when nothing was registered before it; the handlers it looks after, and those that need no looking after.
last_exit_functions, handlers, idle_handlers = [], [], []
# What the end of a run takes away: names of builtins, and attributes of `sys`. Empty while the boot rehearses.
late_builtins, special = (), {}
# How many names library modules have, by the module's id.
sizes = {}
# How many objects are left for the collector after a program that left none.
quiet = 0

_plain_report = Struct("<II5I").pack
_sys, _builtins = sys.__dict__, builtins.__dict__
_enabled, _objects, _callbacks = gc.isenabled, gc.get_objects, gc.callbacks
_flush_stdout, _flush_stderr = sys.stdout.flush, sys.stderr.flush

_LAST = "last_type", "last_value", "last_traceback"

# Calls that are always the same need not be cleared from the exchange.
_COLLECT = tuple((gc.collect, (generation,)) for generation in range(3))
_FORGET_SPECIAL = _sys.update, (special,)
_CLEAR_MODULES = modules.clear, ()
_RUN_EXIT_FUNCTIONS = _run_exitfuncs, ()


def steps():
    """The run, from where the snapshot is taken. After each call `exchange` holds what it gave, or the exception that it
    raised."""
    main = modules["__main__"] = reveal.cold["__main__"] = ModuleType("__main__")
    _fill(main.__dict__)
    weak = [ref(main)]
    yield None
    try:
        sys.stderr = stderr
        source, answer = inbox[: words[CODE]], None
        if not source.isascii():
            report.check_encoding(source, filename)
        if words[FLAGS]:
            if words[FLAGS] & (LAST_VALUE | CALLED):
                answer = {}
            main, source = _set_up(main, source)
            weak = [ref(main)]
        if exchange[2] is None:
            yield compile, (source, filename, "exec", 0, True)
        if exchange[2] is None:
            code = exchange[1]
            exchange[:2] = None, None
            yield exec, (code, main.__dict__)
            exchange[0] = code = None
        code, plain = 0, _flush_plainly()
        if not plain:
            _flush_quietly()
        if answer is not None or exchange[2] is not None:
            plain, answer = False, answer or {}
            code = yield from _conclude(main, answer)
            special.update({name: None for name in _LAST if name in _sys})
        if "threading" in modules:
            yield from _shut_down()
        if _ncallbacks():
            plain = False
            yield _RUN_EXIT_FUNCTIONS
            exchange[:] = NOTHING
        if last_exit_functions and handlers != idle_handlers:
            plain = False
            register(*last_exit_functions)
            yield _RUN_EXIT_FUNCTIONS
            exchange[:] = NOTHING
        if not plain and not _flush_plainly():
            if not (yield from _flush()):
                code = code or 120
            special.update({name: _sys.get(f"__{name}__") for name in ("stdin", "stdout", "stderr")})
        # Two full collections. While the older generations are empty, the younger are all there is, and cost less.
        generation = 2 if _objects(2) or _objects(1) else 0
        if _enabled():
            yield _COLLECT[generation]
        if "_" in _builtins:
            del _builtins["_"]
        yield _FORGET_SPECIAL
        if len(modules) != reveal.expected:
            weak = _own_modules()
        main = reveal.cold["__main__"] = None
        yield _CLEAR_MODULES
        if len(_objects()) > quiet:
            yield from _collect_the_rest(weak, generation or 1)
        _flush_at_last()
    except BaseException as error:
        # Out of memory, or the program broke what this depends on: its own doing, and its own loss.
        code, answer = 1, {"error": (type(error).__name__, "", 0, "")}
    if answer is None:
        yield _plain_report(code, 0, 0, 0, 0, 0, 0)
    else:
        yield report.encode(code, answer)


def _fill(scope):
    """In the order in which `python main.py` fills its `__main__`."""
    scope["__loader__"] = loader
    scope["__annotations__"] = {}
    scope["__builtins__"] = builtins
    scope["__file__"] = filename
    scope["__cached__"] = None


def _collect_the_rest(weak, generation):
    """Finalizes what only the collector finds, then empties the modules that are still held."""
    pop = _builtins.pop
    for each in late_builtins:
        pop(each, None)
    if _callbacks:
        _callbacks.clear()
    yield _COLLECT[generation]
    for dead in weak:
        if dead() is not None:
            scope = dead().__dict__
            yield scope.update, (_cleared(scope),)
            exchange[:] = NOTHING
            del scope
    if any(hasattr(type(one), "__del__") for one in _objects()):
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


def _set_up(main, source):
    """Sets up what few programs ask for; the module and its source."""
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
    if flags & CALLED:
        del modules["__main__"]
        main = modules["main"] = ModuleType("main")
        _fill(main.__dict__)
    return main, source


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
            exchange[:] = NOTHING
            return 0
    return (yield from report.uncaught(filename, stderr, answer))


def _shut_down():
    """What ends threads. None can have begun, so that there is rarely more to do than to say so."""
    module = modules["threading"]
    try:
        if module is threading and module._main_thread is main_thread:
            idle = not module._threading_atexits and not module._shutdown_locks
            if idle and module._shutdown is shutdown:
                module._SHUTTING_DOWN = main_thread._is_stopped = True
                main_thread._tstate_lock = None
                return
        yield call, (module._shutdown,)
    except BaseException as error:
        exchange[:] = None, None, type(error), error, None
    if exchange[2] is not None:
        yield from report.unraisable(module)
    exchange[:] = NOTHING


def _own_modules():
    """Weak references to the program's own modules, the last one first."""
    own = [modules[name] for name in modules if name not in cold_names and name not in reveal.hidden]
    own = [ref(module) for module in own if isinstance(module, ModuleType)]
    own.reverse()
    return own


def _cleared(scope):
    """What a module's dict is updated with to empty it as the interpreter does (`_PyModule_ClearDict`)."""
    names = [name for name in scope if isinstance(name, str) and scope[name] is not None and name != "__builtins__"]
    first = [name for name in names if name[:1] == "_" and name[1:2] != "_"]
    return dict.fromkeys(first + names)


def _flush_plainly():
    """Flushes stdout and stderr if they are still the interpreter's own; whether that worked."""
    try:
        if sys.stdout is stdout and sys.stderr is stderr:
            _flush_stdout()
            _flush_stderr()
            return True
    except BaseException:
        pass
    return False


def _flush_quietly():
    """What follows a script, whatever its end."""
    for name in ("stderr", "stdout"):
        try:
            _sys[name].flush()
        except BaseException:
            pass


def _flush_at_last():
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


def _flush():
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
