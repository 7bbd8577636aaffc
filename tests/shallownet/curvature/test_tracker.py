"""λmax along a run: its values, its cost, and truncation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import OPTIMIZERS, Dataset, Trainer, TrainingConfig
from shallownet.curvature import hessian as hessian_module
from shallownet.curvature.lanczos import sharpness
from shallownet.curvature.stability import stable_below, verdict
from shallownet.data import datasets
from tests.examples import examples
from tests.shallownet.curvature.whole_hessian import hessian, largest


def tracked(config: TrainingConfig, data: Dataset, updates: int):
    """Train and track; return the trainer and the parameters after each update."""
    trainer = Trainer(config, data)
    trainer.watch_sharpness(True)
    thetas = [trainer.network.theta.copy()]
    for _ in range(updates):
        trainer.step()
        thetas.append(trainer.network.theta.copy())
    return trainer, thetas


def test_the_default_run_has_the_values_of_the_lesson():
    trainer = Trainer(TrainingConfig(), datasets.notebook())
    trainer.watch_sharpness(True)
    found = [sharpness(trainer.objective)]
    for _ in range(2):
        trainer.run(1_000)
        found.append(sharpness(trainer.objective))
    assert found == pytest.approx([33.0, 449.0, 657.0], rel=0.01)
    steps, values = trainer.sharpness.curve
    assert len(steps) >= 5
    assert steps[0] == 0
    assert values[0] == pytest.approx(found[0], rel=1e-3)
    # From one measurement to the next it grows, as it does between the figures.
    assert (np.diff(values) > 0.0).all()
    at_1000 = float(np.interp(1_000, steps, values))
    assert at_1000 == pytest.approx(449.0, rel=0.01)
    bound = stable_below(trainer.settings.optimizer, trainer.learning_rate)
    assert bound == 2_000.0
    assert verdict(found[-1], bound) == "stable"


@pytest.mark.parametrize(
    "changes",
    [
        {"learning_rate": 0.001},
        {"learning_rate": 0.01, "standardize_inputs": True, "l2": 0.1},
        {
            "learning_rate": 0.1,
            "standardize_inputs": True,
            "standardize_target": True,
            "activation": "tanh",
            "initialization": "xavier",
            "test_share": 0.2,
        },
    ],
)
def test_the_curve_is_exact_at_each_of_its_updates(changes):
    trainer, thetas = tracked(TrainingConfig(**changes), datasets.notebook(100), 2_200)
    steps, values = trainer.sharpness.curve
    assert len(steps) >= 2
    assert (np.diff(steps) > 0).all()
    for step, value in zip(steps, values, strict=True):
        trainer.network.theta[:] = thetas[int(step)]
        assert value == pytest.approx(largest(trainer.objective), rel=1e-3), step


def test_the_curve_follows_the_largest_eigenvalue_when_two_cross():
    # Near update 3,100 of this run the two largest eigenvalues cross.
    config = TrainingConfig(
        hidden_units=(4, 4),
        activation="tanh",
        learning_rate=0.01,
        standardize_inputs=True,
    )
    trainer, thetas = tracked(config, datasets.notebook(500), 4_600)
    steps, values = trainer.sharpness.curve
    late = [(s, v) for s, v in zip(steps, values, strict=True) if s > 2_500]
    assert len(late) >= 3
    for step, value in late:
        trainer.network.theta[:] = thetas[int(step)]
        assert value == pytest.approx(largest(trainer.objective), rel=1e-3), step


def test_the_curve_continues_once_parameters_are_unfrozen():
    trainer = Trainer(TrainingConfig(), datasets.notebook(60))
    for index in range(41):
        trainer.freeze(trainer.network.parameter_name(index))
    trainer.watch_sharpness(True)
    trainer.run(60)
    assert set(trainer.sharpness.curve[1]) == {0.0}
    for index in range(41):
        trainer.freeze(trainer.network.parameter_name(index), False)
    start = len(trainer.sharpness.curve[0])
    thetas = {}
    for _ in range(1_800):
        thetas[trainer.updates] = trainer.network.theta.copy()
        trainer.step()
    steps, values = (array[start + 1 :] for array in trainer.sharpness.curve)
    assert len(steps) >= 1
    for step, value in zip(steps, values, strict=True):
        trainer.network.theta[:] = thetas[int(step)]
        assert value == pytest.approx(largest(trainer.objective), rel=1e-3)


def test_an_unfrozen_direction_is_searched():
    # The Hessian is diagonal, (1, 9, 1): the previous eigenvector remains one, so that
    # its products never reach the steepest direction.
    X = np.array([[1.0, -1.0, 1.0, -1.0], [3.0, 3.0, -3.0, -3.0]])
    data = Dataset(X, np.array([[1.0, 2.0, 0.0, 1.0]]))
    trainer = Trainer(TrainingConfig(hidden_units=()), data)
    trainer.freeze("W1[0, 1]")
    trainer.watch_sharpness(True)
    trainer.run(400)
    trainer.freeze("W1[0, 1]", False)
    trainer.run(1_300)
    values = trainer.sharpness.curve[1]
    assert values[0] == pytest.approx(1.0, rel=1e-3)
    assert values[-1] == pytest.approx(9.0, rel=1e-3)


def test_the_curve_ignores_frozen_parameters():
    trainer = Trainer(TrainingConfig(), datasets.notebook(60))
    for index in range(30):
        trainer.freeze(trainer.network.parameter_name(index))
    trainer.watch_sharpness(True)
    thetas = [trainer.network.theta.copy()]
    for _ in range(1_300):
        trainer.step()
        thetas.append(trainer.network.theta.copy())
    free = np.arange(41) >= 30
    steps, values = trainer.sharpness.curve
    assert len(steps) >= 2
    for step, value in zip(steps, values, strict=True):
        trainer.network.theta[:] = thetas[int(step)]
        assert value == pytest.approx(largest(trainer.objective, free), rel=1e-3)


@examples(15)
@given(
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    gradient=st.sampled_from(["exact", "published", "no_derivative"]),
    batch_size=st.sampled_from([None, 25, 60]),
    test_share=st.sampled_from([0.0, 0.25]),
    changes=st.lists(
        st.one_of(
            st.sampled_from([("l2", 0.1), ("batch_size", 40), ("optimizer", "adam")]),
            st.sampled_from([("freeze", True), ("freeze", False), ("edit", 0.5)]),
            st.sampled_from([("back", None), ("look", None)]),
        ),
        max_size=5,
    ),
)
def test_tracking_does_not_affect_the_run(
    optimizer, gradient, batch_size, test_share, changes
):
    config = TrainingConfig(
        optimizer=optimizer,
        gradient=gradient,
        batch_size=batch_size,
        test_share=test_share,
        standardize_inputs=True,
    )
    tracked_run, plain = (Trainer(config, datasets.notebook(60)) for _ in range(2))
    tracked_run.watch_sharpness(True)
    for trainer in (tracked_run, plain):
        trainer.run(40)
        for name, value in changes:
            if name == "edit":
                trainer.edit("W1[0, 1]", value)
            elif name == "freeze":
                trainer.freeze("b1[3]", value)
            elif name == "back":
                if trainer.last.reversible:
                    trainer.return_to_finite()
            elif name == "look":
                trainer.snapshot()
            else:
                trainer.change(name, value)
            trainer.run(31)
        trainer.run(150)
    np.testing.assert_array_equal(tracked_run.network.theta, plain.network.theta)
    for kind in ("loss", "mean_error", "gradient_norm", "held_out_loss"):
        np.testing.assert_array_equal(
            getattr(tracked_run.history, kind), getattr(plain.history, kind)
        )
    assert tracked_run.events == plain.events


@pytest.mark.parametrize("cached", [True, False], ids=["cached", "not cached"])
@pytest.mark.parametrize(
    ("batch_size", "test_share", "updates"),
    [(None, 0.0, 1_600), (None, 0.5, 1_600), (60, 0.0, 1_600), (25, 0.25, 3_200)],
)
def test_tracking_costs_less_than_a_tenth_of_the_updates(
    monkeypatch, batch_size, test_share, updates, cached
):
    work = [0.0]

    class Measured(hessian_module.BlockPasses):
        """Adds up the cost of the samples processed."""

        def compute(self, X, y):
            work[0] += hessian_module.PASS_COST * X.shape[1]
            super().compute(X, y)

        def product(self, vector, scratch, out):
            work[0] += hessian_module.PRODUCT_COST * scratch.A[-1].shape[1]
            super().product(vector, scratch, out)

    monkeypatch.setattr(hessian_module, "BlockPasses", Measured)
    monkeypatch.setattr(hessian_module, "CACHE_BYTES", 10**6 if cached else 0)
    config = TrainingConfig(batch_size=batch_size, test_share=test_share)
    trainer = Trainer(config, datasets.notebook(60))
    trainer.watch_sharpness(True)
    visited, most_at_once = 0, 0.0
    for _ in range(updates):
        before, batch = work[0], trainer.batch()
        visited += trainer.objective.y.shape[1] if batch is None else len(batch)
        trainer.step()
        most_at_once = max(most_at_once, work[0] - before)
    assert len(trainer.sharpness.curve[0]) >= 2
    assert 0 < work[0] <= 0.1 * visited
    # No update is delayed by more than one product over all samples.
    dearest = hessian_module.PASS_COST + hessian_module.PRODUCT_COST
    assert most_at_once <= dearest * 60


@pytest.mark.parametrize("units", [(10,), (4, 3)])
def test_cached_passes_give_the_same_product(monkeypatch, units):
    trainer = Trainer(TrainingConfig(hidden_units=units), datasets.notebook(500))
    trainer.run(50)
    found = []
    for limit in (10**9, 0):
        monkeypatch.setattr(hessian_module, "CACHE_BYTES", limit)
        found.append(hessian(trainer.objective))
    cached, computed = found
    np.testing.assert_array_equal(cached, computed)


def test_tracking_continues_with_all_parameters_frozen():
    trainer = Trainer(TrainingConfig(), datasets.notebook(60))
    for name in ("W1", "b1", "W2", "b2"):
        rows, columns = trainer.network.parameters[name].shape
        for row in range(rows):
            for column in range(columns):
                trainer.freeze(f"{name}[{row}, {column}]")
    trainer.watch_sharpness(True)
    trainer.run(400)
    steps, values = trainer.sharpness.curve
    assert 1 <= len(steps) <= 20
    assert not values.any()


def test_values_of_undone_updates_are_dropped():
    trainer = Trainer(TrainingConfig(), datasets.notebook(60))
    trainer.watch_sharpness(True)
    thetas, known, back = [trainer.network.theta.copy()], 0, 0
    while trainer.updates < 1_000:
        trainer.step()
        thetas.append(trainer.network.theta.copy())
        if len(trainer.sharpness.curve[0]) > known:
            # The next measurement starts soon; undo each update that it may start
            # at, and make another one in its place.
            known = len(trainer.sharpness.curve[0])
            for k in range(40):
                for _ in range(1 + k % 3):
                    trainer.step()
                    trainer.return_to_finite()
                trainer.change("learning_rate", 0.02)
                trainer.step()
                trainer.change("learning_rate", 0.001)
                thetas.append(trainer.network.theta.copy())
                back += 1
    steps, values = trainer.sharpness.curve
    assert back >= 40
    assert len(steps) >= 2
    for step, value in zip(steps, values, strict=True):
        trainer.network.theta[:] = thetas[int(step)]
        assert value == pytest.approx(largest(trainer.objective), rel=1e-3), step


def test_a_reset_clears_the_curve_and_continues_tracking():
    trainer = Trainer(TrainingConfig(), datasets.notebook(60))
    trainer.watch_sharpness(True)
    trainer.run(1_300)
    steps, values = (array.copy() for array in trainer.sharpness.curve)
    assert steps.size
    trainer.reset()
    assert trainer.snapshot().sharpness[0].size == 0
    trainer.run(1_300)
    np.testing.assert_array_equal(trainer.snapshot().sharpness[0], steps)
    np.testing.assert_array_equal(trainer.snapshot().sharpness[1], values)
    trainer.watch_sharpness(False)
    trainer.run(60)
    assert trainer.snapshot().sharpness[0].size == 0


def test_a_snapshots_curve_never_changes():
    trainer = Trainer(TrainingConfig(), datasets.notebook(60))
    trainer.watch_sharpness(True)
    trainer.run(1_300)
    curve = trainer.snapshot().sharpness
    kept = [array.copy() for array in curve]
    trainer.run(1_300)
    for array, before in zip(curve, kept, strict=True):
        np.testing.assert_array_equal(array, before)
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0
    assert len(trainer.snapshot().sharpness[0]) > len(kept[0])
