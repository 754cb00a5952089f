"""Brings the interpreter to the point where a program would begin, and leaves it there, whole, for the snapshot."""

import _warnings
import posix
import sys

from . import mailbox, preload

_WARM_UP = (
    b"x = 1",
    b"import sys",
    b"import json, asyncio",
    b"def f(a, *b, **c):\n    return [i for i in range(3)]\nclass A:\n    def g(self): pass\nf(1)\nA().g()\nprint('', end='')",
)
# The interpreter specialises code that has run eight times; the harness should be so from the first run on.
_ROUNDS = 12


def leave(cold_modules):
    """Preloads, warms up, writes the addresses for the host to `reactor.txt`, and leaves without finalising."""
    cold_cache = [entry for entry in sys.path_importer_cache if entry.startswith("/usr/")]
    files = frozenset(posix.listdir("/"))
    filters = list(_warnings.filters)
    standard = preload.Preload(cold_modules, lambda: mailbox.ring(mailbox.RANDOM_POSITION))
    # Before anything else is imported: it records what each module brings along.
    standard.load()

    import functools
    import gc
    import os

    from . import clock, run

    left = frozenset(posix.listdir("/")) - files
    if left:
        raise RuntimeError(f"the boot left files behind: {sorted(left)}")
    _write_reactor(run, os)
    _settle(standard, run, clock, filters)
    standard.hide()
    standard.install(lambda count: mailbox.ring(mailbox.RANDOM_SKIP, count))

    main = sys.modules["__main__"]
    run.filename, run.loader, run.stderr, run.preload = main.__file__, main.__loader__, sys.stderr, standard
    run.cold_names = frozenset(cold_modules) - {"__main__"}
    run.cold_count = len(cold_modules)
    for name in [name for name in sys.modules if name.startswith("_fuelcell")]:
        del sys.modules[name]
    for entry in [entry for entry in sys.path_importer_cache if entry not in cold_cache]:
        del sys.path_importer_cache[entry]

    _warm_up(run)
    _restore_modules(cold_modules, main)
    gc.collect()
    gc.freeze()
    _leave_from_c(functools, os)


def _settle(standard, run, clock, filters):
    """Undoes what importing leaves beyond `sys.modules`, and says what to redo when a module is revealed."""
    import asyncio
    import atexit
    import linecache
    import logging
    import random
    import re
    import time
    import warnings

    warnings.filters[:] = filters
    warnings._filters_mutated()
    atexit._clear()
    re.purge()
    linecache.clearcache()
    time.sleep = clock.sleep
    asyncio.set_event_loop_policy(clock.event_loop_policy(asyncio))

    def reveal_logging(module):
        module._startTime = time.time()
        atexit.register(module.shutdown)

    def reveal_random(module):
        if mailbox.words[mailbox.FLAGS] & run.RESEED:
            module._inst.seed()

    standard.on_reveal.update(logging=reveal_logging, random=reveal_random)


def _write_reactor(run, os):
    """The addresses by which the host calls into the interpreter; `host/src/snapshot.rs` reads them."""
    import types

    addresses = {
        "header": mailbox.header,
        "inbox": mailbox.inbox,
        "bell": mailbox.bell,
        "failure": run.failure,
        "reserve": mailbox.reserve,
        "prepare": run.prepare,
        "finish": run.finish,
        "compile": compile,
        "exec": exec,
        "empty": (),
        "none": None,
        "function_type": types.FunctionType,
        "builtin_type": types.BuiltinFunctionType,
        "bytes_type": bytes,
        "bytearray_type": bytearray,
        "tuple_type": tuple,
        "list_type": list,
        "traceback_type": types.TracebackType,
        "probe_error": LookupError,
    }
    file = os.open("/reactor.txt", os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    os.write(file, "".join(f"{name} {id(value)}\n" for name, value in addresses.items()).encode())
    os.close(file)


def _warm_up(run):
    """Takes a few programs through whole runs, so that what the interpreter makes once is made before the snapshot."""
    for source in _WARM_UP * _ROUNDS:
        mailbox.words[mailbox.CODE] = len(source)
        mailbox.inbox[: len(source)] = source
        compile_arguments, (_, scope) = run.prepare()
        exec(compile(*compile_arguments), scope)
        del scope
        run.finish()
        _begin_again()
        run.preload.hide_again()


def _begin_again():
    """Undoes what the end of a program does to modules that the next one finds again."""
    import atexit
    import threading

    atexit._clear()
    if threading._main_thread._is_stopped:
        threading._main_thread = threading._MainThread()


def _restore_modules(cold_modules, main):
    """Puts `sys.modules` back into the order of a cold start."""
    modules = {name: sys.modules.get(name) for name in cold_modules}
    sys.modules.clear()
    sys.modules.update(modules, __main__=main)


def _leave_from_c(functools, os):
    """After a script, CPython flushes `sys.stderr` from C with no Python frame active. That flush is the exit."""

    class Exit:
        def write(self, text):
            pass

    way_out = Exit()
    way_out.flush = functools.partial(os._exit, 0)
    sys.stderr = way_out
