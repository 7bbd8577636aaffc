"""Where the function is shown, and its values there."""

from __future__ import annotations

import numpy as np
import pytest

from gui.function.surface import SHOWN, Range, Surface
from shallownet import Dataset, Trainer, TrainingConfig

GENERATOR = np.random.default_rng(4)


def trained(inputs: int, m: int = 50, **settings) -> Trainer:
    X = GENERATOR.normal(5.0, 2.0, (inputs, m))
    trainer = Trainer(TrainingConfig(**settings), Dataset(X, X.sum(axis=0)[np.newaxis]))
    trainer.run(20)
    return trainer


def surface_of(trainer: Trainer, truth=None) -> Surface:
    return Surface(trainer.snapshot().run, truth)


def test_the_values_are_those_of_the_model_and_the_formula():
    trainer = trained(3)
    surface = surface_of(trainer, lambda X: X[0] - 2.0 * X[2])
    surface.set_axes(2, 0)
    surface.set_point(np.array([1.0, 7.0, 2.0]))
    snapshot = trainer.snapshot()
    plane = surface.plane
    X = np.array([[plane.up[3]], [7.0], [plane.across[100]]])
    expected = trainer.predict(X)[0, 0]
    values = surface.predictions(snapshot)
    assert values[3, 100] == pytest.approx(expected, rel=1e-12)
    assert surface.predict(snapshot, X)[0] == pytest.approx(expected, rel=1e-12)
    truth = surface.true_values()
    assert truth is not None
    assert truth[3, 100] == pytest.approx(X[0, 0] - 2.0 * X[2, 0])
    assert surface.true_values() is truth  # computed once
    predicted = surface.sample_predictions(snapshot)
    np.testing.assert_allclose(
        predicted, trainer.predict(trainer.data.X[:, surface.shown])[0], rtol=1e-12
    )


def test_inputs_are_held_at_medians_of_the_training_samples():
    trainer = trained(4, m=60, test_share=0.5)
    surface, split = surface_of(trainer), trainer.snapshot().run.split
    median = np.median(trainer.data.X[:, split.train], axis=1)
    np.testing.assert_allclose(surface.point, median)
    assert surface.held == [2, 3]
    moved = surface.point.copy()
    moved[2] += 3.0
    before = surface.predictions(trainer.snapshot()).copy()
    surface.set_point(moved)
    assert not np.array_equal(surface.predictions(trainer.snapshot()), before)


def test_the_hull_is_of_the_training_samples_and_of_the_axes():
    trainer = trained(3, m=80, test_share=0.5)
    surface, split = surface_of(trainer), trainer.snapshot().run.split
    for axes in ((0, 1), (2, 1)):
        surface.set_axes(*axes)
        train = trainer.data.X[list(axes)][:, split.train]
        for corner in surface.hull.T:
            assert (np.abs(train - corner[:, np.newaxis]).sum(axis=0) == 0.0).any()
        plane, inside = surface.plane, surface.inside
        assert inside.any() and not inside.all()
        middle = (
            np.abs(plane.up - train[1].mean()).argmin(),
            np.abs(plane.across - train[0].mean()).argmin(),
        )
        assert inside[middle] and not inside[0, 0]


def test_of_a_single_input_the_range_of_the_samples_is_inside():
    trainer = trained(1)
    surface = surface_of(trainer)
    low, high = trainer.data.X.min(), trainer.data.X.max()
    x = surface.plane.across
    np.testing.assert_array_equal(surface.inside[0], (x >= low) & (x <= high))
    assert not surface.inside[0, 0] and not surface.inside[0, -1]
    assert surface.predictions(trainer.snapshot()).shape == (1, len(x))


def test_another_range_in_view_has_as_many_points():
    surface = surface_of(trained(2))
    shape = surface.plane.shape
    assert surface.set_ranges(Range(1.0, 2.0), Range(-3.0, 8.0))
    assert surface.plane.shape == shape
    assert (surface.plane.across[0], surface.plane.across[-1]) == (1.0, 2.0)
    assert (surface.plane.up[0], surface.plane.up[-1]) == (-3.0, 8.0)
    assert not surface.set_ranges(Range(1.0, 2.0), Range(-3.0, 8.0))


def test_many_samples_are_thinned_out_by_a_fixed_choice():
    trainer = trained(2, m=2_000)
    first, again = surface_of(trainer).shown, surface_of(trainer).shown
    assert len(np.unique(first)) == SHOWN
    np.testing.assert_array_equal(first, again)


def test_a_constant_input_has_a_range():
    X = np.vstack([np.full(20, 3.0), np.arange(20.0)])
    surface = surface_of(Trainer(TrainingConfig(), Dataset(X, X[1:])))
    low, high = surface.extent(0)
    assert low < 3.0 < high
    assert not surface.inside.any()


@pytest.mark.parametrize("size", [5e-324, 1e-300, 1e300, 1e307])
def test_an_axis_has_room_for_a_hundred_ranges_of_any_input(size):
    X = size * np.array([[-1.0, 0.0, 1.0, 0.5], [1.0, 1.0, 1.0, 1.0]])
    snapshot = Trainer(TrainingConfig(), Dataset(X, np.arange(4.0)[None])).snapshot()
    surface = Surface(snapshot.run, None)
    for axis in (0, 1):
        low, high = surface.extent(axis)
        assert low < high and np.isfinite(100.0 * (high - low))
    assert surface.inside.shape == surface.plane.shape
    assert surface.predictions(snapshot).shape == surface.plane.shape
