"""Units that are off in the picture alone."""

from __future__ import annotations

import numpy as np
import pytest

from gui.graph.hover_target import Unit
from gui.graph.probe import Probe
from gui.graph.what_if import WhatIf
from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets


@pytest.fixture
def trainer() -> Trainer:
    trainer = Trainer(TrainingConfig(hidden_units=(4, 3)), datasets.notebook(40))
    trainer.run(5)
    return trainer


def test_a_snapshot_without_units_predicts_as_numpy_does(qtbot, trainer):
    what_if, snapshot = WhatIf(), trainer.snapshot()
    assert what_if.applied_to(snapshot) is snapshot
    with qtbot.waitSignal(what_if.changed):
        what_if.set_off({Unit(1, 2), Unit(2, 0)})
    shown = what_if.applied_to(snapshot)
    assert shown is what_if.applied_to(snapshot)  # the same, for what compares states
    p, A = trainer.network.parameters, trainer.data.X
    for layer, off in ((1, 2), (2, 0)):
        A = 1.0 / (1.0 + np.exp(-(p[f"W{layer}"] @ A + p[f"b{layer}"])))
        A[off] = 0.0
    predicted = (p["W3"] @ A + p["b3"])[0]
    probe = Probe(snapshot.run)
    np.testing.assert_allclose(probe.predictions(shown), predicted)
    np.testing.assert_allclose(
        probe.predictions(snapshot), trainer.predict(trainer.data.X)[0]
    )
    with qtbot.assertNotEmitted(what_if.changed):
        what_if.set_off([Unit(2, 0), Unit(1, 2)])
    what_if.set_off(())
    assert what_if.applied_to(snapshot) is snapshot


def test_another_network_keeps_the_units_that_it_has(qtbot):
    what_if = WhatIf()
    off = {Unit(0, 1), Unit(1, 2), Unit(1, 7), Unit(2, 0)}
    what_if.set_off(off)
    what_if.drop_beyond((2, 8, 3, 1))
    assert what_if.off == off
    what_if.drop_beyond((2, 5, 1))  # layer 2 is the output by now
    assert what_if.off == {Unit(0, 1), Unit(1, 2)}
