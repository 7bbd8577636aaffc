"""The array types of the core, and small operations on such arrays."""

from __future__ import annotations

import math
from typing import TypeVar

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


def norm(vector: Array) -> float:
    """Return the Euclidean norm, also where its square overflows."""
    square = float(vector.dot(vector))
    if square < math.inf:
        return math.sqrt(square)
    size = float(np.abs(vector).max())
    if not size < math.inf:
        return size
    scaled = vector / size
    return size * math.sqrt(scaled.dot(scaled))


def ignore_overflow() -> np.errstate:
    """Return a context in which inf and NaN arise without NumPy's warnings.

    Too large a step leads to them; the caller checks the result.
    """
    return np.errstate(over="ignore", invalid="ignore")
