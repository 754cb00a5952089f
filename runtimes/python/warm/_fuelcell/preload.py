"""Imports the standard modules that programs commonly use, recording what each brings along, then hides them all.
`reveal.py` shows them again, one import at a time."""

import _frozen_importlib
import builtins
import sys

from . import mailbox
from .standards import Standards

PRELOADED = """
json re random math cmath datetime time calendar collections collections.abc itertools functools operator dataclasses
typing enum abc copy copyreg string textwrap io os os.path sys pathlib tempfile shutil glob fnmatch csv decimal fractions
statistics heapq bisect array struct queue threading contextlib contextvars inspect types traceback argparse getopt
logging unittest unittest.mock doctest asyncio hashlib hmac base64 binascii secrets uuid html html.parser urllib.parse ast
dis opcode tokenize token keyword weakref warnings pprint reprlib difflib pickle pickletools zlib gzip bz2 lzma zipfile
tarfile sqlite3 xml.etree.ElementTree xml.dom.minidom xml.sax importlib.util importlib.resources importlib.metadata
numbers graphlib timeit cProfile pstats profile gc errno stat codecs locale unicodedata linecache code codeop
concurrent.futures concurrent.futures.thread concurrent.futures.process configparser tomllib colorsys cmd shlex sched selectors signal socket platform bdb pdb pydoc getpass
gettext ipaddress email email.message mimetypes urllib.request urllib.error http http.client zoneinfo trace tracemalloc
symtable compileall py_compile runpy pkgutil zipimport fileinput filecmp atexit ctypes
""".split()


class Hidden:
    """A module that waits for its import, with all that importing it cold brings."""

    __slots__ = "modules", "tops", "attributes", "actions", "expected", "whole"

    def __init__(self, modules, tops, attributes, actions):
        # By name, in the order in which they appear.
        self.modules = modules
        # Names of which a file of the program's would be found first.
        self.tops = tops
        # Which of them is an attribute of a package that is there without it: the package's dict, attribute, module, name.
        self.attributes = attributes
        # What else importing them does, and whose import it is.
        self.actions = actions
        # How many modules there are after the import, if it is the first; and all of them, where that is worth it.
        self.expected, self.whole = 0, None


class Preload:
    """Records imports, and hides what was imported."""

    def __init__(self, cold_modules):
        # By name: what has to be done when a module is revealed, and what undoes that.
        self.on_reveal = {}
        self.on_hide = {}
        self._cold = frozenset(cold_modules)
        self._edges = {}
        self._stack = []
        self._count = 0
        # By name: how many bytes of the random stream importing it takes.
        self.draws = {}
        self._drawn = 0

    def load(self):
        """Imports everything in `PRELOADED`, recording who imported what while it was being imported itself."""
        plain_import, plain_find = builtins.__import__, _frozen_importlib._find_and_load
        self._edges.update((one, []) for one in sys.modules if one not in self._cold)
        self._count = len(sys.modules)

        def import_(name, globals=None, locals=None, fromlist=(), level=0):
            self._note_new()
            module = plain_import(name, globals, locals, fromlist, level)
            if self._stack:
                full = _absolute(name, globals, level)
                brought = [f"{full}.{item}" for item in fromlist or ()]
                self._edges[self._stack[-1]] += [full] + [one for one in brought if one in sys.modules]
            return module

        standards = Standards()
        sys.meta_path.append(standards)
        builtins.__import__ = import_
        _frozen_importlib._find_and_load = lambda name, import_: self._recorded(plain_find, name, import_)
        try:
            for name in PRELOADED:
                try:
                    __import__(name)
                except ImportError:
                    # Not in this build.
                    pass
        finally:
            builtins.__import__, _frozen_importlib._find_and_load = plain_import, plain_find
            sys.meta_path.remove(standards)

    def _recorded(self, plain_find, name, import_):
        self._stack.append(name)
        self._edges[name] = []
        position, inner = mailbox.ring(mailbox.RANDOM_POSITION), self._drawn
        try:
            return plain_find(name, import_)
        finally:
            self._note_new()
            self._stack.pop()
            own = mailbox.ring(mailbox.RANDOM_POSITION) - position - (self._drawn - inner)
            if own:
                self.draws[name] = own
                self._drawn += own

    def _note_new(self):
        """What the module that is being imported has put into `sys.modules` itself, as `os` does with `os.path`."""
        if self._stack and len(sys.modules) != self._count:
            self._count = len(sys.modules)
            for one in [one for one in sys.modules if one not in self._edges and one not in self._cold]:
                self._edges[one] = []
                self._edges[self._stack[-1]].append(one)

    def hide(self):
        """Takes every module that a cold start does not have out of sight, attributes of packages included. By name."""
        modules = sys.modules
        names = [name for name in modules if name not in self._cold and not name.startswith("_fuelcell")]
        orders = {name: self._order(name) for name in names}
        attributes = {name: found for name in names if (found := _attribute(name, orders))}
        hidden = {}
        for name in names:
            order = orders[name]
            hidden[name] = Hidden(
                {one: modules[one] for one in order},
                frozenset(top for top in (one.partition(".")[0] for one in order) if _on_path(modules[top])),
                [attributes[one] for one in order if one in attributes],
                [(self.on_reveal[one], one) for one in order if one in self.on_reveal],
            )
        for name in names:
            del modules[name]
        for namespace, child, _, _ in attributes.values():
            del namespace[child]
        return hidden

    def _order(self, name):
        """What importing a module cold brings: the interpreter puts each in place when it is done, itself last."""
        order, seen = [], set(self._cold)

        def add(one):
            parent = one.rpartition(".")[0]
            if parent and one not in seen:
                add(parent)
            if one in seen or one not in sys.modules:
                return
            seen.add(one)
            for dependency in self._edges.get(one, ()):
                add(dependency)
            order.append(one)

        add(name)
        return order


def _attribute(name, orders):
    """Where the module is an attribute of its package although importing the package alone does not bring it."""
    parent, _, child = name.rpartition(".")
    owner, module = sys.modules.get(parent), sys.modules[name]
    if owner is None or name in orders.get(parent, ()) or getattr(owner, child, None) is not module:
        return None
    return owner.__dict__, child, module, name


def _on_path(module):
    spec = getattr(module, "__spec__", None)
    return spec is None or spec.origin not in ("built-in", "frozen")


def _absolute(name, globals, level):
    if level == 0:
        return name
    package = globals["__package__"].rsplit(".", level - 1)[0]
    return f"{package}.{name}" if name else package
