"""Pinned runs: what is emitted of them, what they take, and taking them up again."""

from __future__ import annotations

import gc
import weakref
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from shallownet import ConfigError, DataError, DivergedError, Recipe, Trainer
from shallownet.data import datasets
from shallownet.errors import Cancelled
from shallownet.runs.rewind import Rewind
from shallownet.runs.run_record import POINTS, RunRecord, lightened
from shallownet.runs.setting_diff import ABSENT, Difference, all_settings, setting_diff

LESSON = Recipe.of(samples=60)


def run_of(recipe: Recipe, updates: int) -> Trainer:
    trainer = Trainer(recipe.config, recipe.make_data())
    trainer.run(updates)
    return trainer


def changed_run() -> tuple[Recipe, Trainer]:
    recipe = LESSON.changed(optimizer="adam", batch_size=12, test_share=0.2)
    trainer = run_of(recipe, 30)
    trainer.change("learning_rate", 0.01)
    trainer.edit("W2[0, 3]", 0.5)
    trainer.run(20)
    trainer.freeze("b1[2]")
    trainer.change("clip_norm", 5.0)
    return recipe, trainer


def same(one: Trainer, other: Trainer) -> None:
    assert one.network.theta.tobytes() == other.network.theta.tobytes()
    assert one.optimizer.memory.tobytes() == other.optimizer.memory.tobytes()
    for name in ("loss", "mean_error", "gradient_norm", "test_loss"):
        np.testing.assert_array_equal(
            getattr(one.history, name), getattr(other.history, name)
        )
    assert (one.events, one.settings) == (other.events, other.settings)
    assert one.batch().tolist() == other.batch().tolist()


def test_a_record_tells_what_the_run_came_to():
    recipe = LESSON.changed(test_share=0.2)
    trainer = run_of(recipe, 50)
    record = RunRecord.of(trainer, recipe, "first", colour=2)
    now = trainer.snapshot()
    assert (record.name, record.colour, record.visible) == ("first", 2, True)
    assert (record.updates, record.final_loss, record.r2) == (50, now.loss, now.r2)
    assert (record.final_test_loss, record.test_r2) == (now.test_loss, now.test_r2)
    assert record.loss.updates.tolist() == list(range(51))
    assert record.loss.values.tolist() == [*trainer.history.loss, now.loss]
    assert record.test_loss.values[-1] == now.test_loss
    assert (record.best_loss, record.best_update) == (now.loss, 50)
    assert (np.diff(record.loss.seconds) > 0).all()
    assert record.loss.seconds[-1] == pytest.approx(record.seconds)
    assert record.updates_per_second == pytest.approx(50 / record.seconds)
    assert not record.loss.values.flags.writeable
    with pytest.raises(FrozenInstanceError):
        record.name = "second"
    assert replace(record, notes="saturates").notes == "saturates"


def test_a_run_that_was_not_begun_can_be_pinned():
    record = RunRecord.of(run_of(LESSON, 0), LESSON, "start")
    assert (record.updates, record.best_update, record.seconds) == (0, 0, 0.0)
    assert record.best_loss == record.final_loss
    assert np.isnan(record.updates_per_second)
    assert not len(record.test_loss.values)


def test_a_diverged_run_can_be_pinned_and_taken_up():
    recipe = LESSON.changed(activation="identity", learning_rate=1.0)
    trainer = Trainer(recipe.config, recipe.make_data())
    with pytest.raises(DivergedError):
        trainer.run(1_000)
    record = RunRecord.of(trainer, recipe, "too fast")
    assert record.divergence == trainer.divergence is not None
    assert record.best_update == 0
    assert record.best_loss == trainer.history.loss[0]
    again = record.resume(trainer.data)
    assert again.divergence == trainer.divergence
    again.return_to_finite()
    assert again.updates == trainer.updates - 1


@pytest.mark.parametrize("kept", [True, False])
def test_a_run_taken_up_stands_where_it_stood_and_goes_on_alike(kept):
    recipe, trainer = changed_run()
    record = RunRecord.of(trainer, recipe, "changed")
    if not kept:
        (record,) = lightened([record], 0)
        assert record.saved is None
    again = record.resume(record.recipe.make_data())
    same(again, trainer)
    if kept:
        assert again.timing.seconds == record.seconds
        assert again.snapshot().change.tobytes() == trainer.snapshot().change.tobytes()
    for run in (again, trainer):
        run.run(15)
    same(again, trainer)
    for updates in (0, 29, 30, 31, 50, 60):
        seen = (Rewind(run).snapshot_at(updates) for run in (again, trainer))
        one, two = ((s.theta.tobytes(), s.upcoming.tobytes()) for s in seen)
        assert one == two
    # The record is as it was: it can be taken up once more.
    assert record.resume(trainer.data).updates == 50


def test_the_curve_of_the_sharpness_is_taken_up_too():
    trainer = Trainer(LESSON.config, LESSON.make_data())
    trainer.watch_sharpness(True)
    trainer.run(3_000)
    record = RunRecord.of(trainer, LESSON, "watched")
    again = record.resume(trainer.data)
    assert len(again.sharpness.curve[0])
    np.testing.assert_array_equal(again.sharpness.curve, trainer.sharpness.curve)


