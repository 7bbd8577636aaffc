"""Split the samples into those to train on and those to test on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from shallownet import streams
from shallownet.errors import DataError
from shallownet.wording import figure

if TYPE_CHECKING:
    from shallownet.arrays import Indices


class Split(NamedTuple):
    """The sorted indices of the training samples and of the test samples."""

    train: Indices
    test: Indices


def split(samples: int, share: float, seed: int) -> Split:
    """Choose the test samples at random.

    Parameters
    ----------
    samples : int
        The number of samples.
    share : float
        The share of them to test on, rounded to whole samples.
    seed : int
        The same seed chooses the same samples.

    Raises
    ------
    DataError
        If ``share`` leaves no sample to train on, or is too small for one to test on.
    """
    count = round(share * samples)
    if share and not 0 < count < samples:
        raise DataError(
            f"a test share of {figure(share, 6)} of {samples:,} samples is "
            f"{count:,} samples; there must be some to train on and some to test on"
        )
    order = streams.split(seed).permutation(samples)
    return Split(np.sort(order[count:]), np.sort(order[:count]))
