"""A fixed random subset of the training samples, for analyses that cost too much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from shallownet.arrays import Indices
    from shallownet.training.snapshot import Run

MAX_ACTIVATIONS: Final = 40_000
"""Hidden activations of one pass: those of 4,000 samples in the lesson's ten units."""

MAX_SAMPLES: Final = 4_000


def training_subset(
    run: Run,
    min_samples: int,
    *,
    max_activations: int = MAX_ACTIVATIONS,
    max_samples: int = MAX_SAMPLES,
) -> Indices:
    """Return the rows of the training samples to analyse, in order.

    The subset never changes during a run: otherwise results would vary with it.

    Parameters
    ----------
    run : Run
    min_samples : int
        How many to take even if the network exceeds the limit of activations.
    max_activations : int
        Hidden activations of one pass over the subset.
    max_samples : int

    Returns
    -------
    ndarray of int
        Rows of ``run.data``: all training samples if they are few enough.
    """
    units = sum(run.model.network.layer_sizes[1:-1])
    count = min(max(max_activations // max(units, 1), min_samples), max_samples)
    return fixed_choice(run.split.train, count)


def fixed_choice(rows: Indices, count: int) -> Indices:
    """Return ``count`` of the rows, in order, or all if they are no more.

    The choice is random, and the same whenever it is made.
    """
    if len(rows) <= count:
        return rows
    chosen = np.random.default_rng(0).choice(len(rows), count, replace=False)
    return rows[np.sort(chosen)]
