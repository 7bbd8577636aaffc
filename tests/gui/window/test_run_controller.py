"""The run controller: which command each act of the user sends, and what it stops."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QMainWindow, QWidget

from gui.actions import Actions
from gui.bars.timeline import LATEST
from gui.training.commands import (
    Branch,
    Change,
    FrameDrawn,
    GoTo,
    Hold,
    Load,
    Pause,
    Pin,
    RecordForComparison,
    RequestFrame,
    Reset,
    SetPace,
    Start,
    Step,
)
from gui.training.status import RunState, Status
from gui.window.playback import Playback
from gui.window.run_controller import SIMPLE, RunController
from gui.window.run_loader import RunLoader
from shallownet import Recipe, Trainer
from shallownet.data import datasets

if TYPE_CHECKING:
    from collections.abc import Iterator

RECIPE = Recipe.of(samples=20, iterations=30)


def status_of(updates: int, state: RunState = RunState.PAUSED) -> Status:
    trainer = Trainer(RECIPE.config, datasets.notebook(20))
    trainer.run(updates)
    return Status(trainer.snapshot(), RECIPE, state, 0.0, made=updates)


@pytest.fixture
def sent() -> list[object]:
    """Return the commands that were sent, in order."""
    return []


@pytest.fixture
def playback(qapp) -> Iterator[Playback]:
    parent = QObject()
    playback = Playback(parent)
    yield playback
    playback.stop()
    parent.deleteLater()


@pytest.fixture
def run(qtbot, sent, playback) -> RunController:
    window = QWidget()
    qtbot.addWidget(window)
    return RunController(sent.append, playback, RunLoader(window), window)


def test_start_sends_start_once_and_pauses_on_the_second_press(run, sent):
    run.start_or_pause()
    run.start_or_pause()  # before anything was shown
    assert sent == [Start(), Pause()]


def test_a_start_that_is_shown_is_no_longer_pending(run, sent):
    run.start_or_pause()
    run.set_status(status_of(0))
    run.start_or_pause()
    assert sent == [Start(), Start()]


def test_another_command_ends_a_pending_start(run, sent):
    run.start_or_pause()
    run.send(Step())
    run.start_or_pause()
    assert sent == [Start(), Step(), Start()]


def test_start_stops_a_playback_and_sends_nothing(run, sent, playback):
    run.set_status(status_of(5))
    run.play(-1)
    assert playback.direction == -1
    run.start_or_pause()
    assert playback.direction == 0 and sent == []


@pytest.mark.parametrize("command", [Step(), Reset(), GoTo(3), Pause(), Start()])
def test_commands_of_the_user_stop_the_playback(run, sent, playback, command):
    run.set_status(status_of(5))
    run.play(-1)
    run.send(command)
    assert playback.direction == 0 and sent == [command]


@pytest.mark.parametrize(
    "command",
    [FrameDrawn(), RequestFrame(), Hold(True), Pin(), RecordForComparison()],
)
def test_commands_that_change_nothing_shown_leave_the_playback(
    run, sent, playback, command
):
    run.set_status(status_of(5))
    run.play(-1)
    run.send(command)
    assert playback.direction == -1 and sent == [command]


def test_the_playback_shows_updates_and_goes_on(run, sent, playback):
    run.set_status(status_of(5))
    run.play(-1)
    playback.update_requested.emit(2)
    assert sent == [GoTo(2)] and playback.direction == -1


def test_playing_the_same_way_again_stops_and_says_so(run, qtbot):
    directions: list[int] = []
    run.playback_changed.connect(directions.append)
    run.play(1)  # there is no run yet
    run.set_status(status_of(5))
    run.play(-1)
    run.play(1)
    run.play(1)
    assert directions[0] == 0 and directions[-1] == 0
    assert -1 in directions and 1 in directions


def test_a_running_run_ends_the_playback(run, playback):
    run.set_status(status_of(5))
    run.play(-1)
    run.set_status(status_of(5, RunState.RUNNING))
    assert playback.direction == 0


def test_extend_plans_as_many_updates_again_as_at_first(run, sent):
    run.extend()  # no run yet: nothing to extend
    run.set_status(status_of(2))
    run.extend()
    assert sent == [Change({"iterations": 60})]


def test_a_lock_refuses_another_value_wherever_it_comes_from(run, sent, qtbot):
    run.set_status(status_of(0))
    run.set_locks({"learning_rate": "It stays."})
    same = RECIPE.config.learning_rate
    for command in (
        Change({"optimizer": "adam", "learning_rate": 3.0}),
        Branch(0, {"learning_rate": 3.0}),
    ):
        with qtbot.waitSignal(run.refused) as refused:
            run.send(command)
        assert refused.args == ["It stays.", next(iter(command.settings))]
    assert sent == []
    allowed = Change({"optimizer": "adam", "learning_rate": same})
    run.send(allowed)
    run.set_locks({})
    run.change({"learning_rate": 3.0})
    assert sent == [allowed, Change({"learning_rate": 3.0})]


def test_full_speed_is_told(run, sent):
    full: list[bool] = []
    run.full_speed_changed.connect(full.append)
    for pace in (30.0, math.inf):
        run.set_pace(pace)
    assert sent == [SetPace(30.0), SetPace(math.inf)]
    assert full == [False, True]


def test_the_past_and_the_present_are_one_command_away(run, sent):
    window = QWidget()
    actions = Actions(window)
    run.connect_actions(actions)
    run.show_update(7)
    actions["now"].trigger()
    assert sent == [GoTo(7), GoTo(LATEST)]


def test_loading_and_starting_are_sent_in_this_order(run, sent):
    run.load_and_start(RECIPE)
    assert sent == [Load(RECIPE), Start()]


def test_a_number_of_updates_is_made_at_full_speed(run, sent):
    run.start(12)
    assert sent == [SetPace(math.inf), Start(12)]


def test_a_table_is_loaded_with_the_settings_shown(run, sent):
    data = datasets.notebook(10)
    settings = {"csv": "table.csv", "csv_target": "b", "csv_inputs": ("a",)}
    run.load_table(settings, data)  # no run yet
    assert sent == []
    recipe = replace(RECIPE, config=replace(RECIPE.config, learning_rate=0.02))
    run.set_status(replace(status_of(0), recipe=recipe))
    run.load_table(settings, data)
    (load,) = sent
    assert load.data is data
    assert load.recipe.config.learning_rate == 0.02
    assert load.recipe.data.csv == "table.csv"


def test_each_action_of_the_run_sends_its_command(run, sent, qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(window)
    run.connect_actions(actions)
    for name, command in SIMPLE.items():
        actions[name].setEnabled(True)
        actions[name].trigger()
        assert sent[-1] == command
    actions["start"].trigger()
    for name in ("pause", "now"):
        actions[name].setEnabled(True)
    actions["pause"].trigger()
    actions["now"].trigger()
    assert sent[-3:] == [Start(), Pause(), GoTo(LATEST)]
