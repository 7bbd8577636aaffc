"""Standardization: shift to mean 0, scale to standard deviation 1, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.arrays import SMALL, ignore_overflow, spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.arrays import Array


UNSEEN: Final = 5e-13
"""A scale relative to the size of a constant row, by which its rounding is small."""


def is_constant(values: Array) -> NDArray[np.bool_]:
    """Return for each row of ``values`` (rows, n) whether only rounding varies it."""
    result: NDArray[np.bool_] = spread(values.min(axis=1), values.max(axis=1)) == 0.0
    return result


class Scaling(NamedTuple):
    """An affine scaling of each row: ``scaled = (values - shift) / scale``.

    Attributes
    ----------
    shift, scale : ndarray, shape (rows, 1)
        In the units of the values.
    """

    shift: Array
    scale: Array

    @classmethod
    def none(cls, rows: int) -> Scaling:
        """Return the identity."""
        return cls(np.zeros((rows, 1)), np.ones((rows, 1)))

    @classmethod
    def of(cls, values: Array, *, standardize: bool) -> Scaling:
        """Return the scaling that a configuration asks for: `standard` or `none`."""
        return cls.standard(values) if standardize else cls.none(len(values))

    @classmethod
    def standard(cls, values: Array) -> Scaling:
        """Return the scaling that gives each row mean 0 and standard deviation 1.

        A row that is constant but for rounding is only shifted. What is left of it,
        the rounding, is too large to be seen from a size of 1 / `UNSEEN` on; then the
        row is scaled until it is not.
        """
        with ignore_overflow():
            constant = is_constant(values)[:, np.newaxis]
            first = values[:, :1]
            left = np.where((values == first).all(axis=1)[:, np.newaxis], 0.0, first)
            mean = values.mean(axis=1, keepdims=True)
            deviation = values.std(axis=1, keepdims=True)
            unusable = ~np.isfinite(deviation) | (deviation**2 < SMALL)
            if (unusable & ~constant).any():  # 1e155**2 is inf, 1e-170**2 is 0
                size = np.abs(values).max(axis=1, keepdims=True)
                size[size == 0.0] = 1.0
                mean = size * (values / size).mean(axis=1, keepdims=True)
                deviation = size * (values / size).std(axis=1, keepdims=True)
        return cls(
            np.where(constant, first, mean),
            np.where(constant, np.maximum(UNSEEN * np.abs(left), 1.0), deviation),
        )

    def apply(self, values: Array) -> Array:
        """Return ``values`` (rows, n) in the scaled units."""
        with ignore_overflow():
            return (values - self.shift) / self.scale

    def invert(self, scaled: Array) -> Array:
        """Return ``scaled`` (rows, n) in the original units."""
        with ignore_overflow():
            return scaled * self.scale + self.shift
