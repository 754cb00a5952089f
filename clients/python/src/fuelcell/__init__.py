"""
Runs untrusted code in several languages under WebAssembly and says exactly what it cost, in fuel.

``run_code`` and ``run_fs`` are awaited; :mod:`fuelcell.sync` has the same to be called. ``run_python_code`` is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Mapping

from ._client import PYTHON_FUEL, AsyncClient, Client
from ._default import default_async_client, default_client
from ._errors import (
    AbortedError,
    AccessError,
    ConnectionLostError,
    FuelcellError,
    NotInstalledError,
    QueueFullError,
    RequestError,
    SandboxError,
)
from ._find import package_version
from ._request import Call, FileContent, Text
from ._result import GuestError, PythonResult, Result, Usage
from ._tagged import Unsupported
from .types import WASIFS, BinaryFile, StringFile, WASITimestamps

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._request import RunOptions

__version__ = package_version()


async def run_code(runtime: str, code: Text, **options: Unpack[RunOptions]) -> Result:
    """
    Runs code in a runtime once.

    ``await run_code("python", "print(1)", fuel=400_000_000, timeout=5, stdin="", files={"a.txt": "text"})``;
    :class:`RunOptions` lists what can be said. Whatever the guest did is in the Result.
    Raises FuelcellError for a wrong request or a fault of the sandbox.
    """
    return await default_async_client().run_code(runtime, code, **options)


async def run_fs(runtime: str, entry_path: str, fs: Mapping[str, FileContent], **options: Unpack[RunOptions]) -> Result:
    """Runs one of several files once; they are text, bytes, StringFile or BinaryFile by path."""
    return await default_async_client().run_fs(runtime, entry_path, fs, **options)


def run_python_code(code: str, fuel: int = PYTHON_FUEL) -> PythonResult:
    """
    Runs Python code once within a budget of fuel, and blocks until it has ended.

    Code that fails, or runs out of fuel, is no exception: ``result`` has what it printed, and ``run`` the whole Result.
    """
    return default_client().run_python_code(code, fuel)


__all__ = [
    "WASIFS",
    "AbortedError",
    "AccessError",
    "AsyncClient",
    "BinaryFile",
    "Call",
    "Client",
    "ConnectionLostError",
    "FuelcellError",
    "GuestError",
    "NotInstalledError",
    "PythonResult",
    "QueueFullError",
    "RequestError",
    "Result",
    "SandboxError",
    "StringFile",
    "Unsupported",
    "Usage",
    "WASITimestamps",
    "__version__",
    "run_code",
    "run_fs",
    "run_python_code",
]
