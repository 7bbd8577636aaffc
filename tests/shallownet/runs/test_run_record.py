"""Records of runs: results, memory, and resuming."""

from __future__ import annotations

import gc
import weakref
from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest

from shallownet import ConfigError, DataError, DivergedError, Trainer
from shallownet.data import datasets
from shallownet.errors import Cancelled
from shallownet.runs.rewind import Rewind
from shallownet.runs.run_record import MAX_POINTS, RunRecord, limit_memory
from tests.shallownet.runs.recorded_runs import LESSON, changed_run, run_of


def same(one: Trainer, other: Trainer) -> None:
    assert one.network.theta.tobytes() == other.network.theta.tobytes()
    assert one.optimizer.memory.tobytes() == other.optimizer.memory.tobytes()
    for name in ("loss", "mean_error", "gradient_norm", "held_out_loss"):
        np.testing.assert_array_equal(
            getattr(one.history, name), getattr(other.history, name)
        )
    assert (one.events, one.settings) == (other.events, other.settings)
    assert one.batch().tolist() == other.batch().tolist()


def test_a_record_has_the_results_of_the_run():
    recipe = LESSON.changed(test_share=0.2)
    trainer = run_of(recipe, 50)
    record = RunRecord.of(trainer, recipe, "first", colour=2)
    now = trainer.snapshot()
    assert (record.name, record.colour, record.visible) == ("first", 2, True)
    assert (record.updates, record.final_loss, record.r2) == (50, now.loss, now.r2)
    assert (record.final_held_out_loss, record.held_out_r2) == (
        now.held_out_loss,
        now.held_out_r2,
    )
    assert record.loss.updates.tolist() == list(range(51))
    assert record.loss.values.tolist() == [*trainer.history.loss, now.loss]
    assert record.held_out_loss.values[-1] == now.held_out_loss
    assert (record.best_loss, record.best_update) == (now.loss, 50)
    assert (np.diff(record.loss.seconds) > 0).all()
    assert record.loss.seconds[-1] == pytest.approx(record.seconds)
    assert record.updates_per_second == pytest.approx(50 / record.seconds)
    assert not record.loss.values.flags.writeable
    for field in fields(record):
        with pytest.raises(FrozenInstanceError):
            setattr(record, field.name, None)
    assert replace(record, notes="saturates").notes == "saturates"


def test_a_run_without_updates_can_be_recorded():
    record = RunRecord.of(run_of(LESSON, 0), LESSON, "start")
    assert (record.updates, record.best_update, record.seconds) == (0, 0, 0.0)
    assert record.best_loss == record.final_loss
    assert np.isnan(record.updates_per_second)
    assert not len(record.held_out_loss.values)


def test_a_diverged_run_can_be_recorded_and_resumed():
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
def test_a_resumed_run_continues_like_the_original(kept):
    recipe, trainer = changed_run()
    record = RunRecord.of(trainer, recipe, "changed")
    if not kept:
        (record,) = limit_memory([record], 0)
        assert record.saved is None
    again = record.resume(record.recipe.make_data())
    same(again, trainer)
    if kept:
        assert again.seconds == record.seconds
        assert again.snapshot().change.tobytes() == trainer.snapshot().change.tobytes()
    for run in (again, trainer):
        run.run(15)
    same(again, trainer)
    for updates in (0, 29, 30, 31, 50, 60):
        seen = (Rewind(run).snapshot_at(updates) for run in (again, trainer))
        one, two = ((s.theta.tobytes(), s.upcoming.tobytes()) for s in seen)
        assert one == two
    # The record is unchanged and can be resumed once more.
    assert record.resume(trainer.data).updates == 50


def test_the_sharpness_curve_is_resumed():
    trainer = Trainer(LESSON.config, LESSON.make_data())
    trainer.watch_sharpness(True)
    trainer.run(3_000)
    record = RunRecord.of(trainer, LESSON, "watched")
    again = record.resume(trainer.data)
    assert len(again.sharpness.curve[0])
    np.testing.assert_array_equal(again.sharpness.curve, trainer.sharpness.curve)


def test_other_samples_are_rejected():
    record = RunRecord.of(run_of(LESSON, 3), LESSON, "first")
    with pytest.raises(DataError, match="“first” is no longer what it was"):
        record.resume(datasets.notebook(61))


def test_recomputing_a_long_run_can_be_cancelled():
    trainer = run_of(LESSON, 3_000)
    (record,) = limit_memory([RunRecord.of(trainer, LESSON, "long")], 0)
    emitted = []
    with pytest.raises(Cancelled):
        record.resume(
            trainer.data,
            cancelled=lambda: True,
            progress=lambda done, of: emitted.append((done, of)),
        )
    assert emitted and emitted[0][1] == 3_000


def test_a_record_references_neither_trainer_nor_samples():
    recipe, trainer = changed_run()
    gone = [weakref.ref(thing) for thing in (trainer, trainer.data, trainer.objective)]
    records = [RunRecord.of(trainer, recipe, "changed")]
    del trainer
    gc.collect()
    assert records and [ref() for ref in gone] == [None] * 3


def test_records_are_small():
    trainer = run_of(LESSON.changed(hidden_units=(2,)), 20_000)
    record = RunRecord.of(trainer, LESSON, "long")
    assert len(record.loss.updates) <= MAX_POINTS
    assert record.nbytes < 2_200_000  # a MiB of checkpoints, and 40 bytes per update
    records = limit_memory([record] * 3, 2 * record.nbytes + 500_000)
    assert sum(r.saved is None for r in records) == 1


def test_a_record_for_display_only_saves_no_state():
    recipe, trainer = changed_run()
    kept = RunRecord.of(trainer, recipe, "kept")
    glance = RunRecord.of(trainer, recipe, "glance", keep=False)
    assert (glance.saved, glance.fingerprint) == (None, b"")
    assert glance.final_loss == kept.final_loss
    np.testing.assert_array_equal(glance.loss.values, kept.loss.values)


def test_a_record_knows_whether_batches_were_used():
    plain = RunRecord.of(run_of(LESSON, 1), LESSON, "plain")
    assert not plain.used_batches
    trainer = run_of(LESSON, 1)
    trainer.change("batch_size", 8)
    trainer.change("batch_size", None)
    assert RunRecord.of(trainer, LESSON, "for a while").used_batches
    recipe, trainer = changed_run()
    assert RunRecord.of(trainer, recipe, "always").used_batches


def test_the_recipe_has_the_initial_settings():
    recipe, trainer = changed_run()
    record = RunRecord.of(trainer, replace(recipe, config=trainer.settings), "b")
    assert record.recipe == recipe
    with pytest.raises(ConfigError):
        record.recipe.changed(nothing=1)
