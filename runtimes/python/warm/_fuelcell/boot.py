"""Brings the interpreter to the point where a program would begin, and leaves it there, whole, for the snapshot."""

import _warnings
import posix
import sys

from . import loaded, mailbox, preload, reveal

_WARM_UP = (
    b"x = 1",
    b"import sys",
    b"import json, asyncio",
    b"def f(a, *b, **c):\n    return [i for i in range(3)]\nclass A:\n    def g(self): pass\nf(1)\nA().g()\nprint('', end='')",
)
# A call, the way of its arguments and its answer included.
_CALLED = b"def f(*a, **b): return a[0]"
_CALLS = tuple(b'["f",[%b,{"tuple":[]}],[["b",1]]]' % one for one in (b"1", b'"x"', b"[1,2.5]", b'{"dict":[["a",1]]}'))
# What `site` and `io` add to the builtins after the interpreter has copied them, in order to put the copy back at the end:
# what a finalizer finds missing then.
_LATE_BUILTINS = "open", "exit", "quit", "copyright", "credits", "license", "help"
# What becomes None before modules are dropped (`sys_deletes` in Python/pylifecycle.c).
_SPECIAL = (
    "path argv ps1 ps2 last_type last_value last_traceback path_hooks path_importer_cache meta_path __interactivehook__"
).split()

# The interpreter specialises code that has run eight times; the harness should be so from the first run on.
_ROUNDS = 12

# As many modules as a program may import before `sys.modules` has to grow.
_ROOM = 350

_kept = []


def leave(cold_modules, depth):
    """Preloads, warms up, writes the addresses for the host to `reactor.txt`, and leaves without finalising."""
    cold_cache = [entry for entry in sys.path_importer_cache if entry.startswith("/usr/")]
    _write(f"bell {id(mailbox.bell)}\n")
    files = frozenset(posix.listdir("/"))
    filters = list(_warnings.filters)
    standard = preload.Preload(cold_modules)
    # Before anything else is imported: it records what each module brings along.
    standard.load()

    import functools
    import gc
    import logging
    import os
    import threading

    from . import ending, run, settle

    loaded()
    left = frozenset(posix.listdir("/")) - files
    if left:
        raise RuntimeError(f"the boot left files behind: {sorted(left)}")
    settle.settle(standard, run, filters)
    hidden = standard.hide()

    main = sys.modules["__main__"]
    run.filename, run.loader, run.stderr = main.__file__, main.__loader__, sys.stderr
    ending.stdout, ending.stderr = sys.stdout, sys.stderr
    ending.threading, ending.main_thread, ending.shutdown = threading, threading._main_thread, threading._shutdown
    ending.cold_names = frozenset(cold_modules) - {"__main__"}
    run.report.Unraisable = _unraisable_type()
    for name in [name for name in sys.modules if name.startswith("_fuelcell")]:
        del sys.modules[name]
    for entry in [entry for entry in sys.path_importer_cache if entry not in cold_cache]:
        del sys.path_importer_cache[entry]

    cold = {name: sys.modules[name] for name in cold_modules}
    _restore_modules(cold)
    run.reveal = ending.reveal = reveal.Reveal(hidden)
    run.reveal.install()
    known = {**cold, **{name: found.modules[name] for name, found in hidden.items()}}
    ending.sizes.update((id(module), len(module.__dict__)) for module in known.values())
    _rehearse(run, standard, threading, cold)
    _restore_modules(cold)
    _make_room(sys.modules)
    ending.late_builtins = _LATE_BUILTINS
    # Kept, so that the end of a run need not free them.
    _kept.extend(sys.__dict__.get(name) for name in _SPECIAL)
    run.special.update({name: None for name in _SPECIAL if name in sys.__dict__})
    run.special.update(stdin=sys.stdin, stdout=sys.stdout, stderr=sys.stderr)
    steps = run.steps()
    _write_reactor(run, (steps,), depth)
    _leave_from_c(functools, os)
    gc.collect()
    _track(logging.root.manager.loggerDict)
    gc.freeze()
    # The module it makes is the program's: not frozen. It and its dict will be gone when the program leaves nothing behind.
    next(steps)
    run.quiet = len(gc.get_objects()) - 2


def _unraisable_type():
    """The type of what `sys.unraisablehook` is given, off an exception that really cannot be raised."""
    caught = []

    class Fails:
        def __del__(self):
            raise LookupError

    sys.unraisablehook = caught.append
    Fails()
    sys.unraisablehook = sys.__unraisablehook__
    return type(caught.pop())


