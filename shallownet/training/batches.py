"""Which samples each update looks at: a matter of the seed and the update's number."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from shallownet.arrays import Indices


class EpochPosition(NamedTuple):
    """Where in its epoch an update stands.

    Attributes
    ----------
    epoch : int
        Epochs that are completed: each goes once through all samples.
    batch, batches : int
        The number of the batch in its epoch, from 0, and how many an epoch has.
    """

    epoch: int
    batch: int
    batches: int


@dataclass(frozen=True)
class Batches:
    """Batches of a size, from an update on.

    Every epoch goes through a permutation that (seed, epoch) determines, so the batch
    of an update depends on nothing that happened before it.

    Attributes
    ----------
    seed, samples : int
    size : int or None
        Samples in a batch (the last of an epoch may have fewer); None means all.
    since, epoch : int
        The update and the epoch from which they have this size.
    """

    seed: int
    samples: int
    size: int | None
    since: int = 0
    epoch: int = 0

    @property
    def full(self) -> bool:
        """Whether every update looks at all samples."""
        return self.size is None or self.size >= self.samples

    def place(self, updates: int) -> EpochPosition:
        """Return where the update stands that follows so many updates."""
        batches = 1 if self.full else math.ceil(self.samples / (self.size or 1))
        epochs, batch = divmod(updates - self.since, batches)
        return EpochPosition(self.epoch + epochs, batch, batches)

    def permutation(self, epoch: int) -> Indices:
        """Return the order in which an epoch goes through the samples."""
        return np.random.default_rng((self.seed, epoch)).permutation(self.samples)

    def resized(self, size: int | None, updates: int) -> Batches:
        """Return batches of another size from an update on, which begins an epoch."""
        epoch, batch, _ = self.place(updates)
        return replace(
            self, size=size, since=updates, epoch=epoch + 1 if batch else epoch
        )
