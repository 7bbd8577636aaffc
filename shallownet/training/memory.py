"""The memory that a run needs, estimated before it begins."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from shallownet.compute.memory import FreeMemory, bytes_text, free_memory
from shallownet.compute.second_thread import is_started
from shallownet.errors import DataError
from shallownet.nn.network import block_size
from shallownet.nn.optimizers import OPTIMIZERS
from shallownet.training.checkpoints import BUDGET, OVERHEAD

if TYPE_CHECKING:
    from shallownet.settings.training_config import TrainingConfig

DATA_COPIES: Final = 3
"""Copies of the samples at most at once: split, scaled, above a row of ones."""

SPARE: Final = 32 * 2**20
"""Bytes that are left to the rest of the program: frames, plots, analyses."""

THREADS: Final = 136 * 2**20
"""Bytes that a second thread and BLAS reserve when they are first used: a stack, an
arena of the allocator, and a buffer for each of two products."""

FEWEST: Final = 100
"""Samples below which another number of them is no way out."""


def required_memory(config: TrainingConfig, samples: int, features: int) -> int:
    """Estimate the bytes that a run fills, beside the samples as they are given.

    Parameters
    ----------
    config : TrainingConfig
    samples, features : int
        The shape of its data.

    Examples
    --------
    >>> from shallownet import TrainingConfig
    >>> required_memory(TrainingConfig(), 1_000_000, 2) // 10**6
    86
    """
    sizes = (features, *config.hidden_units, 1)
    parameters = sum((n + 1) * units for n, units in pairwise(sizes))
    rows = 1 + OPTIMIZERS[config.optimizer].rows
    data = DATA_COPIES * (features + 1) * samples
    if config.batch_size is not None:  # the order of an epoch, and a batch
        data += samples + 2 * (features + 1) * min(config.batch_size, samples)
    # A and dZ of every layer, and [X; 1] again, in four blocks at most.
    block = min(4 * block_size(samples, sizes), samples)
    arrays = (2 * sum(sizes[1:]) + 2 * (features + 2)) * block
    states = (rows + 6) * parameters
    checkpoint = 8 * rows * parameters + OVERHEAD
    history = 8 * 5 * 2 * config.iterations  # it grows by doubling
    past = min(BUDGET, checkpoint * config.iterations) + history
    return 8 * (data + arrays + states) + past


def check_memory(
    config: TrainingConfig,
    samples: int,
    features: int,
    free: FreeMemory | None = None,
) -> None:
    """Refuse a run for which there is not enough memory.

    Parameters
    ----------
    config : TrainingConfig
    samples, features : int
        The shape of its data.
    free : FreeMemory, optional
        What is free; the system is asked if not given.

    Raises
    ------
    DataError
        If the run needs more than is free; the message tells how much of both, and how
        many samples would fit.
    """
    free = free_memory() if free is None else free

    sizes = (features, *config.hidden_units, 1)

    def takes_threads(samples: int) -> bool:
        return block_size(samples, sizes) < samples and not is_started()

    def missing(samples: int) -> tuple[float, float]:
        """Return what is needed and what is free, where least is left of it."""
        filled = required_memory(config, samples, features) + SPARE
        reserved = filled + THREADS * takes_threads(samples)
        both = (filled, free.resident), (reserved, free.address_space)
        return min(both, key=lambda pair: pair[1] - pair[0])

    needed, left = missing(samples)
    if needed <= left:
        return
    fitting, too_many = 0, samples
    while too_many - fitting > 1:
        middle = (fitting + too_many) // 2
        if missing(middle)[0] <= missing(middle)[1]:
            fitting = middle
        else:
            too_many = middle
    if fitting >= FEWEST:
        scale = 10 ** (int(math.log10(fitting)) - 1)
        way_out = f"About {fitting // scale * scale:,} samples would fit"
        # More of them take a second thread first, and that takes more than they do.
        if takes_threads(too_many) and not takes_threads(fitting):
            way_out += ", computed by a single thread"
        way_out += "."
    else:
        way_out = "Fewer units or updates need less."
    raise DataError(
        f"{samples:,} samples need about {bytes_text(needed)} of memory, and "
        f"{bytes_text(left)} are free. {way_out}"
    )
