"""One run: the program in the inbox is compiled, run in a `__main__` of its own, and what came of it is reported."""

import atexit
import builtins
import gc
import logging
import os
import random
import sys
import threading
import time
from types import ModuleType

import numpy

from . import answers, report
from .calls import Call
from .mailbox import ARGS, CODE, ENTRY, ENV, FLAGS, SETUP, fuel_used, part, pieces, texts, words
from .report import NEVER
from .tracebacks import without_harness

# Flags of a request (`host/crates/cpython/src/program.rs`, `harness.rs`).
RESEED, LAST_VALUE, CALLED, EXTRAS, METERED, NAMED, COMPILE_ONLY = 1, 2, 4, 8, 16, 64, 1 << 16

# What a piece of setup is called in tracebacks.
SETUP_NAME = "<setup>"
MAIN = "main.py"

stdout, stderr = sys.stdout, sys.stderr
handlers = []
_ONLY_AST = 0x400


def run():
    """The run; its report as bytes."""
    marks, answer = [NEVER, NEVER, NEVER], {}
    try:
        code = _run(words[FLAGS], answer, marks)
    except BaseException as error:
        # Out of memory, or the program broke what this depends on: its own doing, and its own loss.
        code, answer = 1, {"error": (type(error).__name__, "", 0, "")}
    return report.encode(code, answer, marks)


def _run(flags, answer, marks):
    filename, source, setup = MAIN, part(CODE), pieces(SETUP)
    logging._startTime = time.time_ns()
    call = Call(filename) if flags & CALLED else None
    if call is not None:
        filename, main = call.filename, call.module()
    else:
        if flags & NAMED:
            filename = _name(part(ENTRY).decode("utf-8", "surrogateescape"))
        main = sys.modules["__main__"] = ModuleType("__main__")
    scope = main.__dict__
    scope.update(__builtins__=builtins, __file__=filename)
    if flags & EXTRAS:
        _take()
    if flags & RESEED:
        random.seed()
        numpy.random.seed()
    code = _finished(lambda: _program(source, filename, setup, scope, flags, answer, marks, call, main), filename, answer, call)
    if flags & METERED and marks[2] == NEVER:
        _flush()
        marks[2] = fuel_used()
    return _end(code, scope)


def _name(path):
    """Has the program be the file at `path`, in all the places where a cold start puts its name."""
    sys.argv[0] = sys.orig_argv[1] = path
    folder = path.rpartition("/")[0]
    sys.path[0] = f"/{folder}" if folder else "/"
    return path


def _take():
    """Takes over arguments and variables."""
    arguments = texts(ARGS)
    sys.argv += arguments
    sys.orig_argv += arguments
    for pair in texts(ENV):
        name, _, value = pair.partition("=")
        os.environ[name] = value


def _program(source, filename, setup, scope, flags, answer, marks, call, main):
    for piece in setup:
        exec(compile(piece, SETUP_NAME, "exec", 0, True), scope)
    if setup:
        gc.collect()
        marks[1] = fuel_used()
    began = fuel_used()
    code, last = _compiled(source, filename, flags & LAST_VALUE)
    marks[0] = fuel_used() - began
    if flags & COMPILE_ONLY:
        return
    if call is not None:
        marks[1] = fuel_used()
    exec(code, scope)
    if last is not None:
        value = eval(last, scope)
        if value is not None:
            answer["value"] = repr(value)
    if call is not None:
        returned = call.answer(main)
        marks[2] = fuel_used()
        answer["returned"] = answers.written(returned)


def _compiled(source, filename, wants_value):
    """The program's code, and that of its final expression where the value of that is wanted."""
    if not wants_value:
        return compile(source, filename, "exec", 0, True), None
    tree = compile(source, filename, "exec", _ONLY_AST, True)
    if not tree.body or type(tree.body[-1]).__name__ != "Expr":
        return compile(source, filename, "exec", 0, True), None
    import ast

    last = ast.Expression(tree.body.pop().value)
    return compile(tree, filename, "exec", 0, True), compile(last, filename, "eval", 0, True)


def _finished(work, filename, answer, call):
    """Does the work; the exit code, with the exception that came out of it in `answer`."""
    try:
        work()
        return 0
    except BaseException as error:
        caught = error
    # What follows a script, whatever its end, comes before what is said of that.
    _flush()
    caught.__traceback__ = without_harness(caught.__traceback__)
    answer.pop("value", None)
    if call is not None:
        answer["returned"] = call.raised(caught)
    return report.uncaught(caught, filename, stderr, answer)


def _flush():
    """Flushes stdout and stderr as far as they are open; whether that worked."""
    worked = True
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except BaseException:
            worked = False
    return worked


def _end(code, scope):
    """What the interpreter does at its end: exit functions, then finalizers."""
    _flush()
    if threading._threading_atexits:
        _quietly(threading._shutdown)
    if atexit._ncallbacks():
        atexit._run_exitfuncs()
    if logging._handlerList != handlers:
        _quietly(logging.shutdown)
    if not _flush():
        code = code or 120
    names = [name for name in scope if type(name) is str and name != "__builtins__"]
    scope.update(dict.fromkeys([name for name in names if name[:1] == "_" and name[1:2] != "_"]))
    scope.update(dict.fromkeys(names))
    if gc.isenabled():
        gc.collect()
    if not _flush():
        code = code or 120
    return code


def _quietly(function):
    try:
        function()
    except BaseException as error:
        sys.unraisablehook(_Unraisable(error, function))


class _Unraisable:
    def __init__(self, error, function):
        self.exc_type, self.exc_value, self.exc_traceback = type(error), error, error.__traceback__
        self.err_msg, self.object = None, function
