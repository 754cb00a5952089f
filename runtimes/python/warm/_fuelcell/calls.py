"""A program that is a module, one of whose functions is called."""

import sys
from _functools import partial
from _operator import call
from gc import freeze
from sys import modules
from types import ModuleType

from . import report, values
from .mailbox import CALL, ENTRY, NOTHING, exchange, part
from .mailbox import own_builtins as __builtins__
from .names import plain_text, type_name

# Where a program was when an exception came out of it.
_IMPORT, _LOOKUP, _CALL = "import", "lookup", "call"
# What is reported in place of a value (`host/crates/cpython/src/course.rs`).
_TAKEN = "taken"
# The most types above an exception that are told, and characters of each name and of a path.
_MOST_TYPES = 100
_MOST_NAME = 1_000
_MOST_PATH = 5_000

_fields = type.__dict__
_types_above, _own_fields, _qualified = (_fields[name].__get__ for name in ("__mro__", "__dict__", "__qualname__"))


class Call:
    """One call: of what, in which module."""

    def __init__(self, filename, stderr):
        path = part(ENTRY).decode("utf-8", "surrogateescape")
        folder, _, file = path.rpartition("/")
        self.filename = f"/{path}" if path else filename
        self._stderr = stderr
        self._path = path
        # Its name is its file's: what it is called decides whether it takes itself for a script.
        self._name = file.rpartition(".")[0] or file or "main"
        if self._name == "__main__":
            self._name = "main"
        if folder:
            sys.path.insert(0, f"/{folder}")

    def take(self):
        """Takes what the call is of, and its arguments, before anything of the program runs, which could do it for less, or keep it
        for later."""
        if exchange[2] is None:
            self._wanted = values.wanted(part(CALL))
            # No collection while the program runs should look at them: how often that is may hang on their number.
            freeze()

    def module(self, reveal):
        """The module that the program becomes."""
        if self._name not in modules:
            reveal.expected += 1
        module = modules[self._name] = ModuleType(self._name)
        if self._path:
            reveal.alone[0] = self._path
        else:
            # By its old name too: doctest, unittest and pickle look there for the program.
            modules["__main__"] = module
        return module

    def conclude(self, main, answer):
        """Calls the function, unless the program has failed before. Puts what came of it into `answer`; gives the exit code."""
        phase, function, is_own = _IMPORT, None, False
        if exchange[2] is None:
            exchange[:] = NOTHING
            try:
                name, args, kwargs, home = self._wanted
                self._wanted = None
                if home is not None:
                    yield __import__, (home,)
                if exchange[2] is None:
                    phase, exchange[:] = _LOOKUP, NOTHING
                    if home is not None:
                        main = modules[home]
                    yield getattr, (main if home is not None else modules.get(self._name, main), name)
                if exchange[2] is None:
                    function, exchange[:] = exchange[1], NOTHING
                    is_own = getattr(main, "__dict__", {}).get(name) is function
                    if not callable(function):
                        raise TypeError(f"'{type_name(type(function))}' object is not callable")
                    made, phase = partial(function, *args, **kwargs), _CALL
            except BaseException as error:
                exchange[2:] = type(error), error, None
            if phase is _CALL:
                yield call, (made,)
                if exchange[2] is None:
                    # The host has read the value.
                    exchange[:] = NOTHING
                    answer["returned"] = _TAKEN
                    return 0
        return (yield from self._raised(phase, function if is_own else None, answer))

    def _raised(self, phase, function, answer):
        """Reports the exception in `exchange`, with what a judge of it has to know."""
        kind = exchange[2]
        left = report.instance(*exchange[2:]) if issubclass(kind, SystemExit) else None
        code = yield from report.uncaught(self.filename, self._stderr, answer)
        message = answer["error"][1] if "error" in answer else (yield from report.message_of(left))
        types = [_full_name(one) for one in _types_above(kind)[:_MOST_TYPES]]
        told = {"phase": phase, "types": types, "message": message, "file": _file_of(function)}
        answer["returned"] = values.dumps({"type": "raised", "value": told})
        return code


def _full_name(kind):
    module, name = _own_fields(kind).get("__module__"), plain_text(_qualified(kind))[:_MOST_NAME]
    return f"{plain_text(module)[:_MOST_NAME]}.{name}" if isinstance(module, str) else name


def _file_of(function):
    """The file of the module that a callable says it is from; None for what the interpreter brings itself."""
    try:
        while type(function) is partial:
            function = function.func
        home = getattr(function, "__module__", None)
        if type(home) is not str:
            home = type(function).__module__
        file = modules[home].__file__
        return plain_text(file)[:_MOST_PATH] if isinstance(file, str) else None
    except BaseException:
        return None
