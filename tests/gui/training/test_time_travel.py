"""Looking back at a run, and branching off from there."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QPushButton

from gui.training.commands import (
    Change,
    Edit,
    Freeze,
    GoTo,
    Load,
    Pause,
    Redo,
    Reset,
    SetPace,
    Start,
    Step,
    Undo,
)
from gui.training.status import RunState
from gui.training.training_thread import TrainingThread
from shallownet.errors import Cancelled
from tests.examples import examples
from tests.gui.driver import RECIPE, Driver, bring_to
from tests.gui.hands import train

LEFT = Qt.MouseButton.LeftButton


def thetas(driver: Driver, updates: int) -> list[np.ndarray]:
    """Step, and return the parameters after each number of updates."""
    found = [driver.thread.newest.snapshot.theta]
    for _ in range(updates):
        driver.obey(Step())
        found.append(driver.thread.newest.snapshot.theta)
    return found


@pytest.mark.parametrize(
    "state", [RunState.RUNNING, RunState.FINISHED, RunState.DIVERGED]
)
def test_from_every_state_it_shows_the_past_at_rest(driver, state):
    bring_to(driver, state)
    made = driver.thread.sessions.trainer.updates
    driver.obey(GoTo(1))
    status = driver.thread.newest
    assert (status.state, driver.step) == (RunState.PAUSED, 1)
    assert (status.is_past, status.made) == (True, made)
    assert len(status.snapshot.history_loss) == 1
    driver.obey(GoTo(made))
    assert driver.thread.newest.is_past is False
    assert driver.step == made
    assert driver.state is (RunState.PAUSED if state is RunState.RUNNING else state)


def test_every_update_is_shown_as_it_was_bit_for_bit(driver):
    found = thetas(driver, 12)
    for update in (0, 7, 3, 11, 12, 1):
        driver.obey(GoTo(update))
        assert driver.step == update
        assert np.array_equal(driver.thread.newest.snapshot.theta, found[update])


def test_beyond_the_ends_it_stays_at_them(driver):
    thetas(driver, 3)
    driver.obey(GoTo(-5))
    assert driver.step == 0
    driver.obey(GoTo(99))
    assert (driver.step, driver.thread.newest.is_past) == (3, False)


def test_of_many_only_the_newest_is_shown(driver):
    thetas(driver, 8)
    shown = []
    driver.thread.settled.connect(lambda: shown.append(driver.step))
    for update in (2, 3, 4, 5):
        driver.thread.post(GoTo(update))
    driver.turns(4)
    assert shown == [5]


def test_a_step_while_looking_back_goes_on_along_the_run_as_made(driver):
    found = thetas(driver, 5)
    driver.obey(GoTo(3), Step())
    assert (driver.step, driver.thread.newest.made) == (4, 5)
    assert np.array_equal(driver.thread.newest.snapshot.theta, found[4])
    driver.obey(Step())
    assert driver.thread.newest.is_past is False
    assert driver.steps == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "command",
    [
        Start(2),
        Start(),
        Change({"learning_rate": 0.01}),
        Edit("b2[0]", 3.0),
        Freeze(("b2[0]",)),
    ],
)
def test_what_is_done_there_branches_off_and_undo_brings_the_run_back(driver, command):
    found = thetas(driver, 9)
    first = driver.thread.newest.snapshot.run
    driver.obey(GoTo(4), command)
    status = driver.thread.newest
    assert (status.is_past, status.made) == (False, 4)
    assert status.snapshot.run is not first
    (ghost,) = status.branch_curves
    assert ghost.start == 4
    assert ghost.updates.tolist() == [4, 5, 6, 7, 8]
    driver.obey(Pause())
    while driver.thread.newest.snapshot.run is not first:
        driver.obey(Undo())
    assert driver.step == 9
    assert np.array_equal(driver.thread.newest.snapshot.theta, found[9])
    assert driver.thread.newest.branch_curves == ()


def test_a_branch_that_changes_nothing_ends_as_the_run_did(driver):
    found = thetas(driver, 9)
    driver.obey(SetPace(math.inf), GoTo(4), Start(5))
    driver.turns(5)
    assert driver.state is RunState.PAUSED
    assert np.array_equal(driver.thread.newest.snapshot.theta, found[9])


def test_the_settings_shown_are_those_of_then_and_can_be_changed(driver):
    thetas(driver, 3)
    driver.obey(Change({"learning_rate": 0.01}), Step(), GoTo(2))
    assert driver.thread.newest.recipe.config.learning_rate == 0.001
    driver.obey(Change({"learning_rate": 0.01}))  # what it became later
    assert driver.thread.newest.made == 2
    assert driver.thread.newest.recipe.config.learning_rate == 0.01


def test_what_is_refused_there_leaves_no_branch(driver):
    thetas(driver, 5)
    run = driver.thread.newest.snapshot.run
    driver.obey(GoTo(2))
    driver.obey(Edit("W9[0, 0]", 1.0))
    assert "no parameter" in driver.refused[0]
    assert driver.thread.newest.snapshot.run is run
    assert (driver.step, driver.thread.newest.made) == (2, 5)


def test_what_changes_nothing_there_leaves_no_branch_and_the_redo(driver):
    thetas(driver, 3)
    driver.obey(Change({"learning_rate": 0.01}), Undo())
    redo = driver.thread.newest.redo
    driver.obey(GoTo(2))
    value = driver.thread.newest.snapshot.theta[-1]
    driver.obey(Edit("b2[0]", float(value)))
    status = driver.thread.newest
    assert (driver.step, status.made, status.is_past) == (2, 3, True)
    assert status.redo == redo != ""


def test_an_edit_between_two_places_is_made_at_the_first(driver):
    thetas(driver, 8)
    for command in (GoTo(4), Edit("b2[0]", 3.0), GoTo(2)):
        driver.thread.post(command)
    driver.turns(3)
    assert (driver.step, driver.thread.newest.made) == (2, 4)
    (event,) = driver.thread.sessions.trainer.events
    assert (event.step, event.name) == (4, "b2[0]")


def test_places_that_come_faster_than_they_are_shown_are_shown_all_the_same(driver):
    thetas(driver, 8)
    asked: list[int] = []
    shown: list[int] = []
    past = driver.thread.sessions.present.rewind
    snapshot_at = past.snapshot_at

    def slow(updates, cancelled, progress):
        driver.thread.post(GoTo(len(asked)))  # somebody plays on meanwhile
        asked.append(updates)
        if cancelled():
            raise Cancelled
        return snapshot_at(updates, cancelled, progress)

    past.snapshot_at = slow
    driver.thread.settled.connect(lambda: shown.append(driver.step))
    driver.obey(GoTo(7))
    driver.turns(4)
    assert shown == asked == [7, 0, 1, 2, 3]


def test_a_refusal_that_a_new_run_overtakes_does_not_end_the_thread(qtbot, monkeypatch):
    thread = TrainingThread()
    refused = []
    thread.refused.connect(lambda why, _: refused.append(why))
    thread.post(Load(RECIPE))
    thread.post(Start(5))
    try:
        thread.start()
        qtbot.waitUntil(lambda: thread.newest is not None and thread.newest.made == 5)
        thread.post(GoTo(2))
        qtbot.waitUntil(lambda: thread.newest.is_past)
        past = thread.sessions.present.rewind

        def cancelled(updates, cancelled, progress):
            raise Cancelled

        monkeypatch.setattr(past, "snapshot_at", cancelled)
        thread.post(Edit("W9[0, 0]", 1.0))
        qtbot.waitUntil(lambda: bool(refused))
        thread.post(Load(RECIPE))
        qtbot.waitUntil(lambda: thread.newest.made == 0)
    finally:
        thread.shut_down()


def test_a_new_run_leaves_the_past(driver):
    thetas(driver, 5)
    driver.obey(GoTo(2), Reset())
    assert (driver.step, driver.thread.newest.is_past) == (0, False)
    driver.obey(Undo())
    assert (driver.step, driver.thread.newest.is_past) == (5, False)


COMMANDS = st.one_of(
    st.just(Step()),
    st.integers(0, 12).map(GoTo),
    st.sampled_from([0.001, 0.01]).map(lambda rate: Change({"learning_rate": rate})),
    st.floats(-1, 1).map(lambda value: Edit("b2[0]", value)),
    st.sampled_from([None, 8]).map(lambda size: Change({"batch_size": size})),
    st.just(Undo()),
    st.just(Redo()),
)


@examples(25)
@given(commands=st.lists(COMMANDS, max_size=14))
def test_whatever_was_done_the_past_is_what_it_was(commands, qapp):
    driver = Driver()
    driver.obey(Load(RECIPE))
    seen: dict[tuple[int, int], np.ndarray] = {}
    for command in commands:
        driver.obey(command)
        status = driver.thread.newest
        if isinstance(command, Step) and not status.is_past:
            # As an update led there; what is changed there changes it afterwards.
            seen[id(status.snapshot.run), status.made] = status.snapshot.theta
    trainer = driver.thread.sessions.trainer
    run, changed = id(trainer.run_info), {event.step for event in trainer.events}
    for (of, update), theta in seen.items():
        if of == run and update < trainer.updates and update not in changed:
            driver.obey(GoTo(update))
            assert np.array_equal(driver.thread.newest.snapshot.theta, theta)


# In the window


@pytest.fixture
def trained(qtbot, shared_window):
    """Return the window after 300 updates, showing the last; none is made later."""
    window = shared_window
    if not window.shown.made:
        train(qtbot, window, 300)
    window.training.post(GoTo(300))
    qtbot.waitUntil(lambda: shows(window, 300)() and not window.shown.is_past)
    window.network_view.setFocus()
    yield window
    window.playback.stop()
    window.speed.set_full_speed(False)


def shows(window, update):
    return lambda: window.shown.snapshot.step == update


def test_dragging_the_timeline_shows_what_is_under_the_pointer(qtbot, trained):
    timeline = trained.timeline
    for update in (200, 120):
        x, y = round(timeline.x_of(update)), timeline.height() // 2 + 3
        meant = timeline.update_at(x)
        if update == 200:
            qtbot.mousePress(timeline, LEFT, pos=QPoint(x, y))
        else:
            qtbot.mouseMove(timeline, QPoint(x, y))
        if update == 200:
            qtbot.waitUntil(shows(trained, meant))
    qtbot.mouseRelease(timeline, LEFT)
    assert trained.shown.is_past
    assert "looking back" in trained.windowTitle()
    assert "of 300: loss" in trained.step_panel.narration.text()
    assert trained.timeline_bar.field.value == trained.shown.snapshot.step
    assert trained.loss_plot.curve.getData()[0].max() == trained.shown.snapshot.step


def test_keys_go_by_one_and_by_a_hundred_and_to_the_ends(qtbot, trained):
    trained.timeline.setFocus()
    for key, update in (
        (Qt.Key.Key_PageDown, 200),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_PageUp, 100),
        (Qt.Key.Key_Left, 99),
        (Qt.Key.Key_Right, 100),
        (Qt.Key.Key_End, 300),
    ):
        qtbot.keyClick(trained.timeline, key)
        qtbot.waitUntil(shows(trained, update))
    assert trained.shown.is_past is False


def test_two_steps_back_at_once_are_two(qtbot, trained):
    trained.actions_["one_back"].trigger()
    trained.actions_["one_back"].trigger()
    qtbot.waitUntil(shows(trained, 298))


def test_what_a_person_does_ends_playing(qtbot, trained):
    trained.actions_["play_back"].trigger()
    qtbot.waitUntil(lambda: trained.shown.is_past)
    trained.actions_["start"].trigger()  # the space bar: it stops, and starts nothing
    assert trained.playback.direction == 0
    at = trained.shown.made
    trained.actions_["play"].trigger()
    trained.actions_["one_back"].trigger()
    assert trained.playback.direction == 0
    assert trained.shown.made == at


def test_an_update_can_be_typed(qtbot, trained):
    trained.actions_["go_to"].trigger()
    field = trained.timeline_bar.field
    qtbot.keyClicks(field, "42")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(shows(trained, 42))
    trained.actions_["now"].trigger()
    qtbot.waitUntil(shows(trained, 300))


def test_it_plays_both_ways_and_stops_at_the_ends(qtbot, trained):
    trained.speed.set_full_speed(True)
    trained.training.post(GoTo(30))
    qtbot.waitUntil(shows(trained, 30))
    trained.actions_["play_back"].trigger()
    assert trained.actions_["play_back"].isChecked()
    qtbot.waitUntil(shows(trained, 0))
    qtbot.waitUntil(lambda: not trained.actions_["play_back"].isChecked())
    trained.training.post(GoTo(280))
    qtbot.waitUntil(shows(trained, 280))
    trained.actions_["play"].trigger()
    qtbot.waitUntil(shows(trained, 300))
    assert trained.shown.is_past is False
    qtbot.waitUntil(lambda: not trained.actions_["play"].isChecked())


def test_the_run_that_was_left_is_drawn_faintly(qtbot, window):
    train(qtbot, window, 300)
    window.training.post(GoTo(100))
    qtbot.waitUntil(shows(window, 100))
    window.training.post(Edit("b2[0]", 5.0))
    qtbot.waitUntil(lambda: window.shown.made == 100)
    ghost, dot = window.loss_plot.branches.curves[0], window.loss_plot.branches.dots[0]
    assert ghost.isVisible()
    assert ghost.getData()[0].tolist() == list(range(100, 300))
    assert dot.isVisible()
    assert dot.pos().x() == 100
    assert window.loss_plot.note.text() == "faint: parent run"
    window.actions_["undo"].trigger()
    qtbot.waitUntil(shows(window, 300))
    assert not ghost.isVisible()
    assert not dot.isVisible()
    assert window.loss_plot.note.text() == ""
    window.actions_["redo"].trigger()  # the branch with its edit, in one go too
    qtbot.waitUntil(shows(window, 100))
    assert window.shown.snapshot.theta[-1] == 5.0


def test_what_came_later_is_drawn_faintly_and_keeps_its_room(qtbot, window):
    window.training.post(Change({"learning_rate": 0.3}))
    train(qtbot, window, 300)
    box = window.loss_plot.box
    before = box.viewRange()
    assert max(window.shown.snapshot.history_loss) > 900  # it jumped up on the way
    window.training.post(GoTo(1))
    qtbot.waitUntil(shows(window, 1))
    assert box.viewRange() == before
    assert window.loss_plot.note.text() == "faint: later"
    assert not window.loss_plot.branches.dots[0].isVisible()


def test_a_number_beyond_the_last_update_shows_the_last_and_says_so(qtbot, trained):
    trained.training.post(GoTo(100))
    qtbot.waitUntil(shows(trained, 100))
    trained.actions_["go_to"].trigger()
    field = trained.timeline_bar.field
    qtbot.keyClicks(field, "5000")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(shows(trained, 300))
    assert "Update 5,000 is not made yet; 300 is the last" in (
        trained.step_panel.narration.text()
    )


def test_the_way_back_to_now_has_a_button_while_one_looks_back(qtbot, trained):
    button = trained.findChild(QPushButton, "actionNowButton")
    assert not button.isVisible()
    trained.training.post(GoTo(100))
    qtbot.waitUntil(shows(trained, 100))
    assert button.isVisible()
    button.click()
    qtbot.waitUntil(shows(trained, 300))
    assert not button.isVisible()
