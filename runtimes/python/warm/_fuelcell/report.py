"""How a program ended: its exit code, the text that the interpreter prints, and the same as data."""

import io
import sys
from _operator import call
from _struct import pack
from posix import write

from .mailbox import own_builtins as __builtins__
from .mailbox import NOTHING, WATCHED, exchange, header
from .names import plain_text, type_name
from .tracebacks import own_frames_only

_sys = sys.__dict__
# The structure that `sys.unraisablehook` is given; its type has no public name, so that the boot catches one.
Unraisable = None

# The most characters of each text in a report; longer ones end in an ellipsis. What a call returned has bounds of its own, and
# is no text to be cut.
_MOST = 1_000, 1 << 16, 1 << 18, 1 << 20, None

_RETURNED = {"returned"}

# What displays an exception, in C.
_display = sys.excepthook


def check_encoding(source, filename):
    """Leaves the error in `exchange` that reading such a file gives, which compiling its bytes does not (`ensure_utf8` in
    Parser/tokenizer.c): without a declaration, all of a source must be UTF-8, comments too."""
    head = b"\n".join(source.split(b"\n", 2)[:2])
    if any(line.lstrip(b" \t\f").startswith(b"#") and b"coding" in line for line in head.splitlines()[:2]):
        return
    try:
        source.decode()
    except UnicodeDecodeError as error:
        before = source[: error.start]
        line = 1 + before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")
        text = (
            f"Non-UTF-8 code starting with '\\x{source[error.start]:02x}' in file {filename} on line {line}, "
            "but no encoding declared; see https://peps.python.org/pep-0263/ for details"
        )
        exchange[2:] = SyntaxError, SyntaxError(text), None


def _as_of_a_file(error):
    """An error in a declared encoding as it comes from a file: in other words, and without a place."""
    text = error.msg
    if text.startswith("unknown encoding: "):
        text = text.replace("unknown encoding", "encoding problem")
    elif " codec can't decode " in text:
        text = f"encoding problem: {text.split(chr(39))[1]}"
    return SyntaxError(text)


def uncaught(filename, own_stderr, answer):
    """Prints the exception in `exchange` as the interpreter does at top level, fills `answer`, and gives the exit code
    (`_PyErr_PrintEx` in Python/pythonrun.c)."""
    kind, value, trace = exchange[2:]
    exchange[:] = NOTHING
    # By identity, as the interpreter asks.
    failed = 130 if kind is KeyboardInterrupt else 1
    error = instance(kind, value, trace)
    del value
    if isinstance(error, SystemExit):
        return (yield from _exit_code(error))
    if kind is SyntaxError and error.lineno == 0 and error.filename == filename and trace is None:
        error = _as_of_a_file(error)
    sys.last_type, sys.last_value, sys.last_traceback = kind, error, trace
    hook, stderr, text = _sys.get("excepthook"), _sys.get("stderr"), None
    if hook is _display and stderr is own_stderr and not stderr.closed and not header[WATCHED]:
        text = yield from _displayed(kind, error, trace)
        stderr.write(text)
        stderr.flush()
    else:
        if hook is None:
            _write("sys.excepthook is missing\n")
            hook = _display
        # No reference more than the interpreter's own: it may print how many there are.
        arguments = hook, kind, error, trace
        del error
        yield call, arguments
        error = arguments[2]
        _, _, *second = exchange
        exchange[:] = NOTHING
        if second[0] is not None:
            second[1] = instance(*second)
            if isinstance(second[1], SystemExit):
                return (yield from _exit_code(second[1]))
            _write("Error in sys.excepthook:\n")
            _display(*second)
            _write("\nOriginal exception was:\n")
            _display(kind, error, trace)
        del second, arguments
    muted = _sys.get("stdout"), _sys.get("stderr")
    sys.stdout = sys.stderr = io.StringIO()
    try:
        text = yield from own_frames_only(error, text, _displayed)
        message = yield from message_of(error)
        answer["error"] = type_name(kind), message, _line(error, trace, filename), text
    finally:
        sys.stdout, sys.stderr = muted
    return failed


def instance(kind, value, trace):
    """The exception object: the interpreter makes one only when somebody looks."""
    if not isinstance(value, BaseException):
        try:
            value = kind() if value is None else kind(*value) if isinstance(value, tuple) else kind(value)
        except BaseException as error:
            value = error
    return value.with_traceback(trace)


def _exit_code(error):
    """The exit code of a `SystemExit`; anything but None and an int is printed (`_Py_HandleSystemExit`)."""
    code = yield from _given(error, getattr, (error, "code"))
    if code is None:
        return 0
    if isinstance(code, int):
        # `long` has 32 bits here; what does not fit is -1.
        code = int.__index__(code)
        return code & 0xFF if -(2**31) <= code < 2**31 else 255
    text = yield from _given("", call, (str, code))
    _write(text)
    _write("\n")
    return 1


def _write(text):
    """Writes to `sys.stderr`, or past it when that fails, as the interpreter does."""
    try:
        _sys["stderr"].write(text)
    except BaseException:
        try:
            write(2, text.encode("utf-8", "backslashreplace"))
        except OSError:
            pass


def _displayed(kind, error, trace):
    """The traceback as the interpreter's own C code prints it. The host makes the call, as all that may run code of the program."""
    text, stderr = io.StringIO(), _sys.get("stderr")
    sys.stderr = text
    yield _display, (kind, error, trace)
    exchange[:] = NOTHING
    sys.stderr = stderr
    return text.getvalue()


def message_of(error):
    """`str()` of an exception, whatever comes of it."""
    return plain_text((yield from _given("", call, (str, error))))


def _given(otherwise, function, arguments):
    """What a call gives that the host makes, or something else where it fails."""
    yield function, arguments
    given = otherwise if exchange[2] is not None else exchange[1]
    exchange[:] = NOTHING
    return given


def _line(error, trace, filename):
    """The line of the innermost frame in the submitted code, or where its syntax is wrong; 0 when there is none."""
    line = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    if not line and isinstance(error, SyntaxError) and error.filename == filename:
        line = error.lineno
    return line if isinstance(line, int) and 0 < line < 2**31 else 0


def unraisable(where):
    """What the interpreter does with an exception that nobody can catch: the one in `exchange`."""
    kind, value, trace = exchange[2:]
    exchange[:] = NOTHING
    arguments = Unraisable((kind, instance(kind, value, trace), trace, None, where))
    del value, trace
    yield call, (_sys.get("unraisablehook") or sys.__unraisablehook__, arguments)
    exchange[:] = NOTHING


def encode(code, answer):
    """The bytes that the host reads: exit code, line, then type, message, traceback, value, returned, each as length + 1
    and UTF-8, or 0 when absent."""
    if answer.keys() == _RETURNED:
        data = answer["returned"].encode()
        return pack("<II5I", code & 0xFFFFFFFF, 0, 0, 0, 0, 0, len(data) + 1) + data
    kind, message, line, trace = answer.get("error") or (None, None, 0, None)
    parts = [pack("<II", code & 0xFFFFFFFF, line)]
    texts = kind, message, trace, answer.get("value"), answer.get("returned")
    for text, most in zip(texts, _MOST):
        if text is None:
            parts.append(b"\0\0\0\0")
        else:
            text = plain_text(text)
            if most is not None and len(text) > most:
                text = text[: most - 1] + "…"
            data = text.encode("utf-8", "backslashreplace")
            parts.append(pack("<I", len(data) + 1))
            parts.append(data)
    return b"".join(parts)
