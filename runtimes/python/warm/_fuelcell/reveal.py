"""Hidden modules appear in `sys.modules` when a program imports them, together with all that importing them cold would have
brought, in the same order, unless a file of the program's own comes first. Every import of a program pays for this."""

import _frozen_importlib
import posix
import sys
from sys import modules

from .mailbox import own_builtins as __builtins__

# Where the standard library is.
_STANDARD = next(entry for entry in sys.path if entry.endswith(".zip"))
# From so many modules on, copying all of `sys.modules` costs less than adding them one by one.
_MANY = 35


class Reveal:
    """The import hook, and what it has done in this run."""

    def __init__(self, hidden):
        self.hidden = hidden
        self._cold_count = len(modules)
        # `sys.modules` as a program finds it, its own module included.
        self.cold = dict(modules)
        for found in hidden.values():
            found.expected = self._cold_count + len(found.modules)
            found.whole = _whole(found) if len(found.modules) >= _MANY else None
        # How many modules there are when a program has brought none of its own.
        self.expected = self._cold_count
        self._revealed = []
        # What the program's directory lists when its file is the only one.
        self.alone = ["main.py"]
        # Where a program begins to look, if it changes nothing.
        self._path = []

    def begin_at(self, path):
        """Has the program be the file at `path`: where it looks for modules first, and what may lie there."""
        folder, _, file = path.rpartition("/")
        self._path[0] = sys.path[0] = folder
        # In a folder, or with the name of a standard module, it has to be looked for.
        self.alone[0] = None if folder or file.partition(".")[0] in self.hidden else file

    def install(self):
        """Puts the hook where the interpreter looks for a module that is not in `sys.modules`."""
        plain_find, listdir = _frozen_importlib._find_and_load, posix.listdir
        meta_path, path_hooks, path = list(sys.meta_path), list(sys.path_hooks), self._path
        shadowed = _shadow_check(meta_path, path_hooks)
        # With no other file than the program there is nothing to look for: no standard module has its name.
        alone = self.alone
        path[:] = sys.path
        if path[0] != "" or path[1] != _STANDARD:
            raise RuntimeError(f"where do programs import from? {path}")
        revealed, cold, cold_count = self._revealed, self.cold, self._cold_count
        find_hidden = self.hidden.get

        def _find_and_load(name, import_):
            found = find_hidden(name)
            if found is None or name in modules:
                return plain_find(name, import_)
            try:
                if sys.path != path or sys.meta_path != meta_path or sys.path_hooks != path_hooks or listdir(".") != alone:
                    if shadowed(found.tops):
                        return plain_find(name, import_)
            except OSError:
                # The working directory is gone, and nothing in it comes first.
                pass
            if revealed or len(modules) != cold_count:
                for earlier in revealed:
                    if name in earlier.modules:
                        # The program has removed it: it wants another one.
                        return plain_find(name, import_)
                if not self._add(found):
                    return plain_find(name, import_)
            else:
                if found.whole is not None and modules == cold:
                    # The same as the update below, but cheaper: CPython copies the table at once.
                    main = modules["__main__"]
                    modules.clear()
                    modules.update(found.whole)
                    modules["__main__"] = main
                else:
                    modules.update(found.modules)
                for namespace, child, module, _ in found.attributes:
                    namespace[child] = module
                for act, _ in found.actions:
                    act()
                self.expected = found.expected
            revealed.append(found)
            return modules[name]

        _frozen_importlib._find_and_load = _find_and_load

    def revealed_modules(self):
        """The library modules that a run has had in sight and that go before the interpreter does, first imported first."""
        names = dict.fromkeys(one for found in self._revealed for one in found.modules)
        kept = [module for name, module in self.cold.items() if name not in ("sys", "builtins", "__main__")]
        return kept + [found.modules[one] for found in self._revealed for one in found.modules if names.pop(one, 0) is None]

    def _add(self, found):
        """Reveals what is not there yet; whether that could be done."""
        before = len(modules)
        fresh = found.modules.keys() - modules.keys()
        if before != self.expected:
            # Modules came or went by the program's doing. Where it has put something in the place of one that would be revealed,
            # such as a None in that of an accelerator, those that use it have to be imported anew.
            for one in found.modules.keys() & modules.keys():
                if modules[one] is not found.modules[one]:
                    return False
            # What it removed stays removed.
            for earlier in self._revealed:
                fresh -= earlier.modules.keys()
        if len(fresh) == len(found.modules):
            modules.update(found.modules)
        else:
            for one, module in found.modules.items():
                if one in fresh:
                    modules[one] = module
        for namespace, child, module, one in found.attributes:
            if one in fresh:
                namespace[child] = module
        for act, one in found.actions:
            if one in fresh:
                act()
        self.expected += len(modules) - before
        return True

    def hide_again(self, on_hide):
        """Hides what a rehearsal has revealed; `sys.modules` is put in order by the caller."""
        for found in self._revealed:
            for namespace, child, _, _ in found.attributes:
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


def _shadow_check(meta_path, path_hooks):
    """Whether a file on `sys.path` comes before one of the standard modules of these names, or cannot be ruled out."""

    def shadowed(names):
        if sys.meta_path != meta_path or sys.path_hooks != path_hooks or _STANDARD not in sys.path:
            return True
        for entry in sys.path:
            if entry == _STANDARD:
                return False
            try:
                found = posix.listdir(entry or ".")
            except OSError:
                continue
            except BaseException:
                return True
            if any(name.partition(".")[0] in names for name in found):
                return True

    return shadowed
