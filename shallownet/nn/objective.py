"""The objective: the loss over a set of samples, its penalty, and their gradient."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from shallownet.arrays import Array, Indices, ignore_overflow, with_ones
from shallownet.compute.call_list import CallList
from shallownet.nn.gradient_rules import backward, finish
from shallownet.nn.network import Network, Workspace
from shallownet.nn.sample_blocks import (
    SPREAD,
    BlockGroup,
    RecordedSamples,
    SampleBlock,
    sum_groups,
)

if TYPE_CHECKING:
    from shallownet.callbacks import CancelCheck


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
        self._beside = network.beside()
        self._workspaces: dict[tuple[int, bool], Workspace] = {}
        self._recorded: dict[int | None, RecordedSamples] = {}

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
    def blocks(self) -> list[SampleBlock]:
        """All samples in blocks, with the calls of their passes."""
        return self._samples(None).blocks

    def twin(self, network: Network) -> Objective:
        """Return the objective of another network of the same shape.

        It computes the exact gradient, and shares the samples and the workspaces:
        only one of the two may compute at a time.
        """
        twin = copy(self)
        twin.network, twin._rule, twin._recorded = network, "exact", {}
        twin._beside = network.beside()
        return twin

    def _record(self, X: Array, y: Array) -> RecordedSamples:
        """Cut samples into blocks that stay in cache, each with its calls."""
        m, blocks = X.shape[1], []
        size = self.network.block_size(m)
        for number, start in enumerate(range(0, m, size)):
            of = slice(start, min(start + size, m))
            blocks.append(self._block(X[:, of], y[:, of], odd=bool(number % 2)))
        # A single block's own calls end with it: one list to go through, and not two.
        ending = blocks[0].both if len(blocks) == 1 else CallList()
        finish(self.network, self._rule, m, ending)
        halves = (
            BlockGroup(self.network, blocks[::2]),
            BlockGroup(self._beside, blocks[1::2]),
        )
        large = self.network.largest_product(size) > SPREAD
        return RecordedSamples(X, y, blocks, halves, large, ending)

    def _block(self, X: Array, y: Array, *, odd: bool) -> SampleBlock:
        """Write down the calls of a block; even ones and odd ones share no arrays."""
        network, samples = self._beside if odd else self.network, X.shape[1]
        if (samples, odd) not in self._workspaces:
            self._workspaces[samples, odd] = Workspace(network, samples)
        work, forward, back = self._workspaces[samples, odd], CallList(), CallList()
        network.forward(X, work, forward)
        network.forward(X, work, back)
        backward(network, X, y, work, self._rule, back)
        return SampleBlock(y, work, forward, back)

    def _samples(self, rows: Indices | None) -> RecordedSamples:
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
        self, rows: Indices | None = None, cancelled: CancelCheck = None
    ) -> Evaluation:
        """Compute loss and penalty, and their gradient into ``network.gradient``.

        Parameters
        ----------
        rows : ndarray of int, optional
            The samples to look at; all of them if not given.
        cancelled : callable, optional
            Asked between two blocks of samples whether to stop.

        Raises
        ------
        Cancelled
            If ``cancelled`` said so; the gradient is then no gradient.

        Notes
        -----
        Too large a step ends in inf or NaN; that is a result here, not a warning,
        and the trainer acts on it.
        """
        with ignore_overflow():
            return self.evaluate_unguarded(rows, cancelled)

    def evaluate_unguarded(
        self, rows: Indices | None = None, cancelled: CancelCheck = None
    ) -> Evaluation:
        """Do as `evaluate` does, for a caller who has silenced NumPy already."""
        network, recorded = self.network, self._samples(rows)
        y, blocks, halves = recorded.y, recorded.blocks, recorded.halves
        if len(blocks) == 1:
            blocks[0].both.run()
            squared_errors, errors = blocks[0].work.sums()
        else:
            squared_errors, errors = sum_groups(
                BlockGroup.differentiate, recorded, cancelled
            )
            np.add(halves[0].gradient, halves[1].gradient, out=network.gradient)
            recorded.finish.run()
        m, penalty = y.shape[1], self._penalty()
        if penalty:
            for layer in network.layers:
                layer.dW += self.l1 * np.sign(layer.W) + self.l2 * layer.W
        return Evaluation(squared_errors / (2 * m), errors / m, penalty)

    def measure(
        self, rows: Indices | None = None, cancelled: CancelCheck = None
    ) -> Evaluation:
        """Compute loss and penalty alone; the gradient stays as it was.

        Parameters and errors are those of `evaluate`.
        """
        recorded = self._samples(rows)
        m = recorded.y.shape[1]
        with ignore_overflow():
            squared_errors, errors = sum_groups(BlockGroup.measure, recorded, cancelled)
            return Evaluation(squared_errors / (2 * m), errors / m, self._penalty())

    def _penalty(self) -> float:
        if not (self.l1 or self.l2):
            return 0.0
        return sum(
            self.l1 * float(np.abs(layer.W).sum())
            + self.l2 / 2 * float(np.square(layer.W).sum())
            for layer in self.network.layers
        )
