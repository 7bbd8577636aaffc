"""Samples in blocks, processed by one thread or two.

The blocks form two groups, the even ones and the odd ones. Each group adds up what its
blocks give, in their order, and then the two sums are added: the result does not depend
on which thread computed what, or when.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.compute.blas_threads import half_the_processors
from shallownet.compute.second_thread import run_in_parallel
from shallownet.errors import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck
    from shallownet.compute.call_list import CallList
    from shallownet.nn.network import Network
    from shallownet.nn.workspace import Workspace

MAX_SINGLE_THREADED_PRODUCT: Final = 2**19
"""Multiplications of a matrix product above which BLAS uses several processors; see
`blas_threads`."""


class SampleBlock(NamedTuple):
    """Samples that are processed at once: y (outputs, samples), and recorded calls."""

    y: Array
    work: Workspace
    forward: CallList
    forward_backward: CallList


class BlockGroup:
    """Every other block of samples, and the sums over them, for one of two threads.

    Its ``network`` holds the gradient of one block at a time.

    Attributes
    ----------
    gradient : ndarray, shape (parameters,)
        The sum of the blocks' gradients.
    squared_errors, errors : float
        The sums of (yhat - y)^2 and of yhat - y.
    stopped : bool
        Set by the other thread: skip the remaining blocks.
    """

    def __init__(self, network: Network, blocks: list[SampleBlock]) -> None:
        self.network, self.blocks = network, blocks
        self.gradient = np.zeros_like(network.gradient)
        self.squared_errors = self.errors = 0.0
        self.stopped = False

    def differentiate(self, cancelled: CancelCheck = None) -> None:
        """Compute the sums of the errors and of the gradients."""
        self.gradient.fill(0.0)
        for block in self._each_block(cancelled):
            block.forward_backward.run()
            self._add(block)
            self.gradient += self.network.gradient

    def measure(self, cancelled: CancelCheck = None) -> None:
        """Compute the sums of the errors alone."""
        for block in self._each_block(cancelled):
            block.forward.run()
            np.subtract(block.work.A[-1], block.y, out=block.work.error)
            self._add(block)

    def _each_block(self, cancelled: CancelCheck) -> Iterator[SampleBlock]:
        self.squared_errors = self.errors = 0.0
        for number, block in enumerate(self.blocks):
            if self.stopped:
                return
            if number and cancelled is not None and cancelled():
                raise Cancelled
            yield block

    def _add(self, block: SampleBlock) -> None:
        squares, errors = block.work.sums()
        self.squared_errors += squares
        self.errors += errors


class RecordedBatch(NamedTuple):
    """A batch of samples in blocks, with the recorded calls of its passes.

    ``groups`` are the even blocks and the odd ones; ``large`` says whether BLAS would
    use several processors for a product; ``finish`` turns the sum over the blocks into
    the gradient.
    """

    X: Array
    y: Array
    blocks: list[SampleBlock]
    groups: tuple[BlockGroup, BlockGroup]
    large: bool
    finish: CallList


def process_groups(
    batch: RecordedBatch,
    process: Callable[[BlockGroup, CancelCheck], None],
    cancelled: CancelCheck,
) -> tuple[float, float]:
    """Process both groups of a batch, and return the sums of their errors.

    Parameters
    ----------
    batch : RecordedBatch
    process : callable
        `BlockGroup.differentiate` or `BlockGroup.measure`.
    cancelled : callable, optional
        Checked between two blocks, in the calling thread alone.
    """
    own, other = batch.groups
    if not other.blocks:
        process(own, cancelled)
        return own.squared_errors, own.errors
    other.stopped = False

    def process_own() -> None:
        try:
            process(own, cancelled)
        except BaseException:
            other.stopped = True
            raise

    with half_the_processors() if batch.large else nullcontext():
        run_in_parallel(
            process_own,
            lambda: process(other, None),
            lambda: process(other, cancelled),
        )
    return own.squared_errors + other.squared_errors, own.errors + other.errors
