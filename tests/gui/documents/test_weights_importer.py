"""Importing weights into the run in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import shallownet as sn
from gui.documents import dialogs

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from gui.window.main_window import MainWindow

SMALL = sn.Recipe.of(samples=50, seed=3)


def load(
    qtbot: QtBot, window: MainWindow, path: Path, patch: pytest.MonkeyPatch, end: str
) -> str:
    """Import a file by the menu; return what is said, which ends so."""
    patch.setattr(dialogs, "choose_weights", lambda _: str(path))
    said = window.step_panel.narration
    window.actions_["import_weights"].trigger()
    qtbot.waitUntil(lambda: said.text().endswith(end))  # all of it is seen
    return said.text()


def test_weights_are_set_as_one_change_of_the_run(
    qtbot, make_window, tmp_path, monkeypatch
):
    window = make_window(SMALL)
    other = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook(50))
    other.run(4)
    start = window.shown.snapshot.theta
    exports = {
        "state.npz": lambda path: sn.save_weights(other.network, path),
        "numbers.npz": lambda path: sn.save_numbers(other.snapshot(), path),
    }
    for name, export in exports.items():
        path = tmp_path / name
        export(path)
        said = load(qtbot, window, path, monkeypatch, "takes that back.")
        assert said.startswith(f"The weights are those in {name}: 41 parameters")
        np.testing.assert_array_equal(window.shown.snapshot.theta, other.network.theta)
        assert window.shown.undo.endswith(" and 40 more")
        window.actions_["undo"].trigger()
        qtbot.waitUntil(lambda: not window.shown.undo)
        np.testing.assert_array_equal(window.shown.snapshot.theta, start)


def test_what_does_not_fit_is_told_with_both_shapes(
    qtbot, make_window, tmp_path, monkeypatch
):
    window, path = make_window(SMALL), tmp_path / "w.npz"
    wide = sn.Trainer(sn.TrainingConfig(hidden_units=(5,)), sn.datasets.notebook(50))
    sn.save_weights(wide.network, path)
    end = "its layers.0.weight.npy has the shape (5, 2) and not (10, 2)."
    said = load(qtbot, window, path, monkeypatch, end)
    assert said.startswith("w.npz holds no weights for this network: ")
    sn.save_numbers(wide.snapshot(), path)
    end = "its W1.npy has the shape (5, 2) and not (10, 2)."
    load(qtbot, window, path, monkeypatch, end)
    assert not window.shown.undo
    sn.save_weights(window.shown.snapshot.run.model.network, path)
    path.write_bytes(b"no archive")
    load(qtbot, window, path, monkeypatch, "it is no zip archive, or a damaged one.")
    own = sn.Trainer(SMALL.config, sn.datasets.notebook(50))
    sn.save_weights(own.network, path)
    load(qtbot, window, path, monkeypatch, "The run has the weights in w.npz already.")
