"""The window as a whole: buttons, keys and numbers that equal the core's."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QTabBar,
    QTextBrowser,
    QToolButton,
    QWidget,
)

from gui.actions import ACTION_SPECS
from gui.training.commands import Freeze, SetPace
from gui.training.status import RunState
from shallownet import PRESETS, Recipe, Trainer, TrainingConfig

if TYPE_CHECKING:
    from gui.window.main_window import MainWindow
from tests.gui.hands import at_rest, press


def button(window: MainWindow, name: str) -> QToolButton:
    return window.toolbar.button(name)


def test_the_names_that_tests_and_assistive_tools_use(window):
    for name in (
        "networkView",
        "lossPlot",
        "fitPlot",
        "stepPanel",
        "timeline",
        "parameterPanel",
    ):
        assert window.findChild(QWidget, name) is not None, name
    for name in ("actionStart", "actionPause", "actionStep", "actionReset"):
        assert any(action.objectName() == name for action in window.actions()), name


def test_every_control_has_a_name_and_a_tip(window):
    controls = [
        widget
        for kind in (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox)
        for widget in window.findChildren(kind)
        if not isinstance(widget, QScrollBar)
        # Parts of Qt's own widgets:
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget.parentWidget(), QTabBar)
    ]
    assert len(controls) > 12
    for widget in controls:
        assert widget.accessibleName(), widget
        assert widget.toolTip(), widget


def test_step_commits_exactly_one_update_and_shows_its_numbers(qtbot, window):
    trainer = Trainer(TrainingConfig(), Recipe.of(samples=200).make_data())
    for step in (1, 2, 3):
        before = trainer.network.theta.copy()
        report = trainer.step()
        after = trainer.snapshot()
        press(qtbot, window, Qt.Key.Key_Right)
        qtbot.waitUntil(lambda step=step: at_rest(window, step))
        snapshot = window.shown.snapshot
        assert np.array_equal(snapshot.theta, trainer.network.theta)
        text = window.step_panel.narration.text()
        k = int(np.argmax(np.abs(trainer.network.theta - before)))
        change = trainer.network.theta[k] - before[k]
        assert f"Step {step}:" in text
        assert f"loss {report.loss:,.2f} → {after.loss:,.2f}" in text
        assert trainer.network.parameter_name(k) in text
        assert f"{change:+.4f}".replace("-", "−") in text
        assert f"update {step} / 10,000" in window.toolbar.counter.text()
        assert f"R² {after.r2:.4f}".replace("-", "−") in window.fit_plot.reading.text()
        assert window.loss_plot.curve.getData()[0].tolist() == list(range(step + 1))


def test_space_starts_and_pauses(qtbot, window):
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.shown.state is RunState.RUNNING)
    qtbot.waitUntil(lambda: window.shown.snapshot.step > 3)
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.shown.state is RunState.PAUSED)
    step = window.shown.snapshot.step
    assert step == window.training.newest.snapshot.step
    assert "paused" in window.windowTitle()


def test_buttons_are_enabled_when_they_can_do_something(qtbot, window):
    def enabled() -> set[str]:
        names = ("start", "pause", "step", "reset", "extend", "go_back", "undo", "redo")
        return {name for name in names if window.actions_[name].isEnabled()}

    assert enabled() == {"start", "step"}
    qtbot.mouseClick(button(window, "start"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.shown.snapshot.step > 0)
    assert enabled() == {"pause", "step", "reset"}
    qtbot.mouseClick(button(window, "pause"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.shown.state is RunState.PAUSED)
    assert enabled() == {"start", "step", "reset"}
    qtbot.mouseClick(button(window, "reset"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: at_rest(window, 0))
    assert enabled() == {"start", "step", "undo"}


def test_reset_gives_the_same_start_and_new_start_another(qtbot, window):
    start = window.shown.snapshot.theta
    press(qtbot, window, Qt.Key.Key_Right, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: at_rest(window, 2))
    press(qtbot, window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: at_rest(window, 0))
    assert np.array_equal(window.shown.snapshot.theta, start)
    press(qtbot, window, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: window.parameter_panel.form.fields["seed"].text() == "1")
    assert not np.array_equal(window.shown.snapshot.theta, start)
    assert "seed 1" in window.step_panel.narration.text()


def test_a_reset_can_be_undone(qtbot, window):
    press(qtbot, window, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: at_rest(window, 0))
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: at_rest(window, 2))


def test_a_pause_that_comes_too_late_starts_nothing(qtbot, window):
    """What is shown may be a run that has come to rest, or was replaced, meanwhile."""
    window.actions_["pause"].setEnabled(True)
    window.actions_["pause"].trigger()
    window.actions_["step"].trigger()
    qtbot.waitUntil(lambda: at_rest(window, 1))
    qtbot.wait(50)
    assert at_rest(window, 1)


def test_the_key_pressed_twice_in_a_moment_leaves_the_run_at_rest(qtbot, window):
    for _ in range(2):
        window.actions_["start"].trigger()
    window.actions_["step"].trigger()
    qtbot.waitUntil(lambda: window.shown.snapshot.step > 0)
    qtbot.wait(50)
    at_rest = window.shown.state
    assert at_rest is RunState.PAUSED
    window.actions_["start"].trigger()
    qtbot.waitUntil(lambda: window.shown.state is RunState.RUNNING)


def test_the_key_starts_the_run_that_another_key_began_anew(qtbot, window):
    for name in ("start", "reset", "start"):
        window.actions_[name].setEnabled(True)
        window.actions_[name].trigger()
    qtbot.waitUntil(lambda: window.shown.snapshot.step > 0)
    qtbot.waitUntil(lambda: window.shown.state is RunState.RUNNING)


def test_the_end_is_told_and_the_run_can_be_extended(qtbot, make_window):
    window = make_window(Recipe.of(iterations=30, samples=50))
    window.speed.set_full_speed(True)
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: at_rest(window, 30, RunState.FINISHED))
    assert "Finished: all 30 updates" in window.step_panel.narration.text()
    assert window.timeline.value() == window.timeline.maximum() == 30
    assert window.timeline.accessibleDescription() == "30 updates planned"
    press(qtbot, window, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: at_rest(window, 30))
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: at_rest(window, 60, RunState.FINISHED))
    assert window.parameter_panel.form.fields["iterations"].text() == "60"


def test_a_divergence_is_told_and_can_be_left(qtbot, make_window):
    window = make_window(Recipe.of(activation="relu", learning_rate=100.0, samples=50))
    window.speed.set_full_speed(True)
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.shown.state is RunState.DIVERGED)
    step = window.shown.snapshot.step
    text = window.step_panel.narration.text()
    assert f"update {step} made" in text
    assert not window.actions_["start"].isEnabled()
    press(qtbot, window, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: at_rest(window, step - 1))
    assert np.isfinite(window.shown.snapshot.theta).all()


def test_the_learning_rate_can_be_changed_while_it_runs(qtbot, window):
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.shown.state is RunState.RUNNING)
    press(qtbot, window, Qt.Key.Key_L)
    field = window.parameter_panel.form.fields["learning_rate"]
    assert window.focusWidget() is field
    qtbot.keyClicks(field, "3e-4")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.shown.snapshot.learning_rate == 3e-4)
    assert window.shown.state is RunState.RUNNING
    assert [event.after for event in window.shown.snapshot.events] == [3e-4]


def test_presets_load_their_recipe(qtbot, window):
    box = window.parameter_panel.presets
    for number, entry in enumerate(PRESETS):
        box.setCurrentIndex(number)
        box.activated.emit(number)
        qtbot.waitUntil(lambda recipe=entry.recipe: window.shown.recipe == recipe)
        assert entry.title in window.windowTitle()
        samples = f"{entry.recipe.settings['samples']:,}"
        assert window.parameter_panel.form.fields["samples"].text() == samples


def test_full_speed_is_one_key_there_and_back(qtbot, window):
    assert window.speed.pace == 300
    press(qtbot, window, Qt.Key.Key_F)
    assert math.isinf(window.speed.pace)
    assert window.actions_["full_speed"].isChecked()
    press(qtbot, window, Qt.Key.Key_F)
    assert window.speed.pace == 300
    press(qtbot, window, Qt.Key.Key_BracketLeft)
    assert window.speed.pace == 100


def test_view_keys_switch_axis_mean_error_and_theme(qtbot, window):
    press(qtbot, window, Qt.Key.Key_G, Qt.Key.Key_M)
    assert not window.loss_plot.is_log
    assert window.loss_plot.mean_error_curve.isVisible()
    names = []
    for _ in range(3):
        press(qtbot, window, Qt.Key.Key_T)
        names.append(window.theme.name)
    assert names[:2] == ["light", "dark"]


def test_help_shows_every_key(qtbot, window):
    press(qtbot, window, Qt.Key.Key_F1)
    dialog = window.findChild(QWidget, "helpDialog")
    qtbot.waitUntil(dialog.isVisible)
    text = dialog.findChild(QTextBrowser).toPlainText()
    native = QKeySequence.SequenceFormat.NativeText
    missing = [
        spec.name
        for spec in ACTION_SPECS
        for key in window.actions_[spec.name].shortcuts()
        if key.toString(native) not in text
    ]
    assert missing == []


def test_hovering_the_graph_while_it_trains_stays_live(qtbot, window):
    view = window.network_view
    x1, y1, x2, y2 = view.graph.lines[-3]
    point = QPoint(round(x1 + 0.8 * (x2 - x1)), round(y1 + 0.8 * (y2 - y1)))
    qtbot.mouseMove(view, point)
    before = view.description_at(point.x(), point.y())
    press(qtbot, window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: at_rest(window, 1))
    after = view.description_at(point.x(), point.y())
    assert before[0] == after[0]
    assert before[1:] != after[1:]


def test_closing_while_running_ends_the_thread(qtbot, window):
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.shown.state is RunState.RUNNING)
    window.close()
    assert window.training.isFinished()


def test_places_and_choices_are_remembered(qtbot, settings, make_window):
    first = make_window(Recipe.of(samples=50))
    first.columns.setSizes([320, 560])
    sizes = first.columns.sizes()
    assert sizes[0] == 320
    first.set_theme_choice("dark")
    first.loss_plot.log_button.setChecked(False)
    first.close()
    # The offscreen platform's screen is too small for the window to come back to.
    saved = settings.read()
    del saved["geometry"]
    settings.write(saved)
    second = make_window(Recipe.of(samples=50))
    assert second.columns.sizes() == sizes
    assert second.theme.name == "dark"
    assert not second.loss_plot.is_log


@pytest.mark.parametrize("size", [(1000, 650), (1280, 800), (1920, 1080)])
def test_everything_fits(qtbot, window, size):
    window.resize(*size)
    press(qtbot, window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: at_rest(window, 1))
    assert (window.width(), window.height()) == size
    overflow = window.toolbar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert overflow is None or not overflow.isVisible()
    panel = window.parameter_panel
    for widget in (panel, window.network_view, window.loss_plot, window.fit_plot):
        assert widget.visibleRegion().boundingRect().size() == widget.size()
    label = window.step_panel.narration
    needed = label.heightForWidth(label.width())
    assert needed <= label.height() or needed <= window.step_panel.height()


def test_an_error_in_the_thread_leaves_the_window_usable(qtbot, window, monkeypatch):
    def broken(self):
        raise ZeroDivisionError("made for this test")

    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "step", broken)
        press(qtbot, window, Qt.Key.Key_Right)
        qtbot.waitUntil(lambda: window.errors.dialog is not None)
    dialog = window.errors.dialog
    assert "made for this test" in dialog.message.text()
    assert "ZeroDivisionError" in dialog.detail.toPlainText()
    dialog.reject()
    window.actions_["step"].trigger()
    qtbot.waitUntil(lambda: at_rest(window, 1))


def test_typing_in_a_field_is_not_taken_for_commands(qtbot, window):
    field = window.parameter_panel.form.fields["seed"]
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field.findChild(QLineEdit), "42")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.shown.recipe.config.seed == 42)
    assert window.shown.snapshot.step == 0


def test_an_error_in_a_view_pauses_training_and_is_told_once(
    qtbot, window, monkeypatch
):
    def broken(*arguments, **more):
        raise LookupError("made for this test")

    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.shown.snapshot.step > 0)
    with monkeypatch.context() as patch:
        patch.setattr(window.network_view, "set_state", broken)
        with qtbot.captureExceptions() as caught:
            qtbot.waitUntil(lambda: bool(caught))
    # pytest-qt holds the hook that the app installs: hand over what it caught.
    for error in caught:
        window.errors._on_exception(*error)
    qtbot.waitUntil(lambda: window.training.newest.state is RunState.PAUSED)
    assert "made for this test" in window.errors.dialog.message.text()
    window.errors.dialog.reject()


def test_updates_that_are_made_one_by_one_are_shown_whole(qtbot, window):
    window.training.post(SetPace(10.0))
    seen: list[tuple[int, int]] = []

    def look() -> None:
        shown = window.shown.snapshot.step
        seen.append((shown, window.timeline_bar.field.value))

    window.frame_clock.painted.connect(look)
    window.run.start()
    qtbot.waitUntil(lambda: len(seen) >= 6)
    window.run.pause()
    qtbot.waitUntil(lambda: window.shown.state is RunState.PAUSED)
    assert all(shown == emitted for shown, emitted in seen)


def test_what_is_done_while_it_runs_is_shown_at_once(qtbot, window, monkeypatch):
    window.training.post(SetPace(math.inf))
    window.run.start()
    qtbot.waitUntil(lambda: window.shown.snapshot.step > 20)
    drawn: list[tuple[bool, bool | None]] = []
    set_state = window.network_view.set_state

    def note(snapshot, maps, face, *, fresh):
        drawn.append((bool(snapshot.frozen.any()), fresh))
        set_state(snapshot, maps, face, fresh=fresh)

    monkeypatch.setattr(window.network_view, "set_state", note)
    window.training.post(Freeze(("W1[0, 0]",)))
    qtbot.waitUntil(lambda: any(frozen for frozen, _ in drawn))
    first = next(fresh for frozen, fresh in drawn if frozen)
    assert first is True  # the pin is on the line in the first picture that has it
    window.run.pause()
    qtbot.waitUntil(lambda: window.shown.state is RunState.PAUSED)
