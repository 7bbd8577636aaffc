"""The objective: the loss over a set of samples, its penalty, and their gradient."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from shallownet.arrays import Array, Indices, ignore_overflow, with_ones
from shallownet.compute.call_list import CallList
from shallownet.nn.gradient_rules import backward, finish_gradient
from shallownet.nn.sample_blocks import (
    MAX_SINGLE_THREADED_PRODUCT,
    BlockGroup,
    RecordedBatch,
    SampleBlock,
    process_groups,
)
from shallownet.nn.workspace import Workspace

if TYPE_CHECKING:
    from shallownet.callbacks import CancelCheck
    from shallownet.nn.network import Network


class Evaluation(NamedTuple):
    """The loss at some parameters.

    Attributes
    ----------
    loss : float
        J = 1/(2m) sum((yhat - y)^2), half the mean squared error.
    mean_error : float
        mean(yhat - y), which the lesson calls its loss. Its sign changes.
    penalty : float
        l1 sum(|W|) + l2/2 sum(W^2); the updates descend ``loss + penalty``.
    """

    loss: float
    mean_error: float
    penalty: float


class Objective:
    """What training minimizes: J(theta) over given samples, plus a penalty.

    Parameters
    ----------
    network : Network
        Its ``theta`` is evaluated and its ``gradient`` is written.
    X : ndarray, shape (features, m)
    y : ndarray, shape (outputs, m)
    l1, l2 : float
        Strength of the penalties on the weights; biases are not penalized.
    rule : str
        How the gradient is computed: a name in `gradient_rules.RULES`.
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
        self._second_network = network.with_own_gradient()
        self._workspaces: dict[tuple[int, bool], Workspace] = {}
        self._batches: dict[int | None, RecordedBatch] = {}  # by size; None: all

    @property
    def rule(self) -> str:
        """How the gradient is computed: a name in `gradient_rules.RULES`."""
        return self._rule

    @rule.setter
    def rule(self, rule: str) -> None:
        if rule != self._rule:
            self._rule = rule
            self._batches = {}

    def configure(self, l1: float, l2: float, rule: str) -> None:
        """Set the penalties and the gradient rule."""
        self.l1, self.l2, self.rule = l1, l2, rule

    @property
    def blocks(self) -> list[SampleBlock]:
        """All samples in blocks, with the calls of their passes."""
        return self._batch(None).blocks

    def for_network(self, network: Network) -> Objective:
        """Return the exact objective of another network of the same shape.

        It shares the samples and the workspaces: only one of the two may compute at a
        time.
        """
        other = copy(self)
        other.network, other._rule, other._batches = network, "exact", {}
        other._second_network = network.with_own_gradient()
        return other

    def _record(self, X: Array, y: Array) -> RecordedBatch:
        """Split samples into blocks that fit into the cache, and record their calls."""
        m, blocks = X.shape[1], []
        size = self.network.block_size(m)
        for number, start in enumerate(range(0, m, size)):
            part = slice(start, min(start + size, m))
            blocks.append(self._block(X[:, part], y[:, part], odd=bool(number % 2)))
        # The calls of a single block include the final ones: one list to run, not two.
        finish = blocks[0].forward_backward if len(blocks) == 1 else CallList()
        finish_gradient(self.network, self._rule, m, finish)
        groups = (
            BlockGroup(self.network, blocks[::2]),
            BlockGroup(self._second_network, blocks[1::2]),
        )
        largest_product = size * max(layer.Wb.size for layer in self.network.layers)
        large = largest_product > MAX_SINGLE_THREADED_PRODUCT
        return RecordedBatch(X, y, blocks, groups, large, finish)

    def _block(self, X: Array, y: Array, *, odd: bool) -> SampleBlock:
        """Record the calls of a block; even blocks and odd blocks share no arrays."""
        network, samples = self._second_network if odd else self.network, X.shape[1]
        if (samples, odd) not in self._workspaces:
            self._workspaces[samples, odd] = Workspace(network.layers, samples)
        work, forward, both = self._workspaces[samples, odd], CallList(), CallList()
        network.forward(X, work, forward)
        network.forward(X, work, both)
        backward(network, X, y, work, self._rule, both)
        return SampleBlock(y, work, forward, both)

    def _batch(self, rows: Indices | None) -> RecordedBatch:
        """Return a batch with its samples in place, recorded on first use."""
        size = None if rows is None else len(rows)
        batch = self._batches.get(size)
        if batch is None:
            X, y = self.X, self.y
            if size is not None:
                # The recorded calls read a batch from arrays of its own. An epoch has
                # batches of two sizes; older sizes are dropped.
                X, y = np.empty((len(X), size)), np.empty((len(y), size))
                for old in [n for n in self._batches if n is not None][:-2]:
                    del self._batches[old]
            batch = self._batches[size] = self._record(X, y)
        if rows is not None:
            # "clip" writes directly into the array; rows are never out of range.
            np.take(self.X, rows, 1, batch.X, "clip")
            np.take(self.y, rows, 1, batch.y, "clip")
        return batch

    def evaluate(
        self, rows: Indices | None = None, cancelled: CancelCheck = None
    ) -> Evaluation:
        """Compute loss and penalty, and the gradient into ``network.gradient``.

        That is the gradient of the loss and of the L2 penalty. An update applies the L1
        penalty, which has none at 0, after its step; see `apply_gradient`.

        Parameters
        ----------
        rows : ndarray of int, optional
            The samples to use; all of them if not given.
        cancelled : callable, optional
            Checked between two blocks of samples.

        Raises
        ------
        Cancelled
            If ``cancelled`` returned True; ``network.gradient`` is then meaningless.

        Notes
        -----
        Too large a step ends in inf or NaN. Here that is a result, not a warning; the
        trainer handles it.
        """
        with ignore_overflow():
            return self.evaluate_unguarded(rows, cancelled)

    def evaluate_unguarded(
        self, rows: Indices | None = None, cancelled: CancelCheck = None
    ) -> Evaluation:
        """As `evaluate`, for callers that have silenced NumPy's warnings already."""
        network, batch = self.network, self._batch(rows)
        if len(batch.blocks) == 1:
            (block,) = batch.blocks
            block.forward_backward.run()
            squared_errors, errors = block.work.sums()
        else:
            squared_errors, errors = process_groups(
                batch, BlockGroup.differentiate, cancelled
            )
            even, odd = batch.groups
            np.add(even.gradient, odd.gradient, out=network.gradient)
            batch.finish.run()
        m, penalty = batch.y.shape[1], self._penalty()
        if self.l2:
            for layer in network.layers:
                layer.dW += self.l2 * layer.W
        return Evaluation(squared_errors / (2 * m), errors / m, penalty)

    def measure(
        self, rows: Indices | None = None, cancelled: CancelCheck = None
    ) -> Evaluation:
        """Compute loss and penalty alone; the gradient stays as it was.

        Parameters and errors are those of `evaluate`.
        """
        batch = self._batch(rows)
        m = batch.y.shape[1]
        with ignore_overflow():
            squared_errors, errors = process_groups(
                batch, BlockGroup.measure, cancelled
            )
            return Evaluation(squared_errors / (2 * m), errors / m, self._penalty())

    def _penalty(self) -> float:
        if not (self.l1 or self.l2):
            return 0.0
        return sum(
            self.l1 * float(np.abs(layer.W).sum())
            + self.l2 / 2 * float(np.square(layer.W).sum())
            for layer in self.network.layers
        )
