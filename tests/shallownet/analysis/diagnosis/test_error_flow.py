"""Findings about gradients that vanish or explode between layers."""

from __future__ import annotations

import numpy as np

from shallownet import PRESETS, Trainer
from shallownet.wording import figure
from tests.shallownet.analysis.diagnosis.faulty_runs import (
    findings_of,
    of_kind,
    one,
    trainer_of,
)


def test_a_gradient_vanishes_through_many_narrow_sigmoid_layers():
    recipe = next(p for p in PRESETS if p.name == "deep-and-narrow").recipe
    trainer = Trainer(recipe.config, recipe.make_data())
    found = one(findings_of(trainer), "vanishing")
    assert found.layer == 1
    trace = trainer.preview()
    share = np.sqrt(np.mean(trace["dZ1"] ** 2) / np.mean(trace["dZ7"] ** 2))
    assert f"is {figure(share)} of that at the output" in found.sentence
    assert "Xavier" not in found.sentence  # it has that start already


def test_a_gradient_explodes_through_large_weights():
    trainer = trainer_of(4, 4, activation="identity")
    trainer.network.layers[1].W *= 100.0
    trainer.network.layers[2].W *= 100.0
    found = one(findings_of(trainer), "exploding")
    assert found.layer == 1
    assert not of_kind(findings_of(trainer_of(4, 4)), "exploding")
