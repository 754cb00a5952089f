"""A server in place of the process: what goes over HTTP, and what comes of its answers."""

import json
import re
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import fuelcell
from fuelcell import AccessError, AbortedError, ConnectionLostError, QueueFullError, RequestError, SandboxError

RESULT = {
    "status": "exit",
    "exitCode": 0,
    "ok": True,
    "stdout": "1\n",
    "stderr": "",
    "tty": "1\n",
    "truncated": {"stdout": False, "stderr": False},
    "files": {},
    "deleted": [],
    "runtime": "python",
    "start": "warm",
    "world": {"clockStartMs": 0, "seed": 0},
    "fuelEpoch": "0123456789ab",
    "usage": {"fuel": 2, "fuelExact": True, "startupFuel": 1},
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body, self.client_address[1]))
        self.server.behave(self)

    do_GET = lambda self: self.send(200, {"runtimes": [{"name": "python"}]})  # noqa: E731

    def send(self, status, body, kind="application/json", close=False):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        self.close_connection = close

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.seen = []
    server.behave = lambda handler: handler.send(200, RESULT)
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_run_is_posted_with_its_key_over_one_connection(server):
    with fuelcell.Client(server.url + "/", key="secret") as client:
        results = [client.run_code("python", "print(1)", fuel=5) for _ in range(2)]
        assert client.runtimes() == [{"name": "python"}]
    assert [result.stdout for result in results] == ["1\n", "1\n"]
    path, headers, body, _ = server.seen[0]
    assert path == "/v1/run"
    assert body == {"runtime": "python", "code": "print(1)", "limits": {"fuel": 5}}
    assert (headers["authorization"], headers["content-type"]) == ("Bearer secret", "application/json")
    assert len({port for *_, port in server.seen}) == 1


def test_a_connection_that_the_server_closed_meanwhile_is_made_again(server):
    server.behave = lambda handler: handler.send(200, RESULT, close=True)
    with fuelcell.Client(server.url) as client:
        assert client.run_code("python", "").ok
        assert client.run_code("python", "").ok
    assert len(server.seen) == 2


def test_output_is_streamed(server):
    events = [
        {"type": "progress", "runtime": "python", "step": "s", "message": "m"},
        {"type": "output", "stream": "stderr", "bytes": {"base64": "/w=="}},
        {"type": "result", "result": RESULT},
    ]
    body = b"".join(json.dumps(event).encode() + b"\n" for event in events)
    server.behave = lambda handler: handler.send(200, body, "application/x-ndjson")
    seen = []
    with fuelcell.Client(server.url) as client:
        assert client.run_code("python", "", on_output=lambda *chunk: seen.append(chunk)).ok
    assert seen == [("stderr", b"\xff")]
    assert server.seen[0][0] == "/v1/run?stream"


@pytest.mark.parametrize(
    ("status", "problem", "kind", "code", "retryable"),
    [
        (400, {"code": "invalid-option", "detail": "why", "retryable": False}, RequestError, "invalid-option", False),
        (429, {"code": "queue-full", "detail": "why", "retryable": True}, QueueFullError, "queue-full", True),
        (429, {"title": "why"}, QueueFullError, "queue-full", True),
        (401, {"title": "why"}, AccessError, "unauthorized", False),
        (503, {"code": "worker-lost", "detail": "why", "retryable": True}, SandboxError, "worker-lost", True),
    ],
)
def test_refusals_are_typed(server, status, problem, kind, code, retryable):
    server.behave = lambda handler: handler.send(status, problem, "application/problem+json")
    with fuelcell.Client(server.url) as client, pytest.raises(kind, match="why") as caught:
        client.run_code("python", "")
    assert (caught.value.code, caught.value.retryable) == (code, retryable)


@pytest.mark.parametrize("body", [b"<html>", b"", b"1"])
def test_what_is_no_fuelcell_is_told(server, body):
    server.behave = lambda handler: handler.send(200, body)
    with fuelcell.Client(server.url) as client, pytest.raises(SandboxError, match="is it a fuelcell server?"):
        client.run_code("python", "")


def test_a_server_that_is_not_there(server):
    server.shutdown()
    server.server_close()
    with fuelcell.Client(server.url) as client, pytest.raises(ConnectionLostError, match="is the server running?"):
        client.run_code("python", "")


def test_closing_ends_what_is_under_way(server):
    asked, gone = threading.Event(), threading.Event()

    def hold(handler):
        asked.set()
        gone.wait(30) if handler.rfile.read(1) else gone.set()

    server.behave = hold
    client = fuelcell.Client(server.url)
    raised = []

    def run():
        try:
            client.run_code("python", "")
        except AbortedError as error:
            raised.append(error.code)

    thread = threading.Thread(target=run)
    thread.start()
    asked.wait()
    client.close()
    thread.join()
    assert raised == ["aborted"]
    assert gone.wait(30)


@pytest.mark.parametrize("url", ["127.0.0.1:3000", "ftp://x", "http://", "file:///x"])
def test_what_is_no_url(url):
    with pytest.raises(RequestError, match="is no URL of a server"):
        fuelcell.Client(url)


def test_the_environment_names_a_server(server, monkeypatch):
    monkeypatch.setenv("FUELCELL_URL", server.url)
    monkeypatch.setenv("FUELCELL_KEY", "k")
    with fuelcell.Client() as client:
        assert client.run_code("python", "").ok
    assert server.seen[0][1]["authorization"] == "Bearer k"


def test_a_real_server():
    from fuelcell._find import find_command

    command = [*find_command(), "serve", "--port", "0", "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served:
        try:
            url = re.search(r"http://\S+", served.stdout.readline()).group()
            seen = []
            with fuelcell.Client(url) as client:
                code = "print(1, flush=True)\nimport sys; sys.exit(2)"
                plain = client.run_code("python", code, clock_start_ms=0)
                streamed = client.run_code("python", code, clock_start_ms=0, on_output=lambda *chunk: seen.append(chunk))
                assert (plain.exit_code, plain.stdout, plain.usage.fuel) == (2, "1\n", streamed.usage.fuel)
                assert seen == [("stdout", b"1\n")]
                assert "python" in {runtime["name"] for runtime in client.runtimes()}
                with pytest.raises(RequestError) as caught:
                    client.run_code("pythn", "")
                assert caught.value.code == "unknown-runtime"
        finally:
            served.terminate()
    assert served.returncode in (0, 143)
