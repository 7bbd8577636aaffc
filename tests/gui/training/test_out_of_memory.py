"""Too little memory: the present run survives, and a sentence says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from gui.training.commands import Change, Load, Start, Step, Undo
from gui.training.status import RunState
from gui.workers.worker import Worker
from shallownet import Recipe, Trainer
from shallownet.compute.memory import describe_memory_error
from tests.gui.driver import RECIPE, Driver

if TYPE_CHECKING:
    from shallownet.data.datasets import Dataset

TOO_MUCH = "unable to allocate 7.45 GiB"
HELP = "fewer samples, smaller batches or fewer units need less"


def fail(*_, **__):
    raise MemoryError("Unable to allocate 7.45 GiB for an array with shape (10, 10)")


@pytest.fixture
def driver() -> Driver:
    result = Driver()
    result.obey(Load(RECIPE), Step(), Step())
    return result


def test_the_sentence_names_the_size_and_what_needs_less():
    assert describe_memory_error(MemoryError()) == (
        f"there is not enough memory for that; {HELP}"
    )
    with pytest.raises(MemoryError) as caught:
        np.empty(10**15)
    text = describe_memory_error(caught.value)
    assert "(unable to allocate 7.11 PiB)" in text
    assert "shape" not in text


@pytest.mark.parametrize(
    ("where", "name", "command"),
    [
        (Trainer, "__init__", Load(Recipe.of(samples=60))),
        (Trainer, "__init__", Change({"hidden_units": (20,)})),
        (Recipe, "make_data", Change({"samples": 60})),
        (Trainer, "change", Change({"batch_size": 10})),
    ],
)
def test_a_run_that_needs_too_much_leaves_the_present_one(
    driver, monkeypatch, where, name, command
):
    before = driver.thread.newest.snapshot
    with monkeypatch.context() as patch:
        patch.setattr(where, name, fail)
        driver.obey(command)
    assert driver.refused == [
        f"there is not enough memory for that ({TOO_MUCH}); {HELP}"
    ]
    after = driver.thread.newest
    assert after.snapshot.run is before.run
    assert np.array_equal(after.snapshot.theta, before.theta)
    assert after.recipe == RECIPE
    assert after.undo == ""
    driver.obey(Step())
    assert driver.step == 3


def test_what_was_changed_before_memory_ran_out_is_reverted(driver, monkeypatch):
    change = Trainer.change
    changed: list[str] = []

    def one_only(trainer, name, value):
        if changed:
            fail()
        changed.append(name)
        change(trainer, name, value)

    monkeypatch.setattr(Trainer, "change", one_only)
    driver.obey(Change({"learning_rate": 0.5, "batch_size": 10}))
    assert changed == ["learning_rate"]
    assert driver.thread.newest.recipe == RECIPE


def test_an_update_without_memory_pauses_the_run(driver, monkeypatch):
    failures: list[str] = []
    driver.thread.failed.connect(lambda summary, _: failures.append(summary))
    driver.obey(Start())
    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "step", fail)
        driver.turns(1)
    assert driver.state is RunState.PAUSED
    assert driver.refused == [
        f"The run is paused: there is not enough memory for that ({TOO_MUCH}); {HELP}."
    ]
    assert failures == []
    driver.obey(Start())
    driver.turns(38)
    assert driver.step == 40
    trainer = Trainer(RECIPE.config, RECIPE.make_data())
    trainer.run(40)
    assert np.array_equal(driver.thread.newest.snapshot.theta, trainer.network.theta)


def test_if_the_first_run_needs_too_much_the_lessons_begins(monkeypatch):
    driver = Driver()
    make_data = Recipe.make_data

    def only_small(recipe: Recipe) -> Dataset:
        return fail() if recipe == RECIPE else make_data(recipe)

    monkeypatch.setattr(Recipe, "make_data", only_small)
    driver.obey(Load(RECIPE))
    status = driver.thread.newest
    assert status.recipe == Recipe()
    assert TOO_MUCH in status.substitute_reason
    driver.obey(Undo())
    assert driver.thread.newest.recipe == Recipe()


def test_every_worker_tells_it_by_a_sentence():
    class Greedy(Worker):
        def _handle(self, message: object) -> None:
            fail()

    worker, failures = Greedy("greedy"), []
    worker.failed.connect(lambda summary, detail: failures.append((summary, detail)))
    worker.post("go")
    worker.turn()
    ((summary, detail),) = failures
    assert TOO_MUCH in summary and HELP in summary
    assert "MemoryError" in detail
