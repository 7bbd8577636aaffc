"""Settings to the clipboard and back, by the window's own keys."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication

from gui.training.commands import Change, Edit, Freeze
from shallownet import PRESETS, Recipe, Trainer
from shallownet.settings.parsing import from_text

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.mark.parametrize("modifiers", [CONTROL, CONTROL | SHIFT])
def test_what_is_copied_can_be_pasted(qtbot, make_window, modifiers):
    recipe = Recipe.of(samples=50, optimizer="adam", learning_rate=0.02)
    window = make_window(recipe)
    window.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_C, modifiers)
    text = QGuiApplication.clipboard().text()
    assert from_text(text) == recipe
    assert "Copied" in window.step_panel.narration.text()
    window.parameter_panel.recipe_chosen.emit(PRESETS[2].recipe)
    qtbot.waitUntil(lambda: window.shown.recipe == PRESETS[2].recipe)
    window.actions_["paste"].trigger()
    qtbot.waitUntil(lambda: window.shown.recipe == recipe)


def change_on_the_way(qtbot, window) -> None:
    """Make an update, change a setting, edit one parameter and freeze another."""
    window.actions_["step"].trigger()
    window.training.post(Change({"learning_rate": 0.002}))
    window.training.post(Edit("W2[0, 3]", 1.5))
    window.training.post(Freeze(("b1[0]",)))
    qtbot.waitUntil(lambda: len(window.shown.snapshot.events) == 3)


def test_a_command_line_has_the_settings_as_they_are_now_and_says_so(qtbot, window):
    change_on_the_way(qtbot, window)
    window.actions_["copy_command"].trigger()
    assert "learning_rate=0.002" in QGuiApplication.clipboard().text()
    said = window.step_panel.narration.text()
    assert "without the 3 changes made during the run" in said


def test_python_has_the_changes_made_on_the_way(qtbot, window):
    change_on_the_way(qtbot, window)
    begun = Recipe.of(samples=200)
    window.actions_["copy_python"].trigger()
    text = QGuiApplication.clipboard().text()
    said = window.step_panel.narration.text()
    assert "make this run, with the 3 changes made during the run" in said
    names: dict[str, object] = {}
    exec(text.replace("trainer.iterations - 1", "0"), names)
    made, shown = names["trainer"], window.shown.snapshot
    assert isinstance(made, Trainer)
    np.testing.assert_array_equal(made.network.theta, shown.theta)
    assert made.events == list(shown.events)

    window.actions_["paste"].trigger()
    qtbot.waitUntil(lambda: window.shown.recipe == begun)
    assert not window.shown.snapshot.events
    qtbot.waitUntil(lambda: "3 changes" in window.step_panel.narration.text())
    assert "not taken" in window.step_panel.narration.text()


def test_a_run_that_goes_on_as_it_began_is_copied_without_more_words(qtbot, window):
    window.actions_["copy_command"].trigger()
    assert window.step_panel.narration.text().startswith("Copied: python main.py")
    window.actions_["copy_python"].trigger()
    assert window.step_panel.narration.text().endswith("make this run.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no text"),
        ("buy milk", "no settings and no table"),
        ("Dear all,\nfind, below,\nour, plans", "Its lines hold no numbers"),
        ("size\n1\n2\n3", "not rows of two columns or more"),
        ("main.py --set learning_rate=abc", "such as 0.001 or 3e-4."),
        ("python main.py --set learning_rate=-1", "learning_rate"),
    ],
)
def test_what_is_no_settings_is_refused_and_changes_nothing(window, text, said):
    recipe = window.shown.recipe
    QGuiApplication.clipboard().setText(text)
    window.actions_["paste"].trigger()
    assert said in window.step_panel.narration.text()
    assert window.training.newest.recipe == recipe


def test_a_run_pasted_is_told_of_only_once_it_is_there(qtbot, window, tmp_path):
    file = tmp_path / "nothing.csv"
    words = f"main.py --set csv={file} --set csv_target=y --set csv_inputs=x"
    QGuiApplication.clipboard().setText(words)
    window.actions_["paste"].trigger()
    qtbot.waitUntil(lambda: "no file" in window.step_panel.narration.text())
    QGuiApplication.clipboard().setText("main.py --theme dark --set samples=70")
    window.actions_["paste"].trigger()
    qtbot.waitUntil(lambda: window.shown.recipe.data.samples == 70)
    assert "Began a run" in window.step_panel.narration.text()
