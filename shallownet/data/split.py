"""Split the samples into those to train on, to validate with, and to test on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from shallownet import streams
from shallownet.errors import DataError
from shallownet.wording import figure

if TYPE_CHECKING:
    from shallownet.arrays import Indices


class Split(NamedTuple):
    """The sorted indices of the training, validation and test samples.

    The held-out samples are those that training never sees and plots show: for
    validation, or for the test if none are for validation. With samples for validation
    those for the test are sealed: nothing shows how well they are predicted before they
    are looked at.
    """

    train: Indices
    validation: Indices
    test: Indices

    @property
    def held_out(self) -> Indices:
        """The samples that a run is watched on while it trains."""
        return self.validation if self.validation.size else self.test

    @property
    def held_out_name(self) -> str:
        """The name of that part, as views write it."""
        return "validation" if self.validation.size else "test"

    @property
    def sealed(self) -> Indices:
        """The test samples, if there are others for validation."""
        return self.test if self.validation.size else self.test[:0]

    @property
    def open(self) -> Indices:
        """All samples but the sealed ones: those that views show."""
        if not self.sealed.size:
            return np.arange(self.train.size + self.test.size + self.validation.size)
        return np.union1d(self.train, self.validation)


def split(
    samples: int, test_share: float, seed: int, validation_share: float = 0.0
) -> Split:
    """Choose the samples for test and validation at random.

    Parameters
    ----------
    samples : int
        The number of samples.
    test_share, validation_share : float
        The share of them to test on and to validate with, each rounded to whole
        samples. The test samples do not depend on the share for validation.
    seed : int
        The same seed chooses the same samples.

    Raises
    ------
    DataError
        If the shares leave no sample to train on, or one is too small for one sample.

    Examples
    --------
    >>> [len(part) for part in split(50, 0.2, 0, 0.1)]
    [35, 5, 10]
    """
    tested, validated = round(test_share * samples), round(validation_share * samples)
    for name, share, count in (
        ("test", test_share, tested),
        ("validation", validation_share, validated),
    ):
        if share and not 0 < count < samples - (tested + validated - count):
            raise DataError(
                f"a {name} share of {figure(share, 6)} of {samples:,} samples is "
                f"{count:,} samples; there must be some to train on and some "
                f"{'to test on' if name == 'test' else 'to validate with'}"
            )
    order = streams.split(seed).permutation(samples)
    parts = np.split(order, [tested, tested + validated])
    test, validation, train = map(np.sort, parts)
    return Split(train, validation, test)
