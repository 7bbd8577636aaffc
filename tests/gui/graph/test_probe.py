"""The probe computes what the network does at the views' inputs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gui.graph.probe import GRID, SCATTER_POINTS, Probe, ResponseMaps
from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets


def trained(config: TrainingConfig | None = None, m: int = 300) -> Trainer:
    trainer = Trainer(config or TrainingConfig(), datasets.notebook(m))
    trainer.run(200)
    return trainer


def maps_of(probe: Probe, snapshot, needed=None) -> ResponseMaps:
    probe.update_maps(snapshot, needed)
    return probe.maps


def inputs_of(probe: Probe, row: int, column: int) -> np.ndarray:
    """Return x1 and x2 at a point of the maps: x1 runs across, x2 upwards."""
    (x1_low, x1_high), (x2_low, x2_high) = probe.extent
    x1 = np.linspace(x1_low, x1_high, GRID)[column]
    x2 = np.linspace(x2_high, x2_low, GRID)[row]
    return np.array([[x1], [x2]])


def test_few_samples_are_all_chosen():
    probe = Probe(trained(m=300).snapshot().run)
    np.testing.assert_array_equal(probe.chosen, np.arange(300))


def test_of_many_samples_a_fixed_subset_is_chosen():
    run = Trainer(TrainingConfig(), datasets.notebook(5_000)).run_info
    chosen = Probe(run).chosen
    assert len(np.unique(chosen)) == SCATTER_POINTS
    assert 0 <= chosen.min() < chosen.max() < 5_000
    np.testing.assert_array_equal(chosen, Probe(run).chosen)
    # From all over the data, not from its beginning.
    assert 0.4 < (chosen < 2_500).mean() < 0.6


@pytest.mark.parametrize("standardize", [False, True])
def test_predictions_equal_those_of_the_trainer(standardize):
    config = TrainingConfig(
        standardize_inputs=standardize, standardize_target=standardize
    )
    trainer = trained(config, 2_000)
    snapshot = trainer.snapshot()
    probe = Probe(snapshot.run)
    expected = trainer.predict(trainer.data.X[:, probe.chosen])[0]
    np.testing.assert_allclose(probe.predictions(snapshot), expected, rtol=1e-12)


def test_predictions_use_the_snapshot_and_not_the_current_parameters():
    trainer = trained()
    snapshot = trainer.snapshot()
    probe = Probe(snapshot.run)
    before = probe.predictions(snapshot)
    trainer.run(50)
    np.testing.assert_array_equal(probe.predictions(snapshot), before)
    assert not np.array_equal(probe.predictions(trainer.snapshot()), before)


def test_the_probe_does_not_disturb_the_run():
    trainer, alone = trained(), trained()
    snapshot = trainer.snapshot()
    probe = Probe(snapshot.run)
    probe.predictions(snapshot)
    probe.update_maps(snapshot)
    trainer.run(20)
    alone.run(20)
    np.testing.assert_array_equal(trainer.network.theta, alone.network.theta)


@pytest.mark.parametrize("row", [0, 7, GRID - 1])
@pytest.mark.parametrize("column", [0, 12, GRID - 1])
def test_maps_hold_each_units_activation(row, column):
    trainer = trained()
    snapshot = trainer.snapshot()
    probe = Probe(snapshot.run)
    maps = maps_of(probe, snapshot)
    assert [layer.shape for layer in maps.layers] == [(10, GRID, GRID), (1, GRID, GRID)]
    x = inputs_of(probe, row, column)
    p = trainer.network.parameters
    hidden = 1 / (1 + np.exp(-(p["W1"] @ x + p["b1"])))[:, 0]
    output = trainer.predict(x)[0] - trainer.data.y.mean()
    for layer, limit, expected in zip(
        maps.layers, maps.limits, (hidden, output), strict=True
    ):
        shown = (layer[:, row, column].astype(float) - 128.0) / 127.0 * limit
        clipped = np.clip(expected, -limit, limit)
        np.testing.assert_allclose(shown, clipped, atol=limit / 127 * 1.01)


def test_maps_cover_nearly_all_samples_but_not_outliers():
    trainer = trained(m=1_000)
    probe = Probe(trainer.snapshot().run)
    low, high = probe.extent.T
    X = trainer.data.X
    inside = ((X >= low[:, None]) & (X <= high[:, None])).mean(axis=1)
    assert (inside >= 0.97).all()
    assert (inside < 1.0).all()


def test_a_layers_scale_grows_in_steps_and_stays():
    trainer = trained(TrainingConfig(activation="relu", learning_rate=1e-5))
    snapshot = trainer.snapshot()
    probe = Probe(snapshot.run)
    limits = []
    for factor in (1.0, 3.0, 10.0, 5.0, 3.0):
        scaled = replace(snapshot, theta=snapshot.theta * factor)
        limits.append(maps_of(probe, scaled).limits[0])
    assert limits == sorted(limits)
    assert limits[2] > limits[0]
    for limit in limits:
        assert float(f"{limit:e}".partition("e")[0]) in (1.0, 2.0, 5.0)


def test_a_layers_scale_comes_back_from_a_divergence():
    trainer = trained(TrainingConfig(activation="relu", learning_rate=1e-5))
    snapshot = trainer.snapshot()
    probe = Probe(snapshot.run)
    before, exploded, after = (
        maps_of(probe, replace(snapshot, theta=snapshot.theta * factor)).limits[0]
        for factor in (1.0, 1e100, 1.0)
    )
    assert exploded > 1e90
    assert after == before


def test_the_scale_of_the_output_is_the_range_of_the_target():
    trainer = trained()
    snapshot = trainer.snapshot()
    limit = maps_of(Probe(snapshot.run), snapshot).limits[-1]
    reach = np.abs(trainer.data.y - trainer.data.y.mean()).max()
    assert reach <= limit <= 2.5 * reach


def test_a_single_input_varies_across_the_map():
    generator = np.random.default_rng(3)
    data = datasets.Dataset(generator.normal(size=(1, 50)), generator.random((1, 50)))
    trainer = Trainer(TrainingConfig(initialization="uniform"), data)
    snapshot = trainer.snapshot()
    maps = maps_of(Probe(snapshot.run), snapshot)
    for layer in maps.layers:
        assert (layer == layer[:, :1, :]).all()
        assert len(np.unique(layer[0, 0])) > 3


def test_further_inputs_stay_at_their_means():
    generator = np.random.default_rng(3)
    data = datasets.Dataset(generator.normal(size=(4, 50)), generator.random((1, 50)))
    trainer = Trainer(TrainingConfig(initialization="xavier"), data)
    snapshot = trainer.snapshot()
    probe = Probe(snapshot.run)
    maps = maps_of(probe, snapshot)
    x1, x2 = probe.extent[0, 0], probe.extent[1, 1]  # the map's upper left corner
    x = np.array([[x1], [x2], [data.X[2].mean()], [data.X[3].mean()]])
    p = trainer.network.parameters
    expected = 1 / (1 + np.exp(-(p["W1"] @ x + p["b1"])))[:, 0]
    shown = (maps.layers[0][:, 0, 0].astype(float) - 128.0) / 127.0 * maps.limits[0]
    np.testing.assert_allclose(shown, expected, atol=maps.limits[0] / 100)


def test_only_needed_layers_are_computed():
    snapshot = trained().snapshot()
    maps = maps_of(Probe(snapshot.run), snapshot, [False, True])
    assert maps.layers[0] is None
    assert maps.layers[1].shape == (1, GRID, GRID)


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_parameters_that_are_not_finite_can_be_probed(odd):
    snapshot = trained().snapshot()
    theta = snapshot.theta.copy()
    theta[0] = odd
    diverged = replace(snapshot, theta=theta)
    probe = Probe(snapshot.run)
    maps = maps_of(probe, diverged)
    assert all(np.isfinite(limit) for limit in maps.limits)
    assert len(probe.predictions(diverged)) == 300


def test_a_constant_target_has_a_scale():
    data = datasets.Dataset(X=np.eye(2, 10), y=np.full((1, 10), 3.0))
    snapshot = Trainer(TrainingConfig(), data).snapshot()
    assert maps_of(Probe(snapshot.run), snapshot).limits[-1] > 0
