"""Validation, the sealed test part and the looks at it, early stopping."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import shallownet as sn
from shallownet.runs.replay import replay
from shallownet.runs.rewind import Rewind
from shallownet.settings.events import looks_in


def noisy(samples=40):
    generator = np.random.default_rng(1)
    X = generator.uniform(-2.0, 2.0, (1, samples))
    return sn.Dataset(
        X, np.sin(2.0 * X) + 0.5 * generator.standard_normal((1, samples))
    )


def make(**settings):
    base: dict[str, Any] = {
        "hidden_units": (20,),
        "activation": "tanh",
        "initialization": "xavier",
        "optimizer": "adam",
        "learning_rate": 0.05,
        "standardize_inputs": True,
        "standardize_target": True,
        "validation_share": 0.3,
        "test_share": 0.2,
    }
    return sn.Trainer(sn.TrainingConfig(**base | settings), noisy())


def loss_over(trainer, rows):
    data = trainer.data.take(rows)
    return float(((trainer.predict(data.X) - data.y) ** 2).mean() / 2.0)


def test_validation_is_watched_and_the_test_is_sealed():
    trainer = make()
    trainer.run(5)
    split, now = trainer.run_info.split, trainer.snapshot()
    assert [len(part) for part in split] == [20, 12, 8]
    assert (split.held_out_name, len(split.sealed)) == ("validation", 8)
    assert set(split.open) == set(range(40)) - set(split.test)
    assert now.held_out_loss == pytest.approx(loss_over(trainer, split.validation))
    assert len(trainer.history.held_out_loss) == 5
    # Nothing that is trained or standardized knows the other parts.
    train = trainer.data.take(split.train)
    assert trainer.problem.model.target.shift[0, 0] == train.y.mean()


def test_the_test_samples_stay_the_same_whatever_is_for_validation():
    rows = [make(validation_share=s).run_info.split.test for s in (0.0, 0.1, 0.5)]
    np.testing.assert_array_equal(rows[0], rows[1])
    np.testing.assert_array_equal(rows[0], rows[2])
    assert make(validation_share=0.0).run_info.split.sealed.size == 0


def test_looks_are_measured_counted_and_replayed():
    trainer = make()
    trainer.run(3)
    assert trainer.snapshot().last_look is None
    first = trainer.look_at_test()
    assert first == pytest.approx(loss_over(trainer, trainer.run_info.split.test))
    trainer.run(2)
    trainer.look_at_test()
    assert looks_in(trainer.events) == 2
    now = trainer.snapshot()
    assert now.last_look.step == 5
    assert now.seen_test_r2 == now.run.test_target.r2(now.last_look.after)
    again = replay(trainer.config, trainer.data, trainer.events, 5)
    assert again.events == trainer.events
    assert (again.network.theta == trainer.network.theta).all()


def test_a_look_is_neither_undone_nor_lost():
    trainer = make()
    trainer.run(2)
    trainer.change("learning_rate", 0.01)
    change = trainer.events[-1]
    trainer.look_at_test()
    look = trainer.events[-1]
    trainer.revert(look)
    assert looks_in(trainer.events) == 1
    trainer.revert(change)
    assert trainer.settings.learning_rate == 0.05
    trainer.run(1)
    trainer.look_at_test()
    trainer.return_to_finite()
    assert looks_in(trainer.events) == 2


def test_runs_with_the_same_test_part_inherit_looks():
    trainer = make()
    trainer.inherit_looks(3)
    trainer.inherit_looks(2)  # fewer than are known
    trainer.look_at_test()
    assert looks_in(trainer.events) == 4
    again = replay(trainer.config, trainer.data, trainer.events, 0)
    assert again.events == trainer.events


def test_without_a_test_part_there_is_nothing_to_look_at():
    with pytest.raises(sn.ConfigError, match="no samples are kept for the test"):
        make(test_share=0.0).look_at_test()


def test_early_stopping_goes_back_to_the_lowest_validation_loss():
    trainer = make(patience=40)
    assert trainer.train(5_000)
    losses = trainer.history.held_out_loss
    best = int(losses.argmin())
    assert trainer.updates == best + 40
    assert trainer.snapshot().held_out_loss == losses[best]
    note = trainer.events[-1]
    assert (note.kind, note.before, note.after) == ("stopped", best, losses[best])
    np.testing.assert_array_equal(trainer.network.theta, Rewind(trainer).theta_at(best))
    again = replay(trainer.config, trainer.data, trainer.events, trainer.updates)
    assert again.network.theta.tobytes() == trainer.network.theta.tobytes()
    assert again.events == trainer.events
    # It goes on from there with new patience.
    assert not trainer.train(39)


def test_early_stopping_can_be_undone():
    trainer = make(patience=5)
    before, count = None, len(trainer.events)
    while not trainer.is_to_stop:
        trainer.run(1)
    before = trainer.network.theta.copy()
    assert trainer.stop_early()
    for event in reversed(trainer.events[count:]):
        trainer.revert(event)
    assert trainer.network.theta.tobytes() == before.tobytes()
    assert not trainer.events


def test_without_validation_patience_is_for_ever():
    trainer = make(validation_share=0.0, patience=1)
    assert not trainer.train(60)
    assert trainer.updates == 60


def test_shares_leave_something_to_train_on():
    with pytest.raises(sn.ConfigError, match="training has some left"):
        sn.TrainingConfig(test_share=0.5, validation_share=0.5)
    with pytest.raises(sn.DataError, match="a validation share of"):
        make(validation_share=0.01)


def test_the_file_of_a_run_knows_its_looks_and_where_it_stopped(tmp_path):
    trainer = make(patience=5)
    trainer.train(500)
    trainer.look_at_test()
    path = tmp_path / "run.shallownet"
    sn.save_run(trainer, path)
    opened = sn.open_run(path)
    assert opened.trainer.events == trainer.events
    assert opened.trainer.config.patience == 5
    assert str(opened.verify()).endswith("bit for bit")


def test_the_linear_model_is_that_of_least_squares():
    trainer = make()
    split, data = trainer.run_info.split, trainer.data
    A = np.vstack([data.X, np.ones(40)]).T
    found = np.linalg.lstsq(A[split.train], data.y[0, split.train], rcond=None)[0]
    for r2, rows in zip(
        trainer.run_info.linear, (split.train, split.validation), strict=True
    ):
        errors = A[rows] @ found - data.y[0, rows]
        expected = 1.0 - (errors**2).mean() / data.y[0, rows].var()
        assert r2 == pytest.approx(expected, abs=1e-12)
