"""Display modes: the value of each edge and unit, at rest and in the phases."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gui.graph.display_mode import (
    EDGE_MODES,
    DisplayModes,
    EdgeMode,
    UnitMode,
    edge_values,
    old_to_new,
)
from gui.graph.probe import Probe
from gui.graph.sample_selection import SampleSelection
from gui.graph.unit_values import UnitValues
from shallownet import Trainer, TrainingConfig
from shallownet.analysis.equations import Phase
from shallownet.data import datasets


def trained(steps: int = 5, samples: int = 60, **changes: Any) -> Trainer:
    settings: dict[str, Any] = {"hidden_units": (3, 2), "learning_rate": 0.01} | changes
    trainer = Trainer(TrainingConfig(**settings), datasets.notebook(samples))
    trainer.run(steps)
    return trainer


SETTINGS: dict[str, dict[str, Any]] = {
    "plain": {},
    "standardized": {"standardize_inputs": True, "standardize_target": True},
    "batches": {"batch_size": 8},
    "tested": {"test_share": 0.25, "activation": "tanh"},
    "linear": {"hidden_units": (), "initialization": "xavier"},
}


@pytest.fixture(params=list(SETTINGS))
def trainer(request) -> Trainer:
    return trained(**SETTINGS[request.param])


def display_of(trainer, modes=None, phase=None, stage=0):
    snapshot = trainer.snapshot()
    modes = modes or DisplayModes()
    modes.set_state(snapshot, Probe(snapshot.run), phase, stage)
    assert modes.display is not None
    return modes.display


def number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


def activations(trainer: Trainer, X: np.ndarray) -> list[np.ndarray]:
    """Return the activations of each layer, the inputs in units of training first."""
    layers = [trainer.problem.model.inputs.apply(X)]
    for layer in trainer.network.layers:
        Z = layer.W @ layers[-1] + layer.b
        A = np.empty_like(Z)
        layer.activation.function(Z, A, np.empty_like(Z))
        layers.append(A)
    return layers


def test_edges_show_parameters_gradient_and_updates(trainer):
    before = trainer.network.theta.copy()
    trainer.step()
    after = trainer.network.theta.copy()
    snapshot = trainer.snapshot()
    assert np.array_equal(edge_values(snapshot, EdgeMode.WEIGHT), after)
    gradient = np.concatenate(
        [
            np.hstack([trainer.preview()[f"dW{n}"], trainer.preview()[f"db{n}"]])
            for n in range(1, len(trainer.network.layers) + 1)
        ],
        axis=None,
    )
    assert np.array_equal(edge_values(snapshot, EdgeMode.GRADIENT), gradient)
    np.testing.assert_allclose(
        edge_values(snapshot, EdgeMode.UPDATE), after - before, atol=1e-15
    )
    coming = edge_values(snapshot, EdgeMode.UPCOMING)
    trainer.step()
    assert np.array_equal(coming, trainer.network.theta - after)


def test_next_edges_cycles_through_the_modes():
    trainer, modes, seen = trained(), DisplayModes(), []
    snapshot = trainer.snapshot()
    for _ in range(4):
        display = display_of(trainer, modes)
        assert np.array_equal(display.values, edge_values(snapshot, display.edges))
        seen.append(display.edges)
        modes.next_edges()
    assert seen == [*EDGE_MODES, EdgeMode.WEIGHT]
    assert len({edge.value for edge in EdgeMode}) == 4


def test_next_units_cycles_and_skips_the_sample_mode_without_a_sample():
    modes = DisplayModes()
    seen = []
    for _ in range(3):
        seen.append(modes.units)
        modes.next_units()
    seen.append(modes.units)
    modes.selection.toggle(4)
    modes.next_units()
    seen.append(modes.units)
    modes.selection.toggle(None)  # its mode is no longer available
    modes.next_units()
    seen.append(modes.units)
    assert seen == [
        UnitMode.RESPONSE,
        UnitMode.MEAN,
        UnitMode.SATURATION,
        UnitMode.RESPONSE,
        UnitMode.SAMPLE,
        UnitMode.MEAN,
    ]


def test_units_show_response_maps_by_default():
    display = display_of(trained())
    assert (
        display.units is None and display.highlighted is None and display.label is None
    )


def test_units_show_z_and_a_of_the_selected_sample(trainer):
    sample = 17
    units = display_of(
        trainer, DisplayModes(units=UnitMode.SAMPLE, selection=SampleSelection(sample))
    ).units
    expected = activations(trainer, trainer.data.X[:, [sample]])
    last = len(expected) - 1
    for layer, A in enumerate(expected):
        np.testing.assert_allclose(units.layers[layer], A[:, 0], rtol=1e-12)
        for index in range(len(A)):
            texts = units.texts(layer, index)
            assert [len(t) for t in texts] == sorted(len(t) for t in texts)[::-1]
            scaled = texts[0].partition("scaled ")[2].partition(")")[0]
            if layer == 0:  # in the data's units
                x = trainer.data.X[index, sample]
                assert number(texts[0].split()[0]) == pytest.approx(x, rel=1e-3)
                assert bool(scaled) is trainer.config.standardize_inputs
            elif layer == last:
                y_hat, y = texts[0].split(", ")
                expected_y = trainer.predict(trainer.data.X[:, [sample]])[0, 0]
                true = trainer.data.y[0, sample]
                assert number(y_hat.split()[1]) == pytest.approx(expected_y, rel=1e-2)
                assert number(y.split()[1]) == pytest.approx(true, rel=1e-3)
                assert bool(scaled) is trainer.config.standardize_target
            else:
                scaled, below = "", expected[layer - 1]
                W, b = (trainer.network.parameters[f"{k}{layer}"] for k in "Wb")
                z, a = (number(t) for t in texts[0][2:].split("   a "))
                assert z == pytest.approx((W @ below + b)[index, 0], abs=1e-4)
                assert a == pytest.approx(A[index, 0], abs=1e-4)
            assert not scaled or number(scaled) == pytest.approx(A[index, 0], abs=5e-4)
    assert str(sample) in units.title


def test_the_mean_is_over_the_drawn_samples(trainer):
    units = display_of(trainer, DisplayModes(units=UnitMode.MEAN)).units
    for shown, A in zip(
        units.layers, activations(trainer, trainer.data.X), strict=True
    ):
        np.testing.assert_allclose(shown, A.mean(axis=1), rtol=1e-9, atol=1e-12)
    assert units.scope == "over all 60"
    many = trained(0, 1_500)
    assert (
        "1,000 of 1,500"
        in display_of(many, DisplayModes(units=UnitMode.MEAN)).units.scope
    )


def test_saturation_is_the_share_of_samples_with_a_flat_slope():
    trainer = trained(hidden_units=(6,), steps=0)
    trainer.network.theta *= 6.0  # some units saturate on most samples, some on few
    trainer.network.theta[:3] *= -0.05
    units = display_of(trainer, DisplayModes(units=UnitMode.SATURATION)).units
    A = activations(trainer, trainer.data.X)[1]
    expected = (A * (1 - A) < 0.01).mean(axis=1)
    assert len(np.unique(expected)) > 1
    np.testing.assert_allclose(units.layers[1], expected)
    assert units.layers[0] is None and units.texts(0, 0) == ()
    assert units.share(0, 1) is None
    assert units.texts(1, 0)[0] == f"saturated {expected[0]:.0%}"
    assert not units.signed and units.limits == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("mode", list(UnitMode))
def test_values_that_are_not_finite_are_on_the_scale_too(mode, odd):
    snapshot = trained().snapshot()
    theta = snapshot.theta.copy()
    theta[0] = odd
    broken = replace(snapshot, theta=theta)
    modes = DisplayModes(units=mode, selection=SampleSelection(3))
    modes.set_state(broken, Probe(snapshot.run), None, 0)
    shown = modes.display
    assert shown is not None
    assert (shown.units is None) == (mode is UnitMode.RESPONSE)
    if shown.units is None:
        return  # the response is drawn as a picture, and has no numbers
    for layer, size in enumerate((2, 3, 2, 1)):
        for index in range(size):
            share = shown.units.share(layer, index)
            assert share is None or -1.0 <= share <= 1.0
            shown.units.texts(layer, index)


@given(st.floats(allow_nan=True), st.floats(1e-300, 1e300))
def test_a_share_never_exceeds_the_scale(value, limit):
    units = UnitValues("t", "", [np.array([value])], [limit], lambda *_: ())
    share = units.share(0, 0)
    assert -1.0 <= share <= 1.0
    if math.isfinite(value) and abs(value) <= limit:
        assert share == pytest.approx(value / limit)


def test_a_scale_stays_until_values_would_look_alike():
    trainer = trained(activation="relu", learning_rate=1e-6)
    snapshot, modes = trainer.snapshot(), DisplayModes(units=UnitMode.MEAN)
    probe = Probe(snapshot.run)

    def limit(factor: float) -> float:
        scaled = replace(snapshot, theta=snapshot.theta * factor)
        modes.set_state(scaled, probe, None, 0)
        assert modes.display is not None and modes.display.units is not None
        return modes.display.units.limits[1]

    limits = [limit(factor) for factor in (1.0, 4.0, 1.0)]
    assert limits[0] < limits[1] == limits[2]
    assert limit(1e100) > 1e90
    assert limit(1.0) == limits[0]  # it comes back from a divergence
    modes.begin_run(datasets.notebook(60))
    assert limit(1.0) == limits[0]


def test_a_new_run_keeps_the_sample_only_if_its_data_has_it():
    modes = DisplayModes(units=UnitMode.SAMPLE, selection=SampleSelection(19))
    modes.begin_run(datasets.notebook(20))
    assert (modes.sample, modes.units) == (19, UnitMode.SAMPLE)
    modes.begin_run(datasets.notebook(19))
    assert (modes.sample, modes.units) == (None, UnitMode.RESPONSE)


def test_the_forward_pass_highlights_layers_from_left_to_right():
    trainer = trained()
    for stage in range(4):
        display = display_of(trainer, phase=Phase.FORWARD, stage=stage)
        assert list(display.highlighted) == list(range(stage + 1))
        assert display.edges is EdgeMode.WEIGHT
    assert display.units.title == "mean activation"
    chosen = DisplayModes(selection=SampleSelection(2), units=UnitMode.MEAN)
    assert "sample 2" in display_of(trainer, chosen, Phase.FORWARD).units.title


def test_the_loss_highlights_the_output():
    display = display_of(trained(), phase=Phase.LOSS, stage=3)
    assert list(display.highlighted) == [3]


def test_the_backward_pass_highlights_layers_from_right_to_left_with_errors(trainer):
    last = len(trainer.network.layers)
    for stage in range(last + 1):
        display = display_of(trainer, phase=Phase.BACKWARD, stage=stage)
        assert list(display.highlighted) == list(range(last - stage, last + 1))
    assert display.edges is EdgeMode.GRADIENT
    assert np.array_equal(display.values, trainer.snapshot().gradient)
    trace = trainer.preview()
    assert display.units.layers[0] is None
    for n in range(1, last + 1):
        errors = trace[f"dZ{n}"].mean(axis=1)
        np.testing.assert_allclose(display.units.layers[n], errors, atol=1e-12)
        assert np.abs(errors).max() <= display.units.limits[n]
    train = trainer.run_info.split.train
    seen = DisplayModes(selection=SampleSelection(int(train[4])))
    units = display_of(trainer, seen, Phase.BACKWARD, last).units
    trace = trainer.preview(np.array([4]))
    for n in range(1, last + 1):
        np.testing.assert_allclose(units.layers[n], trace[f"dZ{n}"][:, 0])
        assert number(units.texts(n, 0)[1]) == pytest.approx(
            trace[f"dZ{n}"][0, 0], rel=1e-3, abs=1e-4
        )


def test_the_update_shows_old_and_new_values(trainer):
    display = display_of(trainer, phase=Phase.UPDATE, stage=9)
    before = trainer.network.theta.copy()
    trainer.step()
    after = trainer.network.theta
    assert display.edges is EdgeMode.UPCOMING and display.highlighted is None
    assert np.array_equal(display.values, after - before)
    for k in range(len(before)):
        old, new = (number(text) for text in display.label(k).split(" → "))
        assert old == pytest.approx(before[k], abs=5e-4)
        assert new == pytest.approx(after[k], abs=5e-4)
        assert (new > old) == (after[k] > before[k])


@given(st.floats(-100.0, 100.0), st.floats(2e-9, 10.0), st.booleans())
def test_old_and_new_differ_in_the_text(before, size, up):
    assume(not 0.9e-3 < size < 1.1e-3)  # at the border rounding decides
    after = before + (size if up else -size)
    text = old_to_new(before, after)
    if "→" in text:
        old, new = map(number, text.split(" → "))
        change = new - old
    else:  # a change in the last of many digits is told itself
        old, change = map(number, text.split())
        assert old == pytest.approx(before, abs=1e-3)
    assert (change > 0.0) is up
    assert change == pytest.approx(after - before, rel=1.0)


def test_an_unchanged_value_has_the_same_text_twice():
    assert old_to_new(-1.5, -1.5) == "−1.500 → −1.500"
    assert "nan" in old_to_new(1.0, math.nan)


def test_a_mean_of_rounding_alone_is_zero():
    trainer = trained(standardize_inputs=True)
    assert np.any(trainer.problem.model.inputs.apply(trainer.data.X).mean(axis=1))
    units = display_of(trainer, DisplayModes(units=UnitMode.MEAN)).units
    assert not np.any(units.layers[0])
    assert units.share(0, 0) == 0.0 and units.texts(0, 0)[0] == "mean +0.0000"


def test_units_show_the_activations_of_an_asked_input(trainer):
    modes, point = DisplayModes(), trainer.data.X[:, 7]
    modes.units = UnitMode.SAMPLE
    modes.selection.ask(point)
    assert modes.has_inputs
    units = display_of(trainer, modes).units
    expected = activations(trainer, point[:, np.newaxis])
    np.testing.assert_allclose(units.layers[1], expected[1][:, 0])
    assert "y" not in units.texts(len(units.layers) - 1, 0)[0].replace("ŷ", "")
    modes.selection.ask(None)
    assert not modes.has_inputs


def test_another_run_is_not_asked_the_same(trainer):
    modes = DisplayModes(units=UnitMode.SAMPLE)
    modes.selection.ask(trainer.data.X[:, 0])
    modes.begin_run(datasets.notebook(60))
    assert not modes.has_inputs and modes.units is UnitMode.RESPONSE
