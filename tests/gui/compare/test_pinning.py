"""Pinning and resuming runs in the training thread."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PyQt6.QtCore import Qt

from gui.training.commands import (
    Cancel,
    Change,
    GoTo,
    Load,
    Pin,
    RecordForComparison,
    Resume,
    SetPace,
    Start,
    Step,
    Undo,
)
from gui.training.status import RunState
from shallownet import Recipe
from tests.gui.driver import RECIPE, Driver

if TYPE_CHECKING:
    from shallownet.runs.run_record import RunRecord


@pytest.fixture
def driver() -> Driver:
    result = Driver()
    result.obey(Load(RECIPE))
    return result


def pinned(driver: Driver) -> RunRecord:
    """Pin the present run, and return its record."""
    records: list[RunRecord] = []
    driver.thread.pinned.connect(records.append)
    driver.obey(Pin())
    driver.thread.pinned.disconnect(records.append)
    (record,) = records
    return record


def theta(driver: Driver) -> np.ndarray:
    return driver.thread.newest.snapshot.theta


def test_pin_records_the_run_without_changing_it(driver):
    driver.obey(Step(), Step(), Change({"learning_rate": 0.01}), Step())
    before = driver.thread.newest
    record = pinned(driver)
    assert record.updates == 3
    assert [e.name for e in record.events] == ["learning_rate"]
    assert record.recipe.config.learning_rate == 0.001  # the initial settings
    assert driver.thread.newest is before


def test_pin_while_running_does_not_stop_the_run(driver):
    driver.obey(SetPace(math.inf), Start())
    driver.turns(4)
    assert pinned(driver).updates == 4
    driver.turns(2)
    assert driver.state is RunState.RUNNING
    assert driver.steps == [1, 2, 3, 4, 5, 6]


def test_pin_in_the_past_records_the_whole_run(driver):
    driver.obey(Step(), Step(), Step(), GoTo(1))
    assert pinned(driver).updates == 3
    assert (driver.step, driver.thread.newest.is_past) == (1, True)


def test_resumed_run_continues_as_if_never_interrupted(driver):
    driver.obey(Step(), Change({"learning_rate": 0.01}), Step())
    record = pinned(driver)
    driver.obey(Step(), Step())
    expected = theta(driver)
    other = Recipe.of(samples=60, hidden_units=(3,))
    driver.obey(Load(other), Step(), Resume(record))
    assert (driver.step, driver.state) == (2, RunState.PAUSED)
    driver.obey(Step(), Step())
    assert np.array_equal(theta(driver), expected)
    driver.obey(GoTo(1))
    assert driver.step == 1  # with its past


def test_undo_of_resume_restores_the_previous_run(driver):
    driver.obey(Step())
    record = pinned(driver)
    other = Recipe.of(samples=60, hidden_units=(3,))
    driver.obey(Load(other), Step(), Step())
    left = theta(driver)
    driver.obey(Resume(record), Undo())
    assert driver.step == 2
    assert np.array_equal(theta(driver), left)


def test_run_without_saved_state_is_recomputed_with_progress(driver, monkeypatch):
    monkeypatch.setattr("shallownet.runs.replay.PROGRESS_INTERVAL", 0.0)
    driver.obey(Step(), Step(), Step())
    expected, record = theta(driver), replace(pinned(driver), saved=None)
    emitted: list[str] = []
    driver.thread.progressed.connect(emitted.append)
    driver.obey(Load(Recipe.of(samples=60)), Resume(record))
    assert np.array_equal(theta(driver), expected)
    assert emitted[0].startswith("Making 3 updates again: 1 are made")
    assert "left" in emitted[0]


def test_recomputing_can_be_cancelled_and_keeps_the_present_run(qtbot, window):
    window.training.post(SetPace(math.inf))
    window.run.start(3)
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 3)
    window.actions_["pin"].trigger()
    qtbot.waitUntil(lambda: len(window.compare.pins.records) == 1)
    record = window.compare.pins.records[0]
    # So many updates that they are never completed.
    endless = replace(record, saved=None, updates=10_000_000)
    run = window.shown.snapshot.run
    window.training.post(Resume(endless))
    qtbot.waitUntil(lambda: window.actions_["cancel"].isEnabled())
    assert "updates again" in window.step_panel.narration.text()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.actions_["cancel"].isEnabled())
    assert window.shown.snapshot.run is run
    assert window.shown.snapshot.step == 3
    assert "updates again" not in window.step_panel.narration.text()


def test_cancel_while_running_changes_nothing(driver):
    driver.obey(Start())
    driver.turns(2)
    driver.obey(Cancel())
    assert driver.state is RunState.RUNNING
    driver.turns(1)
    assert driver.steps == [1, 2, 3]


def test_resume_with_other_samples_is_refused(driver):
    record = replace(pinned(driver), fingerprint=b"of other samples")
    driver.obey(Step())
    run = driver.thread.newest.snapshot.run
    driver.obey(Resume(record))
    assert "no longer what it was" in driver.refused[0]
    assert driver.thread.newest.snapshot.run is run
    assert driver.step == 1


def test_record_for_comparison_saves_no_state(driver):
    driver.obey(Step())
    records: list[RunRecord] = []
    driver.thread.comparison_ready.connect(records.append)
    driver.obey(RecordForComparison())
    assert (records[0].updates, records[0].saved) == (1, None)
