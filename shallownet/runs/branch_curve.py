"""Curves of what is no longer the run at hand, to be drawn faintly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.runs.min_max_decimation import extremes

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.training.trainer import Trainer

POINTS: Final = 2_048
MOST: Final = 4
"""Runs whose curves stay: of more, one could not be told from another."""


class BranchCurve(NamedTuple):
    """The loss of a run from an update on.

    Attributes
    ----------
    start : int
        Where another run branched off, or what is looked back at.
    updates, loss : ndarray
    later : bool
        Whether it is what came after the update that is looked back at, and no other
        run.
    """

    start: int
    updates: Array
    loss: Array
    later: bool = False

    def since(self, start: int) -> BranchCurve:
        """Return what comes after an update that is looked back at."""
        part = slice(int(np.searchsorted(self.updates, start)), None)
        return BranchCurve(start, self.updates[part], self.loss[part], later=True)

    @classmethod
    def of(cls, trainer: Trainer, start: int) -> BranchCurve:
        """Take the loss that a run has had since an update."""
        loss = trainer.history.loss[start:]
        places = extremes(loss, POINTS)
        return cls(start, (places + start).astype(np.float64), loss[places])
