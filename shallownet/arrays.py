"""The array types of the core, and small operations on such arrays."""

from __future__ import annotations

import math
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

Scalar = TypeVar("Scalar", bound=np.generic)


def read_only(array: NDArray[Scalar]) -> NDArray[Scalar]:
    """Make an array read-only and return it."""
    array.flags.writeable = False
    return array


def with_ones(X: Array) -> Array:
    """Return [X; 1]: ``X`` (features, m) above a row of ones, which multiplies b."""
    return np.vstack([X, np.ones((1, X.shape[1]))])


ROUNDING: Final = 64 * float(np.finfo(np.float64).eps)
"""Relative difference up to which numbers may differ by the rounding of a computation:
0.3 and 0.1 + 0.2, say."""


TINY: Final = float(np.finfo(np.float64).tiny)
"""The smallest number with all its digits: smaller differences are rounding, too."""


def spread(low: Any, high: Any) -> Any:
    """Return ``high - low``, for numbers or arrays; 0 where that is rounding alone."""
    with ignore_overflow():
        size = np.maximum(np.abs(low), np.abs(high))
        rounding = np.maximum(ROUNDING * size, TINY)
        return np.where(high - low <= rounding, 0.0, high - low)[()]


SMALL: Final = 1e-280
"""Sums of squares below which the squares lose digits."""


def norm(vector: Array) -> float:
    """Return the Euclidean norm, also where its square overflows or underflows."""
    with ignore_overflow():
        return unguarded_norm(vector)


def unguarded_norm(vector: Array) -> float:
    """As `norm`, for callers that have silenced NumPy's warnings already."""
    square = float(vector.dot(vector))
    if SMALL < square < math.inf:
        return math.sqrt(square)
    size = float(np.abs(vector).max(initial=0.0))
    if not 0.0 < size < math.inf:
        return size
    scaled = vector / size
    return size * math.sqrt(scaled.dot(scaled))


def ignore_overflow() -> np.errstate:
    """Return a context in which inf and NaN arise without NumPy's warnings.

    Too large a step leads to them; the caller checks the result.
    """
    return np.errstate(over="ignore", invalid="ignore")
