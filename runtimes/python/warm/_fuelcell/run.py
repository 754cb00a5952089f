"""One run, as steps. Each step that could be seen from inside the program is a call that the host makes itself, so that no
frame of ours stands behind the program, its hooks or its finalizers: `steps` yields the builtin function to call and its
arguments, and in the end the report. Every line of the plain path is paid for by every run: what is rare stands in functions
of its own."""

import builtins
import gc
import sys
from _struct import Struct
from _weakref import ref
from atexit import _ncallbacks, _run_exitfuncs, register
from sys import modules
from types import ModuleType, TracebackType

from . import last, report
from .calls import Call
from .ending import (
    COLLECT, callbacks, collect_the_rest, flush, flush_at_last, flush_plainly, flush_quietly, own_modules, shut_down
)
from .mailbox import ARGS, ASKED, CODE, ENTRY, ENV, FLAGS, NOTHING, WATCHED, exchange, header, inbox, part, texts, words
from .mailbox import own_builtins as __builtins__
from .names import type_name

# Flags of a request.
RESEED, LAST_VALUE, CALLED, EXTRAS, METERED, SETUP, NAMED = 1, 2, 4, 8, 16, 32, 64
# With one of these, something is given when the code is bytecode.
GIVEN = RESEED | CALLED | EXTRAS

# What every run needs of the cold start that the snapshot was taken from; set by the boot.
filename = loader = stderr = reveal = None
# The call that a run asks for.
called = None
# `logging.shutdown`, when nothing was registered before it; the handlers it looks after, and those that need no looking after.
last_exit_functions, handlers, idle_handlers = [], [], []
# What becomes of attributes of `sys` at the end. Nothing while the boot rehearses.
special = {}
# How many objects are left for the collector after a program that left none.
quiet = 0

# What a piece of setup is called in tracebacks.
SETUP_NAME = "<setup>"

_plain_report = Struct("<II5I").pack
_sys, _builtins = sys.__dict__, builtins.__dict__
_enabled, _objects = gc.isenabled, gc.get_objects

_LAST = "last_type", "last_value", "last_traceback"

# Calls that are always the same need not be cleared from the exchange.
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
        if header[ASKED]:
            answer = {} if header[ASKED] & (LAST_VALUE | CALLED | METERED) else None
            main = _set_up(main)
            weak = [ref(main)]
            if header[ASKED] & METERED:
                source = yield from _prepared(main, source)
        if not source.isascii() and exchange[2] is None:
            # The host meters what follows as compiling, which it is a part of.
            yield compile
            report.check_encoding(source, filename)
        if answer is not None and header[ASKED] & LAST_VALUE and exchange[2] is None:
            source = last.split(source, filename, answer)
        if exchange[2] is None:
            yield compile, (source, filename, "exec", 0, True)
        if header[ASKED] & GIVEN and not header[ASKED] & METERED:
            _take()
        if exchange[2] is None:
            code = exchange[1]
            exchange[:2] = None, None
            yield exec, (code, main.__dict__)
            exchange[0] = code = None
        code, plain = 0, flush_plainly()
        if not plain:
            flush_quietly()
        if answer is not None or exchange[2] is not None:
            plain, answer = False, answer or {}
            code = yield from conclude(main, answer)
            special.update({name: None for name in _LAST if name in _sys})
        if "threading" in modules:
            yield from shut_down()
        if _ncallbacks():
            plain = False
            yield _RUN_EXIT_FUNCTIONS
            exchange[:] = NOTHING
        if last_exit_functions and (handlers != idle_handlers or header[WATCHED]):
            plain = False
            register(*last_exit_functions)
            yield _RUN_EXIT_FUNCTIONS
            exchange[:] = NOTHING
        if not plain and not flush_plainly():
            if not (yield from flush()):
                code = code or 120
            special.update({name: _sys.get(f"__{name}__") for name in ("stdin", "stdout", "stderr")})
        # Two full collections. While the older generations are empty, the younger are all there is, and cost less.
        generation = 2 if _objects(2) or _objects(1) or callbacks else 0
        if _enabled():
            yield COLLECT[generation]
        if "_" in _builtins:
            del _builtins["_"]
        yield _FORGET_SPECIAL
        if len(modules) != reveal.expected:
            weak = own_modules()
        main = reveal.cold["__main__"] = None
        yield _CLEAR_MODULES
        if len(_objects()) > quiet:
            yield from collect_the_rest(weak, generation or 1)
        flush_at_last()
    except BaseException as error:
        # Out of memory, or the program broke what this depends on: its own doing, and its own loss.
        code, answer = 1, {"error": (type_name(type(error)), "", 0, "")}
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


def _set_up(main):
    """Sets up what has to be so before the code is compiled; the module that it becomes."""
    global filename, conclude, called
    flags = header[ASKED]
    if flags & CALLED:
        called = Call(filename, stderr)
        main, filename, conclude = called.module(reveal), called.filename, called.conclude
        _fill(main.__dict__)
    elif flags & NAMED:
        _name(part(ENTRY).decode("utf-8", "surrogateescape"))
        _fill(main.__dict__)
    if flags & METERED:
        _take()
    return main


def _name(path):
    """Has the program be the file at `path`, in all the places where a cold start puts its name."""
    global filename
    # No object more than there would be: what the collector finds at the end decides what the end costs.
    filename = loader.path = f"//{path}"
    sys.argv[0] = sys.orig_argv[1] = path
    reveal.begin_at(path)


def _take():
    """Takes over what no code that is compiled depends on: arguments, variables, the values of a call."""
    if words[ARGS]:
        arguments = texts(ARGS)
        sys.argv += arguments
        sys.orig_argv += arguments
    if words[ENV]:
        environ = modules["os"].environ
        for pair in texts(ENV):
            name, _, value = pair.partition("=")
            environ[name] = value
    if header[ASKED] & CALLED:
        called.take()


def _prepared(main, source):
    """Runs what stands before the program in its module; the program itself. An empty tuple tells the host that a piece has
    ended, and has it post the next one. The collection before it is the piece's own: what the garbage of a setup costs, and
    when, is nothing that the program should pay for."""
    while header[ASKED] & SETUP:
        if not source.isascii():
            report.check_encoding(source, filename)
        if exchange[2] is None:
            yield compile, (source, SETUP_NAME, "exec", 0, True)
        if exchange[2] is None:
            code = exchange[1]
            exchange[:2] = None, None
            yield exec, (code, main.__dict__)
        if exchange[2] is not None:
            break
        exchange[:], code = NOTHING, None
        flush_plainly()
        yield COLLECT[2]
        yield ()
        source = inbox[: words[CODE]]
    return source


def conclude(main, answer):
    """Puts what the program reports beside its exit code into `answer`; gives the exit code. A call has its own."""
    flags = header[ASKED]
    if flags & (METERED | SETUP) == METERED:
        yield ()
    if flags & LAST_VALUE:
        yield from last.valued(main, filename, answer)
        if not flush_plainly():
            flush_quietly()
    if exchange[2] is None:
        exchange[:] = NOTHING
        return 0
    name = SETUP_NAME if flags & SETUP else filename
    return (yield from report.uncaught(name, stderr, answer))
