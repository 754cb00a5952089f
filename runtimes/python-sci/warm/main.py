"""Boots the interpreter for an image: `docs/python-sci.md` tells what is in it. Runs once, when the runtime is provisioned; no
program ever sees it."""

import sys

sys.path.insert(0, "/")

from _fuelcell import boot

boot.leave()
