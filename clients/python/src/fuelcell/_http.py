"""A fuelcell server: ``POST /v1/run`` with the same requests and Results."""

from __future__ import annotations

import http.client
import json
import threading
import urllib.parse
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Iterator, Mapping

from . import _messages as say
from ._connection import Pending
from ._errors import AbortedError, AccessError, ConnectionLostError, FuelcellError, RequestError, SandboxError, error_of
from ._request import OnOutput
from ._wire import decode_bytes

#: How long it may take to reach the server, in seconds. A run may take as long as its own limits say.
_CONNECT_SECONDS = 10.0
_NDJSON = "application/x-ndjson"
_DENIED = (401, 403)
_TOO_MANY = 429


class _Asked:
    def __init__(self) -> None:
        self.future: Future[Mapping[str, Any]] = Future()
        self.future.set_running_or_notify_cancel()
        self.cancelled = False
        self.socket: Any = None

    def cancel(self) -> None:
        """A server ends the run of a client that has gone away."""
        self.cancelled = True
        if self.socket is not None and not self.future.done():
            try:
                self.socket.shutdown(2)
            except OSError:
                pass


class HttpConnection:
    def __init__(self, url: str, key: str | None = None, in_flight: int = 64) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise RequestError("invalid-option", say.bad_url(url), fault="caller")
        self._url = url.rstrip("/")
        self._parts = parts
        self._headers = {"accept": "application/json", "content-type": "application/json"}
        if key is not None:
            self._headers["authorization"] = f"Bearer {key}"
        self._idle: list[http.client.HTTPConnection] = []
        self._lock = threading.Lock()
        self._asked: set[_Asked] = set()
        self._pool = ThreadPoolExecutor(in_flight, "fuelcell-http")
        self._closed = False

    def start(self, request: Mapping[str, Any], on_output: OnOutput | None) -> Pending:
        asked = _Asked()
        with self._lock:
            if self._closed:
                raise AbortedError("runner-closed", say.closed(), fault="caller")
            self._asked.add(asked)
        self._pool.submit(self._serve, asked, request, on_output)
        return asked

    def is_quick(self) -> bool:
        return True

    def runtimes(self) -> list[Mapping[str, Any]]:
        answer = self._exchange(_Asked(), "GET", "/v1/runtimes", None)
        return list(answer["runtimes"] if isinstance(answer, dict) else answer)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            asked = list(self._asked)
            idle, self._idle = self._idle, []
        for each in asked:
            each.cancel()
        for connection in idle:
            connection.close()
        self._pool.shutdown(wait=True)

    def _serve(self, asked: _Asked, request: Mapping[str, Any], on_output: OnOutput | None) -> None:
        try:
            if asked.cancelled:
                raise AbortedError("aborted", say.closed(), fault="caller")
            path = "/v1/run" if on_output is None else "/v1/run?stream"
            answer = self._exchange(asked, "POST", path, request, on_output)
            asked.future.set_result(answer if "result" in answer else {"result": answer})
        except BaseException as error:
            asked.future.set_exception(error)
        finally:
            with self._lock:
                self._asked.discard(asked)

    def _exchange(
        self, asked: _Asked, method: str, path: str, body: Any, on_output: OnOutput | None = None
    ) -> Any:
        data = None if body is None else json.dumps(body, separators=(",", ":")).encode("ascii")
        headers = {**self._headers, **({} if on_output is None else {"accept": _NDJSON})}
        while True:
            connection, is_used = self._connection()
            try:
                if connection.sock is None:
                    connection.connect()
                    # Only reaching the server is timed: a run takes what it takes.
                    connection.sock.settimeout(None)  # type: ignore[attr-defined]
                asked.socket = connection.sock
                connection.request(method, self._parts.path.rstrip("/") + path, data, headers)
                response = connection.getresponse()
                answer = self._read(response, on_output)
                if response.will_close:
                    connection.close()
                else:
                    self._keep(connection)
                return answer
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                if asked.cancelled:
                    raise AbortedError("aborted", say.closed(), fault="caller") from error
                # A server closes what was idle for long; nothing was answered, and a run is a pure function.
                if is_used and isinstance(error, (http.client.RemoteDisconnected, ConnectionError)):
                    continue
                raise ConnectionLostError(
                    "connection-lost", say.server_lost(self._url, str(error) or type(error).__name__), retryable=True
                ) from error
            except BaseException:
                connection.close()
                raise

    def _read(self, response: http.client.HTTPResponse, on_output: OnOutput | None) -> Any:
        if response.status >= 300:
            raise self._refusal(response.status, response.read())
        if on_output is None:
            return self._json(response.status, response.read())
        for line in _lines(response):
            event = self._json(response.status, line)
            if event.get("type") == "output":
                on_output(event["stream"], decode_bytes(event["bytes"]))
            elif event.get("type") == "result":
                response.read()
                return event["result"]
            elif event.get("type") == "error":
                raise error_of(event["error"])
        raise ConnectionLostError("connection-lost", say.server_lost(self._url, "the stream ended"), retryable=True)

    def _json(self, status: int, body: bytes) -> Any:
        try:
            answer = json.loads(body)
        except ValueError:
            answer = None
        if isinstance(answer, (dict, list)):
            return answer
        raise SandboxError("host-protocol", say.not_from_server(self._url, status))

    def _refusal(self, status: int, body: bytes) -> FuelcellError:
        try:
            problem = json.loads(body)
        except ValueError:
            problem = None
        told = problem if isinstance(problem, dict) else {}
        message = str(told.get("detail") or told.get("message") or told.get("title") or say.not_from_server(self._url, status))
        if status in _DENIED:
            return AccessError(str(told.get("code", "unauthorized")), message, fault="caller")
        code = told.get("code") or ("queue-full" if status == _TOO_MANY else "host-protocol")
        retryable = told.get("retryable", status == _TOO_MANY)
        fault = "caller" if status < 500 else "system"
        return error_of({"code": code, "message": message, "fault": fault, "retryable": retryable})

    def _connection(self) -> tuple[http.client.HTTPConnection, bool]:
        with self._lock:
            if self._idle:
                return self._idle.pop(), True
        kind = http.client.HTTPSConnection if self._parts.scheme == "https" else http.client.HTTPConnection
        return kind(str(self._parts.hostname), self._parts.port, timeout=_CONNECT_SECONDS), False

    def _keep(self, connection: http.client.HTTPConnection) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()


def _lines(response: http.client.HTTPResponse) -> Iterator[bytes]:
    while True:
        line = response.readline()
        if not line:
            return
        if line.strip():
            yield line
