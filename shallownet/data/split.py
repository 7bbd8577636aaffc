"""Which samples a network learns from, and which it is tested on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from shallownet.errors import DataError

if TYPE_CHECKING:
    from shallownet.arrays import Indices


class Split(NamedTuple):
    """The numbers of the samples to train on and of those to test on, both sorted."""

    train: Indices
    test: Indices


def split(samples: int, share: float, seed: int) -> Split:
    """Choose the samples to test on at random.

    Parameters
    ----------
    samples : int
        How many there are.
    share : float
        The share of them to test on; rounded to whole samples.
    seed : int
        The same seed chooses the same samples.

    Raises
    ------
    DataError
        If none are left to train on, or none to test on although some were asked for.
    """
    count = round(share * samples)
    if share and not 0 < count < samples:
        raise DataError(
            f"a test share of {share:g} of {samples:,} samples is {count:,} samples; "
            "there must be some to train on and some to test on"
        )
    order = np.random.default_rng((seed, 2)).permutation(samples)
    return Split(np.sort(order[count:]), np.sort(order[:count]))
