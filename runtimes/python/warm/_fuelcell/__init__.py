"""What stays in the snapshot beside the interpreter: it sets up each run, hides preloaded modules until they are
imported, and tears the run down as CPython would. A guest may break all of it, and then only its own run."""

import _frozen_importlib_external as _external

# Some of it can stand between a program and what that calls. It passes for what stands there in a cold start: frames of the
# import system are cut out of tracebacks, and warnings look past them.
_SEEN_AS = {
    "/_fuelcell/reveal.py": "<frozen importlib._bootstrap>",
    "/_fuelcell/settle.py": "<frozen importlib._bootstrap>",
    "/_fuelcell/clock.py": "<frozen asyncio>",
}

_plain_compile = _external.SourceLoader.source_to_code


def _compile(loader, source, path, **options):
    return _plain_compile(loader, source, _SEEN_AS.get(path, path), **options)


_external.SourceLoader.source_to_code = _compile


def loaded():
    """All of the harness is loaded: modules are compiled by the name of their file again."""
    _external.SourceLoader.source_to_code = _plain_compile
