"""Tracebacks as data hold the frames of the submitted code and what it brought along, not those of the library."""

from types import TracebackType

from .mailbox import own_builtins as __builtins__

# Where code comes from that is not the program's: here, the library as it was built, and what the interpreter holds itself.
_LIBRARY = "/_fuelcell/", "/usr/local/lib/", "/wlr/", "<frozen "

_fields = BaseException.__dict__
_cause, _context = _fields["__cause__"].__get__, _fields["__context__"].__get__
_trace, _set_trace = _fields["__traceback__"].__get__, _fields["__traceback__"].__set__
_members = BaseExceptionGroup.__dict__["exceptions"].__get__


def own_frames_only(error, text, displayed):
    """The text that `displayed(type, error, traceback)` gives without the library's frames; `text`, when it is not None, is
    that with them."""
    changed = []
    try:
        for one in _all(error):
            trace = _trace(one)
            own = _own(trace)
            if own is not trace:
                changed.append((one, trace))
                _set_trace(one, own)
        if changed or text is None:
            text = yield from displayed(type(error), error, _trace(error))
    finally:
        for one, trace in changed:
            _set_trace(one, trace)
    return text


def _all(error):
    """The exception, and all that would be displayed with it."""
    found, waiting = {}, [error]
    while waiting:
        one = waiting.pop()
        if id(one) not in found:
            found[id(one)] = one
            waiting += [other for other in (_cause(one), _context(one)) if other is not None]
            if isinstance(one, BaseExceptionGroup):
                waiting += _members(one)
    return found.values()


def _own(trace):
    """The traceback without the library's frames; itself when it has none."""
    entries, own = [], None
    while trace is not None:
        entries.append(trace)
        trace = trace.tb_next
    first = entries[0] if entries else None
    kept = [one for one in entries if not one.tb_frame.f_code.co_filename.startswith(_LIBRARY)]
    if len(kept) == len(entries):
        return first
    for one in reversed(kept):
        own = TracebackType(own, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return own
