"""One ``fuelcell stdio`` beside this process: many runs over two pipes. docs/stdio.md has the messages."""

from __future__ import annotations

import itertools
import json
import logging
import os
import subprocess
import threading
import weakref
from collections import deque
from concurrent.futures import Future
from typing import Any, Mapping, Sequence

from . import _messages as say
from ._connection import Pending
from ._errors import AbortedError, ConnectionLostError, FuelcellError, NotInstalledError, SandboxError, error_of
from ._request import OnOutput
from ._wire import decode_bytes

PROTOCOL = 1
#: How long a process that was told to end may take before it is killed, in seconds.
_CLOSING_GRACE = 2.0
_TAIL_LINES = 20
_log = logging.getLogger("fuelcell")


class _Asked:
    """One request that is not answered yet."""

    def __init__(self, process: _Process, number: int, on_output: OnOutput | None) -> None:
        self.future: Future[Mapping[str, Any]] = Future()
        # A future that its caller let go of could not take the answer.
        self.future.set_running_or_notify_cancel()
        self.on_output = on_output
        self._process = process
        self._number = number

    def cancel(self) -> None:
        if not self.future.done():
            self._process.say({"id": self._number, "type": "cancel"}, quietly=True)


class _Process:
    def __init__(self, command: Sequence[str], options: Sequence[str]) -> None:
        self.command = [*command, "stdio", *options]
        self.pid = os.getpid()
        try:
            self._child = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
                # Ctrl-C is for the caller, who may want to go on. The process ends with its stdin in any case.
                start_new_session=True,
            )
        except OSError as error:
            raise NotInstalledError("fuelcell-missing", say.not_started(command, error.strerror or str(error))) from error
        self._asked: dict[int, _Asked] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._tail: deque[str] = deque(maxlen=_TAIL_LINES)
        self._failure: FuelcellError | None = None
        self._telling = threading.Thread(target=self._read_warnings, name="fuelcell-stderr", daemon=True)
        self._telling.start()
        threading.Thread(target=self._read, name="fuelcell-stdout", daemon=True).start()

    @property
    def failure(self) -> FuelcellError | None:
        """Why it can do no more."""
        return self._failure

    def ask(self, message: dict[str, Any], on_output: OnOutput | None = None) -> _Asked:
        with self._lock:
            if self._failure is not None:
                raise self._failure
            number = next(self._numbers)
            asked = _Asked(self, number, on_output)
            self._asked[number] = asked
        self.say({"id": number, **message})
        return asked

    def say(self, message: Mapping[str, Any], quietly: bool = False) -> None:
        # Text that is no UTF-8 has no form on the wire; escapes let fuelcell say so.
        line = json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"
        try:
            with self._writing:
                rest = memoryview(line)
                while rest:
                    rest = rest[self._child.stdin.write(rest) :]  # type: ignore[union-attr]
        except (OSError, ValueError):
            # That it ended is told by the end of its stdout, with the cause.
            if not quietly and self._failure is not None:
                raise self._failure from None

    def let_go(self) -> None:
        """Closes this process's ends of the pipes, and nothing else."""
        for pipe in (self._child.stdin, self._child.stdout, self._child.stderr):
            try:
                pipe.close()  # type: ignore[union-attr]
            except OSError:
                pass

    def close(self, failure: FuelcellError) -> None:
        """Ends it and all its runs."""
        self._fail(failure)
        try:
            with self._writing:
                self._child.stdin.close()  # type: ignore[union-attr]
        except OSError:
            pass
        try:
            self._child.wait(_CLOSING_GRACE)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def _read(self) -> None:
        reader = os.fdopen(os.dup(self._child.stdout.fileno()), "rb")  # type: ignore[union-attr]
        failure: FuelcellError | None = None
        with reader:
            for line in reader:
                try:
                    self._take(json.loads(line))
                except (ValueError, KeyError, TypeError, AttributeError):
                    text = line.decode("utf-8", "replace")
                    failure = SandboxError("host-protocol", say.not_a_message(text))
                    self._child.kill()
                    break
        code = self._child.wait()
        self._telling.join(_CLOSING_GRACE)
        tail = "\n".join(self._tail)
        self._fail(
            failure or ConnectionLostError("connection-lost", say.ended(self.command, code, tail), retryable=True)
        )
        for pipe in (self._child.stdin, self._child.stdout):
            try:
                pipe.close()  # type: ignore[union-attr]
            except OSError:
                pass

    def _take(self, message: Mapping[str, Any]) -> None:
        kind = message["type"]
        if kind == "progress":
            _log.info("%s", message["message"])
            return
        number = message["id"]
        if kind == "output":
            asked = self._asked.get(number)
            if asked is not None and asked.on_output is not None:
                self._tell_output(asked, message)
        elif kind in ("result", "hello", "runtimes"):
            self._end(number, message, None)
        elif kind == "error":
            self._end(number, message, error_of(message["error"]))

    def _tell_output(self, asked: _Asked, message: Mapping[str, Any]) -> None:
        try:
            if not asked.future.done():
                asked.on_output(message["stream"], decode_bytes(message["bytes"]))  # type: ignore[misc]
        except Exception as error:  # The caller's own, which is the caller's to see.
            asked.cancel()
            asked.future.set_exception(error)

    def _end(self, number: int | None, answer: Mapping[str, Any], error: FuelcellError | None) -> None:
        if number is None:
            _log.warning("%s", error)
            return
        with self._lock:
            asked = self._asked.pop(number, None)
        if asked is None or asked.future.done():
            return
        if error is None:
            asked.future.set_result(answer)
        else:
            asked.future.set_exception(error)

    def _fail(self, failure: FuelcellError) -> None:
        with self._lock:
            self._failure = self._failure or failure
            asked = list(self._asked.values())
            self._asked.clear()
        for each in asked:
            if not each.future.done():
                each.future.set_exception(self._failure)

    def _read_warnings(self) -> None:
        with self._child.stderr as stderr:  # type: ignore[union-attr]
            reader = os.fdopen(os.dup(stderr.fileno()), "r", encoding="utf-8", errors="replace")
        with reader:
            for line in reader:
                self._tail.append(line.rstrip("\n"))
                _log.warning("%s", line.rstrip("\n"))


