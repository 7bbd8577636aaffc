"""Twins: units of a layer whose activations rise and fall together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from shallownet.arrays import Array

CORRELATED: Final = 0.99
"""Absolute correlation above which two units are twins."""

CONSTANT: Final = 1e-9
"""Deviation of an activation, relative to its size, up to which it is rounding."""

FEWEST: Final = 5
"""Samples below which a high correlation says nothing: over two it is always 1."""


def is_constant(A: Array) -> NDArray[np.bool_]:
    """Return for each row of activations (units, n) whether only rounding varies it."""
    result: NDArray[np.bool_] = A.std(axis=1) <= CONSTANT * np.abs(A).max(axis=1)
    return result


def correlated_pairs(A: Array, threshold: float = CORRELATED) -> list[tuple[int, int]]:
    """Return the pairs of rows whose absolute correlation is above the threshold.

    No row may be constant. Over fewer than `FEWEST` samples there are none.
    """
    if len(A) < 2 or A.shape[1] < FEWEST:
        return []
    centred = A - A.mean(axis=1, keepdims=True)
    centred /= np.abs(centred).max(axis=1, keepdims=True)  # or squares may be 0
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    correlation = np.abs(centred @ centred.T)
    first, second = np.nonzero(np.triu(correlation > threshold, 1))
    return list(zip(first.tolist(), second.tolist(), strict=True))


def groups_of(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the groups of units that pairs connect, each in order."""
    groups: list[set[int]] = []
    for pair in pairs:
        connected = set(pair)
        for group in [group for group in groups if group & connected]:
            groups.remove(group)
            connected |= group
        groups.append(connected)
    return sorted(sorted(group) for group in groups)
