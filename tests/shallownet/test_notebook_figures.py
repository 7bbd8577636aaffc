"""Both gradient rules against the lesson's exact figures, through update 2,000."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets

FIGURES = json.loads(
    (Path(__file__).parents[1] / "data" / "notebook_figures.json").read_text()
)
# From update 3,900 (published) and 4,600 (exact) on, rounding errors grow to order 1.
LAST = 2_000


@pytest.mark.parametrize("rule", ["exact", "published"])
def test_a_run_reproduces_the_figures(rule):
    figures = FIGURES[rule]
    trainer = Trainer(TrainingConfig(gradient=rule), datasets.notebook())
    compared = 0
    for step in range(LAST + 1):
        for name, values in figures["weights"].get(str(step), {}).items():
            np.testing.assert_allclose(
                trainer.network.parameters[name],
                values,
                rtol=1e-9,
                err_msg=f"{name} after update {step}",
            )
            compared += 1
        trainer.step()
    assert compared == 4 * len(figures["weights"]) == 28
    history = trainer.history
    for step, value in figures["mean_error"].items():
        assert history.mean_error[int(step)] == pytest.approx(value, rel=1e-9)
    for step, value in figures["mse"].items():
        assert 2 * history.loss[int(step)] == pytest.approx(value, rel=1e-9)


def test_the_published_rule_gives_all_biases_the_same_gradient():
    trainer = Trainer(TrainingConfig(gradient="published"), datasets.notebook(500))
    exact = Trainer(TrainingConfig(), datasets.notebook(500))
    published = trainer.preview()["db1"]
    assert np.ptp(published) == 0.0
    assert published[0, 0] == pytest.approx(exact.preview()["db1"].sum(), rel=1e-12)
    for name in ("dW1", "dW2", "db2"):
        np.testing.assert_array_equal(trainer.preview()[name], exact.preview()[name])
