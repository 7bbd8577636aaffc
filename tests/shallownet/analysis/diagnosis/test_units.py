"""Diagnosis of units: saturated, dead, constant, twins."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import ACTIVATIONS, Dataset, Trainer, TrainingConfig
from shallownet.analysis.diagnosis import Severity
from shallownet.nn.saturation import saturated
from tests.shallownet.analysis.diagnosis.faulty_runs import (
    after_an_update,
    data,
    findings_of,
    of_kind,
    one,
    trainer_of,
)


def test_saturated_units_are_numbered_as_in_the_graph():
    trainer = trainer_of(5, activation="sigmoid")
    trainer.network.layers[0].b[[1, 3]] = 40.0
    found = one(findings_of(trainer), "saturated")
    assert (found.layer, found.units) == (1, (1, 3))
    assert found.sentence.startswith(
        "Units 1 and 3 of hidden layer 1 are saturated on every one of the 300 samples"
    )
    assert (
        "together they act as one bias, and 3 units do all the work" in found.sentence
    )
    assert found.title == "2 of 5 units saturated"
    assert found.severity is Severity.NOTE


def test_saturation_depends_on_the_activation():
    # tanh is flat where sigmoid is not yet: at z = 4 their slopes are 0.5 % and 7 %
    # of the steepest. The identity never is.
    flat = {}
    for name in ("tanh", "sigmoid", "identity"):
        trainer = trainer_of(3, activation=name)
        trainer.network.layers[0].W[2] = 0.001
        trainer.network.layers[0].b[2] = 4.0
        flat[name] = [f.units for f in of_kind(findings_of(trainer), "saturated")]
    assert flat == {"tanh": [(2,)], "sigmoid": [], "identity": []}


@pytest.mark.parametrize(("product", "share"), [(0.0099, 1.0), (0.0101, 0.0)])
def test_a_sigmoid_is_saturated_where_a_times_1_minus_a_is_below_a_hundredth(
    product, share
):
    a = 0.5 * (1.0 + math.sqrt(1.0 - 4.0 * product))  # a (1 - a) = product
    A = np.array([[a, 1.0 - a]])
    Z = np.log(A / (1.0 - A))
    assert saturated(ACTIVATIONS["sigmoid"], Z).tolist() == [share]


def test_a_unit_active_for_few_samples_is_saturated_on_a_share():
    X = np.ones((1, 300))
    X[0, :2] = 0.0
    trainer = Trainer(
        TrainingConfig(hidden_units=(2,), initialization="xavier"), Dataset(X, X)
    )
    layer = trainer.network.layers[0]
    layer.W[0], layer.b[0] = 40.0, 0.0  # half on where x1 = 0, and flat where it is 1
    sentence = one(findings_of(trainer), "saturated").sentence
    assert "is saturated on at least 99.3 % of the 300 samples" in sentence
    X[0, :4] = 0.0
    trainer = Trainer(trainer.config, Dataset(X, X))
    layer = trainer.network.layers[0]
    layer.W[0], layer.b[0] = 40.0, 0.0
    assert not of_kind(
        findings_of(trainer), "saturated"
    )  # four of 300 are enough to learn


def test_a_layer_without_working_units_is_one_warning():
    trainer = trainer_of(4, activation="sigmoid")
    trainer.network.layers[0].b[:] = 400.0
    findings = findings_of(trainer)
    found = one(findings, "saturated")
    assert found.severity is Severity.WARNING
    assert found.sentence.startswith("All 4 units of hidden layer 1 are saturated")
    assert not of_kind(findings, "vanishing")


def test_dead_units_are_zero_for_every_sample():
    trainer = trainer_of(4, activation="relu")
    layer = trainer.network.layers[0]
    layer.b[2] = -1e3
    # This one is active for a single sample of 300, so it learns.
    x1 = np.sort(trainer.data.X[0])
    layer.W[3], layer.b[3] = (1.0, 0.0), -x1[-2:].mean()
    found = one(findings_of(trainer), "dead")
    assert found.units == (2,)
    assert not of_kind(findings_of(trainer), "saturated")
    trainer.evaluate()
    gradient = trainer.network.named(trainer.network.gradient)
    assert not gradient["W1"][2].any()
    assert gradient["W1"][3].any()


def test_a_saturated_output_is_a_warning():
    trainer = trainer_of(4, output_activation="sigmoid")
    trainer.network.layers[1].b[:] = 50.0
    found = one(findings_of(trainer), "saturated")
    assert (found.layer, found.units, found.severity) == (2, (0,), Severity.WARNING)
    assert "output unit" in found.sentence
    trainer = trainer_of(4, output_activation="relu")
    trainer.network.layers[1].b[:] = -50.0
    assert one(findings_of(trainer), "dead").layer == 2


def test_twins_have_a_positive_or_negative_correlation():
    trainer = trainer_of(6)
    W = trainer.network.layers[0].W
    W[:] = [(1, 0), (0, 1), (1, 1), (-1, 0), (1, -1), (0, 1.05)]
    trainer.network.layers[0].b[:] = 0.0
    found = one(after_an_update(trainer), "twins")
    assert found.pairs == ((0, 3), (1, 5))
    assert found.units == (0, 1, 3, 5)
    assert found.sentence.startswith(
        "Twins in hidden layer 1: units 0 and 3; units 1 and 5. Over the 300 samples"
    )
    assert "these 4 units do little more than the work of 2" in found.sentence


@pytest.mark.parametrize(("samples", "told"), [(2, False), (4, False), (5, True)])
def test_over_a_few_samples_no_units_are_twins(samples, told):
    config = TrainingConfig(hidden_units=(2,), initialization="xavier")
    trainer = Trainer(config, data(samples, 0))
    trainer.network.layers[0].W[1] = trainer.network.layers[0].W[0]
    assert bool(of_kind(after_an_update(trainer), "twins")) is told


@given(st.integers(0, 2**32 - 1), st.sampled_from(["sigmoid", "tanh", "softplus"]))
def test_pairs_agree_with_numpys_correlation(seed, activation):
    trainer = Trainer(
        TrainingConfig(
            hidden_units=(8,), activation=activation, initialization="he", seed=seed
        ),
        data(80, seed),
    )
    size = np.abs(np.corrcoef(trainer.problem.model.activations(trainer.data.X)[0]))
    findings = after_an_update(trainer)
    saturated_units = {u for f in of_kind(findings, "saturated") for u in f.units}
    expected = tuple(
        (i, j)
        for i in range(8)
        for j in range(i + 1, 8)
        if size[i, j] > 0.99 and not {i, j} & saturated_units
    )
    assert sum((f.pairs for f in of_kind(findings, "twins")), ()) == expected


def test_constant_units_are_no_twins():
    trainer = trainer_of(4, initialization="zeros")
    assert one(findings_of(trainer), "constant").units == (0, 1, 2, 3)
    assert not of_kind(findings_of(trainer), "twins")
    assert not of_kind(findings_of(trainer), "vanishing")
    trainer = trainer_of(4)
    trainer.network.layers[0].W[:2] = 0.0
    trainer.network.layers[0].b[:2] = 0.7
    findings = after_an_update(trainer)
    assert one(findings, "constant").units == (0, 1)
    assert all(not {0, 1} & set(f.units) for f in of_kind(findings, "twins"))


def test_saturated_units_are_no_twins():
    trainer = trainer_of(4, activation="sigmoid")
    layer = trainer.network.layers[0]
    layer.Wb[0] = layer.Wb[1] = (0.01, 0.01, 20.0)
    findings = after_an_update(trainer)
    assert one(findings, "saturated").units == (0, 1)
    assert all(not {0, 1} & set(f.units) for f in of_kind(findings, "twins"))


def test_at_the_start_only_identical_units_are_twins():
    trainer = trainer_of(6)
    layer = trainer.network.layers[0]
    layer.Wb[1] = layer.Wb[0] * 1.01
    layer.Wb[5] = layer.Wb[4]
    assert one(findings_of(trainer), "twins").pairs == ((4, 5),)
    assert (0, 1) in one(after_an_update(trainer), "twins").pairs


def test_a_finding_in_a_deeper_layer_names_the_layer():
    trainer = trainer_of(3, 4)
    trainer.network.layers[1].b[1] = 40.0
    found = one(findings_of(trainer), "saturated")
    assert (found.layer, found.units) == (2, (1,))
    assert found.title == "layer 2: 1 of 4 units saturated"


ADVICE = {
    "saturated": "To keep more units at work",
    "dead": "keeps units alive",
    "constant": "a random start sets them apart",
    "twins": "fewer units would do as well",
}


def with_faulty_layers(kind: str) -> Trainer:
    """Return a trainer with faulty units in six layers."""
    activation = "relu" if kind == "dead" else "sigmoid"
    trainer = trainer_of(*(64,) * 6, activation=activation)
    for number, layer in enumerate(trainer.network.layers[:-1], 1):
        units = slice(0, 64 if number in (2, 3, 4) else 10)
        if kind in ("saturated", "dead"):
            layer.W[units] = 0.0
            layer.b[units] = 1e3 if kind == "saturated" else -1.0
        elif kind == "constant":
            layer.W[units], layer.b[units] = 0.0, 0.5
        else:
            layer.Wb[1:3] = layer.Wb[0]
    return trainer


@pytest.mark.parametrize("kind", list(ADVICE))
def test_findings_in_several_layers_are_merged(kind):
    trainer = with_faulty_layers(kind)
    found = one(findings_of(trainer), kind)
    assert (found.layer, found.units) == (None, ())
    assert found.sentence.count(ADVICE[kind]) == 1
    assert len(found.sentence) < 420
    assert len(found.title) <= 40
    if kind == "twins":
        assert found.sentence.startswith(
            "Twins: 3 of 64 units of hidden layers 1 to 6 each"
        )
        assert found.title == "18 pairs of twins"
        assert "the activations of 18 pairs correlate" in found.sentence
        return
    if kind == "saturated":
        assert found.sentence.startswith(
            "10 of 64 units of hidden layers 1, 5 and 6 each and 64 of 64 of hidden "
            "layers 2, 3 and 4 each are saturated, each on every one of the 300 samples"
        )
        assert found.title == "222 units saturated"
        assert found.severity is Severity.WARNING  # three layers have no working unit


def test_many_groups_of_layers_are_summed_up():
    trainer = trainer_of(*(8,) * 6, activation="sigmoid")
    for number, layer in enumerate(trainer.network.layers[:-1], 1):
        layer.W[:number], layer.b[:number] = 0.0, 1e3
    sentence = one(findings_of(trainer), "saturated").sentence
    assert sentence.startswith("21 of 48 units of hidden layers 1 to 6 are saturated")


def test_a_finding_about_the_output_unit_is_not_merged():
    trainer = trainer_of(4, 4, activation="sigmoid", output_activation="sigmoid")
    for layer in trainer.network.layers:
        layer.b[:] = 400.0
    inner, output = of_kind(findings_of(trainer), "saturated")
    assert inner.sentence.startswith("4 of 4 units of hidden layers 1 and 2 each are")
    assert output.layer == 3
    assert "output unit" in output.sentence
