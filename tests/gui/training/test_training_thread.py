"""The training thread: every command in every state, and not an update lost."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import Qt

from gui.training.commands import (
    Change,
    CollectPath,
    Edit,
    Hold,
    Load,
    Pause,
    Reset,
    ReturnToFinite,
    SetPace,
    Start,
    Step,
    Undo,
)
from gui.training.status import RunState
from gui.training.training_thread import TrainingThread
from gui.workers.worker import Stop
from shallownet import DataConfig, Recipe, Trainer, TrainingConfig
from shallownet.nn import network
from shallownet.nn.workspace import Workspace
from tests.gui.driver import RECIPE, Driver, bring_to


def test_a_loaded_run_rests_at_its_start(driver):
    assert driver.state is RunState.PAUSED
    assert driver.step == 0
    expected = Trainer(RECIPE.config, RECIPE.make_data()).network.theta
    assert np.array_equal(driver.thread.newest.snapshot.theta, expected)


def test_step_makes_exactly_one_update(driver):
    driver.obey(Step())
    assert driver.steps == [1]
    trainer = Trainer(RECIPE.config, RECIPE.make_data())
    trainer.step()
    snapshot = driver.thread.newest.snapshot
    assert np.array_equal(snapshot.theta, trainer.network.theta)
    assert snapshot.previous_loss == trainer.history.loss[0]
    assert snapshot.loss == trainer.evaluate().loss


def test_a_run_makes_every_planned_update_and_finishes(driver):
    driver.obey(Start())
    driver.turns(40)
    assert driver.steps == list(range(1, 41))
    assert driver.state is RunState.FINISHED
    trainer = Trainer(RECIPE.config, RECIPE.make_data())
    trainer.run(40)
    snapshot = driver.thread.newest.snapshot
    assert np.array_equal(snapshot.theta, trainer.network.theta)
    assert np.array_equal(snapshot.history_loss, trainer.history.loss)


STATES = list(RunState)


@pytest.mark.parametrize("state", STATES)
def test_pause_in_every_state(driver, state):
    bring_to(driver, state)
    made = driver.steps[-1] if driver.steps else 0
    driver.obey(Pause())
    expected = RunState.PAUSED if state is RunState.RUNNING else state
    assert driver.state is expected
    assert driver.step == made


@pytest.mark.parametrize("state", STATES)
def test_reset_in_every_state_gives_the_same_start(driver, state):
    bring_to(driver, state)
    run = driver.thread.newest.snapshot.run
    driver.obey(Reset())
    assert (driver.state, driver.step) == (RunState.PAUSED, 0)
    expected = Trainer(run.config, run.data).network.theta
    assert np.array_equal(driver.thread.newest.snapshot.theta, expected)


@pytest.mark.parametrize("state", STATES)
def test_step_in_every_state(driver, state):
    bring_to(driver, state)
    made = driver.steps[-1] if driver.steps else 0
    driver.obey(Step())
    may = state in (RunState.PAUSED, RunState.RUNNING)
    assert driver.step == made + may
    assert driver.state is (RunState.PAUSED if may else state)


@pytest.mark.parametrize("state", STATES)
def test_start_in_every_state(driver, state):
    bring_to(driver, state)
    driver.obey(Start())
    may = state in (RunState.PAUSED, RunState.RUNNING)
    assert driver.state is (RunState.RUNNING if may else state)


def test_start_with_a_number_makes_that_many(driver):
    driver.obey(Step(), Start(7))
    driver.turns(7)
    assert driver.steps == list(range(1, 9))
    assert driver.state is RunState.PAUSED


def test_a_finished_run_can_be_extended(driver):
    bring_to(driver, RunState.FINISHED)
    driver.obey(Change({"iterations": 45}))
    extended = driver.state
    driver.obey(Start())
    driver.turns(5)
    assert (extended, driver.state) == (RunState.PAUSED, RunState.FINISHED)
    assert driver.steps == list(range(1, 46))


def test_a_changed_learning_rate_counts_from_the_next_update(driver):
    driver.obey(Start())
    driver.turns(5)
    driver.obey(Change({"learning_rate": 0.01}), Step())
    trainer = Trainer(RECIPE.config, RECIPE.make_data())
    trainer.run(5)
    trainer.change("learning_rate", 0.01)
    trainer.step()
    snapshot = driver.thread.newest.snapshot
    assert np.array_equal(snapshot.theta, trainer.network.theta)
    (event,) = snapshot.events
    assert (event.step, event.before, event.after) == (5, 0.001, 0.01)


def test_reset_keeps_the_learning_rate_that_was_set(driver):
    driver.obey(Change({"learning_rate": 0.01}), Step(), Reset())
    assert driver.thread.newest.snapshot.learning_rate == 0.01
    assert driver.thread.newest.recipe.config.learning_rate == 0.01


def test_undo_brings_the_run_before_a_reset_back_and_forth(driver):
    driver.obey(Start(9))
    driver.turns(9)
    before = driver.thread.newest.snapshot
    driver.obey(Reset())
    assert driver.thread.newest.undo == "bring back the run of 9 updates"
    driver.obey(Undo())
    after = driver.thread.newest.snapshot
    assert after.step == 9
    assert np.array_equal(after.theta, before.theta)
    assert np.array_equal(after.history_loss, before.history_loss)


def test_a_divergence_is_named_and_can_be_taken_back(driver):
    bring_to(driver, RunState.DIVERGED)
    snapshot = driver.thread.newest.snapshot
    assert snapshot.divergence.step == snapshot.step
    driver.obey(ReturnToFinite())
    now = driver.thread.newest.snapshot
    assert driver.state is RunState.PAUSED
    assert now.step == snapshot.step - 1
    assert np.isfinite(now.theta).all() and math.isfinite(now.loss)
    driver.obey(Change({"learning_rate": 1e-8}), Step())
    assert driver.step == snapshot.step


def test_stepped_comes_in_order_from_the_running_thread(qtbot):
    thread = TrainingThread()
    steps: list[int] = []
    thread.stepped.connect(  # type: ignore[call-arg]  # the stub lacks the type
        lambda report: steps.append(report.step), Qt.ConnectionType.DirectConnection
    )
    thread.start()
    config = TrainingConfig(iterations=2_000)
    thread.post(Load(Recipe(config, RECIPE.data)))
    thread.post(SetPace(math.inf))
    thread.post(Start())

    def finished() -> bool:
        return thread.newest is not None and thread.newest.state is RunState.FINISHED

    qtbot.waitUntil(finished, timeout=20_000)
    thread.shut_down()
    assert steps == list(range(1, 2_001))


def test_pause_does_not_wait_for_a_slow_pace(qtbot):
    thread = TrainingThread()
    thread.start()
    # One update every thousand seconds: only the inbox can end the wait for it.
    thread.post(Load(RECIPE))
    thread.post(SetPace(0.001))
    thread.post(Start())
    qtbot.waitUntil(
        lambda: thread.newest is not None and thread.newest.state is RunState.RUNNING
    )
    thread.post(Pause())
    qtbot.waitUntil(lambda: thread.newest.state is RunState.PAUSED)
    thread.shut_down()
    assert thread.isFinished()


def test_an_exception_is_reported_and_the_thread_lives_on(qtbot, monkeypatch):
    thread = TrainingThread()
    thread.start()
    thread.post(Load(RECIPE))

    def broken(self):
        raise ZeroDivisionError("made for this test")

    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "step", broken)
        with qtbot.waitSignal(thread.failed) as failure:
            thread.post(Start())
    assert "made for this test" in failure.args[0]
    assert "Traceback" in failure.args[1]
    with qtbot.waitSignal(thread.stepped):
        thread.post(Step())
    thread.shut_down()
    assert thread.newest.state is RunState.PAUSED
    assert thread.newest.snapshot.step == 1


def test_each_change_gets_one_answer(qtbot):
    thread = TrainingThread()
    answers: list[tuple[str, ...]] = []
    thread.answered.connect(lambda name: answers.append((name,)))
    thread.refused.connect(lambda why, name: answers.append((name, why)))
    thread.start()
    thread.post(Load(RECIPE))
    try:
        for settings, refused in (
            ({"learning_rate": 0.5}, False),
            ({"learning_rate": 0.5}, False),  # it has that value already
            ({"test_share": 0.001}, True),
            ({"hidden_units": (3,), "activation": "tanh"}, False),
            ({"iterations": -1}, True),
        ):
            answers.clear()
            thread.post(Change(settings))
            qtbot.waitUntil(lambda: bool(answers))
            assert [answer[0] for answer in answers] == [next(iter(settings))]
            assert (len(answers[0]) > 1) == refused
    finally:
        thread.shut_down()


def test_a_refused_value_is_explained_and_changes_nothing(qtbot):
    thread = TrainingThread()
    thread.start()
    thread.post(Load(RECIPE))
    for command, word in (
        (Change({"learning_rate": -1.0}), "learning_rate"),
        (Change({"iterations": 0}), "iterations"),
        (Change({"samples": -5}), "samples is -5"),
        (Change({"speed": 1}), "speed"),
        (Edit("W9[0, 0]", 1.0), "W9[0, 0]"),
    ):
        with qtbot.waitSignal(thread.refused) as refusal:
            thread.post(command)
        assert word in refusal.args[0]
        if isinstance(command, Change):
            assert [refusal.args[1]] == list(command.settings)
    thread.shut_down()
    assert thread.newest.snapshot.learning_rate == 0.001
    assert thread.newest.recipe == RECIPE


def test_commands_before_anything_is_loaded_do_nothing():
    driver = Driver()
    driver.obey(Start(), Step(), Pause(), Reset(), Undo(), Stop())
    assert driver.steps == []
    assert driver.thread.newest is None


def test_what_is_published_never_changes(driver):
    driver.obey(Step())
    first = driver.thread.newest.snapshot
    theta = first.theta.copy()
    loss = first.history_loss.copy()
    driver.obey(Start(20))
    driver.turns(20)
    assert np.array_equal(first.theta, theta)
    assert np.array_equal(first.history_loss, loss)
    assert not first.theta.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        first.history_loss[0] = 0.0


class RecordedThread(TrainingThread):
    """A training thread that counts the blocks of samples it has computed."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Workspace] = []


