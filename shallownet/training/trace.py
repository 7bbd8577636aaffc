"""The whole of one update, written out: every array between X and the new weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shallownet.arrays import frozen, overflow_is_a_result
from shallownet.nn.gradient_rules import backward
from shallownet.nn.network import Workspace

if TYPE_CHECKING:
    from shallownet.arrays import Array, Indices
    from shallownet.nn.network import Network
    from shallownet.training.stepper import Training


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
        samples) and ``dW1`` (units, inputs), ``db1`` (units, 1). dW1, ... are what the
        update follows: with a penalty they hold its part too. Read-only.
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


def passes(
    network: Network, X: Array, y: Array, rule: str = "exact"
) -> dict[str, Array]:
    """Run forward and backward over some samples, and keep what is computed.

    Parameters
    ----------
    network : Network
        Left as it is: a twin does the work, so that its gradient stays.
    X : ndarray, shape (features + 1, samples)
        The inputs above a row of ones.
    y : ndarray, shape (outputs, samples)
    rule : str
        How dZ is computed: a name in `gradients.RULES`.

    Returns
    -------
    dict of str to ndarray
        Z1, Z2, ..., A1, A2, ... and dZ1, dZ2, ...; read-only.
    """
    twin = network.copy()
    work = Workspace(twin, X.shape[1], keep=True)
    with overflow_is_a_result():
        twin.forward(X, work)
        backward(twin, X, y, work, rule)
    arrays: dict[str, Array] = {}
    for kind, values in (("Z", work.Z), ("A", work.A), ("dZ", work.dZ)):
        for number, array in enumerate(values, 1):
            array.flags.writeable = False
            arrays[f"{kind}{number}"] = array
    return arrays


def trace_of(trainer: Training, samples: slice | Indices | None) -> Trace:
    """Compute the next update of a trainer; see `Training.preview`."""
    now = trainer.evaluate()
    network, objective = trainer.network, trainer.objective
    gradient = frozen(network.gradient)
    chosen = trainer.batch() if samples is None else samples
    columns = slice(None) if chosen is None else chosen
    X, y = objective.X[:, columns], objective.y[:, columns]
    arrays = passes(network, X, y, objective.rule)
    arrays |= {f"d{name}": view for name, view in network.named(gradient).items()}
    return Trace(
        step=trainer.updates + 1,
        loss=now.loss,
        mean_error=now.mean_error,
        arrays=arrays,
        before=network.named(frozen(network.theta)),
        after=network.named(trainer.upcoming()),
    )
