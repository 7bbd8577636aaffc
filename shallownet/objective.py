"""The objective: the loss over a set of samples, its penalty, and their gradient."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from shallownet.arrays import Array, Indices, with_ones
from shallownet.errors import Cancelled
from shallownet.gradients import IN_BACKWARD, backward, finish
from shallownet.network import Network, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Asked = Callable[[], bool] | None
    Block = tuple[Array, Array, Workspace]


class Evaluation(NamedTuple):
    """The loss at some parameters.

    Attributes
    ----------
    loss : float
        J = 1/(2m) sum((yhat - y)^2), half the mean squared error.
    mean_error : float
        mean(yhat - y): what the lesson called its loss. Its sign changes.
    penalty : float
        l1 sum(|W|) + l2/2 sum(W^2); the updates descend ``loss + penalty``.
    """

    loss: float
    mean_error: float
    penalty: float


class Objective:
    """What training makes small: J(theta) over given samples, plus a penalty.

    Parameters
    ----------
    network : Network
        The network whose ``theta`` is judged and whose ``gradient`` is written.
    X : ndarray, shape (features, m)
    y : ndarray, shape (outputs, m)
    l1, l2 : float
        Strength of the penalties on the weights; the biases are free.
    rule : str
        How the gradient is computed: a name in `gradients.RULES`.
    """

    def __init__(
        self,
        network: Network,
        X: Array,
        y: Array,
        *,
        l1: float = 0.0,
        l2: float = 0.0,
        rule: str = "exact",
    ) -> None:
        self.network, self.l1, self.l2, self.rule = network, l1, l2, rule
        self.X, self.y = with_ones(X), y
        self._workspaces: dict[int, Workspace] = {}
        self._whole = list(self._cut(self.X, self.y))

    def twin(self, network: Network) -> Objective:
        """Return the objective of another network of the same shape.

        It computes the exact gradient, and shares the samples and the workspaces:
        only one of the two may compute at a time.
        """
        twin = copy(self)
        twin.network, twin.rule = network, "exact"
        return twin

    def _cut(self, X: Array, y: Array) -> Iterator[Block]:
        """Cut samples into blocks that stay in cache, each with its workspace."""
        m = X.shape[1]
        size = self.network.block_size(m)
        for start in range(0, m, size):
            block = slice(start, min(start + size, m))
            samples = block.stop - block.start
            if samples not in self._workspaces:
                self._workspaces[samples] = Workspace(self.network, samples)
            yield X[:, block], y[:, block], self._workspaces[samples]

    def _blocks(self, rows: Indices | None) -> tuple[int, list[Block]]:
        if rows is None:
            return self.y.shape[1], self._whole
        X, y = np.take(self.X, rows, axis=1), np.take(self.y, rows, axis=1)
        return len(rows), list(self._cut(X, y))

    def evaluate(
        self, rows: Indices | None = None, interrupted: Asked = None
    ) -> Evaluation:
        """Compute loss and penalty, and their gradient into ``network.gradient``.

        Parameters
        ----------
        rows : ndarray of int, optional
            The samples to look at; all of them if not given.
        interrupted : callable, optional
            Asked between two blocks of samples whether to stop.

        Raises
        ------
        Cancelled
            If ``interrupted`` said so; the gradient is then no gradient.

        Notes
        -----
        Too large a step ends in inf or NaN; that is a result here, not a warning,
        and the trainer acts on it.
        """
        network = self.network
        m, blocks = self._blocks(rows)
        network.gradient.fill(0.0)
        squared_errors = errors = 0.0
        with np.errstate(over="ignore", invalid="ignore"):
            for X, y, work in _one_by_one(blocks, interrupted):
                work.inputs[0] = X
                network.forward(work)
                if self.rule in IN_BACKWARD:
                    squares, sums = backward(network, y, work, self.rule)
                else:
                    squares, sums = network.backward(y, work)
                squared_errors += squares
                errors += sums
            finish(network, self.rule, m)
            penalty = self._penalty()
            if penalty:
                for layer in network.layers:
                    layer.dW += self.l1 * np.sign(layer.W) + self.l2 * layer.W
        return Evaluation(squared_errors / (2 * m), errors / m, penalty)

    def measure(
        self, rows: Indices | None = None, interrupted: Asked = None
    ) -> Evaluation:
        """Compute loss and penalty alone; the gradient stays as it was.

        Parameters and errors are those of `evaluate`.
        """
        m, blocks = self._blocks(rows)
        squared_errors = errors = 0.0
        with np.errstate(over="ignore", invalid="ignore"):
            for X, y, work in _one_by_one(blocks, interrupted):
                work.inputs[0] = X
                np.subtract(self.network.forward(work), y, out=work.error)
                squared_errors += float(np.vdot(work.error, work.error))
                errors += float(work.error.sum())
            return Evaluation(squared_errors / (2 * m), errors / m, self._penalty())

    def _penalty(self) -> float:
        if not (self.l1 or self.l2):
            return 0.0
        return sum(
            self.l1 * float(np.abs(layer.W).sum())
            + self.l2 / 2 * float(np.square(layer.W).sum())
            for layer in self.network.layers
        )


def _one_by_one(blocks: list[Block], interrupted: Asked) -> Iterator[Block]:
    """Yield blocks, asking before each but the first whether to go on."""
    yield blocks[0]
    for block in blocks[1:]:
        if interrupted is not None and interrupted():
            raise Cancelled
        yield block
