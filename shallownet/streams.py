"""The random streams of a run: one for each purpose, so that no draw repeats another.

Inputs and the notebook's own start come from `numpy.random.RandomState`, as in the
lesson: that start goes on where the lesson's data ended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator

# NumPy pads a seed's words with zeros: s, (s, 0) and (s, 0, 0) are the same stream.


def start(seed: int) -> Generator:
    """Return the stream of the first parameters."""
    return np.random.default_rng(seed)


def noise(seed: int) -> Generator:
    """Return the stream of the noise on a target."""
    return np.random.default_rng((seed, 1))


def split(seed: int) -> Generator:
    """Return the stream that chooses the test samples."""
    return np.random.default_rng((seed, 2))


def order(seed: int, epoch: int) -> Generator:
    """Return the stream of the order of the samples in an epoch."""
    return np.random.default_rng((seed, epoch, 3))
