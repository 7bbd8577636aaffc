"""The post-mortem in the real window: what it tells, offers, and when it goes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtWidgets import QLabel, QPushButton

from gui.diagnosis import post_mortem_view
from gui.diagnosis.post_mortem_view import row_of, titles_of
from gui.graph.legend import HEIGHT as LEGEND
from gui.training.commands import (
    Branch,
    Cancel,
    Change,
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
from shallownet.runs.rewind import Rewind
from tests.gui.driver import Driver, bring_to

WILD = Recipe.of(samples=200, learning_rate=10.0)
QUICK = Recipe.of(samples=200, learning_rate=0.05, activation="identity")


def diverge(qtbot, window, result=True):
    """Run until it breaks, and return the panel once it tells why."""
    window.start(5_000)
    qtbot.waitUntil(lambda: window.shown.state is RunState.DIVERGED, timeout=30_000)
    view = window.doctor.case.view
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
    """Return a window on a run that went well for 300 updates, then not at all."""
    window = make_window(Recipe.of(samples=200, standardize_inputs=True))
    window.start(300)
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 300)
    window.training.post(Change({"learning_rate": 3.0}))
    qtbot.waitUntil(lambda: window.shown.recipe.config.learning_rate == 3.0)
    diverge(qtbot, window)
    return window


# What it tells


def test_it_names_the_update_what_overflowed_and_the_five_updates_before(diverged):
    view, snapshot = diverged.doctor.case.view, diverged.shown.snapshot
    divergence = snapshot.divergence
    assert view.isVisible()
    assert f"Update {divergence.step} made the {divergence.name}" in (
        view.headline.text()
    )
    emitted = texts(view)
    for step in range(divergence.step - 5, divergence.step):
        assert f"{step:,}" in emitted
    for title in ("Loss", "Largest gradient", "λmax", "2/η"):
        assert title in emitted
    assert "At the start λmax was" in view.cause.text()


def test_its_rows_are_what_the_run_had(diverged):
    status = diverged.shown
    history = status.snapshot.history_loss
    found = post_mortem.post_mortem(
        status.snapshot, list(status.before.values()), list(status.before)
    )
    emitted = texts(diverged.doctor.case.view)
    for state in found.last:
        assert state.loss == pytest.approx(history[state.step])
        for cell in row_of(state):
            assert cell in emitted
    assert titles_of(found.last)[4] == "2/η"


def test_fewer_than_five_updates_have_fewer_rows(qtbot, make_window):
    window = make_window(QUICK.changed(learning_rate=100.0))
    view = diverge(qtbot, window)
    step = window.shown.snapshot.divergence.step
    assert step < 5
    verdicts = [text for text in texts(view) if text == "will overshoot"]
    assert len(verdicts) == step
    assert window.doctor.case.is_open


def test_a_start_without_a_finite_loss_has_a_panel_without_rows(qtbot, make_window):
    window = make_window(
        Recipe.of(samples=50, target="formula", formula="1e160*x1", noise=0.0)
    )
    qtbot.waitUntil(lambda: window.shown.state is RunState.DIVERGED)
    view = window.doctor.case.view
    qtbot.waitUntil(lambda: "Examining" not in view.cause.text(), timeout=20_000)
    assert window.doctor.case.is_open
    assert not any("Go to" in b.text() for b in view.buttons)
    assert view.headline.text().startswith("The start made the loss inf")


# What it offers


def test_a_remedy_at_the_start_begins_another_run_that_undo_takes_back(qtbot, diverged):
    view, first = diverged.doctor.case.view, diverged.shown.snapshot
    button(view, "Retry with η").click()
    qtbot.waitUntil(lambda: diverged.shown.snapshot.run is not first.run)
    assert not view.isVisible()
    assert diverged.shown.recipe.config.learning_rate < 10.0
    # It goes on by itself, and learns.
    qtbot.waitUntil(lambda: diverged.shown.snapshot.step > 20)
    diverged.pause()
    losses = diverged.shown.snapshot.history_loss
    assert losses[-1] < losses[0]
    diverged.training.post(Undo())
    qtbot.waitUntil(lambda: diverged.shown.state is RunState.DIVERGED)
    assert diverged.shown.snapshot.run is first.run
    assert view.isVisible()
    assert view.buttons  # what was found is still known


def test_standardized_inputs_are_offered_and_begin_a_run_with_them(qtbot, diverged):
    button(diverged.doctor.case.view, "standardized inputs").click()
    qtbot.waitUntil(lambda: diverged.shown.recipe.config.standardize_inputs)
    qtbot.waitUntil(lambda: diverged.shown.snapshot.step > 0)
    assert diverged.doctor.case.is_open is False


def test_a_remedy_from_a_later_state_branches_off_there(qtbot, later):
    view, first = later.doctor.case.view, later.shown
    made = first.made
    go_on = button(view, "Go on from update 300")
    go_on.click()
    run = first.snapshot.run
    qtbot.waitUntil(lambda: later.shown.snapshot.run is not run)
    qtbot.waitUntil(lambda: later.shown.made > 310)
    assert later.shown.branch_curves[0].start == 300
    assert later.shown.recipe.config.learning_rate < 3.0
    assert not view.isVisible()
    later.pause()
    qtbot.waitUntil(lambda: later.shown.state is RunState.PAUSED)
    assert later.shown.snapshot.loss < first.snapshot.history_loss[300]
    while later.shown.snapshot.run is not run:
        shown = later.shown
        later.training.post(Undo())
        qtbot.waitUntil(lambda s=shown: later.shown is not s)
    assert later.shown.made == made
    assert view.isVisible()


def test_go_there_looks_back_and_leaves_the_room_to_the_graph(qtbot, later):
    view = later.doctor.case.view
    there = button(view, "Go to update 300")
    there.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(there, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: later.shown.is_past)
    assert later.shown.snapshot.step == 300
    assert not view.isVisible()
    assert later.network_view.hasFocus()  # and no field that would take keys for text
    later.actions_["post_mortem"].trigger()  # but it can be had here too
    assert view.isVisible()
    later.timeline.go_by(1)
    qtbot.waitUntil(lambda: later.shown.snapshot.step == 301)
    assert view.isVisible()
    later.actions_["post_mortem"].trigger()
    assert not view.isVisible()
    later.training.post(GoTo(10**6))
    qtbot.waitUntil(lambda: later.shown.state is RunState.DIVERGED)
    assert view.isVisible()


# When it goes


def test_closed_it_stays_so_until_its_key(qtbot, diverged):
    view = diverged.doctor.case.view
    close = next(b for b in view.findChildren(QPushButton) if b.text() == "Close")
    close.click()
    assert not view.isVisible()
    diverged.training.post(Start())  # it rests again, as diverged as before
    qtbot.wait(50)
    assert not view.isVisible()
    qtbot.keyClick(diverged, Qt.Key.Key_Z)
    assert view.isVisible()
    qtbot.keyClick(diverged, Qt.Key.Key_Z)
    assert not view.isVisible()


def test_the_last_update_taken_back_takes_it_away(qtbot, diverged):
    view = diverged.doctor.case.view
    assert diverged.actions_["post_mortem"].isEnabled()
    diverged.training.post(ReturnToFinite())
    qtbot.waitUntil(lambda: diverged.shown.state is RunState.PAUSED)
    assert not view.isVisible()
    assert not diverged.actions_["post_mortem"].isEnabled()
    diverged.training.post(GoTo(3))
    qtbot.waitUntil(lambda: diverged.shown.is_past)
    assert not diverged.actions_["post_mortem"].isEnabled()


def test_another_run_takes_it_away_even_while_it_is_examined(
    qtbot, make_window, monkeypatch
):
    asked = []

    def waits(*about, cancelled):
        asked.append(about)
        while not cancelled():
            pass
        raise Cancelled

    monkeypatch.setattr(post_mortem, "post_mortem", waits)
    window = make_window(QUICK)
    view = diverge(qtbot, window, result=False)
    qtbot.waitUntil(lambda: bool(asked))
    assert "Examining" in view.cause.text()
    window.training.post(Load(Recipe.of(samples=200)))
    qtbot.waitUntil(lambda: window.shown.state is RunState.PAUSED)
    assert not view.isVisible()
    # Its thread is free for what comes next.
    qtbot.waitUntil(lambda: "saturated" in window.doctor.marks.chips)
    monkeypatch.undo()
    window.training.post(Undo())
    qtbot.waitUntil(lambda: bool(view.buttons), timeout=20_000)
    assert view.isVisible()


def test_a_failure_is_reported_and_the_panel_says_so(qtbot, make_window, monkeypatch):
    def fails(*about, cancelled):
        raise RuntimeError("no post-mortem today")

    monkeypatch.setattr(post_mortem, "post_mortem", fails)
    window = make_window(QUICK)
    view = diverge(qtbot, window, result=False)
    qtbot.waitUntil(lambda: window.errors.dialog is not None)
    assert "could not be examined" in view.cause.text()
    window.errors.dialog.close()
    monkeypatch.undo()
    window.doctor.case.toggle()
    window.doctor.case.toggle()  # asked for again, it tries again
    qtbot.waitUntil(lambda: bool(view.buttons), timeout=20_000)


@pytest.mark.parametrize("size", [(1_000, 600), (1_000, 650), (1_280, 800)])
def test_it_covers_nothing_and_nothing_in_it_is_cut_off(qtbot, later, size):
    view = later.doctor.case.view
    later.resize(*size)
    qtbot.wait(50)
    frame = QRect(view.mapTo(later, QPoint(0, 0)), view.size())
    panes = QRect(later.panes.mapTo(later, QPoint(0, 0)), later.panes.size())
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
        assert choice.accessibleDescription() in choice.toolTip().replace("&amp;", "&")


def test_the_panel_is_made_when_a_run_diverges_and_not_before(qtbot, window):
    window.start(50)
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 50)
    assert window.doctor.case.view is None
    assert window.findChildren(post_mortem_view.PostMortemView) == []
    assert not window.actions_["post_mortem"].isEnabled()


# In the training thread


def test_the_states_worth_knowing_come_with_a_diverged_run():
    driver = Driver()
    driver.obey(Load(QUICK), SetPace(math.inf), Start())
    while driver.state is RunState.RUNNING:
        driver.turns(1)
    status = driver.thread.newest
    assert tuple(status.before) == updates_to_examine(status.snapshot) != ()
    past = Rewind(driver.thread.sessions.trainer)
    for step, theta in status.before.items():
        assert np.array_equal(theta, past.snapshot_at(step).theta)
        assert not theta.flags.writeable
    driver.obey(Start())
    assert driver.thread.newest.before is status.before  # gathered once
    driver.obey(GoTo(1))
    assert driver.thread.newest.before is None


def test_gathering_ends_for_a_command_and_begins_anew_if_it_still_is_diverged():
    driver = Driver()
    bring_to(driver, RunState.DIVERGED)
    divergence = driver.thread.newest.snapshot.divergence
    driver.thread.publisher._prior_states = None
    driver.thread.sessions.trainer.checkpoints.limit(1)  # so that they take updates
    for command in (Start(), Change({"learning_rate": 0.5})):
        driver.thread.post(command)
    driver.turns(1)
    assert driver.thread.newest.snapshot.divergence is divergence
    driver.turns(1)
    assert driver.thread.newest.before is not None


def test_going_on_from_an_earlier_update_is_given_up_as_a_whole(monkeypatch):
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


def test_closed_it_stays_closed_when_a_change_at_the_end_is_undone(qtbot, diverged):
    window = diverged
    panel = window.doctor.case.view
    window.actions_["post_mortem"].trigger()
    assert not panel.isVisible()
    window.training.post(Change({"gradient": "wrong_sign"}))
    qtbot.waitUntil(lambda: window.shown.recipe.config.gradient == "wrong_sign")
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: window.shown.recipe.config.gradient == "exact")
    qtbot.wait(50)
    assert not panel.isVisible()


def test_a_remedy_from_the_start_leaves_out_what_was_changed_after_the_end(
    qtbot, diverged
):
    window = diverged
    window.training.post(Change({"l2": 0.5}))
    qtbot.waitUntil(lambda: window.shown.recipe.config.l2 == 0.5)
    view = window.doctor.case.view
    qtbot.waitUntil(lambda: bool(view.buttons), timeout=30_000)
    run = window.shown.snapshot.run
    button(view, "Retry with η").click()
    qtbot.waitUntil(lambda: window.shown.snapshot.run is not run)
    assert window.shown.recipe.config.l2 == 0.0
