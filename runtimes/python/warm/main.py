"""Boots the interpreter for a snapshot: `docs/runtimes.md` tells the steps. Runs once, as `main.py`, when the runtime
is provisioned; no program ever sees it."""

import sys

cold_modules = list(sys.modules)

from _fuelcell import boot

boot.leave(cold_modules)
