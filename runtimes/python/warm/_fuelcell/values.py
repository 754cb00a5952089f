"""Values that come from the caller, by exact type, as JSON. `docs/results.md` has the table, `docs/warm-start.md` the text: what
fills most lists passes through the C code behind `json` alone. JSON escapes whatever is not ASCII, lone surrogates too, so that
every string comes back as it was. What goes to the caller is read by the host (`host/crates/cpython/src/answer/`)."""

from _json import encode_basestring_ascii, make_encoder
from json import JSONDecoder

from .mailbox import own_builtins as __builtins__

# What JSON has no word for comes as an object of one name.
_MAKERS = {
    "int": lambda digits: int(digits, 16),
    "float": float,
    "bytes": bytes.fromhex,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
    "dict": dict,
}


def _made(named):
    ((kind, value),) = named.items()
    return _MAKERS[kind](value)


# The C code behind `json`, whatever a program does to that module.
_scan = JSONDecoder(object_hook=_made).scan_once
_pieces = make_encoder(None, None, encode_basestring_ascii, None, ":", ",", False, False, True)


def wanted(request):
    """What a call asks for: the function's name, its arguments, those by name, and the module it is in, if that is not the code."""
    (name, args, kwargs, *module), _ = _scan(request.decode(), 0)
    return name, args, dict(kwargs), module[0] if module else None


def dumps(tagged):
    return "".join(_pieces(tagged, 0))
