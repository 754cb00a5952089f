"""Values that cross between program and caller, by exact type, as JSON with a tag each. `docs/results.md` has the table."""

import json

# Deeper or larger than this is `unsupported`: a caller's stack and memory are not the guest's to spend.
_MAX_DEPTH = 64
_MAX_ITEMS = 100_000
_MAX_BYTES = 1 << 20


class Unsupported(Exception):
    """A value that cannot cross; carries the name of its type."""


def called(module, request):
    """Calls the function that the request names in `module`; the tagged value it returned, as JSON."""
    call = json.loads(request)
    function = getattr(module, call["function"])
    args = [_plain(value) for value in call["args"]]
    kwargs = {name: _plain(value) for name, value in call["kwargs"].items()}
    value = function(*args, **kwargs)
    try:
        return json.dumps(_tagged(value, 0, [_MAX_ITEMS, _MAX_BYTES]), separators=(",", ":"))
    except Unsupported as unsupported:
        return json.dumps({"type": "unsupported", "value": str(unsupported)}, separators=(",", ":"))


def _tagged(value, depth, left):
    kind = type(value)
    left[0] -= 1
    if depth > _MAX_DEPTH or left[0] < 0:
        raise Unsupported(f"{kind.__name__} (too deep or too large)")
    if value is None:
        return {"type": "None"}
    if kind is bool:
        return {"type": "bool", "value": value}
    if kind is int:
        if value.bit_length() > 8 * _MAX_BYTES // 4:
            raise Unsupported("int (too large)")
        return {"type": "int", "value": f"{value:x}"}
    if kind is float:
        return {"type": "float", "value": repr(value)}
    if kind is str or kind is bytes:
        left[1] -= len(value)
        if left[1] < 0:
            raise Unsupported(f"{kind.__name__} (too large)")
        return {"type": kind.__name__, "value": value if kind is str else value.hex()}
    if kind in (list, tuple):
        return {"type": kind.__name__, "value": [_tagged(item, depth + 1, left) for item in value]}
    if kind in (set, frozenset):
        items = [_tagged(item, depth + 1, left) for item in value]
        # Sets have no order of their own: the canonical one is by the items' text.
        return {"type": kind.__name__, "value": sorted(items, key=json.dumps)}
    if kind is dict:
        return {
            "type": "dict",
            "value": [[_tagged(key, depth + 1, left), _tagged(item, depth + 1, left)] for key, item in value.items()],
        }
    raise Unsupported(kind.__name__)


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
