"""What a caller asks for, as a request on the wire. fuelcell checks the values; here only forms are changed."""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable, Iterable, Literal, Mapping, Optional, Sequence, TypedDict, Union

from . import _messages as say
from ._errors import RequestError
from ._tagged import tag
from ._wire import encode_bytes
from .types import BinaryFile, StringFile, WASIFile

if TYPE_CHECKING:
    from typing_extensions import Unpack

Text = Union[str, bytes]
FileContent = Union[str, bytes, WASIFile]
OnOutput = Callable[[Literal["stdout", "stderr"], bytes], None]


@dataclass(frozen=True)
class Call:
    """A function of the submitted code to call after the code has run as a module (Python, warm start)."""

    function: str
    args: Sequence[Any] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)


class RunOptions(TypedDict, total=False):
    """The world and the limits of a run. What is absent has fuelcell's own default."""

    #: The most fuel that it may use, about one unit per WebAssembly instruction. Default 10,000,000,000.
    fuel: int
    #: The longest wall time, in seconds. Default 10.
    timeout: Optional[float]
    #: The most memory, in pages of 64 KiB. Default 4,096.
    memory_pages: int
    #: Other limits, by fuelcell's names: ``outputBytes``, ``diskBytes``, ``diskEntries``, ``openFiles``, ``compile``.
    limits: Mapping[str, Any]
    #: Standard input. Default empty.
    stdin: Text
    #: Files to find in the run directory, by path.
    files: Mapping[str, FileContent]
    #: Arguments after the program's name.
    args: Sequence[str]
    #: Environment variables. Nothing of the caller's own environment is passed.
    env: Mapping[str, str]
    #: ``cold`` boots the interpreter, ``warm`` continues from a snapshot of it. Default: the runtime's own.
    start: Literal["cold", "warm"]
    #: Python that runs before the code and is metered apart.
    setup: Union[str, Sequence[str]]
    #: A function to call afterwards; its value is ``result.returned``.
    call: Call
    #: ``last`` gives the repr of a final expression as ``result.value``.
    returns: Literal["last"]
    #: Where the virtual clock begins, in milliseconds since 1970. Default: now.
    clock_start_ms: int
    #: Seed of the random numbers, or ``random``. Default 0.
    seed: Union[int, Literal["random"]]
    #: Fuel between two looks at where the program is; gives ``result.raw["profile"]``.
    profile_fuel: int
    #: Options for the compiler of a language that has one.
    compiler_options: Sequence[str]
    #: Names of given files that are compiled besides the code.
    sources: Sequence[str]
    #: Told of output as it comes. From a thread of the client's own, in the async functions from the event loop.
    on_output: OnOutput


#: What goes on the wire under another name but in the same form.
_plain = {
    "args": "args",
    "env": "env",
    "start": "start",
    "setup": "setup",
    "returns": "returns",
    "clock_start_ms": "clockStartMs",
    "seed": "seed",
    "profile_fuel": "profileFuel",
    "compiler_options": "compilerOptions",
    "sources": "sources",
}
_names = tuple(RunOptions.__annotations__)
_MS = 1000


def request_of(
    runtime: str, code: Text | None, entry: str | None = None, /, **options: Unpack[RunOptions]
) -> dict[str, Any]:
    """The request as JSON. Raises TypeError for an option that is not known, RequestError for one that has no form on the wire."""
    for name in options:
        if name not in _names:
            nearest = difflib.get_close_matches(name, _names, 1)
            raise TypeError(say.unknown_option(name, nearest[0] if nearest else None))
    request: dict[str, Any] = {"runtime": runtime}
    if code is not None:
        request["code"] = _text(code, "code")
    if entry is not None:
        request["entry"] = entry.lstrip("/")
    given: Mapping[str, Any] = options
    for name, wire_name in _plain.items():
        if given.get(name) is not None:
            request[wire_name] = _data(given[name])
    if given.get("stdin") is not None:
        request["stdin"] = _text(given["stdin"], "stdin")
    if given.get("files") is not None:
        request["files"] = {path.lstrip("/"): _content(file, path) for path, file in given["files"].items()}
    if given.get("call") is not None:
        request["call"] = _call(given["call"])
    limits = _limits(given)
    if limits:
        request["limits"] = limits
    return request


def _limits(given: Mapping[str, Any]) -> dict[str, Any]:
    limits: dict[str, Any] = dict(given.get("limits") or {})
    if given.get("fuel") is not None:
        limits["fuel"] = given["fuel"]
    if given.get("memory_pages") is not None:
        limits["memoryPages"] = given["memory_pages"]
    timeout = given.get("timeout")
    if timeout is not None:
        if isinstance(timeout, bool) or not isinstance(timeout, (int, float)) or not 0 < timeout < math.inf:
            raise _wrong("timeout", "a number of seconds above 0", timeout)
        limits["timeoutMs"] = math.ceil(timeout * _MS)
    return limits


def _call(call: object) -> dict[str, Any]:
    if not isinstance(call, Call):
        raise _wrong("call", "a fuelcell.Call", call)
    wire: dict[str, Any] = {"function": call.function}
    if call.args:
        wire["args"] = [tag(value) for value in call.args]
    if call.kwargs:
        wire["kwargs"] = {name: tag(value) for name, value in call.kwargs.items()}
    return wire


def _text(text: object, name: str) -> str | dict[str, str]:
    if isinstance(text, str):
        return text
    if isinstance(text, (bytes, bytearray, memoryview)):
        return encode_bytes(bytes(text))
    raise _wrong(name, "str or bytes", text)


def _content(file: object, path: str) -> str | dict[str, str]:
    return _text(file.content if isinstance(file, (StringFile, BinaryFile)) else file, f"files[{path!r}]")


def _data(value: Any) -> Any:
    """Tuples and other sequences become lists, mappings dicts."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return list(value)
    return value


def _wrong(name: str, wanted: str, given: object) -> RequestError:
    return RequestError("invalid-option", say.wrong_option(name, wanted, given), fault="caller")
