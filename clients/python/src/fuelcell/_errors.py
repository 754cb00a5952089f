"""What is raised. What a guest did is never raised: it is a Result."""

from __future__ import annotations

from typing import Any, Literal, Mapping

Fault = Literal["caller", "system"]


class FuelcellError(Exception):
    """The only kind of error that this package raises on purpose."""

    #: What went wrong, from a closed list: docs/results.md has those of fuelcell, docs/python-client.md those of this package.
    code: str
    #: Whose fault it is.
    fault: Fault
    #: Whether the same call may succeed later without a change.
    retryable: bool

    def __init__(self, code: str, message: str, *, fault: Fault = "system", retryable: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.fault = fault
        self.retryable = retryable

    def __reduce__(self) -> tuple[Any, ...]:
        return (_again, (type(self), self.code, str(self), self.fault, self.retryable))


class RequestError(FuelcellError, ValueError):
    """The request is wrong: an option, a limit, a name of a file or of a runtime. The same one fails again."""


class AbortedError(FuelcellError):
    """The run was cancelled, or the client was closed before it ended."""


class QueueFullError(FuelcellError):
    """Too much is waiting already. Try again when runs have ended."""


class SandboxError(FuelcellError):
    """The installation, the machine or fuelcell itself failed. The guest is not to blame."""


class NotInstalledError(FuelcellError):
    """No fuelcell was found that could be started."""


class ConnectionLostError(FuelcellError):
    """The process or the server went away while a run was under way. Other runs may have ended; a retry is safe."""


class AccessError(FuelcellError):
    """The server does not know the key, or the key may not do this."""


_kinds: Mapping[str, type[FuelcellError]] = {
    "aborted": AbortedError,
    "runner-closed": AbortedError,
    "queue-full": QueueFullError,
}


def error_of(wire: Mapping[str, Any]) -> FuelcellError:
    """The error out of its form on the wire (``code``, ``message``, ``fault``, ``retryable``)."""
    code = str(wire.get("code", "host-protocol"))
    fault: Fault = "caller" if wire.get("fault") == "caller" else "system"
    kind = _kinds.get(code, RequestError if fault == "caller" else SandboxError)
    return kind(code, str(wire.get("message", code)), fault=fault, retryable=wire.get("retryable") is True)


def _again(kind: type[FuelcellError], code: str, message: str, fault: Fault, retryable: bool) -> FuelcellError:
    return kind(code, message, fault=fault, retryable=retryable)