def test_other_samples_are_refused():
    record = RunRecord.of(run_of(LESSON, 3), LESSON, "first")
    with pytest.raises(DataError, match="“first” is no longer what it was"):
        record.resume(datasets.notebook(61))


def test_making_a_long_run_again_can_be_cancelled():
    trainer = run_of(LESSON, 3_000)
    (record,) = lightened([RunRecord.of(trainer, LESSON, "long")], 0)
    emitted = []
    with pytest.raises(Cancelled):
        record.resume(
            trainer.data,
            cancelled=lambda: True,
            progress=lambda done, of: emitted.append((done, of)),
        )
    assert emitted and emitted[0][1] == 3_000


def test_a_record_keeps_neither_trainer_nor_samples():
    recipe, trainer = changed_run()
    gone = [weakref.ref(thing) for thing in (trainer, trainer.data, trainer.objective)]
    records = [RunRecord.of(trainer, recipe, "changed")]
    del trainer
    gc.collect()
    assert records and [ref() for ref in gone] == [None] * 3


def test_records_are_light():
    trainer = run_of(LESSON.changed(hidden_units=(2,)), 20_000)
    record = RunRecord.of(trainer, LESSON, "long")
    assert len(record.loss.updates) <= POINTS
    assert record.nbytes < 2_200_000  # a MiB of states, and 32 bytes an update
    records = lightened([record] * 3, 2 * record.nbytes + 500_000)
    assert sum(r.saved is None for r in records) == 1


def test_the_settings_that_differ_are_told_as_people_read_them():
    one = RunRecord.of(run_of(LESSON, 2), LESSON, "a")
    recipe, trainer = changed_run()
    two = RunRecord.of(trainer, recipe, "b")
    rows = {row.name: row for row in setting_diff([one, two])}
    assert list(rows) == [
        "learning_rate",
        "optimizer",
        "batch_size",
        "clip_norm",
        "test_share",
        "split_seed",
        "value",
        "frozen",
    ]
    assert rows["learning_rate"].title == "Learning rate"
    assert rows["learning_rate"].values == ("0.001", "0.001 → 0.01 (at 30)")
    assert rows["optimizer"].values == ("gradient descent", "Adam")
    assert rows["split_seed"].values[0] == ABSENT
    assert rows["value"].values == (ABSENT, "W2[0, 3] = 0.5 (at 30)")
    assert rows["frozen"].values == (ABSENT, "b1[2] (at 50)")
    assert setting_diff([one]) == setting_diff([two, two]) == setting_diff([]) == []


def test_all_settings_are_those_that_matter_in_some_run():
    plain = RunRecord.of(run_of(LESSON, 1), LESSON, "plain")
    names = [row.name for row in all_settings([plain])]
    assert "learning_rate" in names
    assert "split_seed" not in names  # no samples are kept for a test
    recipe = LESSON.changed(test_share=0.2)
    other = RunRecord.of(run_of(recipe, 1), recipe, "other")
    rows = {row.name: row for row in all_settings([plain, other])}
    assert rows["split_seed"].values == (ABSENT, "0")
    assert rows["learning_rate"].values == ("0.001", "0.001")


@pytest.mark.parametrize(
    ("values", "unusual"),
    [
        (("a", "a", "b"), (False, False, True)),
        (("a", "b"), (False, True)),
        (("c", "b", "b", "a", "a"), (True, False, False, True, True)),
        (("a", "a"), (False, False)),
        ((), ()),
    ],
)
def test_what_most_runs_have_is_usual(values, unusual):
    assert Difference("name", "Title", values).unusual == unusual


def test_a_record_only_to_be_looked_at_keeps_nothing():
    recipe, trainer = changed_run()
    kept = RunRecord.of(trainer, recipe, "kept")
    glance = RunRecord.of(trainer, recipe, "glance", keep=False)
    assert (glance.saved, glance.fingerprint) == (None, b"")
    assert glance.final_loss == kept.final_loss
    np.testing.assert_array_equal(glance.loss.values, kept.loss.values)


def test_whether_the_losses_are_of_batches_is_known():
    plain = RunRecord.of(run_of(LESSON, 1), LESSON, "plain")
    assert not plain.of_batches
    trainer = run_of(LESSON, 1)
    trainer.change("batch_size", 8)
    trainer.change("batch_size", None)
    assert RunRecord.of(trainer, LESSON, "for a while").of_batches
    recipe, trainer = changed_run()
    assert RunRecord.of(trainer, recipe, "always").of_batches


def test_many_changes_are_told_in_short():
    trainer = run_of(LESSON, 1)
    for rate in (0.002, 0.003, 0.004, 0.005, 0.006):
        trainer.change("learning_rate", rate)
        trainer.step()
    record = RunRecord.of(trainer, LESSON, "slid")
    plain = RunRecord.of(run_of(LESSON, 1), LESSON, "plain")
    (row,) = setting_diff([record, plain])
    assert row.values == (
        "0.001 → 0.002 (at 1) → … 3 more … → 0.006 (at 5)",
        "0.001",
    )


def test_the_recipe_is_the_one_it_began_with():
    recipe, trainer = changed_run()
    record = RunRecord.of(trainer, replace(recipe, config=trainer.settings), "b")
    assert record.recipe == recipe
    with pytest.raises(ConfigError):
        record.recipe.changed(nothing=1)