@pytest.fixture
def slow(qtbot, monkeypatch):
    """Return a thread in the middle of an update of 300 blocks, a millisecond each."""
    monkeypatch.setattr(network, "BLOCK_CELLS", 10)
    sums = Workspace.sums

    def slowed(self):  # it is asked for once for each block
        thread.blocks.append(self)
        time.sleep(0.001)
        return sums(self)

    thread = RecordedThread()
    thread.post(SetPace(math.inf))
    thread.post(Load(replace(RECIPE, data=DataConfig(samples=300))))
    thread.post(Start())
    monkeypatch.setattr(Workspace, "sums", slowed)
    try:
        with qtbot.waitSignal(thread.stepped, timeout=20_000):
            thread.start()
        thread.blocks.clear()
        yield thread
    finally:
        thread.shut_down()


def test_a_pause_is_seen_before_a_long_update_ends(qtbot, slow):
    slow.post(Pause())
    qtbot.waitUntil(lambda: slow.newest.state is RunState.PAUSED)
    assert len(slow.blocks) < 150
    # The picture of where it paused follows: what was made is kept, and no more.
    qtbot.waitUntil(lambda: slow.newest.snapshot.step == 1)
    assert slow.newest.state is RunState.PAUSED


@pytest.mark.parametrize("command", [Stop(), Load(RECIPE), Reset()])
@pytest.mark.parametrize("paused", [True, False])
def test_a_long_update_holds_up_neither_the_end_nor_another_run(
    qtbot, slow, command, paused
):
    if paused:
        slow.post(Pause())
        qtbot.waitUntil(lambda: slow.newest.state is RunState.PAUSED)
    slow.blocks.clear()
    before = slow.sessions.trainer
    slow.post(command)
    if isinstance(command, Stop):
        slow.wait()
    else:
        qtbot.waitUntil(lambda: slow.sessions.trainer is not before)
    assert len(slow.blocks) < 150


def test_while_it_is_held_a_running_run_makes_no_update(driver):
    driver.obey(Start(), Hold(True), Hold(True))
    assert driver.state is RunState.RUNNING
    driver.obey(Hold(False), SetPace(math.inf))
    assert driver.steps == []
    driver.obey(Hold(False))
    driver.turns(2)
    assert driver.steps == [1, 2]


def test_a_held_run_can_be_paused(driver):
    driver.obey(Start(), Hold(True), Pause())
    assert driver.state is RunState.PAUSED
    driver.obey(Hold(False))
    assert driver.steps == []


def test_the_path_of_the_run_is_collected_between_two_updates(driver):
    for _ in range(5):
        driver.obey(Step())
    found: list = []
    driver.thread.path_collected.connect(
        found.append, Qt.ConnectionType.DirectConnection
    )
    driver.obey(CollectPath((2,)))
    (path,) = found
    assert path.updates.tolist() == [0, 1, 2, 3, 4, 5]
    assert path.run is driver.thread.newest.snapshot.run
    assert driver.step == path.made == 5
    np.testing.assert_array_equal(path.thetas[-1], driver.thread.newest.snapshot.theta)
    assert not path.thetas.flags.writeable
