"""Samples in blocks, gone through by one thread or two.

Every other block belongs to the one half, the rest to the other. A half sums up what
its blocks give, in their order, and then the two sums are added: which thread computed
what, and when, leaves no trace in the numbers.
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
    from shallownet.nn.network import Network, Workspace


SPREAD: Final = 2**19
"""Multiplications of a matrix product from which on BLAS would use several processors
by itself; see `blas`."""


class SampleBlock(NamedTuple):
    """Samples that are gone through at once.

    Attributes
    ----------
    y : ndarray, shape (outputs, samples)
    work : Workspace
    forward, both : CallList
        Their way forward, and forward and back.
    """

    y: Array
    work: Workspace
    forward: CallList
    both: CallList


class BlockGroup:
    """Every other block of samples, and the sums over them, for one of two threads.

    Parameters
    ----------
    network : Network
        Where the blocks' gradients are written, one after the other.
    blocks : list of SampleBlock

    Attributes
    ----------
    gradient : ndarray, shape (parameters,)
        The sum of the blocks' gradients.
    squared_errors, errors : float
    stopped : bool
        Whether no further block is to be begun.
    """

    def __init__(self, network: Network, blocks: list[SampleBlock]) -> None:
        self.network, self.blocks = network, blocks
        self.gradient = np.zeros_like(network.gradient)
        self.squared_errors = self.errors = 0.0
        self.stopped = False

    def differentiate(self, cancelled: CancelCheck = None) -> None:
        """Compute the sums of the errors and of the gradients."""
        self.gradient.fill(0.0)
        for block in self._one_by_one(cancelled):
            block.both.run()
            self._add(block)
            self.gradient += self.network.gradient

    def measure(self, cancelled: CancelCheck = None) -> None:
        """Compute the sums of the errors alone."""
        for block in self._one_by_one(cancelled):
            block.forward.run()
            np.subtract(block.work.A[-1], block.y, out=block.work.error)
            self._add(block)

    def _one_by_one(self, cancelled: CancelCheck) -> Iterator[SampleBlock]:
        """Return the blocks, asking before each but the first whether to go on."""
        self.squared_errors = self.errors = 0.0
        for number, block in enumerate(self.blocks):
            if self.stopped or (number and cancelled is not None and cancelled()):
                raise Cancelled
            yield block

    def _add(self, block: SampleBlock) -> None:
        squares, errors = block.work.sums()
        self.squared_errors += squares
        self.errors += errors


class RecordedSamples(NamedTuple):
    """Samples, cut into blocks whose calls are written down.

    ``finish`` turns the sum over several blocks into the gradient; ``large`` says
    whether BLAS would use several processors for their products by itself.
    """

    X: Array
    y: Array
    blocks: list[SampleBlock]
    halves: tuple[BlockGroup, BlockGroup]
    large: bool
    finish: CallList


def sum_groups(
    go_through: Callable[[BlockGroup, CancelCheck], None],
    recorded: RecordedSamples,
    cancelled: CancelCheck,
) -> tuple[float, float]:
    """Go through both halves of the samples, and return the sums of their errors.

    What is added to what does not depend on which thread is quicker, or whether there
    are two: the same parameters give the same bits.
    """
    mine, other = recorded.halves
    if not other.blocks:
        go_through(mine, cancelled)
        return mine.squared_errors, mine.errors
    other.stopped = False

    def go_through_mine() -> None:
        try:
            go_through(mine, cancelled)
        except BaseException:
            other.stopped = True
            raise

    def go_through_other() -> None:
        go_through(other, cancelled)

    with half_the_processors() if recorded.large else nullcontext():
        # Who is asked may be no friend of two threads: only this one asks.
        run_in_parallel(
            go_through_mine, lambda: go_through(other, None), go_through_other
        )
    return mine.squared_errors + other.squared_errors, mine.errors + other.errors
