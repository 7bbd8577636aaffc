"""One update in full: every array between X and the new weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shallownet.arrays import Array


@dataclass(frozen=True, eq=False)
class Trace:
    """An update that is computed but not applied.

    Attributes
    ----------
    step : int
        The number the update will have.
    loss, mean_error : float
        J and mean(yhat - y) before it, in the network's units.
    arrays : dict of str to ndarray
        By the lesson's names, for each layer: ``Z1``, ``A1``, ``dZ1`` (units, samples)
        and ``dW1`` (units, inputs), ``db1`` (units, 1). The gradient dW1, ... includes
        that of a penalty. Read-only.
    before, after : dict of str to ndarray
        The parameters ``W1``, ``b1``, ... before and after the update. Read-only.
    """

    step: int
    loss: float
    mean_error: float
    arrays: dict[str, Array]
    before: dict[str, Array]
    after: dict[str, Array]

    def __getitem__(self, name: str) -> Array:
        return self.arrays[name]
