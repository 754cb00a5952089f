"""What a run came to, whatever the guest did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cached_property
from typing import Any, Literal, Mapping

from ._tagged import untag
from ._wire import decode_bytes
from .types import WASIFS, BinaryFile, StringFile, WASITimestamps

Status = Literal["exit", "out-of-fuel", "timeout", "out-of-memory", "output-limit", "disk-limit", "trap"]
ResultType = Literal["complete", "timeout", "terminated", "crash"]


@dataclass(frozen=True)
class GuestError:
    """An error that the interpreter told as data, or the engine's words for a trap."""

    type: str
    message: str
    #: Line in the submitted code, counted from 1; None where no frame lies there.
    line: int | None = None
    traceback: str = ""


@dataclass(frozen=True)
class Usage:
    """What a run used. Units are in the names; all but ``duration_ms`` repeat."""

    fuel: int
    #: False after a trap or a deadline: ``fuel`` is then a lower bound.
    fuel_exact: bool
    startup_fuel: int
    memory_pages: int
    grown_pages: int
    memory_bytes: int
    output_bytes: int
    disk_bytes: int
    disk_entries: int
    open_files: int
    duration_ms: float
    compile_fuel: int | None = None
    setup_fuel: int | None = None
    code_fuel: int | None = None

    @property
    def net_fuel(self) -> int:
        """What the code itself cost above the start, never below 0."""
        return max(0, self.fuel - self.startup_fuel)


_result_types: Mapping[str, ResultType] = {"exit": "complete", "timeout": "timeout", "trap": "crash"}


class Result:
    """What a run came to. ``raw`` is the whole Result as fuelcell sent it; the rest is read from it."""

    def __init__(self, raw: Mapping[str, Any], request: Mapping[str, Any]) -> None:
        self.raw: Mapping[str, Any] = raw
        self._request = request

    @property
    def status(self) -> Status:
        """How the run ended: exactly one of these."""
        status: Status = self.raw["status"]
        return status

    @property
    def result_type(self) -> ResultType:
        """The same in runno's words: ``exit`` is complete, ``trap`` crash, ``timeout`` timeout, every other limit terminated."""
        return _result_types.get(self.status, "terminated")

    @property
    def ok(self) -> bool:
        """Whether the guest ended by itself with exit code 0."""
        return bool(self.raw["ok"])

    @property
    def exit_code(self) -> int | None:
        """The guest's exit code, 0 to 255; None unless the status is ``exit``."""
        code: int | None = self.raw["exitCode"]
        return code

    @property
    def stdout(self) -> str:
        """Text; bytes that are not UTF-8 are U+FFFD."""
        return str(self.raw["stdout"])

    @property
    def stderr(self) -> str:
        return str(self.raw["stderr"])

    @property
    def tty(self) -> str:
        """Both streams as they came, as a terminal would have shown them."""
        return str(self.raw["tty"])

    @property
    def stdout_bytes(self) -> bytes:
        return self._bytes("stdout")

    @property
    def stderr_bytes(self) -> bytes:
        return self._bytes("stderr")

    @property
    def truncated(self) -> Mapping[str, bool]:
        """Whether bytes of ``stdout`` and ``stderr`` were dropped at the limit."""
        truncated: Mapping[str, bool] = self.raw["truncated"]
        return truncated

    @property
    def stdin(self) -> str:
        """What the guest was given, as text."""
        given = self._request.get("stdin", "")
        return given if isinstance(given, str) else decode_bytes(given).decode("utf-8", "replace")

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """Files that the guest made or changed, by path relative to the run directory."""
        return {path: decode_bytes(content) for path, content in self.raw["files"].items()}

    @property
    def deleted(self) -> list[str]:
        """Given files that the guest removed."""
        return list(self.raw["deleted"])

    @cached_property
    def fs(self) -> WASIFS:
        """All files as they were in the end, given ones too, by absolute path."""
        end = datetime.fromtimestamp(0, timezone.utc) + timedelta(milliseconds=self.raw["world"]["clockStartMs"])
        times = WASITimestamps(end, end, end)
        given: Mapping[str, Any] = self._request.get("files", {})
        wire = {path: {"text": file} if isinstance(file, str) else file for path, file in given.items()}
        kept = {path: file for path, file in wire.items() if path not in self.raw["deleted"]}
        fs: WASIFS = {}
        for path, content in {**kept, **self.raw["files"]}.items():
            absolute = f"/{path}"
            if "text" in content:
                fs[absolute] = StringFile(absolute, content["text"], times)
            else:
                fs[absolute] = BinaryFile(absolute, decode_bytes(content), times)
        return fs

    @property
    def error(self) -> GuestError | None:
        """The uncaught exception, where the runtime tells it as data; after a trap the engine's words."""
        told = self.raw.get("error")
        if told is not None:
            return GuestError(told["type"], told["message"], told["line"], told["traceback"])
        trap = self.raw.get("trap")
        return None if trap is None else GuestError("Trap", trap)

    @property
    def value(self) -> str | None:
        """The repr of the final expression, if ``returns="last"`` asked for it and there was one."""
        value: str | None = self.raw.get("value")
        return value

    @property
    def returned(self) -> Any:
        """What the called function returned; None also where it did not: ``raised`` then says why."""
        tagged = self.raw.get("returned")
        return None if tagged is None else untag(tagged)

    @property
    def raised(self) -> Mapping[str, Any] | None:
        """What kept the called function from returning: ``phase``, ``types``, ``message``, ``file``."""
        raised: Mapping[str, Any] | None = self.raw.get("raised")
        return raised

    @cached_property
    def usage(self) -> Usage:
        told = self.raw["usage"]
        return Usage(**{name: told.get(_camel(name)) for name in Usage.__dataclass_fields__})

    @property
    def fuel_epoch(self) -> str:
        """Figures of fuel are comparable only within one epoch."""
        return str(self.raw["fuelEpoch"])

    def _bytes(self, stream: str) -> bytes:
        exact = self.raw.get(f"{stream}Bytes")
        return str(self.raw[stream]).encode("utf-8") if exact is None else decode_bytes(exact)

    def __repr__(self) -> str:
        return f"<Result {self.status} exit_code={self.exit_code} fuel={self.raw['usage']['fuel']} stdout={self.stdout[:60]!r}>"


@dataclass(frozen=True)
class PythonResult:
    """What ``run_python_code`` gives, in four figures; ``run`` is the whole Result."""

    #: What the code printed on stdout, also where it failed or ran out of fuel.
    result: str
    #: Memory at its largest, in pages of 64 KiB.
    mem_size: int
    #: The same in bytes.
    data_len: int
    #: Fuel.
    consumed: int
    run: Result

    @classmethod
    def of(cls, run: Result) -> PythonResult:
        return cls(run.stdout, run.usage.memory_pages, run.usage.memory_bytes, run.usage.fuel, run)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
