"""Clients: the same calls, blocking and to be awaited, over a process beside this one or a server."""

from __future__ import annotations

import asyncio
import os
from types import TracebackType
from typing import TYPE_CHECKING, Any, Mapping, Sequence

from ._connection import Connection, Pending
from ._find import find_command
from ._http import HttpConnection
from ._request import FileContent, OnOutput, Text, request_of
from ._result import PythonResult, Result
from ._stdio import StdioConnection

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._request import RunOptions

#: What ``run_python_code`` gives a program where nothing is said.
PYTHON_FUEL = 400_000_000
#: Requests of at most so many bytes of code are written from the event loop itself: a pipe takes them at once.
_SMALL = 16_384


class _Base:
    def __init__(
        self,
        url: str | None = None,
        *,
        key: str | None = None,
        command: str | Sequence[str] | None = None,
        workers: int | None = None,
        cache_dir: str | os.PathLike[str] | None = None,
        strict: bool = False,
    ) -> None:
        """
        Args:
            url: A fuelcell server, such as ``http://127.0.0.1:3000``. Default: the variable ``FUELCELL_URL``, else a process beside this one.
            key: The server's key. Default: the variable ``FUELCELL_KEY``, else none.
            command: What starts fuelcell, a path or a command line. Default: ``FUELCELL_BIN``, ``fuelcell`` on PATH, ``npx``.
            workers: Runs that go on at a time. Default: the number of processors.
            cache_dir: Where compiled runtimes are kept. Default: fuelcell's own.
            strict: Refuse to run unless every wall around the workers stands.
        """
        local = command is not None or workers is not None or cache_dir is not None or strict
        url = url or (None if local else os.environ.get("FUELCELL_URL"))
        self._connection: Connection
        if url is not None:
            self._connection = HttpConnection(url, key or os.environ.get("FUELCELL_KEY"))
        else:
            options = [f"--workers={workers}"] if workers is not None else []
            options += [f"--cache-dir={os.fspath(cache_dir)}"] if cache_dir is not None else []
            options += ["--strict"] if strict else []
            self._connection = StdioConnection(find_command(command), options)


class Client(_Base):
    """Blocking calls, which several threads may make at once. Close it in the end, or use it with ``with``."""

    def run(self, runtime: str, code: Text | None = None, *, entry: str | None = None, **options: Unpack[RunOptions]) -> Result:
        """
        Runs something once. ``code`` may be left out where ``entry`` is one of ``files``.
        Whatever the guest did is in the Result; raises FuelcellError for a wrong request or a fault of the sandbox.
        """
        request = request_of(runtime, code, entry, **options)
        pending = self._connection.start(request, options.get("on_output"))
        try:
            return Result(pending.future.result()["result"], request)
        except BaseException:
            # Of a KeyboardInterrupt too; one that has ended takes no notice.
            pending.cancel()
            raise

    def run_code(self, runtime: str, code: Text, **options: Unpack[RunOptions]) -> Result:
        """Runs code in a runtime once."""
        return self.run(runtime, code, **options)

    def run_fs(self, runtime: str, entry_path: str, fs: Mapping[str, FileContent], **options: Unpack[RunOptions]) -> Result:
        """Runs one of several files once."""
        options["files"] = fs
        return self.run(runtime, entry=entry_path, **options)

    def run_python_code(self, code: str, fuel: int = PYTHON_FUEL) -> PythonResult:
        """Runs Python code once within a budget of fuel. Code that fails, or runs out, is no exception: ``result`` has what it printed."""
        return PythonResult.of(self.run("python", code, fuel=fuel))

    def runtimes(self) -> list[Mapping[str, Any]]:
        """The languages that there are, by name, with versions and aliases."""
        return self._connection.runtimes()

    def close(self) -> None:
        """Cancels what is under way and ends the process, if there is one. May be called again."""
        self._connection.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class AsyncClient(_Base):
    """The same for asyncio. Cancelling the task cancels the run."""

    async def run(
        self, runtime: str, code: Text | None = None, *, entry: str | None = None, **options: Unpack[RunOptions]
    ) -> Result:
        """:meth:`Client.run`"""
        request = request_of(runtime, code, entry, **options)
        pending = await self._start(request, options.get("on_output"))
        try:
            answer = await asyncio.wrap_future(pending.future)
        except BaseException:
            pending.cancel()
            raise
        return Result(answer["result"], request)

    async def run_code(self, runtime: str, code: Text, **options: Unpack[RunOptions]) -> Result:
        """:meth:`Client.run_code`"""
        return await self.run(runtime, code, **options)

    async def run_fs(
        self, runtime: str, entry_path: str, fs: Mapping[str, FileContent], **options: Unpack[RunOptions]
    ) -> Result:
        """:meth:`Client.run_fs`"""
        options["files"] = fs
        return await self.run(runtime, entry=entry_path, **options)

    async def run_python_code(self, code: str, fuel: int = PYTHON_FUEL) -> PythonResult:
        """:meth:`Client.run_python_code`"""
        return PythonResult.of(await self.run("python", code, fuel=fuel))

    async def runtimes(self) -> list[Mapping[str, Any]]:
        """:meth:`Client.runtimes`"""
        return await asyncio.to_thread(self._connection.runtimes)

    async def close(self) -> None:
        """:meth:`Client.close`"""
        await asyncio.to_thread(self._connection.close)

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _start(self, request: Mapping[str, Any], on_output: OnOutput | None) -> Pending:
        told = on_output
        if on_output is not None:
            loop = asyncio.get_running_loop()

            def in_loop(stream: Any, content: bytes) -> None:
                loop.call_soon_threadsafe(on_output, stream, content)

            told = in_loop
        if self._is_quick(request):
            return self._connection.start(request, told)
        starting = asyncio.ensure_future(asyncio.to_thread(self._connection.start, request, told))
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            starting.add_done_callback(_cancel_started)
            raise

    def _is_quick(self, request: Mapping[str, Any]) -> bool:
        """Whether nothing has to be started or written for long, which would hold the event loop."""
        if not self._connection.is_quick():
            return False
        code = request.get("code", "")
        return isinstance(code, str) and len(code) <= _SMALL and not request.keys() & {"files", "stdin", "call", "setup"}


def _cancel_started(starting: asyncio.Future[Pending]) -> None:
    if not starting.cancelled() and starting.exception() is None:
        starting.result().cancel()
