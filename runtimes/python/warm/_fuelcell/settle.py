"""What importing modules does beyond `sys.modules`: undone after the preload, done again when a program imports them."""

import posix

from . import clock, mailbox


def settle(standard, run, filters):
    """Undoes what importing leaves beyond `sys.modules`, and says what to redo when a module is revealed."""
    import asyncio
    import atexit
    import functools
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
    asyncio.set_event_loop_policy(clock.event_loop_policy(asyncio))

    run.handlers, run.idle_handlers = logging._handlerList, list(logging._handlerList)

    def reveal_logging():
        logging._startTime = time.time()
        if atexit._ncallbacks():
            atexit.register(logging.shutdown)
        else:
            # The first to be registered is the last to run: put off until it is known to have something to do.
            run.last_exit_functions.append(logging.shutdown)

    if standard.draws.keys() != {"random"}:
        raise RuntimeError(f"which modules draw from the random stream? {standard.draws}")
    words, flags, reseed = mailbox.words, mailbox.FLAGS, run.RESEED
    bell, ring, seed = mailbox.bell, posix.sched_yield, random._inst.seed
    skip = mailbox.request(mailbox.RANDOM_SKIP, standard.draws["random"])

    def reveal_random():
        # As many bytes as in a cold start: with the snapshot's seed, they are known.
        if words[flags] & reseed:
            seed()
        else:
            bell[:] = skip
            ring()

    loggers = logging.root.manager.loggerDict
    futures = {name: loggers.pop(name) for name in ("concurrent.futures", "concurrent")}
    own = {name: loggers.pop(name) for name in ("asyncio",)}
    if loggers:
        raise RuntimeError(f"loggers of which module? {sorted(loggers)}")
    standard.on_reveal.update(
        {
            "logging": reveal_logging,
            "random": reveal_random,
            "concurrent.futures._base": functools.partial(loggers.update, futures),
            "asyncio.log": functools.partial(loggers.update, own),
        }
    )
    standard.on_hide["logging"] = lambda: (run.last_exit_functions.clear(), loggers.clear())
