"""Numbers beyond the floats are results: no warning of NumPy leaves the core."""

from __future__ import annotations

from contextlib import suppress

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
from shallownet.analysis.convex_hull import convex_hull, is_inside
from shallownet.analysis.diagnosis import diagnose
from shallownet.analysis.function_map import FunctionMap, Plane
from shallownet.analysis.landscape.loss_map import PlaneChoice
from shallownet.analysis.landscape.run_path import RunPath
from shallownet.analysis.landscape.survey import Survey
from shallownet.analysis.microscope import Microscope
from shallownet.analysis.partial_dependence import profiles
from shallownet.analysis.residuals import residuals
from shallownet.analysis.unit_report import unit_report
from shallownet.arrays import norm
from shallownet.documents.report.report import report
from shallownet.wording import percent

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


@pytest.mark.parametrize("activation", ["sigmoid", "relu", "sine"])
@pytest.mark.parametrize(
    ("size", "scale"), [(1.0, 800.0), (1.0, 1e160), (1e300, 1.0), (1e-300, 1e300)]
)
def test_no_panel_gives_warnings_of_what_is_beyond_all_numbers(activation, size, scale):
    config = TrainingConfig(
        activation=activation, hidden_units=(3,), initialization="xavier", l1=0.1
    )
    trainer = Trainer(config, data_of(size))
    with suppress(DivergedError):
        trainer.run(3)
    theta = trainer.network.theta
    theta[:] = np.copysign(np.minimum(np.abs(theta), 1e305 / scale) * scale, theta)
    now, start = trainer.snapshot(), np.ones_like(theta)
    thetas = np.array([start, -0.5 * start, now.theta])
    path = RunPath(now.run, np.array([0, 1, 3]), thetas, np.full(3, np.nan), 3)
    survey = Survey(now.run)
    for choice in (PlaneChoice(), PlaneChoice("parameters"), PlaneChoice("states")):
        found = survey.map(now, path, choice, 0.8, cells=8)
        assert percent(found.plane.share)
    assert survey.outlook(now, path).place.sentence
    survey.moves(now)
    residuals(now, 1)
    unit_report(now, [(1, 0)])
    diagnose(now)
    X = now.run.data.X
    rows = np.quantile(X, [0.0, 0.5, 1.0], axis=1).T
    profiles(now, np.arange(9), [row[np.newaxis] for row in rows])
    plane = Plane((0, 1), X[0, :5], X[1, :4], X[:, 0])
    function = FunctionMap(now.run.model)
    function.set_plane(plane)
    function.compute(now.theta)
    is_inside(convex_hull(X[0], X[1]), X[0, :5], X[1, :4])
    assert report(trainer)


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
