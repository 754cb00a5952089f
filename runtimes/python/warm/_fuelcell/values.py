"""Values that cross between program and caller, by exact type, as JSON. `docs/results.md` has the table, `docs/warm-start.md` the
text: what fills most lists passes through the C code behind `json` alone. JSON escapes whatever is not ASCII, lone surrogates too,
so that every string comes back as it was."""

from _json import encode_basestring_ascii, make_encoder
from json import JSONDecoder

from .mailbox import own_builtins as __builtins__
from .names import type_name

# Deeper or larger than this is `unsupported`, as the caller would refuse it: its stack and memory are not the guest's.
_MAX_DEPTH = 64
_MAX_ITEMS = 100_000
_MAX_TEXT = 1 << 20
_MAX_HEX_DIGITS = 2 * 131_072

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

# What is below needs no counting.
_SHORT, _SMALL = 1_000, 1 << 60

_hex = "{:x}".format
_bits = int.bit_length


class Unsupported(Exception):
    """A value that cannot cross; carries the name of its type."""


class _Room:
    """What may still come, so that no value can be larger than all of them together."""

    def __init__(self):
        self.items, self.text, self.digits = _MAX_ITEMS, _MAX_TEXT, _MAX_HEX_DIGITS


def wanted(request):
    """What a call asks for: the function's name, its arguments, and those by name."""
    (name, args, kwargs), _ = _scan(request.decode(), 0)
    return name, args, dict(kwargs)


def text_of(value):
    """The value as JSON for the caller; `unsupported` when it cannot cross."""
    kind = type(value)
    if kind is str and len(value) < _SHORT:
        return f'{{"type":"str","value":{encode_basestring_ascii(value)}}}'
    if kind is int and -_SMALL < value < _SMALL:
        return f'{{"type":"int","value":"{value:x}"}}'
    try:
        return dumps(_tagged(value, 0, _Room()))
    except Unsupported as unsupported:
        reason = unsupported.args[0]
    except BaseException:
        # Out of memory, or of stack.
        reason = type_name(type(value))
    return dumps({"type": "unsupported", "value": reason})


def dumps(tagged):
    return "".join(_pieces(tagged, 0))


def _tagged(value, depth, room):
    kind = type(value)
    name = type_name(kind)
    room.items -= 1
    if depth > _MAX_DEPTH or room.items < 0:
        raise Unsupported(f"{name} (too deep or too many items)")
    if value is None:
        return {"type": "None"}
    if kind is bool:
        return {"type": name, "value": value}
    if kind is int:
        # Before writing it down, which takes as much memory again.
        digits = value.bit_length() // 4
        text = _hex(value) if digits <= room.digits else ""
        room.digits -= len(text) or digits
        if room.digits < 0:
            raise Unsupported("int (too large)")
        return {"type": name, "value": text}
    if kind is float or kind is str or kind is bytes:
        text = value if kind is str else repr(value) if kind is float else value.hex()
        room.text -= _length(text)
        if room.text < 0:
            raise Unsupported(f"{name} (too large)")
        return {"type": name, "value": text}
    if kind is list or kind is tuple or kind is set or kind is frozenset:
        return {"type": name, **_items(value, depth + 1, room)}
    if kind is dict:
        return {"type": name, "keys": _items(value.keys(), depth + 1, room), "values": _items(value.values(), depth + 1, room)}
    raise Unsupported(name)


def _items(items, depth, room):
    """The items of one plain type together, or else each by itself."""
    kinds = set(map(type, items))
    if len(kinds) == 1 and depth <= _MAX_DEPTH and len(items) <= room.items:
        (kind,) = kinds
        text = _together(kind, items, room)
        if text is not None:
            room.items -= len(items)
            return {"of": kind.__name__, "value": text}
    return {"value": [_tagged(item, depth, room) for item in items]}


def _together(kind, items, room):
    """Items of one type in one piece; None where there is no way, or no room."""
    if kind is int:
        if sum(map(_bits, items)) // 4 > room.digits:
            return None
        text = ",".join(map(_hex, items))
        size = len(text) - len(items) + 1
        if size > room.digits:
            return None
        room.digits -= size
        return text
    if kind is float:
        text = ",".join(map(repr, items))
        size = len(text) - len(items) + 1
    elif kind is str:
        text = list(items)
        size = _length("".join(items))
    else:
        return None
    if size > room.text:
        return None
    room.text -= size
    return text


def _length(text):
    """As the caller counts: in UTF-16."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
