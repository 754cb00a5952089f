"""What clients need of whatever runs things for them."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any, Mapping, Protocol

from ._request import OnOutput


class Pending(Protocol):
    """A run that is under way."""

    #: The Result as it is on the wire, or a FuelcellError.
    future: Future[Mapping[str, Any]]

    def cancel(self) -> None:
        """Has the run end; the future then fails with AbortedError. Nothing happens where it has ended."""


class Connection(Protocol):
    """May be used from several threads at once."""

    def start(self, request: Mapping[str, Any], on_output: OnOutput | None) -> Pending: ...

    def is_quick(self) -> bool:
        """Whether ``start`` of a small request returns at once."""
        ...

    def runtimes(self) -> list[Mapping[str, Any]]: ...

    def close(self) -> None: ...
