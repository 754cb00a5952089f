"""Boots the interpreter for a snapshot: `docs/warm-start.md` tells the steps. Runs once, as `main.py`, when the runtime
is provisioned; no program ever sees it."""

import sys

cold_modules = list(sys.modules)


def depth(reached):
    try:
        return depth(reached + 1)
    except RecursionError:
        return reached


cold_depth = depth(0)

from _fuelcell import boot

boot.leave(cold_modules, cold_depth)
