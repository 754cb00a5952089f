"""The process behind a client: found, started, lost, forked, ended."""

import importlib.metadata
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import fuelcell
from fuelcell import ConnectionLostError, NotInstalledError, RequestError, SandboxError
from fuelcell._find import find_command

HELLO = """
def answer(message):
    sys.stdout.write(json.dumps(message) + "\\n")
    sys.stdout.flush()
for line in sys.stdin:
    message = json.loads(line)
    if message["type"] == "hello":
        answer({"id": message["id"], "type": "hello", "protocol": 1, "version": "0"})
"""


def executable(folder, name):
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_where_fuelcell_is_looked_for(tmp_path):
    bin_folder = tmp_path / "naïve bin"
    bin_folder.mkdir()
    env = {"PATH": str(bin_folder)}
    with pytest.raises(NotInstalledError, match="No fuelcell was found: .*npm install -g fuelcell@"):
        find_command(env=env)
    npx = executable(bin_folder, "npx")
    assert find_command(env=env) == [npx, "--yes", f"fuelcell@{fuelcell.__version__}"]
    installed = executable(bin_folder, "fuelcell")
    assert find_command(env=env) == [installed]
    assert find_command(env={**env, "FUELCELL_BIN": "/opt/fuelcell"}) == ["/opt/fuelcell"]
    with pytest.raises(NotInstalledError, match="no `node` on PATH"):
        find_command(env={**env, "FUELCELL_BIN": "/opt/main.js"})
    node = executable(bin_folder, "node")
    assert find_command(env={**env, "FUELCELL_BIN": "/opt/main.js"}) == [node, "/opt/main.js"]
    assert find_command("/mine", env={**env, "FUELCELL_BIN": "/opt/fuelcell"}) == ["/mine"]
    assert find_command(["a", "b"], env=env) == ["a", "b"]


def test_what_cannot_be_started(tmp_path):
    with pytest.raises(NotInstalledError, match="could not be started: No such file or directory"):
        fuelcell.Client(command=str(tmp_path / "absent")).run_code("python", "")


def test_a_process_that_ends_at_once_is_told_with_its_last_words(fake):
    client = fake("sys.stderr.write('no host\\n'); sys.exit(126)")
    with pytest.raises(ConnectionLostError, match=r"ended with 126 .*\nno host") as caught:
        client.run_code("python", "")
    assert (caught.value.code, caught.value.retryable) == ("connection-lost", True)


def test_a_lost_process_is_started_again(fake, tmp_path):
    mark = tmp_path / "mark"
    client = fake(
        HELLO
        + f"""
    elif not os.path.exists({str(mark)!r}):
        open({str(mark)!r}, "w").close()
        os._exit(9)
    else:
        answer({{"id": message["id"], "type": "error", "error": {{"code": "worker-lost", "message": "m", "fault": "system", "retryable": True}}}})
"""
    )
    with pytest.raises(ConnectionLostError, match="ended with 9"):
        client.run_code("python", "")
    with pytest.raises(SandboxError) as caught:
        client.run_code("python", "")
    assert (caught.value.code, caught.value.retryable) == ("worker-lost", True)


def test_nonsense_is_an_error_and_no_hang(fake):
    client = fake("print('Welcome!', flush=True); sys.stdin.read()")
    with pytest.raises(SandboxError, match="something that is no message: 'Welcome!"):
        client.run_code("python", "")


def test_another_protocol_is_refused_before_anything_runs(fake):
    error = {"code": "invalid-option", "message": "protocol 1 was asked for", "fault": "caller", "retryable": False}
    client = fake(
        f"""
for line in sys.stdin:
    print(json.dumps({{"id": json.loads(line)["id"], "type": "error", "error": {error!r}}}), flush=True)
"""
    )
    with pytest.raises(RequestError, match="protocol 1 was asked for"):
        client.run_code("python", "")


def test_messages_that_are_not_known_are_passed_over(fake):
    client = fake(
        HELLO
        + """
    else:
        answer({"id": None, "type": "error", "error": {"code": "invalid-option", "message": "?", "fault": "caller", "retryable": False}})
        answer({"id": message["id"], "type": "later", "new": 1})
        answer({"id": 999, "type": "result", "result": {}})
        answer({"id": message["id"], "type": "runtimes", "runtimes": [{"name": "x"}]})
"""
    )
    assert client.runtimes() == [{"name": "x"}]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_fork_has_a_process_of_its_own(client):
    assert client.run_code("python", "print(1)").ok
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if client.run_code("python", "print(2)").stdout == "2\n" else 2
            client.close()
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    assert client.run_code("python", "print(3)").stdout == "3\n"


def test_no_process_is_left_behind():
    client = fuelcell.Client()
    assert client.run_code("python", "print(1)").ok
    child = client._connection._process._child
    client.close()
    client.close()
    assert child.returncode == 0


def test_an_interpreter_that_never_closed_anything_ends(tmp_path):
    code = "from fuelcell.sync import run_code; print(run_code('python', 'print(1)').stdout, end='')"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")


def test_errors_can_be_pickled():
    error = pickle.loads(pickle.dumps(SandboxError("worker-lost", "gone", retryable=True)))
    assert (type(error), error.code, str(error), error.fault, error.retryable) == (
        SandboxError,
        "worker-lost",
        "gone",
        "system",
        True,
    )


def test_the_package_is_typed_and_needs_nothing_from_elsewhere():
    assert (Path(fuelcell.__file__).parent / "py.typed").exists()
    assert importlib.metadata.requires("fuelcell") is None
    assert importlib.metadata.version("fuelcell") == fuelcell.__version__
