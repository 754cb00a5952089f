"""Where the fuelcell of these tests is: that of the checkout, unless FUELCELL_BIN names another."""

import os
import sys
from pathlib import Path

import pytest

import fuelcell

ROOT = Path(__file__).parents[3]
os.environ.setdefault("FUELCELL_BIN", str(ROOT / "dist" / "cli" / "main.js"))
for name in ("FUELCELL_URL", "FUELCELL_KEY"):
    os.environ.pop(name, None)


@pytest.fixture(scope="session")
def client():
    with fuelcell.Client() as shared:
        yield shared


@pytest.fixture
def fake(tmp_path):
    """A client of a made-up fuelcell, whose process is this Python code."""
    clients = []

    def start(code):
        path = tmp_path / f"fake{len(clients)}.py"
        path.write_text(f"import json, os, sys\n{code}\n", encoding="utf-8")
        clients.append(fuelcell.Client(command=[sys.executable, str(path)]))
        return clients[-1]

    yield start
    for one in clients:
        one.close()
