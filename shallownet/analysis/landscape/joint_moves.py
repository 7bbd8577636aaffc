"""One update, with each parameter moved alone and with all of them moved together.

Back propagation gives each parameter the slope of the loss while all others stay where
they are, and then moves them all at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shallownet.arrays import ignore_overflow
from shallownet.errors import raise_if_cancelled

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.nn.objective import Objective


@dataclass(frozen=True, eq=False)
class JointMoves:
    """The changes of J + penalty by an update, in the target's units squared.

    Attributes
    ----------
    alone : ndarray, shape (parameters,)
        The change if that parameter alone moves.
    together : float
        The change if all of them move: that of the update.
    samples : int
        The number of samples that J is over.
    """

    alone: Array
    together: float
    samples: int

    @property
    def added(self) -> float:
        """The sum of the changes by each parameter alone."""
        return float(self.alone.sum())

    @property
    def interplay(self) -> float:
        """What moving them together adds to that sum."""
        return self.together - self.added


def joint_moves(
    objective: Objective,
    after: Array,
    progress: ProgressCallback = None,
    cancelled: CancelCheck = None,
) -> JointMoves:
    """Compute what each parameter's move does, in the network's units.

    Parameters
    ----------
    objective : Objective
        At the parameters before the update; they are restored.
    after : ndarray, shape (parameters,)
        The parameters after it.
    progress, cancelled : callable, optional
        Called for each parameter.

    Raises
    ------
    Cancelled
        If ``cancelled`` returned true.
    """
    theta = objective.network.theta
    before = theta.copy()

    def loss_at(parameters: Array) -> float:
        np.copyto(theta, parameters)
        measured = objective.measure(None, cancelled)
        return measured.loss + measured.penalty

    try:
        with ignore_overflow():
            start, alone = loss_at(before), np.zeros(len(before))
            # A parameter that stays, because it is frozen or dead, changes nothing.
            moved = np.flatnonzero(after != before)
            for done, index in enumerate(moved):
                raise_if_cancelled(cancelled)
                if progress is not None:
                    progress(done, len(moved))
                point = before.copy()
                point[index] = after[index]
                alone[index] = loss_at(point) - start
            together = loss_at(after) - start
    finally:
        np.copyto(theta, before)
    return JointMoves(alone, together, int(objective.y.shape[1]))
