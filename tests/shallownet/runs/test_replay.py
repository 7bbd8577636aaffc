"""Replaying a run."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets
from shallownet.errors import Cancelled
from shallownet.runs.replay import replay

DATA = datasets.notebook(40)
CONFIG = TrainingConfig(optimizer="adam", batch_size=12)


def changed() -> Trainer:
    trainer = Trainer(CONFIG, DATA)
    trainer.edit("b1[0]", 0.25)
    trainer.run(4)
    trainer.change("optimizer", "momentum")
    trainer.run(5)
    trainer.freeze("W1[0, 0]")
    trainer.change("batch_size", 9)
    return trainer


def test_a_replay_includes_the_changes_at_the_end():
    trainer = changed()
    again = replay(CONFIG, DATA, trainer.events, 9)
    assert again.network.theta.tobytes() == trainer.network.theta.tobytes()
    assert again.events == trainer.events
    assert again.settings == trainer.settings
    np.testing.assert_array_equal(again.history.loss, trainer.history.loss)


@pytest.mark.parametrize(("updates", "events"), [(0, 1), (3, 1), (4, 2), (8, 2)])
def test_later_events_are_ignored(updates, events):
    again = replay(CONFIG, DATA, changed().events, updates)
    assert (again.updates, len(again.events)) == (updates, events)


def test_a_replay_can_be_cancelled_and_resets_the_cancel_check():
    with pytest.raises(Cancelled):
        replay(CONFIG, DATA, [], 10**9, cancelled=lambda: True)
    assert replay(CONFIG, DATA, [], 2, cancelled=lambda: False).cancelled is None
