"""Where the gradient has vanished, the curvature tells a plateau from a minimum."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from shallownet import Trainer, TrainingConfig
from shallownet.analysis.diagnosis import Finding, Severity, diagnose
from tests.shallownet.analysis.diagnosis.faulty_runs import data, one, trainer_of


def plateau_of(trainer: Trainer) -> Finding:
    """Return the finding once its gradient has been tiny for long."""
    norms = np.r_[np.full(20, 1e9), np.full(400, 1e-9)]
    snapshot = trainer.snapshot()
    snapshot = replace(
        snapshot, history_gradient_norm=norms, gradient=snapshot.gradient * 1e-9
    )
    return one(diagnose(snapshot), "plateau")


def test_a_saddle_is_not_called_a_minimum():
    trainer = trainer_of(2)
    trainer.network.theta[:] = 0.0  # tanh units that may grow to either side
    found = plateau_of(trainer)
    assert found.title == "saddle"
    assert found.severity is Severity.WARNING
    assert "no minimum but a saddle: λmin is −" in found.sentence


def test_a_place_where_the_loss_curves_up_all_around_is_a_poor_minimum():
    config = TrainingConfig(
        hidden_units=(),
        output_activation="tanh",
        initialization="xavier",
        learning_rate=0.5,
    )
    trainer = Trainer(config, data())
    trainer.run(500)
    found = plateau_of(trainer)
    assert found.title == "poor minimum"
    assert "J curves up along every direction (λmin 0." in found.sentence


def test_dead_units_stand_on_a_plateau():
    trainer = trainer_of(3, activation="relu")
    trainer.network.parameters["b1"][:] = -100.0
    trainer.network.theta[-1] = trainer.data.y.mean()
    found = plateau_of(trainer)
    assert found.title == "plateau"
    assert "minimum" not in found.sentence
    assert "hardly curves (λmin 0, λmax 1)" in found.sentence


def test_a_frozen_parameter_does_not_count():
    trainer = trainer_of(2)
    trainer.network.theta[:] = 0.0
    for index in range(trainer.network.theta.size - 1):
        trainer.freeze(trainer.network.parameter_name(index))
    assert plateau_of(trainer).title == "poor minimum"


def test_a_linear_model_is_at_its_minimum():
    config = TrainingConfig(hidden_units=(), initialization="xavier", learning_rate=0.5)
    trainer = Trainer(config, data())
    trainer.run(500)
    found = plateau_of(trainer)
    assert (found.title, found.severity) == ("plateau", Severity.NOTE)
    assert "For a linear model that is its minimum" in found.sentence