class StdioConnection:
    """Starts the process at the first run, and again after it was lost. A process that was forked starts its own."""

    def __init__(self, command: Sequence[str], options: Sequence[str] = ()) -> None:
        self._command = command
        self._options = options
        self._process: _Process | None = None
        self._lock = threading.Lock()
        self._closed = False
        _connections.add(self)

    def start(self, request: Mapping[str, Any], on_output: OnOutput | None) -> Pending:
        message: dict[str, Any] = {"type": "run", "request": request}
        if on_output is not None:
            message["output"] = True
        return self._running().ask(message, on_output)

    def is_quick(self) -> bool:
        process = self._process
        return process is not None and process.failure is None and process.pid == os.getpid()

    def runtimes(self) -> list[Mapping[str, Any]]:
        answer = self._running().ask({"type": "runtimes"}).future.result()
        return list(answer["runtimes"])

    def close(self) -> None:
        with self._lock:
            process, self._process = self._process, None
            self._closed = True
        if process is not None and process.pid == os.getpid():
            process.close(AbortedError("runner-closed", say.closed(), fault="caller"))

    def _running(self) -> _Process:
        process = self._process
        if process is not None and self.is_quick():
            return process
        with self._lock:
            if self._closed:
                raise AbortedError("runner-closed", say.closed(), fault="caller")
            process = self._process
            if process is None or process.failure is not None or process.pid != os.getpid():
                process = _Process(self._command, self._options)
                self._process = process
                # Whether both speak the same is known before anything is run.
                process.ask({"type": "hello", "protocol": PROTOCOL}).future.result()
            return process

    def _forked(self) -> None:
        """In the child of a fork: the process is the parent's, and would outlive it if its stdin stayed open here."""
        self._lock = threading.Lock()
        process, self._process = self._process, None
        if process is not None:
            process.let_go()


_connections: weakref.WeakSet[StdioConnection] = weakref.WeakSet()


def _forked() -> None:
    for connection in list(_connections):
        connection._forked()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