def _write_reactor(run, steps, depth):
    """The addresses by which the host calls into the interpreter; `host/crates/worker/src/start/snapshot.rs` reads them."""
    addresses = {
        "header": mailbox.header,
        "inbox": mailbox.inbox,
        "exchange": mailbox.exchange,
        "reserve": mailbox.reserve,
        "next": next,
        "steps": steps,
        "compile": compile,
        "call": run.report.call,
        "empty": (),
        "function_type": type(_write),
        "builtin_type": type(next),
        "bytes_type": bytes,
        "bytearray_type": bytearray,
        "tuple_type": tuple,
        "list_type": list,
        "none_type": type(None),
        "bool_type": bool,
        "int_type": int,
        "float_type": float,
        "str_type": str,
        "set_type": set,
        "frozenset_type": frozenset,
        "dict_type": dict,
        "traceback_type": run.TracebackType,
        "probe_error": LookupError,
    }
    # The host holds them from now on.
    _kept.append(addresses)
    lines = [f"{name} {id(value)}\n" for name, value in addresses.items()]
    lines += [f"recursion_limit {sys.getrecursionlimit()}\n", f"recursion_depth {depth}\n"]
    _write("".join(lines))


def _write(lines):
    file = posix.open("/reactor.txt", posix.O_WRONLY | posix.O_CREAT | posix.O_APPEND)
    posix.write(file, lines.encode())
    posix.close(file)


def _rehearse(run, standard, threading, cold):
    """Takes a few programs through whole runs, so that what the interpreter makes once is made before the snapshot."""
    import gc

    main = threading._main_thread
    main_lock, locks = main._tstate_lock, threading._shutdown_locks
    state = run.filename, run.conclude
    programs = [(source, b"", b"", 0) for source in _WARM_UP]
    programs += [(b"import sys", b"a.py", b"", run.NAMED)]
    programs += [(_CALLED, b"a.py", call, run.CALLED) for call in _CALLS]
    for source, entry, call, flags in programs * _ROUNDS:
        _restore_modules(cold)
        _post(source, entry, b"", flags)
        gc.collect()
        gc.freeze()
        steps = run.steps()
        next(steps)
        for step in steps:
            if type(step) is tuple:
                try:
                    mailbox.exchange[0] = step
                    mailbox.exchange[1] = step[0](*step[1])
                except BaseException:
                    mailbox.exchange[2:] = sys.exc_info()
                if step[0] is compile and call:
                    _post(b"", b"", call, flags)
            step = None
        threading._SHUTTING_DOWN = main._is_stopped = False
        main._tstate_lock = main_lock
        main_lock.acquire(blocking=False)
        locks.add(main_lock)
        run.reveal.hide_again(standard.on_hide)
        run.reveal.begin_at("main.py")
        sys.argv[0] = sys.orig_argv[1] = "main.py"
        run.filename, run.conclude = state
        run.loader.path = run.filename
        run.called = None


def _post(source, entry, call, flags):
    """Puts a request into the inbox, as the host does."""
    words = mailbox.words
    words[mailbox.CODE], words[mailbox.ENTRY], words[mailbox.CALL] = len(source), len(entry), len(call)
    words[mailbox.FLAGS] = flags
    request = source + entry + call
    mailbox.inbox[: len(request)] = request


def _restore_modules(cold):
    """Puts `sys.modules` back into the order of a cold start."""
    sys.modules.clear()
    sys.modules.update(cold)


def _make_room(modules):
    """Lets the dict grow now, not in a run. `popitem` gives back the places, but not the table."""
    for number in range(_ROOM):
        modules[f"_fuelcell.{number}"] = None
    for _ in range(_ROOM):
        modules.popitem()


def _track(empty):
    """Has the collector know of a dict that it forgot when it was empty, lest it be found new in a run."""
    empty[None] = []
    del empty[None]


def _leave_from_c(functools, os):
    """After a script, CPython flushes `sys.stderr` from C with no Python frame active. That flush is the exit."""
    # What was printed by mistake should be seen, not wait in the snapshot.
    sys.stdout.flush()

    class Exit:
        def write(self, text):
            pass

    way_out = Exit()
    way_out.flush = functools.partial(os._exit, 0)
    sys.stderr = way_out
