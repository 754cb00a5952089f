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

    def __init__(self, cold_modules, random_position):
        # By name: all that importing it cold brings, itself and what it needs, in order.
        self.closures = {}
        # By name: what has to be done when it is revealed.
        self.on_reveal = {}
        # By name: what undoes that.
        self.on_hide = {}
        # How many modules there are when a program has brought none of its own.
        self.expected = len(cold_modules)
        self._revealed_names = []
        self._edges = {}
        self._stack = []
        self._draws = {}
        self._cold = frozenset(cold_modules)
        self._position = random_position

    def load(self):
        """Imports everything in `PRELOADED`, recording who imported what while it was being imported itself."""
        plain_import, plain_find = builtins.__import__, _frozen_importlib._find_and_load
        edges, stack = self._edges, self._stack

        def find(name, import_):
            stack.append(name)
            edges[name] = []
            before, inner = self._position(), self._draws.get(None, 0)
            known = set(sys.modules)
            try:
                return plain_find(name, import_)
            finally:
                stack.pop()
                # What it put there itself, as `os` does with `os.path`.
                edges[name] += [one for one in sys.modules if one not in known and one not in edges and one != name]
                edges.update((one, []) for one in edges[name] if one not in edges)
                drawn = self._position() - before
                nested = self._draws.get(None, 0) - inner
                if drawn > nested:
                    self._draws[name] = drawn - nested
                    self._draws[None] = self._draws.get(None, 0) + drawn - nested

        def import_(name, globals=None, locals=None, fromlist=(), level=0):
            module = plain_import(name, globals, locals, fromlist, level)
            if stack:
                full = _absolute(name, globals, level)
                brought = [full] + [f"{full}.{item}" for item in fromlist or () if f"{full}.{item}" in sys.modules]
                edges[stack[-1]].extend(brought)
            return module

        builtins.__import__, _frozen_importlib._find_and_load = import_, find
        try:
            for name in PRELOADED:
                try:
                    __import__(name)
                except ImportError:
                    # Not in this build.
                    pass
        finally:
            builtins.__import__, _frozen_importlib._find_and_load = plain_import, plain_find

    def hide(self):
        """Takes every module that a cold start does not have out of sight, attributes of packages included."""
        modules = sys.modules
        names = [name for name in modules if name not in self._cold and not name.startswith("_fuelcell")]
        orders = {}
        for name in names:
            orders[name] = order = []
            self._close(name, order, set())
        hidden = {name: modules[name] for name in names}
        detached = {name: owner for name in names if (owner := self._detached_from(name, orders))}
        for name in names:
            order = orders[name]
            special = [one for one in order if one in detached or one in self._draws or one in self.on_reveal]
            tops = frozenset(top for top in (one.partition(".")[0] for one in order) if _on_path(modules[top]))
            self.closures[name] = {one: hidden[one] for one in order}, tops, special
        for name in names:
            del modules[name]
        for name, owner in detached.items():
            delattr(owner, name.rpartition(".")[2])
        self._detached = detached

    def _detached_from(self, name, orders):
        """The package that has the module as an attribute although importing the package alone does not bring it."""
        parent, _, child = name.rpartition(".")
        owner = sys.modules.get(parent)
        if owner is None or name in orders.get(parent, ()) or getattr(owner, child, None) is not sys.modules[name]:
            return None
        return owner

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
        closures, modules, shadowed = self.closures, sys.modules, self._shadow_check()
        plain_find, settle = _frozen_importlib._find_and_load, self._settle(skip_draws)
        revealed, cold_count = self._revealed_names, len(self._cold)

        def _find_and_load(name, import_):
            if name in modules or name not in closures:
                return plain_find(name, import_)
            closure, tops, special = closures[name]
            if shadowed(tops) or any(name in closures[earlier][0] for earlier in revealed):
                return plain_find(name, import_)
            before = len(modules)
            if before == cold_count and not revealed:
                modules.update(closure)
            else:
                fresh = closure.keys() - modules.keys()
                for earlier in revealed:
                    fresh -= closures[earlier][0].keys()
                for one in closure:
                    if one in fresh:
                        modules[one] = closure[one]
                special = [one for one in special if one in fresh]
            self.expected += len(modules) - before
            revealed.append(name)
            for one in special:
                settle(one, closure[one])
            return modules[name]

        # The interpreter cuts frames of this file name out of tracebacks, as it does for its own import code.
        _find_and_load.__code__ = _find_and_load.__code__.replace(co_filename="<frozen importlib._bootstrap>")
        _frozen_importlib._find_and_load = _find_and_load

    def hide_again(self):
        """Hides what a run of the warm-up has revealed."""
        for name in self._revealed_names:
            closure, _, special = self.closures[name]
            for one in special:
                if one in self._detached:
                    self._detached[one].__dict__.pop(one.rpartition(".")[2], None)
                if one in self.on_hide:
                    self.on_hide[one]()
            for one in closure:
                sys.modules.pop(one, None)
        self._revealed_names.clear()
        self.expected = len(self._cold)

    def _settle(self, skip_draws):
        """What revealing a module does beside putting it into `sys.modules`."""
        detached, draws, on_reveal = self._detached, self._draws, self.on_reveal

        def settle(name, module):
            if name in detached:
                setattr(detached[name], name.rpartition(".")[2], module)
            if name in draws:
                skip_draws(draws[name])
            if name in on_reveal:
                on_reveal[name](module)

        return settle

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
