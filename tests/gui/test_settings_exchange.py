"""Settings to the clipboard and back, by the window's own keys."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication

from shallownet import PRESETS, Recipe
from shallownet.settings_reading import from_text

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
    qtbot.waitUntil(lambda: window._shown.recipe == PRESETS[2].recipe)
    window.actions_["paste"].trigger()
    qtbot.waitUntil(lambda: window._shown.recipe == recipe)


def test_what_was_changed_on_the_way_is_copied(qtbot, window):
    window.parameter_panel.settings_chosen.emit({"learning_rate": 0.5})
    qtbot.waitUntil(lambda: window._shown.snapshot.learning_rate == 0.5)
    window.actions_["copy_command"].trigger()
    assert "learning_rate=0.5" in QGuiApplication.clipboard().text()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no text"),
        ("buy milk", "no settings"),
        ("python main.py --set learning_rate=-1", "learning_rate"),
    ],
)
def test_what_is_no_settings_is_refused_and_changes_nothing(window, text, said):
    recipe = window._shown.recipe
    QGuiApplication.clipboard().setText(text)
    window.actions_["paste"].trigger()
    assert said in window.step_panel.narration.text()
    assert window.training.newest.recipe == recipe
