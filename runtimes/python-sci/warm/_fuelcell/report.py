"""How a program ended: its exit code, the text that the interpreter prints, and the same as data."""

import sys
from io import StringIO
from struct import Struct

from .tracebacks import line_in, own_frames_only

# The most characters of each text in a report; longer ones end in an ellipsis. What a call returned has bounds of its own, and is
# no text to be cut.
_MOST = 1_000, 1 << 16, 1 << 18, 1 << 20, None
_MARKS, _ENDING, _SIZE = Struct("<3Q"), Struct("<II"), Struct("<I")
NEVER = 0xFFFF_FFFF_FFFF_FFFF

_type_name = type.__dict__["__name__"].__get__
# What displays an exception, in C.
_display = sys.excepthook


def uncaught(error, filename, stderr, answer):
    """Prints an exception as the interpreter does at top level, fills `answer`, and gives the exit code."""
    if isinstance(error, SystemExit):
        return exit_code(error)
    sys.last_exc, sys.last_type, sys.last_value, sys.last_traceback = error, type(error), error, error.__traceback__
    failed = 130 if type(error) is KeyboardInterrupt else 1
    hook, text = getattr(sys, "excepthook", None), None
    if hook is _display and sys.stderr is stderr:
        text = _displayed(error)
        stderr.write(text)
        stderr.flush()
    elif hook is None:
        _write("sys.excepthook is missing\n")
        _display(type(error), error, error.__traceback__)
    else:
        try:
            hook(type(error), error, error.__traceback__)
        except SystemExit as second:
            return exit_code(second)
        except BaseException as second:
            _write("Error in sys.excepthook:\n")
            _display(type(second), second, second.__traceback__)
            _write("\nOriginal exception was:\n")
            _display(type(error), error, error.__traceback__)
    line = line_in(error, filename)
    if own_frames_only(error) or text is None:
        text = _displayed(error)
    answer["error"] = _type_name(type(error)), message_of(error), line, text
    return failed


def exit_code(error):
    """The exit code of a `SystemExit`; anything but None and an int is printed."""
    code = error.code
    if code is None:
        return 0
    if isinstance(code, int):
        return int.__index__(code) & 0xFF if -(2**31) <= code < 2**31 else 255
    _write(f"{code}\n")
    return 1


def message_of(error):
    """`str()` of an exception, whatever comes of it."""
    try:
        return str(error)
    except BaseException:
        return ""


def _write(text):
    try:
        sys.stderr.write(text)
    except BaseException:
        pass


def _displayed(error):
    text, stderr = StringIO(), sys.stderr
    sys.stderr = text
    try:
        _display(type(error), error, error.__traceback__)
    finally:
        sys.stderr = stderr
    return text.getvalue()


def encode(code, answer, marks):
    """The bytes that the host reads: what compiling used, what had been used when the code began and when it ended; then exit
    code, line, type, message, traceback, value, returned, each text as length + 1 and UTF-8, or 0 when absent."""
    kind, message, line, trace = answer.get("error") or (None, None, 0, None)
    parts = [_MARKS.pack(*marks), _ENDING.pack(code & 0xFFFF_FFFF, line)]
    texts = kind, message, trace, answer.get("value"), answer.get("returned")
    for text, most in zip(texts, _MOST):
        if text is None:
            parts.append(b"\0\0\0\0")
            continue
        if most is not None and len(text) > most:
            text = text[: most - 1] + "…"
        data = str.encode(text, "utf-8", "backslashreplace")
        parts.append(_SIZE.pack(len(data) + 1))
        parts.append(data)
    return b"".join(parts)
