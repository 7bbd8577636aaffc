"""A start is not held up by looking for garbage, which comes to be looked for."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import pytest
from PyQt6.QtCore import QObject

from gui.app import gc_policy as garbage


@pytest.fixture(autouse=True)
def collector():
    """Leave the collector of this process as it was: garbage is left to the tests."""
    yield
    gc.unfreeze()
    gc.disable()
    gc.freeze()


class Knot:
    """Refers to itself, so that only the collector can free it."""

    def __init__(self) -> None:
        self.me = self


def test_what_a_start_makes_is_not_looked_through_again(qtbot):
    garbage.disable_gc()
    assert not gc.isenabled()
    early = weakref.ref(Knot())
    owner = QObject()
    garbage.collect_regularly(owner)
    late = weakref.ref(Knot())
    gc.collect()
    assert early() is not None
    assert late() is None
    garbage.collect()
    assert early() is None


def test_garbage_is_collected_in_the_thread_of_the_window_alone(qtbot):
    threads: list[int] = []

    def note(phase: str, _: object) -> None:
        threads.append(threading.get_ident())

    owner = QObject()
    gc.callbacks.append(note)
    try:
        garbage.collect_regularly(owner)
        knots: list[weakref.ref[Knot]] = []
        worker = threading.Thread(
            target=lambda: knots.extend(weakref.ref(Knot()) for _ in range(5_000))
        )
        worker.start()
        worker.join()
        assert knots[0]() is not None
        qtbot.waitUntil(lambda: knots[0]() is None)
    finally:
        gc.callbacks.remove(note)
    assert set(threads) == {threading.get_ident()}


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
