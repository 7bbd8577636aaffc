"""The objective: the loss over a set of samples, its penalty, and their gradient."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from shallownet.arrays import Array, Indices, overflow_is_a_result, with_ones
from shallownet.errors import Cancelled
from shallownet.gradients import backward, finish
from shallownet.network import Network, Workspace
from shallownet.program import Program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Asked = Callable[[], bool] | None


class Block(NamedTuple):
    """Samples that are gone through at once.

    Attributes
    ----------
    y : ndarray, shape (outputs, samples)
    work : Workspace
    forward, both : Program
        Their way forward, and forward and back.
    """

    y: Array
    work: Workspace
    forward: Program
    both: Program


class Recorded(NamedTuple):
    """Samples, cut into blocks whose calls are written down.

    ``finish`` turns the sum over all of them into the gradient.
    """

    X: Array
    y: Array
    blocks: list[Block]
    finish: Program


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
        self.network, self.l1, self.l2, self._rule = network, l1, l2, rule
        self.X, self.y = with_ones(X), y
        self._workspaces: dict[int, Workspace] = {}
        self._recorded: dict[int | None, Recorded] = {}

    @property
    def rule(self) -> str:
        """How the gradient is computed: a name in `gradients.RULES`."""
        return self._rule

    @rule.setter
    def rule(self, rule: str) -> None:
        if rule != self._rule:
            self._rule = rule
            self._recorded = {}

    @property
    def blocks(self) -> list[Block]:
        """All samples in blocks, with the calls of their passes."""
        return self._samples(None).blocks

    def twin(self, network: Network) -> Objective:
        """Return the objective of another network of the same shape.

        It computes the exact gradient, and shares the samples and the workspaces:
        only one of the two may compute at a time.
        """
        twin = copy(self)
        twin.network, twin._rule, twin._recorded = network, "exact", {}
        return twin

    def _record(self, X: Array, y: Array) -> Recorded:
        """Cut samples into blocks that stay in cache, each with its calls."""
        m, network, blocks = X.shape[1], self.network, []
        size = network.block_size(m)
        for start in range(0, m, size):
            of = slice(start, min(start + size, m))
            samples = of.stop - of.start
            if samples not in self._workspaces:
                self._workspaces[samples] = Workspace(network, samples)
            work, forward, both = self._workspaces[samples], Program(), Program()
            network.forward(X[:, of], work, forward)
            network.forward(X[:, of], work, both)
            backward(network, X[:, of], y[:, of], work, self._rule, both)
            blocks.append(Block(y[:, of], work, forward, both))
        ending = Program()
        finish(network, self._rule, m, ending)
        return Recorded(X, y, blocks, ending)

    def _samples(self, rows: Indices | None) -> Recorded:
        """Return samples, ready to be gone through."""
        count = None if rows is None else len(rows)
        recorded = self._recorded.get(count)
        if recorded is None:
            X, y = self.X, self.y
            if count is not None:
                # A batch is gathered where its calls expect it. An epoch has batches
                # of two sizes; whoever changes the size is done with the old one.
                X, y = np.empty((len(X), count)), np.empty((len(y), count))
                self._forget_batches(but=2)
            recorded = self._recorded[count] = self._record(X, y)
        if rows is not None:
            # "clip" writes directly into the array; rows are never out of range.
            np.take(self.X, rows, 1, recorded.X, "clip")
            np.take(self.y, rows, 1, recorded.y, "clip")
        return recorded

    def _forget_batches(self, but: int) -> None:
        batches = [count for count in self._recorded if count is not None]
        for count in batches[: max(len(batches) - but, 0)]:
            del self._recorded[count]

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
        with overflow_is_a_result():
            return self.evaluate_aloud(rows, interrupted)

    def evaluate_aloud(
        self, rows: Indices | None = None, interrupted: Asked = None
    ) -> Evaluation:
        """Do as `evaluate` does, for a caller who has silenced NumPy already."""
        network, (_, y, blocks, ending) = self.network, self._samples(rows)
        total = np.zeros_like(network.gradient) if len(blocks) > 1 else None
        squared_errors = errors = 0.0
        for block in _one_by_one(blocks, interrupted):
            block.both.run()
            squares, sums = block.work.sums()
            squared_errors += squares
            errors += sums
            if total is not None:
                total += network.gradient
        if total is not None:
            np.copyto(network.gradient, total)
        ending.run()
        m, penalty = y.shape[1], self._penalty()
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
        _, y, blocks, _ = self._samples(rows)
        m, squared_errors, errors = y.shape[1], 0.0, 0.0
        with overflow_is_a_result():
            for block in _one_by_one(blocks, interrupted):
                block.forward.run()
                np.subtract(block.work.A[-1], block.y, out=block.work.error)
                squares, sums = block.work.sums()
                squared_errors += squares
                errors += sums
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
    """Return blocks one by one, asking before each but the first whether to go on."""
    if len(blocks) == 1 or interrupted is None:
        return iter(blocks)
    return _asking(blocks, interrupted)


def _asking(blocks: list[Block], interrupted: Callable[[], bool]) -> Iterator[Block]:
    yield blocks[0]
    for block in blocks[1:]:
        if interrupted():
            raise Cancelled
        yield block
