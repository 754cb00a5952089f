"""Hidden modules appear in `sys.modules` when a program imports them, together with all that importing them cold would have
brought, in the same order, unless a file of the program's own comes first. Every import of a program pays for this."""

import _frozen_importlib
import posix
import sys
from sys import modules

# From so many modules on, copying all of `sys.modules` costs less than adding them one by one.
_MANY = 35


class Reveal:
    """The import hook, and what it has done in this run."""

    def __init__(self, hidden):
        self.hidden = hidden
        self._cold_count = len(modules)
        # `sys.modules` as a program finds it, its own module included.
        self.cold = dict(modules)
        # By name: the same after the import, where that is worth it.
        self._wholes = {name: _whole(found) for name, found in hidden.items() if len(found.modules) >= _MANY}
        # How many modules there are when a program has brought none of its own.
        self.expected = self._cold_count
        self._revealed = []

    def install(self):
        """Puts the hook where the interpreter looks for a module that is not in `sys.modules`."""
        plain_find, shadowed = _frozen_importlib._find_and_load, _shadow_check()
        hidden, revealed, cold_count = self.hidden, self._revealed, self._cold_count
        cold, wholes = self.cold, self._wholes

        def _find_and_load(name, import_):
            if name in modules or name not in hidden:
                return plain_find(name, import_)
            found = hidden[name]
            if shadowed(found.tops):
                return plain_find(name, import_)
            before = len(modules)
            if revealed or before != cold_count:
                for earlier in revealed:
                    if name in earlier.modules:
                        # The program has removed it: it wants another one.
                        return plain_find(name, import_)
                self._add(found, before)
            else:
                if name in wholes and modules == cold:
                    # The same as the update below, but cheaper: CPython copies the table at once.
                    main = modules["__main__"]
                    modules.clear()
                    modules.update(wholes[name])
                    modules["__main__"] = main
                else:
                    modules.update(found.modules)
                for _, namespace, child, module in found.attributes:
                    namespace[child] = module
                for one, act in found.actions:
                    act()
            self.expected += len(modules) - before
            revealed.append(found)
            return modules[name]

        # The interpreter cuts frames of this file name out of tracebacks, as it does for its own import code.
        _find_and_load.__code__ = _find_and_load.__code__.replace(co_filename="<frozen importlib._bootstrap>")
        _frozen_importlib._find_and_load = _find_and_load

    def _add(self, found, before):
        """Reveals what is not there yet."""
        fresh = found.modules.keys() - modules.keys()
        if before != self.expected:
            # Modules came or went by the program's doing; what it removed stays removed.
            for earlier in self._revealed:
                fresh -= earlier.modules.keys()
        if len(fresh) == len(found.modules):
            modules.update(found.modules)
        else:
            for one, module in found.modules.items():
                if one in fresh:
                    modules[one] = module
        for one, namespace, child, module in found.attributes:
            if one in fresh:
                namespace[child] = module
        for one, act in found.actions:
            if one in fresh:
                act()

    def hide_again(self, on_hide):
        """Hides what a rehearsal has revealed; `sys.modules` is put in order by the caller."""
        for found in self._revealed:
            for _, namespace, child, _ in found.attributes:
                namespace.pop(child, None)
            for one in found.modules.keys() & on_hide.keys():
                on_hide[one]()
        self._revealed.clear()
        self.expected = self._cold_count


def _whole(found):
    """`sys.modules` after the import, in a table that is just large enough: only then `update` copies it at once."""
    whole = dict.fromkeys([*modules, *found.modules])
    whole.update(modules)
    whole.update(found.modules)
    return whole.copy()


def _shadow_check():
    """Whether a file on `sys.path` comes before one of the standard modules of these names."""
    meta_path, path_hooks, path = list(sys.meta_path), list(sys.path_hooks), list(sys.path)
    standard = next(entry for entry in path if entry.endswith(".zip"))
    listdir = posix.listdir
    # No standard module has the program's name.
    alone = ["main.py"]

    def shadowed(names):
        if sys.path != path or sys.meta_path != meta_path or sys.path_hooks != path_hooks:
            return shadowed_elsewhere(names)
        found = listdir(".")
        if found == alone:
            return False
        for name in found:
            if name.partition(".")[0] in names:
                return True
        return False

    def shadowed_elsewhere(names):
        if sys.meta_path != meta_path or sys.path_hooks != path_hooks or standard not in sys.path:
            return True
        for entry in sys.path:
            if entry == standard:
                return False
            try:
                found = listdir(entry or ".")
            except OSError:
                continue
            if any(name.partition(".")[0] in names for name in found):
                return True

    return shadowed if path.index(standard) == 1 and path[0] == "" else shadowed_elsewhere
