"""The whole of one update, written out: every array between X and the new weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shallownet.arrays import Array, frozen
from shallownet.network import Workspace

if TYPE_CHECKING:
    from shallownet.arrays import Indices
    from shallownet.trainer import Trainer


@dataclass(frozen=True, eq=False)
class Trace:
    """One update, computed and not (yet) made.

    Attributes
    ----------
    step : int
        The number the update will have.
    loss, mean_error : float
        J and mean(yhat - y) before it, in the units the network is trained in.
    arrays : dict of str to ndarray
        By the lesson's names, for each layer l: ``Z1``, ``A1``, ``dZ1`` (units,
        samples) and ``dW1`` (units, inputs), ``db1`` (units, 1). Read-only.
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


def trace_update(trainer: Trainer, samples: slice | Indices | None) -> Trace:
    """Compute the trainer's next update without making it; see `Trainer.preview`."""
    now = trainer.evaluate()
    network, objective = trainer.network, trainer.objective
    gradient, theta = frozen(network.gradient), frozen(network.theta)

    after = network.theta.copy()
    with np.errstate(over="ignore", invalid="ignore"):
        trainer.optimizer.copy().update(after, gradient, trainer.learning_rate)

    chosen = trainer.batch() if samples is None else samples
    if chosen is None:
        chosen = slice(None)
    X, y = objective.X[:, chosen], objective.y[:, chosen]
    # A twin runs the same forward and backward code over the samples to be shown,
    # so that the gradient that the update will follow is left alone.
    twin = network.copy()
    work = Workspace(twin, X.shape[1], keep=True)
    work.inputs[0] = X
    with np.errstate(over="ignore", invalid="ignore"):
        twin.forward(work)
        twin.backward(y, work)

    arrays: dict[str, Array] = {}
    for kind, values in (("Z", work.Z), ("A", work.A), ("dZ", work.dZ)):
        for number, array in enumerate(values, 1):
            array.flags.writeable = False
            arrays[f"{kind}{number}"] = array
    arrays |= {f"d{name}": array for name, array in network.named(gradient).items()}
    return Trace(
        step=trainer.updates + 1,
        loss=now.loss,
        mean_error=now.mean_error,
        arrays=arrays,
        before=network.named(theta),
        after=network.named(frozen(after)),
    )
