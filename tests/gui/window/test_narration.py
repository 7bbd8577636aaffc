"""The line of narration: every number in it is the run's own."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from gui.training.status import RunState, Status
from gui.window.narration import describe, last_update
from shallownet import (
    DataConfig,
    Dataset,
    DivergedError,
    Recipe,
    Trainer,
    TrainingConfig,
)
from shallownet.analysis.equations import Phase
from shallownet.data import datasets
from shallownet.training.reports import Divergence

SENTENCE = re.compile(
    r"Step ([\d,]+): loss (\S+) → (\S+);\nlargest change (\S+(?: \d+\])?) ([+−]\S+)"
)


def trainer_of(config: TrainingConfig | None = None, m: int = 200) -> Trainer:
    return Trainer(config or TrainingConfig(), datasets.notebook(m))


def status_of(trainer: Trainer, state: RunState) -> Status:
    recipe = Recipe(trainer.config, DataConfig(samples=trainer.data.samples))
    return Status(trainer.snapshot(), recipe, state, 0.0)


def read(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


def test_the_start_is_told_with_its_seed_and_loss():
    trainer = trainer_of(TrainingConfig(seed=3))
    text = last_update(trainer.snapshot())
    loss = ((trainer.predict(trainer.data.X) - trainer.data.y) ** 2).mean() / 2
    assert text == f"Start (seed 3): loss {loss:,.2f}."


@pytest.mark.parametrize(
    ("share", "which"), [(0.0, "all samples"), (0.2, "all training samples")]
)
def test_with_batches_it_is_told_over_what_the_loss_is(share, which):
    trainer = trainer_of(TrainingConfig(batch_size=20, test_share=share))
    trainer.run(3)
    rows = trainer.run_info.split.train
    data = trainer.data.take(rows)
    loss = ((trainer.predict(data.X) - data.y) ** 2).mean() / 2
    assert last_update(trainer.snapshot()).endswith(f"loss over {which} {loss:,.2f}.")


@pytest.mark.parametrize("gradient", ["exact", "published"])
@pytest.mark.parametrize("updates", [1, 2, 37, 1_200])
def test_an_update_is_told_with_its_own_numbers(gradient, updates):
    trainer = trainer_of(TrainingConfig(gradient=gradient))
    trainer.run(updates - 1)
    before = trainer.network.theta.copy()
    report = trainer.step()
    snapshot = trainer.snapshot()
    step, loss, after, name, change = SENTENCE.fullmatch(last_update(snapshot)).groups()
    assert step == f"{updates:,}"
    assert read(loss) == pytest.approx(report.loss, abs=0.005)
    assert read(after) == pytest.approx(snapshot.loss, abs=0.005)
    moved = trainer.network.theta - before
    largest = int(np.argmax(np.abs(moved)))
    assert name == trainer.network.parameter_name(largest)
    assert read(change) == pytest.approx(moved[largest], rel=1e-3, abs=5.1e-5)


def test_decimals_serve_both_numbers_where_a_run_creeps():
    trainer = trainer_of(TrainingConfig(learning_rate=1e-8))
    trainer.run(3)
    _, before, after, _, _ = SENTENCE.fullmatch(
        last_update(trainer.snapshot())
    ).groups()
    assert read(after) < read(before)


@pytest.mark.parametrize("phase", list(Phase))
def test_in_a_phase_the_update_is_told_that_the_phase_belongs_to(phase):
    trainer = trainer_of()
    trainer.run(4)
    text = describe(status_of(trainer, RunState.PAUSED), phase)
    assert text.startswith(f"Update 5, not made yet: {phase.value.lower()}.\n")
    assert text.count("\n") == 1


@pytest.mark.parametrize("batch_size", [None, 20])
def test_every_update_of_a_run_is_told_in_two_lines(batch_size):
    trainer = trainer_of(TrainingConfig(batch_size=batch_size))
    for _ in range(12):
        trainer.step()
        assert last_update(trainer.snapshot()).count("\n") == 1
    trainer.change("learning_rate", 0.002)
    assert last_update(trainer.snapshot()).count("\n") == 1


@pytest.mark.parametrize("state", [RunState.PAUSED, RunState.RUNNING])
def test_a_run_under_way_tells_its_last_update(state):
    trainer = trainer_of()
    trainer.run(4)
    status = status_of(trainer, state)
    assert describe(status) == last_update(status.snapshot)


def test_the_end_is_told_with_the_last_update():
    trainer = trainer_of(TrainingConfig(iterations=1_500))
    trainer.run(1_500)
    status = status_of(trainer, RunState.FINISHED)
    text = describe(status)
    assert text.startswith("Finished: all 1,500 updates are made")
    assert text.endswith(last_update(status.snapshot))


def test_the_end_counts_the_updates_the_run_was_extended_to():
    trainer = trainer_of(TrainingConfig(iterations=2))
    trainer.change("iterations", 4)
    trainer.run(4)
    assert "all 4 updates" in describe(status_of(trainer, RunState.FINISHED))


@pytest.mark.parametrize("rate", [100.0, 90.0])
def test_a_divergence_is_told_with_its_update_and_where_more_is_told(rate):
    trainer = trainer_of(TrainingConfig(activation="relu"), 50)
    trainer.step()
    trainer.change("learning_rate", rate)
    while trainer.divergence is None:
        trainer.step()
        trainer.evaluate()
    text = describe(status_of(trainer, RunState.DIVERGED))
    assert text.startswith("Diverged: ")
    assert f"update {trainer.updates:,} made " in text
    assert f"{trainer.divergence.name} {trainer.divergence.value}" in text
    assert text.endswith("Z tells why, and what would help.")


def test_a_parameter_that_overflows_is_named():
    trainer = trainer_of()
    trainer.step()
    name = trainer.network.parameter_name(5)
    diverged = replace(
        status_of(trainer, RunState.DIVERGED).snapshot,
        divergence=Divergence(1, name, -math.inf, others=2),
    )
    status = replace(status_of(trainer, RunState.DIVERGED), snapshot=diverged)
    assert f"update 1 made {name} -inf, and 2 more parameters" in describe(status)


def test_a_start_without_a_finite_loss_is_told_as_such():
    data = datasets.Dataset(X=np.ones((2, 20)), y=np.full((1, 20), 1e160))
    trainer = Trainer(TrainingConfig(), data)
    status = status_of(trainer, RunState.DIVERGED)
    assert status.snapshot.divergence is not None
    text = describe(status)
    assert "The start itself gives no finite loss" in text
    assert "-1" not in text  # there is no update before the start


def diverged_trainer() -> Trainer:
    trainer = trainer_of(TrainingConfig(learning_rate=10.0))
    with pytest.raises(DivergedError):
        trainer.run(5_000)
    return trainer


def test_a_setting_changed_or_undone_on_a_diverged_run_is_told():
    trainer = diverged_trainer()
    trainer.change("learning_rate", 0.001)
    text = describe(status_of(trainer, RunState.DIVERGED))
    assert text == (
        f"Diverged: {trainer.divergence}. Learning rate changed from 10 to 0.001, "
        "which takes effect once you go back. Z tells why, and what would help."
    )
    trainer.revert(trainer.events[-1])  # nothing has happened since: no event is left
    text = describe(status_of(trainer, RunState.DIVERGED))
    assert text == (
        f"Diverged: {trainer.divergence}. Z tells why, and what would help."
    )


def test_an_edit_that_overflows_is_told_in_place_of_an_update():
    trainer = trainer_of()
    trainer.run(3)
    trainer.edit("W2[0, 0]", 1e200)
    text = describe(status_of(trainer, RunState.DIVERGED))
    assert "W2[0, 0] set from " in text
    assert " to 1e200 after update 3. Z tells why" in text
    assert "update 3 made" not in text


def test_the_start_names_what_cannot_be_standardized():
    X = np.vstack([np.arange(30.0), np.tile([0.3, 0.1 + 0.2, 0.3], 10)])
    data = Dataset(X, X[:1], ("age", "tenth"))
    config = TrainingConfig(standardize_inputs=True)
    text = last_update(Trainer(config, data).snapshot())
    assert text.endswith(
        ".\ntenth is constant but for rounding: standardizing only shifts it."
    )
    plain = last_update(Trainer(TrainingConfig(), data).snapshot())
    assert "constant" not in plain


def test_running_on_says_what_it_does_to_a_schedule():
    config = TrainingConfig(schedule="cosine", iterations=10, learning_rate=0.001)
    trainer = trainer_of(config)
    trainer.run(10)
    trainer.change("iterations", 20)
    text = last_update(trainer.snapshot())
    assert text.endswith("The schedule's learning rate goes from 0 to 0.0005.")
    steady = trainer_of(TrainingConfig(iterations=10))
    steady.run(10)
    steady.change("iterations", 20)
    assert "schedule" not in last_update(steady.snapshot())
