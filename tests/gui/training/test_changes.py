"""Every change of a run can be undone and done again, and counts once."""

from __future__ import annotations

import numpy as np
import pytest

from gui.training.commands import (
    Change,
    Edit,
    Freeze,
    Load,
    Redo,
    Reset,
    Start,
    Step,
    Undo,
)
from gui.training.status import RunState
from shallownet import Recipe, Trainer
from tests.gui.driver import RECIPE, Driver


def values(driver: Driver) -> tuple[int, bytes, tuple, Recipe]:
    """Return all that tells one state of a driver from another."""
    status = driver.thread.newest
    snapshot = status.snapshot
    return snapshot.step, snapshot.theta.tobytes(), snapshot.events, status.recipe


CHANGES = [
    Change({"learning_rate": 0.01}),
    Change({"batch_size": 10}),
    Change({"optimizer": "adam"}),
    Change({"hidden_units": (3, 2), "activation": ("tanh", "relu")}),
    Change({"target": "plane", "distribution": "uniform"}),
    Change({"samples": 30}),
    Edit("W2[0, 3]", -4.0),
    Freeze(("W2[0, 3]", "b1[0]")),
    Reset(),
    Load(Recipe.of(samples=20)),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: repr(c)[:40])
def test_every_change_can_be_undone_and_done_again(driver, change):
    driver.obey(Step(), Step())
    before = values(driver)
    driver.obey(change)
    after = values(driver)
    assert after != before
    assert driver.thread.newest.undo
    assert not driver.thread.newest.redo
    driver.obey(Undo())
    assert values(driver) == before
    driver.obey(Redo())
    assert values(driver) == after
    driver.obey(Undo(), Step())
    trainer = Trainer(RECIPE.config, RECIPE.make_data())
    trainer.run(3)
    assert np.array_equal(driver.thread.newest.snapshot.theta, trainer.network.theta)


def test_all_changes_are_undone_one_after_the_other(driver):
    driver.obey(Step())
    states = [values(driver)]
    for change in CHANGES:
        if isinstance(change, (Edit, Freeze)):
            driver.obey(Load(RECIPE), Step())
            states += [None, values(driver)]
            states.pop(-2)
        driver.obey(change)
        states.append(values(driver))
    # Each Load and Step above made one entry that can be undone.
    while driver.thread.newest.undo:
        driver.obey(Undo())
    assert values(driver) == states[0]
    while driver.thread.newest.redo:
        driver.obey(Redo())
    assert values(driver) == states[-1]


def test_settings_the_run_can_go_on_with_do_not_stop_it(driver):
    driver.obey(Start())
    driver.turns(3)
    driver.obey(Change({"l2": 0.1}), Change({"schedule": "cosine"}))
    changed = driver.state
    assert changed is RunState.RUNNING
    assert [e.name for e in driver.thread.newest.snapshot.events] == ["l2", "schedule"]
    driver.obey(Change({"seed": 4}))
    assert driver.state is RunState.PAUSED
    assert driver.step == 0
    driver.obey(Undo())
    assert driver.step == 3


def test_of_changes_made_at_once_all_or_none_are_taken(driver):
    driver.obey(Step())
    before = values(driver)
    driver.obey(Change({"learning_rate": 0.5, "iterations": 0}))
    assert "iterations" in driver.refused[0]
    assert values(driver) == before


def test_a_change_that_is_none_makes_no_event_and_no_new_run(driver):
    driver.obey(Step())
    before = values(driver)
    driver.obey(Change({"samples": 50}), Change({"learning_rate": 0.001}))
    driver.obey(Edit("W1[0, 0]", driver.thread.newest.snapshot.theta[0]))
    assert values(driver) == before
    assert not driver.thread.newest.undo


def test_two_changes_in_a_row_both_count(driver):
    # The second is asked for before the first is seen.
    driver.thread.post(Change({"samples": 30}))
    driver.thread.post(Change({"seed": 9}))
    driver.turns(2)
    recipe = driver.thread.newest.recipe
    assert (recipe.data.samples, recipe.config.seed) == (30, 9)


def test_runs_left_behind_do_not_fill_the_memory(driver):
    large = Recipe.of(samples=600_000, iterations=10)
    for seed in range(6):
        driver.obey(Load(large.changed(seed=seed)))
    undone = 0
    while driver.thread.newest.undo:
        driver.obey(Undo())
        undone += 1
    assert undone == 3
