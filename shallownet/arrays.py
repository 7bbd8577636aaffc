"""The array types of the core, and the small things done to such arrays."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.intp]


def frozen(array: Array) -> Array:
    """Return a copy that nobody can write to, safe to hand to another thread."""
    copy = array.copy()
    copy.flags.writeable = False
    return copy


def with_ones(X: Array) -> Array:
    """Return [X; 1]: ``X`` (features, m) above a row of ones, which carries b."""
    return np.vstack([X, np.ones((1, X.shape[1]))])


def norm(vector: Array) -> float:
    """Return the Euclidean length, whose square may be too large for a number."""
    square = float(vector.dot(vector))
    if square < math.inf:
        return math.sqrt(square)
    size = float(np.abs(vector).max())
    if not size < math.inf:
        return size
    shorter = vector / size
    return size * math.sqrt(shorter.dot(shorter))


def ignore_overflow() -> np.errstate:
    """Return a context in which inf and NaN come without NumPy's warnings.

    Too large a step ends in them; whoever computes looks at the result and says so.
    """
    return np.errstate(over="ignore", invalid="ignore")
