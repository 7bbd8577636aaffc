"""Numbers beyond the floats are results: no warning of NumPy leaves the core."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import (
    ACTIVATIONS,
    Dataset,
    DivergedError,
    Trainer,
    TrainingConfig,
    check_gradients,
)
from shallownet.analysis.microscope import Microscope
from shallownet.arrays import norm

# A warning fails a test; see pyproject.toml.


def data_of(size: float) -> Dataset:
    g = np.random.default_rng(0)
    return Dataset(size * g.normal(size=(2, 30)), size * g.normal(size=(1, 30)))


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
@pytest.mark.parametrize("size", [1e-300, 1.0, 1e150, 1e300])
@pytest.mark.parametrize("scale", [1.0, 800.0, 1e200, np.inf, np.nan])
def test_a_run_beyond_all_numbers_gives_no_warnings(activation, size, scale):
    config = TrainingConfig(
        activation=activation,
        hidden_units=(3,),
        initialization="xavier",
        learning_rate=50.0,
        l1=0.1,
        l2=0.1,
        clip_norm=1e-3,
    )
    trainer = Trainer(config, data_of(size))
    theta = trainer.network.theta
    theta[:] = np.copysign(scale, theta) if abs(scale) != 1.0 else theta
    try:
        trainer.run(5)
    except DivergedError:
        assert trainer.divergence is not None
    trainer.preview()
    trainer.predict(trainer.data.X)
    snapshot = trainer.snapshot()
    assert not np.isfinite(snapshot.r2) or snapshot.r2 <= 1.0
    check_gradients(trainer)
    microscope = Microscope(trainer.run_info)
    microscope.step_profile(snapshot)
    microscope.sharpness(snapshot)
    microscope.contributions(snapshot, 0)


def test_a_norm_keeps_its_digits_at_both_ends():
    for size in (1e-320, 1e-300, 1.0, 1e300):
        vector = size * np.array([3.0, 4.0])
        assert norm(vector) == pytest.approx(
            5.0 * size, rel=1e-3 if size < 1e-310 else 1e-14, abs=0.0
        )
    assert norm(np.zeros(3)) == 0.0
    assert norm(np.empty(0)) == 0.0
    assert norm(np.array([1.0, -np.inf])) == np.inf
    assert np.isnan(norm(np.array([1.0, np.nan])))
