"""The contribution of each sample to the gradient of one parameter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shallownet.arrays import ignore_overflow
from shallownet.errors import raise_if_cancelled
from shallownet.nn.passes import passes

if TYPE_CHECKING:
    from shallownet.arrays import Array, Indices
    from shallownet.callbacks import CancelCheck
    from shallownet.nn.objective import Objective


@dataclass(frozen=True, eq=False)
class Contributions:
    """The gradient of one parameter, split by sample.

    Gradient descent adds -η times the gradient: a sample with a negative contribution
    pulls the parameter up, one with a positive contribution pulls it down.

    Attributes
    ----------
    index : int
        The parameter's index in ``theta``.
    samples : ndarray of int, shape (n,)
        The samples, numbered within the training samples.
    values : ndarray, shape (n,)
        Their contributions; together with the penalty they sum to the gradient.
    penalty : float
        The contribution of the L2 penalty. L1 acts after the step along the gradient.
    """

    index: int
    samples: Indices
    values: Array
    penalty: float

    @property
    def gradient(self) -> float:
        """The sum of all contributions."""
        with ignore_overflow():
            return float(self.values.sum()) + self.penalty

    def strongest(self, count: int) -> tuple[Indices, Indices]:
        """Return the samples that pull up most, and those that pull down most.

        Parameters
        ----------
        count : int
            Maximum number of samples in each of the two.
        """
        count = min(count, len(self.values))
        order = np.argpartition(self.values, [count - 1, len(self.values) - count])
        up, down = order[:count], order[len(order) - count :]
        up = up[np.argsort(self.values[up])]
        down = down[np.argsort(-self.values[down])]
        return (
            self.samples[up[self.values[up] < 0.0]],
            self.samples[down[self.values[down] > 0.0]],
        )


def contributions(
    objective: Objective,
    index: int,
    rows: Indices | None = None,
    cancelled: CancelCheck = None,
) -> Contributions:
    """Split the gradient of a parameter into the contributions of the samples.

    dJ/dW_l[j, k] = 1/m sum_i dZ_l[j, i] A_{l-1}[k, i], and dJ/db_l[j] likewise with
    A = 1; if the objective's rule contains a mistake, the contributions contain it too.

    Parameters
    ----------
    objective : Objective
    index : int
        The parameter's index in ``theta``.
    rows : ndarray of int, optional
        The samples of the gradient; all of them if not given.
    cancelled : callable, optional
        Called between blocks of samples; returns whether to stop.

    Raises
    ------
    Cancelled
        If ``cancelled`` returned true.
    """
    network, rule = objective.network, objective.rule
    number, row, column = network.locate(index)
    hidden = number < len(network.layers) - 1
    m = objective.y.shape[1] if rows is None else len(rows)
    samples = np.arange(m) if rows is None else rows
    values = np.empty(m)
    size = network.block_size(m)
    for start in range(0, m, size):
        raise_if_cancelled(cancelled)
        block = samples[start : start + size]
        X, y = objective.X[:, block], objective.y[:, block]
        arrays = passes(network, X, y, rule)
        dZ = arrays[f"dZ{number + 1}"]
        below = X[:-1] if number == 0 else arrays[f"A{number}"]
        with ignore_overflow():
            if column is not None:
                part = dZ[row] * below[column]
            elif rule == "no_biases":
                part = np.zeros(len(block))
            elif rule == "published" and hidden:
                part = dZ.sum(axis=0)
            else:
                part = dZ[row]
        values[start : start + size] = part
    if rule != "missing_mean":
        values /= m
    values.flags.writeable = False
    penalty = 0.0
    if column is not None:
        weight = float(network.theta[index])
        penalty = objective.l2 * weight
    return Contributions(index, samples, values, penalty)
