"""Python values as fuelcell passes them to a guest's function and back: by exact type, nothing guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping

from . import _messages as say
from ._errors import RequestError


@dataclass(frozen=True)
class Unsupported:
    """A value of the guest's that has no form outside of it."""

    #: What the guest says of it.
    description: str


def tag(value: object) -> dict[str, Any]:
    """The tagged form. Raises RequestError for what has none."""
    kind = type(value)
    if value is None:
        return {"type": "None"}
    if kind is bool:
        return {"type": "bool", "value": value}
    if kind is int:
        return {"type": "int", "value": _digits(value)}
    if kind is float:
        return {"type": "float", "value": repr(value)}
    if kind is str:
        return {"type": "str", "value": value}
    if isinstance(value, (bytes, bytearray)):
        return {"type": "bytes", "value": value.hex()}
    if isinstance(value, (list, tuple, set, frozenset)) and kind in (list, tuple, set, frozenset):
        return {"type": kind.__name__, "value": [tag(part) for part in value]}
    if isinstance(value, dict) and kind is dict:
        return {"type": "dict", "value": [[tag(key), tag(part)] for key, part in value.items()]}
    raise RequestError("invalid-option", say.no_value(value), fault="caller")


def untag(tagged: Mapping[str, Any]) -> Any:
    """The value out of its tagged form."""
    kind, value = tagged["type"], tagged.get("value")
    if kind == "None":
        return None
    if kind in ("bool", "str"):
        return value
    if kind == "int":
        return _integer(str(value))
    if kind == "float":
        return float(str(value))
    if kind == "bytes":
        return bytes.fromhex(str(value))
    if kind in _containers:
        return _containers[kind](untag(part) for part in value or ())
    if kind == "dict":
        return {untag(key): untag(part) for key, part in value or ()}
    return Unsupported(str(value))


_containers: Mapping[str, Any] = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}
#: Digits that an interpreter turns into an int and back at once whatever its own limit is set to.
_PIECE = 600


def _digits(value: Any) -> str:
    if abs(value) < 10**_PIECE:
        return str(value)
    pieces = []
    rest = abs(value)
    while rest:
        rest, piece = divmod(rest, 10**_PIECE)
        pieces.append(f"{piece:0{_PIECE}d}")
    return ("-" if value < 0 else "") + "".join(reversed(pieces)).lstrip("0")


def _integer(text: str) -> int:
    negative = text.startswith("-")
    digits = text[1:] if negative else text
    whole = 0
    for at in range(0, len(digits), _PIECE):
        piece = digits[at : at + _PIECE]
        whole = whole * 10 ** len(piece) + int(piece)
    return -whole if negative else whole
