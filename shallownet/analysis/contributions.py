"""What each sample adds to the gradient of one parameter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shallownet.arrays import ignore_overflow
from shallownet.errors import Cancelled
from shallownet.nn.passes import passes

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.arrays import Array, Indices
    from shallownet.nn.objective import Objective


@dataclass(frozen=True, eq=False)
class Contributions:
    """The parts of one parameter's gradient, a sample each.

    Gradient descent moves the parameter by -η times the gradient: a sample whose part
    is negative pulls it up, one whose part is positive pulls it down.

    Attributes
    ----------
    index : int
        The parameter, an entry of ``theta``.
    samples : ndarray of int, shape (n,)
        The samples, numbered as those that are trained on.
    values : ndarray, shape (n,)
        dJ/dtheta of each; with the penalty's part they sum to the gradient.
    penalty : float
        The part that the penalty adds.
    """

    index: int
    samples: Indices
    values: Array
    penalty: float

    @property
    def gradient(self) -> float:
        """The sum of all parts: the gradient that the update follows."""
        with ignore_overflow():
            return float(self.values.sum()) + self.penalty

    def strongest(self, count: int) -> tuple[Indices, Indices]:
        """Return the samples that pull it up most, and those that pull it down most.

        Parameters
        ----------
        count : int
            How many of each at most; those that do not pull that way are left out.
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
    cancelled: Callable[[], bool] | None = None,
) -> Contributions:
    """Split the gradient of a parameter into what each sample adds to it.

    dJ/dW_l[j, k] = 1/m sum_i dZ_l[j, i] A_{l-1}[k, i], and dJ/db_l[j] likewise with
    A = 1; where the objective's rule has a mistake in it, with that mistake.

    Parameters
    ----------
    objective : Objective
    index : int
        The parameter, an entry of ``theta``.
    rows : ndarray of int, optional
        The samples that the gradient looks at; all of them if not given.
    cancelled : callable, optional
        Asked between two blocks of samples whether to stop.

    Raises
    ------
    Cancelled
        If ``cancelled`` said so.
    """
    network, rule = objective.network, objective.rule
    number, row, column = network.locate(index)
    layer = network.layers[number]
    m = objective.y.shape[1] if rows is None else len(rows)
    samples = np.arange(m) if rows is None else rows
    values = np.empty(m)
    size = network.block_size(m)
    for start in range(0, m, size):
        if cancelled is not None and cancelled():
            raise Cancelled
        block = samples[start : start + size]
        X, y = objective.X[:, block], objective.y[:, block]
        arrays = passes(network, X, y, rule)
        dZ = arrays[f"dZ{number + 1}"]
        below = X[:-1] if number == 0 else arrays[f"A{number}"]
        hidden = number < len(network.layers) - 1
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
    weight = 0.0 if column is None else float(layer.W[row, column])
    penalty = objective.l1 * float(np.sign(weight)) + objective.l2 * weight
    values.flags.writeable = False
    return Contributions(index, samples, values, penalty)
