"""Brings the interpreter to the point where a program would begin, and leaves it there, whole, for the snapshot."""

import sys

from . import mailbox

_WARM_UP = (
    b"x = 1",
    b"import sys",
    b"def f(a, *b, **c):\n    return [i for i in range(3)]\nclass A:\n    def g(self): pass\nf(1)\nA().g()\nprint('', end='')",
)


def leave(cold_modules):
    """Preloads, warms up, writes the addresses for the host to `reactor.txt`, and leaves without finalising."""
    import gc
    import os

    from . import clock, preload, run

    before = frozenset(os.listdir("/"))
    standard = preload.Preload(cold_modules, lambda: mailbox.ring(mailbox.RANDOM_POSITION))
    filters = _copy_of_filters()
    missing = standard.load()
    _settle(standard, clock, filters)
    standard.hide()
    standard.install(lambda count: mailbox.ring(mailbox.RANDOM_SKIP, count))
    left = frozenset(os.listdir("/")) - before
    if left:
        raise RuntimeError(f"the boot left files behind: {sorted(left)}")

    settings = run.Settings
    main = sys.modules["__main__"]
    settings.filename = main.__file__
    settings.loader = main.__loader__
    settings.modules = frozenset(cold_modules) - {"__main__"}
    settings.preload = standard
    settings.stderr = sys.stderr
    for name in [name for name in sys.modules if name.startswith("_fuelcell")]:
        del sys.modules[name]
    sys.path_importer_cache.pop("/", None)

    _write_reactor(run, missing)
    _warm_up(run)
    _restore_modules(cold_modules, main)
    gc.collect()
    gc.freeze()
    _leave_from_c()


def _copy_of_filters():
    import warnings

    return list(warnings.filters)


def _settle(standard, clock, filters):
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
        from . import run

        if run._run.get("reseed"):
            module._inst.seed()

    standard.on_reveal.update(logging=reveal_logging, random=reveal_random)


def _write_reactor(run, missing):
    """The addresses by which the host calls into the interpreter; `host/src/reactor.rs` reads them."""
    import os

    addresses = {
        "inbox": mailbox.inbox,
        "bell": mailbox.bell,
        "failure": run.failure,
        "reserve": mailbox.reserve,
        "prepare": run.prepare,
        "finish": run.finish,
        "exec": exec,
        "empty": (),
        "none": None,
        "function_type": type(run.prepare),
        "builtin_type": type(exec),
        "bytes_type": bytes,
        "bytearray_type": bytearray,
        "tuple_type": tuple,
        "list_type": list,
        "traceback_type": __import__("types").TracebackType,
        "probe_error": LookupError,
    }
    text = "".join(f"{name} {id(value)}\n" for name, value in addresses.items())
    text += "".join(f"# not in this build: {name}: {error}\n" for name, error in missing.items())
    file = os.open("/reactor.txt", os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    os.write(file, text.encode())
    os.close(file)


def _warm_up(run):
    """Takes a few programs through a whole run, so that what the interpreter makes once is made before the snapshot."""
    for source in _WARM_UP:
        mailbox.HEADER.pack_into(mailbox.inbox, 0, len(source), 0, 0, 0, 0, 0, 0, 0)
        mailbox.inbox[mailbox.HEADER.size : mailbox.HEADER.size + len(source)] = source
        exec(*run.prepare())
        run.finish()


def _restore_modules(cold_modules, main):
    """Puts `sys.modules` back into the order of a cold start."""
    modules = {name: sys.modules.get(name) for name in cold_modules}
    sys.modules.clear()
    sys.modules.update(modules, __main__=main)


def _leave_from_c():
    """After a script, CPython flushes `sys.stderr` from C with no Python frame active. That flush is the exit."""
    import functools
    import os

    class Exit:
        def write(self, text):
            pass

    way_out = Exit()
    way_out.flush = functools.partial(os._exit, 0)
    sys.stderr = way_out
