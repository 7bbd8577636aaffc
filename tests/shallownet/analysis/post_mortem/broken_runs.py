"""Runs that diverge, for the post-mortem to look at."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import pytest

from shallownet import Dataset, DivergedError, Trainer, TrainingConfig
from shallownet.analysis.post_mortem import UPDATES_BEFORE, PostMortem, post_mortem
from shallownet.analysis.post_mortem.blow_up import updates_to_examine
from shallownet.data import datasets
from shallownet.runs.rewind import Rewind

if TYPE_CHECKING:
    import numpy as np

DATA = datasets.notebook(200)


def run_until_it_breaks(
    config: TrainingConfig, data: Dataset = DATA
) -> tuple[Trainer, list[np.ndarray]]:
    """Run, and keep the states that a divergence leaves behind it."""
    trainer, kept = Trainer(config, data), deque(maxlen=UPDATES_BEFORE)
    with pytest.raises(DivergedError):
        while trainer.updates < 5_000:
            theta = trainer.network.theta.copy()
            trainer.step()
            kept.append(theta)
    return trainer, list(kept)


def diverged(**changes) -> tuple[Trainer, list[np.ndarray]]:
    # Too long a step kills ReLU units as often as not; without a kink it diverges.
    given = {"activation": "identity", "learning_rate": 0.05} | changes
    return run_until_it_breaks(TrainingConfig(**given))


def examined(**changes) -> tuple[Trainer, PostMortem]:
    trainer, states = diverged(**changes)
    return trainer, post_mortem(trainer.snapshot(), states)


def examined_whole(trainer: Trainer) -> PostMortem:
    """Examine a run with all the states that are worth knowing."""
    snapshot, past = trainer.snapshot(), Rewind(trainer)
    steps = updates_to_examine(snapshot)
    return post_mortem(snapshot, [past.theta_at(step) for step in steps], steps)
