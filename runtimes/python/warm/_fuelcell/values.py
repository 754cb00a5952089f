"""Values that cross between program and caller, by exact type, as JSON with a tag each. `docs/results.md` has the table.
JSON escapes whatever is not ASCII, lone surrogates too, so that every string comes back as it was."""

from _functools import partial
from _json import encode_basestring_ascii, make_encoder
from _operator import call
from json import JSONDecoder

from .mailbox import own_builtins as __builtins__
from .mailbox import NOTHING, exchange
from .names import type_name

# Deeper or larger than this is `unsupported`, as the caller would refuse it: its stack and memory are not the guest's.
_MAX_DEPTH = 64
_MAX_ITEMS = 100_000
_MAX_TEXT = 1 << 20
_MAX_HEX_DIGITS = 2 * 131_072

# The C code behind `json`, whatever a program does to that module.
_scan = JSONDecoder().scan_once
_pieces = make_encoder(None, None, encode_basestring_ascii, None, ":", ",", False, False, True)


class Unsupported(Exception):
    """A value that cannot cross; carries the name of its type."""


class _Room:
    """What may still come, so that no value can be larger than all of them together."""

    def __init__(self):
        self.items, self.text, self.digits = _MAX_ITEMS, _MAX_TEXT, _MAX_HEX_DIGITS


def called(module, request, answer):
    """Calls the function that the request names in `module`; puts what it returned into `answer`, as tagged JSON."""
    try:
        wanted, _ = _scan(request.decode(), 0)
        yield getattr, (module, wanted["function"])
        if exchange[2] is not None:
            return
        function, exchange[:] = exchange[1], NOTHING
        args = [_plain(value) for value in wanted["args"]]
        kwargs = {name: _plain(value) for name, value in wanted["kwargs"].items()}
        if not callable(function):
            raise TypeError(f"'{type_name(type(function))}' object is not callable")
    except BaseException as error:
        exchange[2:] = type(error), error, None
        return
    yield call, (partial(function, *args, **kwargs),)
    if exchange[2] is None:
        value, exchange[:] = exchange[1], NOTHING
        answer["returned"] = _json(value)


def _json(value):
    try:
        return _dumps(_tagged(value, 0, _Room()))
    except Unsupported as unsupported:
        reason = unsupported.args[0]
    except BaseException:
        # Out of memory, or of stack.
        reason = type_name(type(value))
    return _dumps({"type": "unsupported", "value": reason})


def _dumps(tagged):
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
        text = f"{value:x}" if digits <= room.digits else ""
        room.digits -= len(text) or digits
        if room.digits < 0:
            raise Unsupported("int (too large)")
        return {"type": name, "value": text}
    if kind is float or kind is str or kind is bytes:
        text = value if kind is str else repr(value) if kind is float else value.hex()
        # As the caller counts: in UTF-16.
        room.text -= len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
        if room.text < 0:
            raise Unsupported(f"{name} (too large)")
        return {"type": name, "value": text}
    if kind is list or kind is tuple:
        return {"type": name, "value": [_tagged(item, depth + 1, room) for item in value]}
    if kind is set or kind is frozenset:
        # A set has no order of its own: its items go by their text.
        return {"type": name, "value": sorted((_tagged(item, depth + 1, room) for item in value), key=_dumps)}
    if kind is dict:
        pairs = [[_tagged(key, depth + 1, room), _tagged(item, depth + 1, room)] for key, item in value.items()]
        return {"type": name, "value": pairs}
    raise Unsupported(name)


def _plain(tagged):
    kind, value = tagged["type"], tagged.get("value")
    if kind == "None":
        return None
    if kind == "int":
        return int(value, 16)
    if kind == "float":
        return float(value)
    if kind == "bytes":
        return bytes.fromhex(value)
    if kind in ("list", "tuple", "set", "frozenset"):
        return {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}[kind](map(_plain, value))
    if kind == "dict":
        return {_plain(key): _plain(item) for key, item in value}
    return value
