"""Verifying a run's file by replaying it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import shallownet as sn
from shallownet.errors import Cancelled
from tests.shallownet.documents.rewritten import rewrite_array, rewrite_json

if TYPE_CHECKING:
    from pathlib import Path

RECIPE = sn.Recipe.of(samples=40, hidden_units=(3,), initialization="xavier")
UPDATES = 60


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Return the file of a run with two changes."""
    trainer = sn.Trainer(RECIPE.config, RECIPE.make_data())
    trainer.run(30)
    trainer.change("optimizer", "adam")
    trainer.run(10)
    trainer.edit("W1[0, 0]", 0.5)
    trainer.run(UPDATES - 40)
    path = tmp_path / "run.shallownet"
    sn.save_run(trainer, path, RECIPE)
    return path


def verified(path: Path) -> sn.Verification:
    return sn.open_run(path).verify()


def test_a_true_file_is_the_same_bit_for_bit(saved):
    found = verified(saved)
    assert found.exact and found.true
    assert str(found) == "replayed 60 updates: bit for bit"


def test_other_rounding_is_verified_stretch_by_stretch(saved):
    for name in ("states/theta.npy", "history.npy", "present/theta.npy"):

        def round_differently(array):
            array *= 1 + 1e-13

        rewrite_array(saved, name, round_differently)
    found = verified(saved)
    assert found.true and not found.exact
    assert found.stretches == UPDATES + 2  # the start, each update, and the end
    assert 1e-14 < found.difference < 1e-10
    assert "from each of 62 saved states to the next" in str(found)
    assert "the same but for rounding" in str(found)


@pytest.mark.parametrize("update", [0, 17, UPDATES])
def test_a_changed_state_is_found(saved, update):
    def change(theta):
        theta[update, 4] += 1e-6

    rewrite_array(saved, "states/theta.npy", change)
    found = verified(saved)
    assert not found.true
    assert found.untrue_at == update
    assert 1e-9 < found.difference < 1e-5
    assert f"not true at update {update}" in str(found)


def test_a_changed_present_state_is_found(saved):
    def change(theta):
        theta[2] = 0.0

    rewrite_array(saved, "present/theta.npy", change)
    assert verified(saved).untrue_at == UPDATES


def test_a_changed_optimizer_memory_is_found(saved):
    def change(memory):
        memory[0, 0] += 1.0

    rewrite_array(saved, "present/memory.npy", change)
    assert verified(saved).untrue_at == UPDATES


def test_a_better_loss_than_the_true_one_is_found(saved):
    def improve(history):
        history[0, 23] *= 0.5

    rewrite_array(saved, "history.npy", improve)
    found = verified(saved)
    assert found.untrue_at == 23
    assert found.difference == pytest.approx(1.0)


def test_a_changed_setting_is_found(saved):
    rewrite_json(saved, lambda run: run["training"].update(learning_rate=0.002))
    found = verified(saved)
    assert found.untrue_at == 1


def test_a_changed_event_is_found(saved):
    rewrite_json(saved, lambda run: run["events"][1].update(after=0.6))
    assert verified(saved).untrue_at == 40


def test_a_run_that_could_not_have_gone_on_is_found(saved):
    rewrite_json(saved, lambda run: run["training"].update(learning_rate=100.0))
    assert not verified(saved).true


def test_it_reports_progress_and_can_be_cancelled(saved, monkeypatch):
    monkeypatch.setattr("shallownet.runs.replay.PROGRESS_INTERVAL", 0.0)
    seen: list[tuple[int, int]] = []
    run = sn.open_run(saved)
    run.verify(progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (UPDATES, UPDATES)
    with pytest.raises(Cancelled):
        run.verify(cancelled=lambda: True)
