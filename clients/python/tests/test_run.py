"""What a caller of the blocking functions sees, over a real fuelcell."""

import threading

import pytest

import fuelcell
from fuelcell import Call, RequestError, Unsupported
from fuelcell.sync import run_code, run_fs

ENDLESS = "while True: pass"


def test_a_program_with_everything():
    result = run_code(
        "python",
        "import sys, os\nprint(sys.stdin.read(), sys.argv[1:], os.environ['A'], open('in/x').read())\nopen('y','wb').write(b'\\xff')\nsys.exit(3)",
        stdin="é",
        args=("1", "2"),
        env={"A": "a"},
        files={"in/x": b"bytes"},
        fuel=400_000_000,
        timeout=20,
    )
    assert (result.status, result.result_type, result.ok, result.exit_code) == ("exit", "complete", False, 3)
    assert result.stdout == "é ['1', '2'] a bytes\n"
    assert result.tty == result.stdout and result.stderr == ""
    assert result.files == {"y": b"\xff"} and result.deleted == []
    assert result.truncated == {"stdout": False, "stderr": False}
    assert result.stdin == "é"


def test_figures_are_those_of_fuelcell_and_repeat(client):
    first, again = (client.run_code("python", "print(1)", clock_start_ms=0) for _ in range(2))
    assert first.usage.fuel == again.usage.fuel == first.raw["usage"]["fuel"] > first.usage.startup_fuel > 0
    assert first.usage.net_fuel == first.usage.fuel - first.usage.startup_fuel
    assert first.usage.memory_bytes == first.usage.memory_pages * 65536
    assert first.usage.setup_fuel is None
    assert len(first.fuel_epoch) == 12


@pytest.mark.parametrize(
    ("options", "status", "result_type"),
    [
        ({"fuel": 5_000_000}, "out-of-fuel", "terminated"),
        ({"timeout": 0.2, "fuel": 10**13}, "timeout", "timeout"),
    ],
)
def test_limits_are_results_with_what_was_printed(client, options, status, result_type):
    result = client.run_code("python", f"print('so far', flush=True)\n{ENDLESS}", **options)
    assert (result.status, result.result_type, result.exit_code) == (status, result_type, None)
    assert result.stdout == "so far\n"


def test_an_exception_is_data(client):
    result = client.run_code("python", "1/0")
    assert (result.exit_code, result.error.type, result.error.message, result.error.line) == (
        1,
        "ZeroDivisionError",
        "division by zero",
        1,
    )


def test_a_trap_is_a_crash(client):
    module = bytes.fromhex("0061736d01000000010401600000030201000503010001071302066d656d6f72790200065f7374617274000 00a05010300000b".replace(" ", ""))
    result = client.run("wasm", None, files={"a.wasm": module}, entry="a.wasm")
    assert (result.status, result.result_type, result.error.type) == ("trap", "crash", "Trap")
    assert result.error.message == result.raw["trap"]


def test_output_that_is_no_text(client):
    result = client.run_code("python", "import sys; sys.stdout.buffer.write(b'a\\xff')")
    assert (result.stdout, result.stdout_bytes, result.stderr_bytes) == ("a\ufffd", b"a\xff", b"")


def test_several_files():
    files = {"/src/app.py": "import lib\nprint(lib.x)\nopen('/src/lib.py', 'a').write('#')", "/src/lib.py": "x = 7", "/gone": b""}
    result = run_fs("python", "/src/app.py", files)
    assert result.stdout == "7\n"
    assert sorted(result.fs) == ["/gone", "/src/app.py", "/src/lib.py"]
    assert result.fs["/src/lib.py"].content == "x = 7#"


@pytest.mark.parametrize("name", ["python", "quickjs", "sqlite", "ruby", "php-cgi", "clang", "clangpp"])
def test_the_names_of_runno(client, name):
    names = {alias for runtime in client.runtimes() for alias in (runtime["name"], *runtime["aliases"])}
    assert name in names


def test_run_python_code_gives_four_figures():
    hello = fuelcell.run_python_code("print('hello')")
    assert hello.result == "hello\n"
    assert hello.data_len == hello.mem_size * 65536
    assert hello.consumed == hello.run.usage.fuel


