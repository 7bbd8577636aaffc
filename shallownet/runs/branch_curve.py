"""Loss curves of other runs, drawn faintly beside the present one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.runs.min_max_decimation import min_max_indices

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.training.trainer import Trainer

MAX_POINTS: Final = 2_048
MAX_BRANCHES: Final = 4
"""Runs whose curves are kept: more could not be distinguished."""


class BranchCurve(NamedTuple):
    """The loss of a run from an update on.

    Attributes
    ----------
    start : int
        The update at which another run branched off, or that is shown.
    updates, loss : ndarray
    is_future : bool
        Whether it is the same run after the update that is shown, not another run.
    """

    start: int
    updates: Array
    loss: Array
    is_future: bool = False

    def future(self, start: int) -> BranchCurve:
        """Return what follows an earlier update that is shown."""
        first = int(np.searchsorted(self.updates, start))
        return BranchCurve(start, self.updates[first:], self.loss[first:], True)

    @classmethod
    def of(cls, trainer: Trainer, start: int) -> BranchCurve:
        """Take the loss of a run from an update on."""
        loss = trainer.history.loss[start:]
        indices = min_max_indices(loss, MAX_POINTS)
        return cls(start, (indices + start).astype(np.float64), loss[indices])
