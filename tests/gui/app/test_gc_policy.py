"""A start is not held up by looking for garbage, which comes to be looked for."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from pathlib import Path

import pytest

from gui.app import gc_policy as garbage


@pytest.fixture(autouse=True)
def collector():
    """Leave the collector of this process as it was."""
    yield
    gc.unfreeze()
    gc.enable()


class Knot:
    """Refers to itself, so that only the collector can free it."""

    def __init__(self) -> None:
        self.me = self


def test_what_a_start_makes_is_not_looked_through_again():
    garbage.disable_gc()
    assert not gc.isenabled()
    early = weakref.ref(Knot())
    garbage.enable_gc()
    late = weakref.ref(Knot())
    assert gc.isenabled()
    gc.collect()
    assert early() is not None
    assert late() is None
    garbage.collect()
    assert early() is None


def test_nothing_heavy_is_imported_before_way_is_made():
    root = Path(__file__).parents[3]
    program = "import sys, gui.app.gc_policy, gui.launch; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert not {"PyQt6", "numpy", "pyqtgraph", "shallownet"} & set(done.stdout.split())
