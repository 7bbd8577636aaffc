"""Runs that diverge, for the tests of the post-mortem."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import pytest

from shallownet import Dataset, DivergedError, Trainer, TrainingConfig
from shallownet.analysis.post_mortem import (
    PostMortem,
    post_mortem,
    updates_to_examine,
)
from shallownet.analysis.post_mortem.blow_up import SHOWN_STATES
from shallownet.data import datasets
from shallownet.runs.rewind import Rewind

if TYPE_CHECKING:
    import numpy as np

DATA = datasets.notebook(200)


def run_until_diverged(
    config: TrainingConfig, data: Dataset = DATA
) -> tuple[Trainer, dict[int, np.ndarray]]:
    """Return a run that diverged, and its last parameters by step."""
    trainer = Trainer(config, data)
    last: deque[tuple[int, np.ndarray]] = deque(maxlen=SHOWN_STATES)
    with pytest.raises(DivergedError):
        while trainer.updates < 5_000:
            step, theta = trainer.updates, trainer.network.theta.copy()
            trainer.step()
            last.append((step, theta))
    return trainer, dict(last)


def diverged(**changes) -> tuple[Trainer, dict[int, np.ndarray]]:
    # Large steps often kill ReLU units; the identity has no kink and diverges.
    settings: dict[str, Any] = {
        "activation": "identity",
        "learning_rate": 0.05,
    } | changes
    return run_until_diverged(TrainingConfig(**settings))


def examined(**changes) -> tuple[Trainer, PostMortem]:
    trainer, thetas = diverged(**changes)
    return trainer, post_mortem(trainer.snapshot(), thetas)


def fully_examined(trainer: Trainer) -> PostMortem:
    """Examine a run with all states that a post-mortem needs."""
    snapshot, past = trainer.snapshot(), Rewind(trainer)
    steps = updates_to_examine(snapshot)
    return post_mortem(snapshot, {step: past.theta_at(step) for step in steps})
