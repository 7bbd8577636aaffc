"""How long the updates took, noted at a bounded number of them."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets
from shallownet.training.timing import MOST, Timing


def even(updates: int) -> Timing:
    elapsed = Timing()
    for update in range(1, updates + 1):
        elapsed.note(update, 0.5)
    return elapsed


@pytest.mark.parametrize("updates", [0, 1, 7, MOST, MOST + 1, 3 * MOST + 5])
def test_the_time_is_told_for_every_update_and_noted_at_few(updates):
    elapsed = even(updates)
    every = np.arange(updates + 1)
    np.testing.assert_allclose(elapsed.at(every), every / 2)
    assert elapsed.seconds == updates / 2
    assert len(elapsed._updates) <= MOST


@pytest.mark.parametrize("to", [0, 1, 5_000, 9_999, 10_000])
def test_it_can_go_back_and_on(to):
    elapsed = even(10_000)
    copy = elapsed.up_to(to)
    np.testing.assert_allclose(copy.at([to // 2, to]), [to // 2 / 2, to / 2])
    copy.note(to + 1, 2.0)
    assert copy.seconds == pytest.approx(to / 2 + 2.0)
    np.testing.assert_allclose(copy.at([to + 1]), to / 2 + 2.0)
    assert elapsed.seconds == 5_000


def test_a_trainer_counts_the_time_of_its_updates():
    trainer = Trainer(TrainingConfig(), datasets.notebook(50))
    trainer.run(5)
    five = trainer.timing.seconds
    assert five > 0
    trainer.snapshot()
    assert trainer.timing.seconds == five
    trainer.return_to_finite()
    assert 0 < trainer.timing.seconds < five
