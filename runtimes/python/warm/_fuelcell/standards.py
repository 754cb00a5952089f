"""Modules of the standard library that this build leaves out and that can be had without what they are made of elsewhere."""

import sys
from _frozen_importlib import ModuleSpec

from .mailbox import own_builtins as __builtins__

_SOURCES = "/_fuelcell/standard/"
_LIBRARY = next(entry for entry in sys.path if entry.endswith(".zip"))
NAMES = "concurrent.futures.thread", "concurrent.futures.process"


class Standards:
    """Finds and loads them, as if they lay in the library's archive."""

    def find_spec(self, name, path, target=None):
        if name not in NAMES:
            return None
        spec = ModuleSpec(name, self, origin=f"{_LIBRARY}/{name.replace('.', '/')}.pyc")
        spec.has_location = True
        return spec

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        name = module.__name__
        with open(f"{_SOURCES}{name}.py", "rb") as source:
            code = compile(source.read(), f"{_LIBRARY}/{name.replace('.', '/')}.py", "exec", 0, True)
        exec(code, module.__dict__)
        # As every other module of the archive.
        module.__loader__ = module.__spec__.loader = sys.modules[name.rpartition(".")[0]].__loader__
