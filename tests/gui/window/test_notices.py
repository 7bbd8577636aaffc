"""What is refused, emitted and shown instead, and how long it stands."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import (
    QAbstractButton,
)

from gui.training.commands import Change, Edit, Freeze
from gui.training.status import RunState
from shallownet import Recipe, about
from tests.gui.hands import at_rest, press, train


def test_too_few_iterations_are_refused_with_a_sentence(qtbot, window):
    for step in (1, 2, 3):
        press(qtbot, window, Qt.Key.Key_Right)
        qtbot.waitUntil(lambda step=step: at_rest(window, step))
    window.parameter_panel.settings_chosen.emit({"iterations": 2})
    qtbot.waitUntil(lambda: "3 updates" in window.step_panel.narration.text())
    assert window.shown.snapshot.iterations == 10_000


@pytest.mark.parametrize("key", [Qt.Key.Key_E, Qt.Key.Key_Space])
def test_a_refusal_ends_with_what_is_done_next(qtbot, make_window, key):
    window = make_window(Recipe.of(iterations=30, samples=50))
    window.run.start(30 if key == Qt.Key.Key_E else 3)
    done = RunState.FINISHED if key == Qt.Key.Key_E else RunState.PAUSED
    qtbot.waitUntil(lambda: window.shown.state is done and window.shown.made > 0)
    with qtbot.waitSignal(window.training.refused) as refused:
        window.training.post(Change({"iterations": 1}))
    assert window.step_panel.narration.text() == refused.args[0]
    press(qtbot, window, key)
    qtbot.waitUntil(lambda: window.step_panel.narration.text() != refused.args[0])
    assert window.step_panel._notice_timer.isActive() is False


@pytest.mark.parametrize(
    "act",
    [
        lambda window: window.training.post(Edit("W1[0, 0]", 2.0)),
        lambda window: window.training.post(Freeze(("b2[0]",))),
        lambda window: window.actions_["undo"].trigger(),
    ],
    ids=["edit", "freeze", "undo"],
)
def test_a_refusal_ends_with_an_edit_too(qtbot, window, act):
    window.training.post(Edit("W2[0, 0]", 1.0))
    qtbot.waitUntil(lambda: bool(window.shown.undo))
    QGuiApplication.clipboard().setText("hello")
    window.actions_["paste"].trigger()
    assert "no settings" in window.step_panel.narration.text()
    before = window.shown
    act(window)
    qtbot.waitUntil(lambda: window.shown is not before)
    assert "no settings" not in window.step_panel.narration.text()


def test_what_is_told_while_it_plays_can_be_read(qtbot, window):
    train(qtbot, window, 60)
    window.run.play(-1)
    qtbot.waitUntil(lambda: window.shown.is_past)
    window.actions_["copy_command"].trigger()
    emitted, step = window.step_panel.narration.text(), window.shown.snapshot.step
    assert "opied" in emitted
    qtbot.waitUntil(lambda: window.shown.snapshot.step < step)
    assert window.step_panel.narration.text() == emitted
    window.playback.stop()


def test_a_refusal_does_not_outlast_the_run_it_was_about(qtbot, window):
    with qtbot.waitSignal(window.training.refused) as refused:
        window.parameter_panel.settings_chosen.emit({"test_share": 0.001})
    refusal = refused.args[0]
    assert window.step_panel.narration.text() == refusal
    window.parameter_panel.recipe_chosen.emit(Recipe.of(samples=60))
    qtbot.waitUntil(lambda: window.shown.recipe.data.samples == 60)
    assert window.step_panel.narration.text() != refusal


@pytest.mark.parametrize(
    "given",
    [
        {"target": "formula", "formula": "log(x1)"},
        {"csv": "/nope.csv", "csv_target": "y", "csv_inputs": ("x",)},
    ],
)
def test_a_first_run_that_cannot_be_is_replaced_by_the_lessons(
    qtbot, make_window, given
):
    window = make_window(Recipe.of(**given))
    assert window.shown.recipe == Recipe()
    assert window.parameter_panel.form.fields["samples"].text() == "10,000"
    assert window.banner.isVisible()
    said = window.banner.text.text()
    assert "log(x1) gives" in said or "no file /nope.csv" in said
    window.actions_["step"].trigger()
    qtbot.waitUntil(lambda: at_rest(window, 1))
    assert window.banner.isVisible()
    window.parameter_panel.recipe_chosen.emit(Recipe.of(samples=60))
    qtbot.waitUntil(lambda: window.shown.recipe.data.samples == 60)
    assert window.banner.isHidden()


def test_a_notice_can_be_closed(qtbot, window):
    assert window.banner.isHidden()
    window.banner.set_text("made for this test")
    close = window.banner.findChild(QAbstractButton)
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert window.banner.isHidden()


X8 = {"target": "formula", "inputs": 8, "formula": "x8"}


@pytest.mark.parametrize(
    ("given", "name", "typed", "shown"),
    [
        ({"samples": 300}, "test_share", "0.001", "0"),
        ({"target": "formula"}, "formula", "log(x1)", "sin(x1) + x2**2"),
        (X8, "inputs", "2", "8"),
        ({}, "iterations", "2", "10,000"),
    ],
)
def test_what_the_run_refuses_is_not_shown_as_if_it_were_in_force(
    qtbot, make_window, given, name, typed, shown
):
    window = make_window(Recipe.of(**({"samples": 200} | given)))
    for step in (1, 2, 3):
        press(qtbot, window, Qt.Key.Key_Right)
        qtbot.waitUntil(lambda step=step: at_rest(window, step))
    field = window.parameter_panel.form.fields[name]
    before = field.value
    for _ in range(2):  # typed again, it is judged again
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, typed)
        with qtbot.waitSignal(window.training.refused) as refused:
            qtbot.keyClick(field, Qt.Key.Key_Return)
        assert field.text() == shown
        assert field.value == before
        assert field.problem.text() == refused.args[0]
        assert field.property("invalid") == "true"
    field.setFocus()
    field.selectAll()
    text = {"formula": "x1", "inputs": "8"}.get(name, "0.5")
    text = "20" if name == "iterations" else text
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: field.text() == text and field.value == about(name).parse(text)
    )
    assert field.problem.isHidden()
