"""How a program ended: its exit code, the text that the interpreter prints, and the same as data."""

import io
import sys
from _struct import pack

# No program can use this name by accident: it is not an identifier.
LAST = "<last>"


def keeping_last(source, filename):
    """The syntax tree, with a final expression statement turned into an assignment to `LAST`; the source itself when it
    has no tree, so that the host meets the error."""
    import ast

    try:
        tree = compile(source, filename, "exec", ast.PyCF_ONLY_AST, True)
    except BaseException:
        return source
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = tree.body[-1]
        target = ast.copy_location(ast.Name(LAST, ast.Store()), last)
        tree.body[-1] = ast.copy_location(ast.Assign([target], last.value), last)
    return tree


def uncaught(kind, value, trace, filename, answer):
    """Prints an exception as the interpreter does at top level, fills `answer`, and gives the exit code."""
    error = _instance(kind, value, trace)
    if isinstance(error, SystemExit):
        return _exit_code(error)
    sys.last_type, sys.last_value, sys.last_traceback = kind, error, trace
    hook = sys.__dict__.get("excepthook")
    stderr = sys.__dict__.get("stderr")
    text = None
    if hook is sys.__excepthook__ and stderr is sys.__stderr__ and stderr is not None:
        text = _displayed(kind, error, trace)
        stderr.write(text)
        stderr.flush()
    else:
        code = _hooked(hook, kind, error, trace)
        if code is not None:
            return code
    answer["error"] = (
        kind.__name__,
        _message(error),
        _line(error, trace, filename),
        _displayed(kind, error, trace) if text is None else text,
    )
    return 130 if issubclass(kind, KeyboardInterrupt) else 1


def _instance(kind, value, trace):
    """The exception object: the interpreter makes one only when somebody looks."""
    if not isinstance(value, BaseException):
        try:
            value = kind() if value is None else kind(*value) if isinstance(value, tuple) else kind(value)
        except BaseException as error:
            value = error
    return value.with_traceback(trace)


def _exit_code(error):
    """The exit code of a `SystemExit`; anything but None and an int is printed (`_Py_HandleSystemExit`)."""
    code = error.code
    if code is None:
        return 0
    if isinstance(code, int):
        # `long` has 32 bits here; what does not fit is -1.
        return int(code) & 0xFF if -(2**31) <= code < 2**31 else 255
    stderr = sys.__dict__.get("stderr")
    if stderr is not None:
        try:
            stderr.write(str(code))
            stderr.write("\n")
            stderr.flush()
        except BaseException:
            pass
    return 1


def _hooked(hook, kind, error, trace):
    """Lets the program's own hook print; an exit code when the hook asks to exit (`_PyErr_PrintEx`)."""
    stderr = sys.__dict__.get("stderr")
    if hook is None:
        if stderr is not None:
            stderr.write("sys.excepthook is missing\n")
        sys.__excepthook__(kind, error, trace)
        return None
    try:
        hook(kind, error, trace)
    except SystemExit as request:
        return _exit_code(request)
    except BaseException as second:
        second.__traceback__ = second.__traceback__.tb_next
        if stderr is not None:
            stderr.write("Error in sys.excepthook:\n")
            sys.__excepthook__(type(second), second, second.__traceback__)
            stderr.write("\nOriginal exception was:\n")
        sys.__excepthook__(kind, error, trace)
    return None


def _displayed(kind, error, trace):
    """The traceback as the interpreter's own C code prints it."""
    text, stderr = io.StringIO(), sys.__dict__.get("stderr")
    sys.stderr = text
    try:
        sys.__excepthook__(kind, error, trace)
    finally:
        sys.stderr = stderr
    return text.getvalue()


def _message(error):
    try:
        return str(error)
    except BaseException:
        return ""


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


def unraisable(error, where):
    """What the interpreter does with an exception that nobody can catch."""
    try:
        hook = sys.unraisablehook
        hook(_Unraisable(error, where))
    except BaseException:
        pass


def _Unraisable(error, where):
    # The hook wants the interpreter's own structure, whose type has no public name.
    from types import SimpleNamespace

    return SimpleNamespace(
        exc_type=type(error), exc_value=error, exc_traceback=None, err_msg=None, object=where
    )


def encode(code, answer):
    """The bytes that the host reads: exit code, line, then type, message, traceback, value, returned, each as length + 1
    and UTF-8, or 0 when absent."""
    kind, message, line, trace = answer.get("error") or (None, None, 0, None)
    parts = [pack("<II", code & 0xFFFFFFFF, line)]
    for text in (kind, message, trace, answer.get("value"), answer.get("returned")):
        if text is None:
            parts.append(b"\0\0\0\0")
        else:
            data = text.encode("utf-8", "backslashreplace")
            parts.append(pack("<I", len(data) + 1))
            parts.append(data)
    return b"".join(parts)
