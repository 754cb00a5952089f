"""Frames of exceptions: those of the harness are nobody's business, and those of the library have no part in an error as data."""

from types import TracebackType

_HARNESS = "/_fuelcell/"
_LIBRARY = "/_fuelcell/", "/usr/local/lib/", "<frozen "


def without_harness(trace):
    """A traceback from where the program's own frames begin."""
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(_HARNESS):
        trace = trace.tb_next
    return trace


def own_frames_only(error):
    """Takes the library's frames out of an exception and all that would be displayed with it; whether there were any."""
    found, waiting, changed = {}, [error], False
    while waiting:
        one = waiting.pop()
        if id(one) in found:
            continue
        found[id(one)] = one
        trace = one.__traceback__
        own = _own(trace)
        if own is not trace:
            one.__traceback__ = own
            changed = True
        waiting += [other for other in (one.__cause__, one.__context__) if other is not None]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions
    return changed


def _own(trace):
    entries, own = [], None
    while trace is not None:
        entries.append(trace)
        trace = trace.tb_next
    kept = [one for one in entries if not one.tb_frame.f_code.co_filename.startswith(_LIBRARY)]
    if len(kept) == len(entries):
        return entries[0] if entries else None
    for one in reversed(kept):
        own = TracebackType(own, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return own


def line_in(error, filename):
    """The line of the innermost frame in the submitted code, or where its syntax is wrong; 0 when there is none."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    if not line and isinstance(error, SyntaxError) and error.filename == filename:
        line = error.lineno
    return line if isinstance(line, int) and 0 < line < 2**31 else 0