def test_run_python_code_keeps_what_was_printed_when_fuel_runs_out():
    spent = fuelcell.run_python_code(f"print('so far', flush=True)\n{ENDLESS}", 5_000_000)
    assert (spent.result, spent.consumed, spent.run.status) == ("so far\n", 5_000_000, "out-of-fuel")


VALUES = [None, True, 0, -(10**5000), 10**600, 1.5, float("inf"), "é", b"\x00\xff", [1, [2]], (), {1, 2}, frozenset(), {"a": (1,), 2: None}]


def test_values_cross_by_exact_type(client):
    code = "def same(*values, **named): return values, named"
    result = client.run_code("python", code, call=Call("same", VALUES, {"x": -0.0}))
    values, named = result.returned
    assert list(values) == VALUES
    assert [type(value) for value in values] == [type(value) for value in VALUES]
    assert str(named["x"]) == "-0.0"
    assert result.raised is None


def test_what_has_no_form_is_told(client):
    assert client.run_code("python", "def f(): return object", call=Call("f")).returned == Unsupported("type")
    result = client.run_code("python", "def f(): raise KeyError('k')", call=Call("f"))
    assert (result.returned, result.raised["message"]) == (None, "'k'")


def test_the_last_value(client):
    assert client.run_code("python", "6*7", returns="last").value == "42"


def test_output_comes_as_it_is_written(client):
    seen = []
    result = client.run_code(
        "python", "print(1, flush=True)\nimport sys\nsys.stderr.write('e')", on_output=lambda *chunk: seen.append(chunk)
    )
    assert seen == [("stdout", b"1\n"), ("stderr", b"e")]
    assert result.tty == "1\ne"


def test_an_error_of_the_callback_ends_the_run_and_is_raised(client):
    def refuse(stream, content):
        raise LookupError(content)

    with pytest.raises(LookupError, match="on"):
        client.run_code("python", f"print('on', flush=True)\n{ENDLESS}", on_output=refuse, timeout=600, fuel=10**13)
    assert client.run_code("python", "print(1)").ok


def test_threads_share_a_client(client):
    results = {}

    def work(number):
        results[number] = client.run_code("python", f"print({number})").stdout

    threads = [threading.Thread(target=work, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: f"{number}\n" for number in range(20)}


@pytest.mark.parametrize(
    ("arguments", "options", "code", "message"),
    [
        (("pythn", ""), {}, "unknown-runtime", 'did you mean "python"'),
        (("python", "\ud800"), {}, "invalid-option", "code: has half of a surrogate pair"),
        (("python", 7), {}, "invalid-option", "code must be str or bytes, but 7 was given"),
        (("python", ""), {"fuel": 0}, "invalid-option", "limits.fuel: at least 1 are wanted"),
        (("python", ""), {"fuel": "1"}, "invalid-option", "limits.fuel: a value of the type number is wanted"),
        (("python", ""), {"timeout": 0}, "invalid-option", "timeout must be a number of seconds above 0, but 0 was given"),
        (("python", ""), {"timeout": float("nan")}, "invalid-option", "timeout must be"),
        (("python", ""), {"limits": {"feul": 1}}, "invalid-option", 'limits: "feul" is not known'),
        (("python", ""), {"files": {"../x": ""}}, "invalid-file-name", "../x"),
        (("python", ""), {"call": "f"}, "invalid-option", "call must be a fuelcell.Call, but 'f' was given"),
        (("python", ""), {"call": Call("f", [object()])}, "invalid-option", "a value of the type object cannot be passed"),
    ],
)
def test_wrong_requests_are_told_by_code(client, arguments, options, code, message):
    with pytest.raises(RequestError) as caught:
        client.run_code(*arguments, **options)
    assert (caught.value.code, caught.value.fault, caught.value.retryable) == (code, "caller", False)
    assert message in str(caught.value)


def test_an_unknown_option_is_a_type_error(client):
    with pytest.raises(TypeError, match="there is no option 'timout'; did you mean 'timeout'?"):
        client.run_code("python", "", timout=1)
