"""The entry point: where it finds the window, and what it says of missing libraries."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

import pytest

from shallownet import start

ROOT = Path(__file__).parents[2]


@pytest.fixture
def missing(monkeypatch):
    """Return a function that makes some libraries impossible to load."""

    def without(*libraries: str) -> None:
        def load(library: str) -> None:
            if library in libraries:
                raise OSError(f"{library}: cannot open shared object file")

        monkeypatch.setattr(ctypes, "CDLL", load)
        monkeypatch.setattr(sys, "platform", "linux")

    return without


def test_a_checkout_has_the_window_beside_the_core():
    assert start.PLACE == ROOT


def test_all_that_is_missing_is_named_at_once(missing):
    missing("libGL.so.1", "libxcb-cursor.so.0")
    assert start.missing_packages() == ["libgl1", "libxcb-cursor0"]
    assert start.advice().endswith(
        "sudo apt-get install --no-install-recommends libgl1 libxcb-cursor0"
    )


def test_where_nothing_is_missing_no_command_is_advised(missing):
    missing()
    assert start.missing_packages() == []
    assert "apt-get" not in start.advice()


def test_a_missing_library_is_one_sentence(missing, monkeypatch, capsys):
    def load(name: str) -> None:
        raise ImportError("libGL.so.1: cannot open shared object file")

    missing("libGL.so.1")
    monkeypatch.setattr(start, "import_module", load)
    monkeypatch.setattr(sys, "path", [*sys.path])
    assert start.main() == 1
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "libGL.so.1" in said and "apt-get install" in said and "libgl1" in said
