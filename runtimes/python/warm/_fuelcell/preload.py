"""Imports the standard modules that programs commonly use, then hides them. A hidden module appears in `sys.modules`
when a program imports it, together with all that importing it cold would have brought, in the same order."""

import _frozen_importlib
import builtins
import posix
import sys

PRELOADED = """
json re random math cmath datetime time calendar collections collections.abc itertools functools operator dataclasses
typing enum abc copy copyreg string textwrap io os os.path sys pathlib tempfile shutil glob fnmatch csv decimal fractions
statistics heapq bisect array struct queue threading contextlib contextvars inspect types traceback argparse getopt
logging unittest unittest.mock doctest asyncio hashlib hmac base64 binascii secrets uuid html html.parser urllib.parse ast
dis opcode tokenize token keyword weakref warnings pprint reprlib difflib pickle pickletools zlib gzip bz2 lzma zipfile
tarfile sqlite3 xml.etree.ElementTree xml.dom.minidom xml.sax importlib.util importlib.resources importlib.metadata
numbers graphlib timeit cProfile pstats profile gc errno stat codecs locale unicodedata linecache code codeop
concurrent.futures configparser tomllib colorsys cmd shlex sched selectors signal socket platform bdb pdb pydoc getpass
gettext ipaddress email email.message mimetypes urllib.request urllib.error http http.client zoneinfo trace tracemalloc
symtable compileall py_compile runpy pkgutil zipimport fileinput filecmp atexit ctypes
""".split()


class Preload:
    """The hidden modules, what each brings along, and the import hook that reveals them."""

    def __init__(self, cold_modules, draws):
        self.hidden = {}
        self.closures = {}
        self.tops = {}
        self.draws = {}
        self.on_reveal = {}
        self.revealed = set()
        self._edges = {}
        self._stack = []
        self._cold = set(cold_modules)
        self._position = draws

    def load(self):
        """Imports everything in `PRELOADED`, recording who imported what while it was being imported itself."""
        plain_import, plain_find = builtins.__import__, _frozen_importlib._find_and_load
        edges, stack = self._edges, self._stack

        def find(name, import_):
            stack.append(name)
            edges[name] = []
            before, inner = self._position(), self.draws.get(None, 0)
            try:
                return plain_find(name, import_)
            finally:
                stack.pop()
                drawn = self._position() - before
                nested = self.draws.get(None, 0) - inner
                if drawn > nested:
                    self.draws[name] = drawn - nested
                    self.draws[None] = self.draws.get(None, 0) + drawn - nested

        def import_(name, globals=None, locals=None, fromlist=(), level=0):
            module = plain_import(name, globals, locals, fromlist, level)
            if stack:
                full = _absolute(name, globals, level)
                brought = [full] + [f"{full}.{item}" for item in fromlist or () if f"{full}.{item}" in sys.modules]
                edges[stack[-1]].extend(brought)
            return module

        missing = {}
        builtins.__import__, _frozen_importlib._find_and_load = import_, find
        try:
            for name in PRELOADED:
                try:
                    __import__(name)
                except ImportError as error:
                    missing[name] = error
        finally:
            builtins.__import__, _frozen_importlib._find_and_load = plain_import, plain_find
        return missing

    def hide(self):
        """Takes every module that a cold start does not have out of sight, attributes of packages included."""
        modules = sys.modules
        names = [name for name in modules if name not in self._cold and not name.startswith("_fuelcell")]
        for name in names:
            self.closures[name] = closure = []
            self._close(name, closure, set())
        for name in names:
            self.hidden[name] = modules.pop(name)
        for name, module in self.hidden.items():
            parent, _, child = name.rpartition(".")
            owner = self.hidden.get(parent) or modules.get(parent)
            if owner is not None and getattr(owner, child, None) is module:
                delattr(owner, child)
        for name in names:
            self.tops[name] = frozenset(top for top in (one.partition(".")[0] for one in self.closures[name]) if _on_path(self.hidden.get(top) or modules.get(top)))

    def _close(self, name, order, seen):
        if name in seen or name in self._cold or name not in sys.modules:
            return
        parent = name.rpartition(".")[0]
        if parent:
            self._close(parent, order, seen)
        if name in seen:
            return
        seen.add(name)
        order.append(name)
        for dependency in self._edges.get(name, ()):
            self._close(dependency, order, seen)

    def install(self, skip_draws):
        """Puts the hook where the interpreter looks for a module that is not in `sys.modules`."""
        hidden, closures, modules = self.hidden, self.closures, sys.modules
        plain_find, shadowed = _frozen_importlib._find_and_load, self._shadow_check()
        tops, draws, on_reveal, revealed = self.tops, self.draws, self.on_reveal, self.revealed

        def _find_and_load(name, import_):
            if name not in hidden or name in modules or shadowed(tops[name]):
                return plain_find(name, import_)
            for one in closures[name]:
                module = hidden.pop(one, None)
                if module is None:
                    continue
                if one not in modules:
                    modules[one] = module
                    revealed.add(one)
                    if "." in one:
                        parent, _, child = one.rpartition(".")
                        setattr(modules[parent], child, module)
                if one in draws:
                    skip_draws(draws[one])
                if one in on_reveal:
                    on_reveal[one](module)
            return modules[name]

        # The interpreter cuts frames of this file name out of tracebacks, as it does for its own import code.
        _find_and_load.__code__ = _find_and_load.__code__.replace(co_filename="<frozen importlib._bootstrap>")
        _frozen_importlib._find_and_load = _find_and_load

    def _shadow_check(self):
        """Whether a file on `sys.path` comes before one of the standard modules of these names."""
        meta_path, path_hooks, path = list(sys.meta_path), list(sys.path_hooks), list(sys.path)
        standard = next(entry for entry in path if entry.endswith(".zip"))
        listdir = posix.listdir

        def shadowed(names):
            if sys.meta_path != meta_path or sys.path_hooks != path_hooks or standard not in sys.path:
                return True
            for entry in sys.path:
                if entry == standard:
                    return False
                try:
                    found = listdir(entry or ".")
                except OSError:
                    continue
                except Exception:
                    return True
                for name in found:
                    if name.partition(".")[0] in names:
                        return True
            return True

        return shadowed


def _on_path(module):
    spec = getattr(module, "__spec__", None)
    return spec is None or spec.origin not in ("built-in", "frozen")


def _absolute(name, globals, level):
    if level == 0:
        return name
    package = globals["__package__"].rsplit(".", level - 1)[0]
    return f"{package}.{name}" if name else package
