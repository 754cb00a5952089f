"""Finds a fuelcell on this machine."""

from __future__ import annotations

import os
import shutil
from importlib.metadata import PackageNotFoundError, version
from typing import Mapping, Sequence

from . import _messages as say
from ._errors import NotInstalledError

_SCRIPTS = (".js", ".mjs", ".cjs")


def package_version() -> str:
    try:
        return version("fuelcell")
    except PackageNotFoundError:
        return "latest"


def find_command(given: str | Sequence[str] | None = None, env: Mapping[str, str] = os.environ) -> list[str]:
    """
    The command line that starts fuelcell: the one given, else that of ``FUELCELL_BIN``, else ``fuelcell`` on PATH,
    else npm's package of this version by ``npx``. Raises NotInstalledError where there is none of them.
    """
    if given is not None and not isinstance(given, str):
        return list(given)
    path = env.get("PATH")
    named = given or env.get("FUELCELL_BIN")
    if named:
        if not named.endswith(_SCRIPTS):
            return [named]
        node = shutil.which("node", path=path)
        if node is None:
            raise NotInstalledError("fuelcell-missing", say.node_missing(named))
        return [node, named]
    found = shutil.which("fuelcell", path=path)
    if found is not None:
        return [found]
    npx = shutil.which("npx", path=path)
    if npx is None:
        raise NotInstalledError("fuelcell-missing", say.not_installed(package_version()))
    return [npx, "--yes", f"fuelcell@{package_version()}"]
