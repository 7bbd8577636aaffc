"""The post-mortem in the real window: its texts, its remedies, its visibility."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtWidgets import QApplication, QLabel, QPushButton

from gui.diagnosis import post_mortem_view
from gui.diagnosis.post_mortem_view import column_titles, state_cells
from gui.graph.legend import HEIGHT as LEGEND
from gui.training.commands import (
    Branch,
    Cancel,
    Change,
    Edit,
    GoTo,
    Load,
    ReturnToFinite,
    SetPace,
    Start,
    Step,
    Undo,
)
from gui.training.status import RunState
from shallownet import Recipe
from shallownet.analysis import post_mortem
from shallownet.analysis.post_mortem import updates_to_examine
from shallownet.errors import Cancelled
from shallownet.runs.replay import replay
from shallownet.runs.rewind import Rewind
from tests.gui.driver import Driver, bring_to
from tests.gui.hands import train

WILD = Recipe.of(samples=200, learning_rate=10.0)
QUICK = Recipe.of(samples=200, learning_rate=0.05, activation="identity")


def diverge(qtbot, window, result=True):
    """Run until divergence, and return the panel with its result."""
    window.speed.set_full_speed(True)
    window.run.start(5_000)
    qtbot.waitUntil(lambda: window.shown.state is RunState.DIVERGED, timeout=30_000)
    window.speed.set_full_speed(False)
    view = window.diagnosis.post_mortem.view
    if result:
        qtbot.waitUntil(lambda: bool(view.buttons), timeout=30_000)
    return view


def button(view, text):
    return next(b for b in view.buttons if text in b.text())


def texts(view):
    return [label.text() for label in view.findChildren(QLabel)]


@pytest.fixture
def diverged(qtbot, make_window):
    window = make_window(WILD)
    diverge(qtbot, window)
    return window


@pytest.fixture
def later(qtbot, make_window):
    """Return a window on a run that diverged after 300 good updates."""
    window = make_window(Recipe.of(samples=200, standardize_inputs=True))
    train(qtbot, window, 300)
    window.training.post(Change({"learning_rate": 3.0}))
    qtbot.waitUntil(lambda: window.shown.recipe.config.learning_rate == 3.0)
    diverge(qtbot, window)
    return window


def test_the_change_that_broke_the_run_is_named_and_undone_by_a_button(qtbot, later):
    view = later.diagnosis.post_mortem.view
    told = "You set η (learning rate) to 3 at update 300; it was 0.001."
    assert view.cause.text().startswith(told)
    chosen = view.buttons[0]
    assert chosen.text() == "Go on from update 300 with η = 0.001"
    run = later.shown.snapshot.run
    chosen.click()
    qtbot.waitUntil(lambda: later.shown.snapshot.run is not run)
    qtbot.waitUntil(lambda: later.shown.snapshot.step > 310)
    assert later.shown.state is RunState.RUNNING
    assert later.shown.recipe.config.learning_rate == 0.001
    later.actions_["pause"].trigger()


@pytest.mark.parametrize("step", [0, 3])
def test_an_edit_that_broke_the_run_is_undone_by_a_button(qtbot, make_window, step):
    window = make_window(Recipe.of(samples=200))
    for number in range(1, step + 1):
        window.actions_["step"].trigger()
        qtbot.waitUntil(lambda number=number: window.shown.snapshot.step == number)
    name = "W2[0, 0]"
    window.training.post(Edit(name, 1e200))
    qtbot.waitUntil(lambda: window.shown.state is RunState.DIVERGED)
    view = window.diagnosis.post_mortem.view
    qtbot.waitUntil(lambda: bool(view.buttons), timeout=30_000)
    assert view.cause.text().startswith(f"You set {name} to 1e200 at ")
    start = f"Go on from update {step}" if step else "Retry"
    button(view, f"{start} without that change").click()
    qtbot.waitUntil(lambda: window.shown.snapshot.step > step)
    window.actions_["pause"].trigger()
    qtbot.waitUntil(lambda: window.shown.state is RunState.PAUSED)
    trainer = window.training.sessions.trainer
    again = replay(trainer.config, trainer.data, [], trainer.updates)
    assert np.array_equal(again.network.theta, trainer.network.theta)


# Texts


def test_panel_names_the_overflow_and_the_five_updates_before(diverged):
    view, snapshot = diverged.diagnosis.post_mortem.view, diverged.shown.snapshot
    divergence = snapshot.divergence
    assert view.isVisible()
    assert f"Update {divergence.step} made the {divergence.name}" in (
        view.headline.text()
    )
    shown_texts = texts(view)
    for step in range(divergence.step - 5, divergence.step):
        assert f"{step:,}" in shown_texts
    for title in ("Loss", "Largest gradient", "λmax", "2/η"):
        assert title in shown_texts
    assert "At the start λmax was" in view.cause.text()


def test_rows_match_the_history_of_the_run(diverged):
    status = diverged.shown
    history = status.snapshot.history_loss
    found = post_mortem.post_mortem(status.snapshot, status.prior_states)
    shown_texts = texts(diverged.diagnosis.post_mortem.view)
    for state in found.last:
        assert state.loss == pytest.approx(history[state.step])
        for cell in state_cells(state):
            assert cell in shown_texts
    assert column_titles(found.last)[4] == "2/η"


def test_early_divergence_has_fewer_rows(qtbot, make_window):
    window = make_window(QUICK.changed(learning_rate=100.0))
    view = diverge(qtbot, window)
    step = window.shown.snapshot.divergence.step
    assert step < 5
    verdicts = [text for text in texts(view) if text == "will overshoot"]
    assert len(verdicts) == step
    assert window.diagnosis.post_mortem.is_open


def test_start_without_a_finite_loss_has_no_rows(qtbot, make_window):
    window = make_window(
        Recipe.of(samples=50, target="formula", formula="1e160*x1", noise=0.0)
    )
    qtbot.waitUntil(lambda: window.shown.state is RunState.DIVERGED)
    view = window.diagnosis.post_mortem.view
    qtbot.waitUntil(lambda: "Examining" not in view.cause.text(), timeout=20_000)
    assert window.diagnosis.post_mortem.is_open
    assert not any("Go to" in b.text() for b in view.buttons)
    assert view.headline.text().startswith("The start made the loss inf")


# Remedies


def test_retry_starts_a_run_that_can_be_undone(qtbot, diverged):
    view, first = diverged.diagnosis.post_mortem.view, diverged.shown.snapshot
    button(view, "Retry with η").click()
    qtbot.waitUntil(lambda: diverged.shown.snapshot.run is not first.run)
    assert not view.isVisible()
    assert diverged.shown.recipe.config.learning_rate < 10.0
    # It starts without a further command, and learns.
    qtbot.waitUntil(lambda: diverged.shown.snapshot.step > 20)
    diverged.run.pause()
    losses = diverged.shown.snapshot.history_loss
    assert losses[-1] < losses[0]
    diverged.training.post(Undo())
    qtbot.waitUntil(lambda: diverged.shown.state is RunState.DIVERGED)
    assert diverged.shown.snapshot.run is first.run
    assert view.isVisible()
    assert view.buttons  # the result is still there


def test_retry_with_standardized_inputs(qtbot, diverged):
    button(diverged.diagnosis.post_mortem.view, "standardized inputs").click()
    qtbot.waitUntil(lambda: diverged.shown.recipe.config.standardize_inputs)
    qtbot.waitUntil(lambda: diverged.shown.snapshot.step > 0)
    assert diverged.diagnosis.post_mortem.is_open is False


def test_remedy_from_a_later_update_branches_there(qtbot, later):
    view, first = later.diagnosis.post_mortem.view, later.shown
    made = first.made
    go_on = button(view, "Go on from update 300")
    go_on.click()
    run = first.snapshot.run
    qtbot.waitUntil(lambda: later.shown.snapshot.run is not run)
    qtbot.waitUntil(lambda: later.shown.made > 310)
    assert later.shown.branch_curves[0].start == 300
    assert later.shown.recipe.config.learning_rate < 3.0
    assert not view.isVisible()
    later.run.pause()
    qtbot.waitUntil(lambda: later.shown.state is RunState.PAUSED)
    assert later.shown.snapshot.loss < first.snapshot.history_loss[300]
    while later.shown.snapshot.run is not run:
        shown = later.shown
        later.training.post(Undo())
        qtbot.waitUntil(lambda s=shown: later.shown is not s)
    assert later.shown.made == made
    assert view.isVisible()


def test_go_to_update_hides_the_panel_in_the_past(qtbot, later):
    view = later.diagnosis.post_mortem.view
    there = button(view, "Go to update 300")
    there.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(there, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: later.shown.is_past)
    assert later.shown.snapshot.step == 300
    assert not view.isVisible()
    assert later.network_view.hasFocus()  # not a text field, which would take keys
    later.actions_["post_mortem"].trigger()  # opens it in the past too
    assert view.isVisible()
    later.timeline.go_by(1)
    qtbot.waitUntil(lambda: later.shown.snapshot.step == 301)
    assert view.isVisible()
    later.actions_["post_mortem"].trigger()
    assert not view.isVisible()
    later.training.post(GoTo(10**6))
    qtbot.waitUntil(lambda: later.shown.state is RunState.DIVERGED)
    assert view.isVisible()


# Visibility


def test_closed_panel_stays_closed_until_its_key(qtbot, diverged):
    view = diverged.diagnosis.post_mortem.view
    close = next(b for b in view.findChildren(QPushButton) if b.text() == "Close")
    close.click()
    assert not view.isVisible()
    diverged.training.post(Start())  # without effect: still diverged
    qtbot.wait(50)
    assert not view.isVisible()
    qtbot.keyClick(diverged, Qt.Key.Key_Z)
    assert view.isVisible()
    qtbot.keyClick(diverged, Qt.Key.Key_Z)
    assert not view.isVisible()


def test_panel_is_hidden_when_the_last_update_is_undone(qtbot, diverged):
    view = diverged.diagnosis.post_mortem.view
    assert diverged.actions_["post_mortem"].isEnabled()
    diverged.training.post(ReturnToFinite())
    qtbot.waitUntil(lambda: diverged.shown.state is RunState.PAUSED)
    assert not view.isVisible()
    assert not diverged.actions_["post_mortem"].isEnabled()
    diverged.training.post(GoTo(3))
    qtbot.waitUntil(lambda: diverged.shown.is_past)
    assert not diverged.actions_["post_mortem"].isEnabled()


def test_another_run_hides_the_panel_and_cancels_the_task(
    qtbot, make_window, monkeypatch
):
    started = []

    def waits(*arguments, cancelled):
        started.append(arguments)
        while not cancelled():
            pass
        raise Cancelled

    monkeypatch.setattr(post_mortem, "post_mortem", waits)
    window = make_window(QUICK)
    view = diverge(qtbot, window, result=False)
    qtbot.waitUntil(lambda: bool(started))
    assert "Examining" in view.cause.text()
    window.training.post(Load(Recipe.of(samples=200)))
    qtbot.waitUntil(lambda: window.shown.state is RunState.PAUSED)
    assert not view.isVisible()
    # The analysis thread is free again.
    qtbot.waitUntil(lambda: "saturated" in window.diagnosis.chips.buttons)
    monkeypatch.undo()
    window.training.post(Undo())
    qtbot.waitUntil(lambda: bool(view.buttons), timeout=20_000)
    assert view.isVisible()


def test_failure_is_reported_and_shown_in_the_panel(qtbot, make_window, monkeypatch):
    def fails(*arguments, cancelled):
        raise RuntimeError("no post-mortem today")

    monkeypatch.setattr(post_mortem, "post_mortem", fails)
    window = make_window(QUICK)
    view = diverge(qtbot, window, result=False)
    qtbot.waitUntil(lambda: window.errors.dialog is not None)
    assert "could not be examined" in view.cause.text()
    window.errors.dialog.close()
    monkeypatch.undo()
    window.diagnosis.post_mortem.toggle()
    window.diagnosis.post_mortem.toggle()  # reopened, it tries again
    qtbot.waitUntil(lambda: bool(view.buttons), timeout=20_000)


def test_panel_covers_nothing_and_is_not_cut_off(qtbot, later):
    view = later.diagnosis.post_mortem.view
    for size in ((1_000, 600), (1_000, 650), (1_280, 800)):
        later.resize(*size)
        qtbot.waitUntil(lambda size=size: later.width() == size[0])
        QApplication.processEvents()
        frame = QRect(view.mapTo(later, QPoint(0, 0)), view.size())
        panes = QRect(later.docks.mapTo(later, QPoint(0, 0)), later.docks.size())
        assert not frame.intersects(panes)
        assert later.network_view.height() > LEGEND + 50
        for part in (*view.findChildren(QLabel), *view.findChildren(QPushButton)):
            if part.isVisible():
                assert view.rect().contains(
                    QRect(part.mapTo(view, QPoint(0, 0)), part.size())
                )
                wraps = isinstance(part, QLabel) and part.wordWrap()
                if not wraps:
                    assert part.width() >= part.sizeHint().width(), part.text()
    for choice in view.buttons:
        assert choice.accessibleDescription() in choice.toolTip().replace(
            "\n", " "
        ).replace("&amp;", "&")


def test_panel_is_created_only_when_a_run_diverges(qtbot, window):
    train(qtbot, window, 50)
    assert window.diagnosis.post_mortem.view is None
    assert window.findChildren(post_mortem_view.PostMortemView) == []
    assert not window.actions_["post_mortem"].isEnabled()


# In the training thread


def test_status_of_a_diverged_run_has_the_states_before():
    driver = Driver()
    driver.obey(Load(QUICK), SetPace(math.inf), Start())
    while driver.state is RunState.RUNNING:
        driver.turns(1)
    status = driver.thread.newest
    assert tuple(status.prior_states) == updates_to_examine(status.snapshot) != ()
    past = Rewind(driver.thread.sessions.trainer)
    for step, theta in status.prior_states.items():
        assert np.array_equal(theta, past.snapshot_at(step).theta)
        assert not theta.flags.writeable
    driver.obey(Start())
    assert driver.thread.newest.prior_states is status.prior_states  # gathered once
    driver.obey(GoTo(1))
    assert driver.thread.newest.prior_states is None


def test_collecting_states_is_interrupted_by_a_command_and_restarted():
    driver = Driver()
    bring_to(driver, RunState.DIVERGED)
    divergence = driver.thread.newest.snapshot.divergence
    driver.thread.publisher._prior_states = (None, None)
    driver.thread.sessions.trainer.checkpoints.limit(1)  # so that they take updates
    for command in (Start(), Change({"learning_rate": 0.5})):
        driver.thread.post(command)
    driver.turns(1)
    assert driver.thread.newest.snapshot.divergence is divergence
    driver.turns(1)
    assert driver.thread.newest.prior_states is not None


def test_cancelled_branch_leaves_the_run_unchanged(monkeypatch):
    driver = Driver()
    driver.obey(Load(QUICK), SetPace(math.inf), Step(), Step(), Step())
    past = driver.thread.sessions.present.rewind
    newest = driver.thread.newest

    def given_up(*words):
        raise Cancelled

    with monkeypatch.context() as here:
        here.setattr(past, "snapshot_at", given_up)
        driver.obey(Branch(1, {"learning_rate": 0.01}))
    driver.obey(Cancel())
    status = driver.thread.newest
    assert status.snapshot.run is newest.snapshot.run
    assert (driver.step, status.snapshot.events, status.undo) == (3, (), newest.undo)
    driver.obey(Branch(1, {"learning_rate": 0.01}))
    assert driver.state is RunState.RUNNING
    assert driver.thread.newest.recipe.config.learning_rate == 0.01
    assert driver.thread.newest.snapshot.events[0].step == 1


def test_closed_panel_stays_closed_when_a_change_at_the_end_is_undone(qtbot, diverged):
    window = diverged
    panel = window.diagnosis.post_mortem.view
    window.actions_["post_mortem"].trigger()
    assert not panel.isVisible()
    window.training.post(Change({"gradient": "wrong_sign"}))
    qtbot.waitUntil(lambda: window.shown.recipe.config.gradient == "wrong_sign")
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: window.shown.recipe.config.gradient == "exact")
    qtbot.wait(50)
    assert not panel.isVisible()


def test_retry_ignores_changes_made_after_the_divergence(qtbot, diverged):
    window = diverged
    window.training.post(Change({"l2": 0.5}))
    qtbot.waitUntil(lambda: window.shown.recipe.config.l2 == 0.5)
    view = window.diagnosis.post_mortem.view
    qtbot.waitUntil(lambda: bool(view.buttons), timeout=30_000)
    run = window.shown.snapshot.run
    button(view, "Retry with η").click()
    qtbot.waitUntil(lambda: window.shown.snapshot.run is not run)
    assert window.shown.recipe.config.l2 == 0.0
