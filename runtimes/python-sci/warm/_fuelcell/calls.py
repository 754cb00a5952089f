"""A program that is a module, one of whose functions is called."""

import sys
from functools import partial
from json import dumps
from types import ModuleType

from . import answers, report
from .mailbox import CALL, ENTRY, part

# Where a program was when an exception came out of it.
IMPORT, LOOKUP, CALLED = "import", "lookup", "call"
# The most types above an exception that are told, and characters of each name and of a path.
_MOST_TYPES, _MOST_NAME, _MOST_PATH = 100, 1_000, 5_000

_fields = type.__dict__
_types_above, _own_fields, _qualified = (_fields[name].__get__ for name in ("__mro__", "__dict__", "__qualname__"))


class Call:
    """One call: of what, in which module."""

    def __init__(self, filename):
        path = part(ENTRY).decode("utf-8", "surrogateescape")
        folder, _, file = path.rpartition("/")
        self.filename = f"/{path}" if path else filename
        # Its name is its file's: what it is called decides whether it takes itself for a script.
        name = file.rpartition(".")[0] or file or "main"
        self._name = "main" if name == "__main__" else name
        if folder:
            sys.path.insert(0, f"/{folder}")
        # Before anything of the program runs, which could keep it for later.
        self._wanted = answers.wanted(part(CALL))
        self._has_own_name = bool(path)
        self.phase, self._function = IMPORT, None

    def module(self):
        """The module that the program becomes."""
        module = sys.modules[self._name] = ModuleType(self._name)
        if not self._has_own_name:
            # By its old name too: doctest, unittest and pickle look there for the program.
            sys.modules["__main__"] = module
        return module

    def answer(self, main):
        """Calls the function; what it returned."""
        name, args, kwargs, home = self._wanted
        if home is not None:
            __import__(home)
            main = sys.modules[home]
        else:
            main = sys.modules.get(self._name, main)
        self.phase = LOOKUP
        function = getattr(main, name)
        self._function = function if getattr(main, "__dict__", {}).get(name) is function else None
        if not callable(function):
            raise TypeError(f"'{type(function).__name__}' object is not callable")
        self.phase = CALLED
        return function(*args, **kwargs)

    def raised(self, error):
        """An exception that came of it, with what a judge of it has to know."""
        types = [_full_name(one) for one in _types_above(type(error))[:_MOST_TYPES]]
        told = {"phase": self.phase, "types": types, "message": report.message_of(error), "file": _file_of(self._function)}
        return dumps({"type": "raised", "value": told}, separators=(",", ":"))


def _full_name(kind):
    module, name = _own_fields(kind).get("__module__"), _qualified(kind)[:_MOST_NAME]
    return f"{module[:_MOST_NAME]}.{name}" if isinstance(module, str) else name


def _file_of(function):
    """The file of the module that a callable says it is from; None for what the interpreter brings itself."""
    try:
        while type(function) is partial:
            function = function.func
        home = getattr(function, "__module__", None)
        if type(home) is not str:
            home = type(function).__module__
        file = sys.modules[home].__file__
        return str(file)[:_MOST_PATH] if isinstance(file, str) else None
    except BaseException:
        return None
