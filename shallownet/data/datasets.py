"""The checked container for samples, and the lesson's own data."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from shallownet.errors import DataError
from shallownet.wording import brief, figure

if TYPE_CHECKING:
    from shallownet.arrays import Array, Indices
    from shallownet.data.columns.encodings import Encoding

MAX_SAMPLES: Final = 10_000_000
MAX_SEED: Final = 2**32 - 1
"""The largest seed of NumPy's legacy generator."""

LARGEST: Final = float(np.finfo(np.float64).max) / 4.0
"""The size of the largest values: with them the range of a column, and a margin around
it, are floats too."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Samples of inputs and a target, checked when created, and read-only.

    Parameters
    ----------
    X : array_like, shape (features, m)
        The inputs, one sample per column.
    y : array_like, shape (1, m)
        The true value of the target for each sample.
    input_names : tuple of str
        A name for each row of ``X``.
    target_name : str
        What the target is, in words or as a formula.
    columns : tuple of Encoding
        The columns of a table that the inputs were made of, in their order, and then
        the target's; empty if they are of no table.

    Raises
    ------
    DataError
        If the shapes do not match, or a value is not finite or above `LARGEST` in
        size.
    """

    X: Array
    y: Array
    input_names: tuple[str, ...] = ()
    target_name: str = "y"
    columns: tuple[Encoding, ...] = ()

    def __post_init__(self) -> None:
        X, y = _as_float64("X", self.X), _as_float64("y", self.y)
        if X.ndim != 2 or X.shape[0] < 1 or X.shape[1] < 1:
            raise DataError(f"X has shape {X.shape}; it must be (features, samples)")
        if y.shape != (1, X.shape[1]):
            raise DataError(
                f"y has shape {y.shape}; with X of shape {X.shape} it must be "
                f"(1, {X.shape[1]})"
            )
        for name, array in (("X", X), ("y", y)):
            bad = np.argwhere(~((array <= LARGEST) & (array >= -LARGEST)))
            if bad.size:
                row, column = bad[0]
                first, rule = float(array[row, column]), "a finite number"
                if math.isfinite(first):
                    rule = f"{figure(LARGEST, 3)} at most in size: take a larger unit"
                raise DataError(
                    f"{name}[{row}, {column}] is {figure(first)}; every value must be "
                    f"{rule}"
                )
            array.flags.writeable = False
        names: Any = self.input_names
        if isinstance(names, str) or not isinstance(names, Sequence):
            raise DataError(
                f"input_names is {brief(names)}; it must be a sequence of names"
            )
        names = names or tuple(f"x{i + 1}" for i in range(X.shape[0]))
        if len(names) != X.shape[0]:
            raise DataError(
                f"{len(names)} input names for {X.shape[0]} inputs: give one each"
            )
        for name, value in (("X", X), ("y", y), ("input_names", tuple(names))):
            object.__setattr__(self, name, value)

    @property
    def samples(self) -> int:
        """The number of samples, m."""
        return int(self.X.shape[1])

    def take(self, rows: Indices) -> Dataset:
        """Return the data set of some samples, in the order of ``rows``."""
        return replace(self, X=self.X[:, rows], y=self.y[:, rows])


def _as_float64(name: str, values: Any) -> Array:
    """Return a copy as float64; raise DataError if it is not an array of numbers."""
    try:
        if np.any(getattr(values, "mask", False)):
            raise DataError(f"{name} has masked values; fill or leave them out first")
        array = np.array(values)
        if array.dtype.kind not in "biuf":
            raise TypeError
        return np.array(array, dtype=np.float64, order="C")
    except (TypeError, ValueError):
        raise DataError(
            f"{name} is a {type(values).__name__} that is no array of real numbers"
        ) from None


def notebook(m: int = 10_000, seed: int = 0) -> Dataset:
    """Generate the lesson's data: ``y = 2 x1 x2 + 2`` without noise.

    Parameters
    ----------
    m : int
        The number of samples.
    seed : int
        The seed of the lesson's random stream, from 0 to 2**32 - 1.

    Raises
    ------
    DataError
        If ``m`` or ``seed`` is not an integer in its range.
    """
    m = _whole_number("m", m, 1, MAX_SAMPLES)
    seed = _whole_number("seed", seed, 0, MAX_SEED)
    stream = np.random.RandomState(seed)
    x1 = stream.normal(0.0, 2.0, m)
    x2 = stream.normal(10.0, 2.0, m)
    return Dataset(
        X=np.stack([x1, x2]),
        y=(2.0 * x1 * x2 + 2.0)[np.newaxis],
        target_name="y = 2·x1·x2 + 2",
    )


def _whole_number(name: str, value: Any, low: int, high: int) -> int:
    try:
        if isinstance(value, bool):
            raise TypeError
        number: int = operator.index(value)
    except TypeError:
        raise DataError(
            f"{name} is {brief(value)}; it must be a whole number"
        ) from None
    if not low <= number <= high:
        raise DataError(f"{name} is {number}; it must lie from {low:,} to {high:,}")
    return number
