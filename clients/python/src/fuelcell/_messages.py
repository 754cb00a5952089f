"""Every sentence of this package that a person can see: cause, number, next step."""

from __future__ import annotations

from typing import Sequence


def not_installed(version: str) -> str:
    return (
        "No fuelcell was found: there is no `fuelcell` and no `npx` on PATH, and FUELCELL_BIN is not set. "
        f"Install Node.js 20.19 or later and run `npm install -g fuelcell@{version}`, or give the URL of a server"
    )


def not_started(command: Sequence[str], why: str) -> str:
    return f"`{' '.join(command)}` could not be started: {why}; name a fuelcell with FUELCELL_BIN"


def node_missing(path: str) -> str:
    return f"FUELCELL_BIN names the script {path!r}, and there is no `node` on PATH to run it; install Node.js 20.19 or later"


def ended(command: Sequence[str], code: int | None, tail: str) -> str:
    told = f"; its stderr ends with:\n{tail}" if tail else ""
    return f"`{' '.join(command)}` ended{'' if code is None else f' with {code}'} while a run was under way; a retry starts it again{told}"


def not_a_message(line: str) -> str:
    return f"fuelcell said something that is no message: {line[:200]!r}; is FUELCELL_BIN a fuelcell of this version?"


def unknown_option(name: str, nearest: str | None) -> str:
    return f"there is no option {name!r}" + (f"; did you mean {nearest!r}?" if nearest else "")


def wrong_option(name: str, wanted: str, given: object) -> str:
    return f"{name} must be {wanted}, but {given!r} was given"


def no_value(given: object) -> str:
    return f"a value of the type {type(given).__name__} cannot be passed to the guest; pass None, bool, int, float, str, bytes or containers of them"


def closed() -> str:
    return "The client is closed; make another one to run more"


def bad_url(url: str) -> str:
    return f"{url!r} is no URL of a server; it looks like http://127.0.0.1:3000"


def server_lost(url: str, why: str) -> str:
    return f"the connection to {url} was lost: {why}; is the server running?"


def not_from_server(url: str, status: int) -> str:
    return f"{url} answered {status} with something that is no answer of fuelcell; is it a fuelcell server?"
