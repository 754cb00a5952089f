"""``run_code`` and ``run_fs`` as blocking functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Mapping

from ._default import default_client
from ._request import FileContent, Text
from ._result import Result

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._request import RunOptions


def run_code(runtime: str, code: Text, **options: Unpack[RunOptions]) -> Result:
    """Runs code in a runtime once, such as ``run_code("python", "print(1)", fuel=400_000_000)``."""
    return default_client().run_code(runtime, code, **options)


def run_fs(runtime: str, entry_path: str, fs: Mapping[str, FileContent], **options: Unpack[RunOptions]) -> Result:
    """Runs one of several files once, such as ``run_fs("python", "/app.py", {"/app.py": "import lib", "/lib.py": ""})``."""
    return default_client().run_fs(runtime, entry_path, fs, **options)


__all__ = ["run_code", "run_fs"]
