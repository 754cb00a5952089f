"""Files as runno's package has them, so that its programs run with another import."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Dict, Literal, Union

WASIPath = str


def _epoch() -> datetime:
    return datetime.fromtimestamp(0, timezone.utc)


@dataclass(frozen=True)
class WASITimestamps:
    """When a file was read, written and changed. fuelcell gives a guest times of its virtual clock, whatever is said here."""

    access: datetime = field(default_factory=_epoch)
    modification: datetime = field(default_factory=_epoch)
    change: datetime = field(default_factory=_epoch)


@dataclass(frozen=True)
class StringFile:
    """A file of text."""

    path: WASIPath
    content: str
    timestamps: WASITimestamps = field(default_factory=WASITimestamps)
    mode: Literal["string"] = "string"


@dataclass(frozen=True)
class BinaryFile:
    """A file of bytes."""

    path: WASIPath
    content: bytes
    timestamps: WASITimestamps = field(default_factory=WASITimestamps)
    mode: Literal["binary"] = "binary"


WASIFile = Union[StringFile, BinaryFile]
#: Files by absolute path.
WASIFS = Dict[WASIPath, WASIFile]

__all__ = ["BinaryFile", "StringFile", "WASIFS", "WASIFile", "WASIPath", "WASITimestamps"]
