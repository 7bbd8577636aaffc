"""The graph's faces: which value each edge and unit shows, in rest and in phases."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gui.graph.display_mode import (
    EDGE_MODES,
    DisplayModes,
    EdgeMode,
    UnitMode,
    UnitValues,
    edge_values,
    old_to_new,
)
from gui.graph.probe import Probe
from shallownet import Trainer, TrainingConfig
from shallownet.analysis.equations import Phase
from shallownet.data import datasets


def trained(steps: int = 5, samples: int = 60, **settings: object) -> Trainer:
    settings = {"hidden_units": (3, 2), "learning_rate": 0.01} | settings
    trainer = Trainer(TrainingConfig(**settings), datasets.notebook(samples))
    trainer.run(steps)
    return trainer


SETTINGS = {
    "plain": {},
    "standardized": {"standardize_inputs": True, "standardize_target": True},
    "batches": {"batch_size": 8},
    "tested": {"test_share": 0.25, "activation": "tanh"},
    "linear": {"hidden_units": (), "initialization": "xavier"},
}


@pytest.fixture(params=list(SETTINGS))
def trainer(request) -> Trainer:
    return trained(**SETTINGS[request.param])


def face_of(trainer, faces=None, phase=None, stage=0):
    snapshot = trainer.snapshot()
    faces = faces or DisplayModes()
    return faces.face(snapshot, Probe(snapshot.run), phase, stage)


def number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


def activations(trainer: Trainer, X: np.ndarray) -> list[np.ndarray]:
    """Return what each layer answers, the inputs (as it trains on them) first."""
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
    coming = edge_values(snapshot, EdgeMode.COMING)
    trainer.step()
    assert np.array_equal(coming, trainer.network.theta - after)


def test_the_edges_go_round_and_show_what_was_chosen():
    trainer, faces, seen = trained(), DisplayModes(), []
    snapshot = trainer.snapshot()
    for _ in range(4):
        face = face_of(trainer, faces)
        assert np.array_equal(face.values, edge_values(snapshot, face.edges))
        seen.append(face.edges)
        faces.next_edges()
    assert seen == [*EDGE_MODES, EdgeMode.WEIGHT]
    assert len({edge.value for edge in EdgeMode}) == 4


def test_the_units_go_round_and_skip_the_sample_where_there_is_none():
    faces = DisplayModes()
    seen = []
    for _ in range(3):
        seen.append(faces.units)
        faces.next_units()
    assert seen == [UnitMode.RESPONSE, UnitMode.MEAN, UnitMode.SATURATION]
    assert faces.units is UnitMode.RESPONSE
    faces.sample = 4
    faces.next_units()
    assert faces.units is UnitMode.SAMPLE
    faces.sample = None  # what is shown no longer exists: the next is a face there is
    faces.next_units()
    assert faces.units is UnitMode.MEAN


def test_units_show_their_answers_by_themselves():
    face = face_of(trained())
    assert face.units is None and face.highlighted is None and face.label is None


def test_a_sample_shows_its_z_and_a(trainer):
    sample = 17
    units = face_of(trainer, DisplayModes(units=UnitMode.SAMPLE, sample=sample)).units
    expected = activations(trainer, trainer.data.X[:, [sample]])
    last = len(expected) - 1
    for layer, A in enumerate(expected):
        np.testing.assert_allclose(units.layers[layer], A[:, 0], rtol=1e-12)
        for index in range(len(A)):
            texts = units.texts(layer, index)
            assert [len(t) for t in texts] == sorted(len(t) for t in texts)[::-1]
            if layer == 0:
                assert number(texts[0]) == pytest.approx(A[index, 0], abs=1e-4)
            elif layer == last:
                y_hat, y = (part.split()[1] for part in texts[0].split(", "))
                true = trainer.problem.model.target.apply(trainer.data.y[:, [sample]])[
                    0, 0
                ]
                assert number(y_hat) == pytest.approx(A[0, 0], abs=5e-4)
                assert number(y) == pytest.approx(true, abs=5e-4)
            else:
                below = expected[layer - 1]
                W, b = (trainer.network.parameters[f"{k}{layer}"] for k in "Wb")
                z, a = (number(t) for t in texts[0][2:].split("   a "))
                assert z == pytest.approx((W @ below + b)[index, 0], abs=1e-4)
                assert a == pytest.approx(A[index, 0], abs=1e-4)
    assert str(sample) in units.title


def test_the_mean_is_over_the_samples_that_are_drawn(trainer):
    units = face_of(trainer, DisplayModes(units=UnitMode.MEAN)).units
    for shown, A in zip(
        units.layers, activations(trainer, trainer.data.X), strict=True
    ):
        np.testing.assert_allclose(shown, A.mean(axis=1), rtol=1e-9, atol=1e-12)
    assert units.over == "over all 60"
    many = trained(0, 1_500)
    assert (
        "1,000 of 1,500" in face_of(many, DisplayModes(units=UnitMode.MEAN)).units.over
    )


def test_saturation_is_the_share_of_samples_with_a_flat_slope():
    trainer = trained(hidden_units=(6,), steps=0)
    trainer.network.theta *= 6.0  # some answer on all samples, some hardly on any
    trainer.network.theta[:3] *= -0.05
    units = face_of(trainer, DisplayModes(units=UnitMode.SATURATION)).units
    A = activations(trainer, trainer.data.X)[1]
    expected = (A * (1 - A) < 0.01).mean(axis=1)
    assert len(np.unique(expected)) > 1
    np.testing.assert_allclose(units.layers[1], expected)
    assert units.layers[0] is None and units.texts(0, 0) == ()
    assert units.share(0, 1) is None
    assert units.texts(1, 0)[0] == f"saturated {expected[0]:.0%}"
    assert not units.signed and units.limits == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("face", list(UnitMode))
def test_values_that_are_not_finite_have_a_place_too(face, odd):
    snapshot = trained().snapshot()
    theta = snapshot.theta.copy()
    theta[0] = odd
    broken = replace(snapshot, theta=theta)
    shown = DisplayModes(units=face, sample=3).face(
        broken, Probe(snapshot.run), None, 0
    )
    assert (shown.units is None) == (face is UnitMode.RESPONSE)
    if shown.units is None:
        return  # the response is drawn as a picture, and has no numbers
    for layer, size in enumerate((2, 3, 2, 1)):
        for index in range(size):
            share = shown.units.share(layer, index)
            assert share is None or -1.0 <= share <= 1.0
            shown.units.texts(layer, index)


@given(st.floats(allow_nan=True), st.floats(1e-300, 1e300))
def test_a_share_of_the_scale_is_never_beyond_its_ends(value, limit):
    units = UnitValues("t", "", [np.array([value])], [limit], lambda *_: ())
    share = units.share(0, 0)
    assert -1.0 <= share <= 1.0
    if math.isfinite(value) and abs(value) <= limit:
        assert share == pytest.approx(value / limit)


def test_a_scale_only_grows_until_another_run_begins():
    trainer = trained(activation="relu", learning_rate=1e-6)
    snapshot, faces = trainer.snapshot(), DisplayModes(units=UnitMode.MEAN)
    probe, limits = Probe(snapshot.run), []
    for factor in (1.0, 10.0, 0.1):
        scaled = replace(snapshot, theta=snapshot.theta * factor)
        limits.append(faces.face(scaled, probe, None, 0).units.limits[1])
    assert limits[0] < limits[1] == limits[2]
    faces.begin_run(60)
    assert faces.face(snapshot, probe, None, 0).units.limits[1] == limits[0]


def test_another_run_keeps_a_sample_only_if_it_has_it():
    faces = DisplayModes(units=UnitMode.SAMPLE, sample=19)
    faces.begin_run(20)
    assert (faces.sample, faces.units) == (19, UnitMode.SAMPLE)
    faces.begin_run(19)
    assert (faces.sample, faces.units) == (None, UnitMode.RESPONSE)


def test_forward_lights_the_layers_from_left_to_right():
    trainer = trained()
    for stage in range(4):
        face = face_of(trainer, phase=Phase.FORWARD, stage=stage)
        assert list(face.highlighted) == list(range(stage + 1))
        assert face.edges is EdgeMode.WEIGHT
    assert face.units.title == "mean activation"
    chosen = DisplayModes(sample=2, units=UnitMode.MEAN)
    assert "sample 2" in face_of(trainer, chosen, Phase.FORWARD).units.title


def test_the_loss_lights_the_output():
    face = face_of(trained(), phase=Phase.LOSS, stage=3)
    assert list(face.highlighted) == [3]


def test_backward_lights_the_layers_from_right_to_left_with_their_errors(trainer):
    last = len(trainer.network.layers)
    for stage in range(last + 1):
        face = face_of(trainer, phase=Phase.BACKWARD, stage=stage)
        assert list(face.highlighted) == list(range(last - stage, last + 1))
    assert face.edges is EdgeMode.GRADIENT
    assert np.array_equal(face.values, trainer.snapshot().gradient)
    trace = trainer.preview()
    assert face.units.layers[0] is None
    for n in range(1, last + 1):
        errors = trace[f"dZ{n}"].mean(axis=1)
        np.testing.assert_allclose(face.units.layers[n], errors, atol=1e-12)
        assert np.abs(errors).max() <= face.units.limits[n]
    train = trainer.run_info.split.train
    seen = DisplayModes(sample=int(train[4]))
    units = face_of(trainer, seen, Phase.BACKWARD, last).units
    trace = trainer.preview(np.array([4]))
    for n in range(1, last + 1):
        np.testing.assert_allclose(units.layers[n], trace[f"dZ{n}"][:, 0])
        assert number(units.texts(n, 0)[1]) == pytest.approx(
            trace[f"dZ{n}"][0, 0], rel=1e-3, abs=1e-4
        )


def test_the_update_shows_old_and_new(trainer):
    face = face_of(trainer, phase=Phase.UPDATE, stage=9)
    before = trainer.network.theta.copy()
    trainer.step()
    after = trainer.network.theta
    assert face.edges is EdgeMode.COMING and face.highlighted is None
    assert np.array_equal(face.values, after - before)
    for k in range(len(before)):
        old, new = (number(text) for text in face.label(k).split(" → "))
        assert old == pytest.approx(before[k], abs=5e-4)
        assert new == pytest.approx(after[k], abs=5e-4)
        assert (new > old) == (after[k] > before[k])


@given(st.floats(-100.0, 100.0), st.floats(2e-9, 10.0), st.booleans())
def test_a_change_can_be_seen_in_its_text(before, size, up):
    assume(not 0.9e-3 < size < 1.1e-3)  # at the border rounding decides
    after = before + (size if up else -size)
    old, new = (number(text) for text in old_to_new(before, after).split(" → "))
    assert (new > old) is up
    assert new - old == pytest.approx(after - before, rel=1.0)


def test_what_does_not_change_looks_the_same_on_both_sides():
    assert old_to_new(-1.5, -1.5) == "−1.500 → −1.500"
    assert "nan" in old_to_new(1.0, math.nan)
