"""Bytes as JSON: text where they are UTF-8, else base64; which of the two is said."""

from __future__ import annotations

import base64
from typing import Any, Mapping


def encode_bytes(content: bytes) -> dict[str, str]:
    try:
        return {"text": content.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode("ascii")}


def decode_bytes(wire: Mapping[str, Any]) -> bytes:
    if "text" in wire:
        return str(wire["text"]).encode("utf-8")
    return base64.b64decode(wire["base64"])
