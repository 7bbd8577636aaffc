"""Samples in blocks, gone through by one thread or two.

Every other block belongs to the one half, the rest to the other. A half sums up what
its blocks give, in their order, and then the two sums are added: which thread computed
what, and when, leaves no trace in the numbers.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.compute.blas_threads import half_of_the_processors
from shallownet.compute.second_thread import both
from shallownet.errors import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shallownet.arrays import Array
    from shallownet.compute.call_list import Program
    from shallownet.nn.network import Network, Workspace

    Asked = Callable[[], bool] | None

SPREAD: Final = 2**19
"""Multiplications of a matrix product from which on BLAS would use several processors
by itself; see `blas`."""


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


class Half:
    """Every other block of samples, and the sums over them, for one of two threads.

    Parameters
    ----------
    network : Network
        Where the blocks' gradients are written, one after the other.
    blocks : list of Block

    Attributes
    ----------
    gradient : ndarray, shape (parameters,)
        The sum of the blocks' gradients.
    squared_errors, errors : float
    stopped : bool
        Whether no further block is to be begun.
    """

    def __init__(self, network: Network, blocks: list[Block]) -> None:
        self.network, self.blocks = network, blocks
        self.gradient = np.zeros_like(network.gradient)
        self.squared_errors = self.errors = 0.0
        self.stopped = False

    def differentiate(self, interrupted: Asked = None) -> None:
        """Compute the sums of the errors and of the gradients."""
        self.gradient.fill(0.0)
        for block in self._one_by_one(interrupted):
            block.both.run()
            self._add(block)
            self.gradient += self.network.gradient

    def measure(self, interrupted: Asked = None) -> None:
        """Compute the sums of the errors alone."""
        for block in self._one_by_one(interrupted):
            block.forward.run()
            np.subtract(block.work.A[-1], block.y, out=block.work.error)
            self._add(block)

    def _one_by_one(self, interrupted: Asked) -> Iterator[Block]:
        """Return the blocks, asking before each but the first whether to go on."""
        self.squared_errors = self.errors = 0.0
        for number, block in enumerate(self.blocks):
            if self.stopped or (number and interrupted is not None and interrupted()):
                raise Cancelled
            yield block

    def _add(self, block: Block) -> None:
        squares, errors = block.work.sums()
        self.squared_errors += squares
        self.errors += errors


class Recorded(NamedTuple):
    """Samples, cut into blocks whose calls are written down.

    ``finish`` turns the sum over several blocks into the gradient; ``large`` says
    whether BLAS would use several processors for their products by itself.
    """

    X: Array
    y: Array
    blocks: list[Block]
    halves: tuple[Half, Half]
    large: bool
    finish: Program


def share(
    go_through: Callable[[Half, Asked], None],
    recorded: Recorded,
    interrupted: Asked,
) -> tuple[float, float]:
    """Go through both halves of the samples, and return the sums of their errors.

    What is added to what does not depend on which thread is quicker, or whether there
    are two: the same parameters give the same bits.
    """
    mine, other = recorded.halves
    if not other.blocks:
        go_through(mine, interrupted)
        return mine.squared_errors, mine.errors
    other.stopped = False

    def go_through_mine() -> None:
        try:
            go_through(mine, interrupted)
        except BaseException:
            other.stopped = True
            raise

    def go_through_other() -> None:
        go_through(other, interrupted)

    with half_of_the_processors() if recorded.large else nullcontext():
        # Who is asked may be no friend of two threads: only this one asks.
        both(go_through_mine, lambda: go_through(other, None), go_through_other)
    return mine.squared_errors + other.squared_errors, mine.errors + other.errors
