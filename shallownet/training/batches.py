"""The samples of each update, determined by the seed and the update's number."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from shallownet import streams

if TYPE_CHECKING:
    from shallownet.arrays import Indices


class EpochPosition(NamedTuple):
    """The position of an update in its epoch.

    Attributes
    ----------
    epoch : int
        Completed epochs; each visits every sample once.
    batch, batches : int
        The number of the batch in its epoch, from 0, and the batches of an epoch.
    """

    epoch: int
    batch: int
    batches: int


@dataclass
class Batches:
    """Batches of one size, from an update on.

    Every epoch follows a permutation that (seed, epoch) determines, so the batch of an
    update depends on nothing that happened before it.

    Attributes
    ----------
    seed, samples : int
    size : int or None
        Samples in a batch (the last of an epoch may have fewer); None means all.
    since, epoch : int
        The update and the epoch at which this size took effect.
    full : bool
        Whether every update uses all samples.
    """

    seed: int
    samples: int
    size: int | None
    since: int = 0
    epoch: int = 0
    _cached: tuple[int, Indices] | None = field(
        default=None, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        self.full = self.size is None or self.size >= self.samples

    def epoch_position(self, updates: int) -> EpochPosition:
        """Return the position of the update that follows ``updates`` updates."""
        batches = 1 if self.full else math.ceil(self.samples / (self.size or 1))
        epochs, batch = divmod(updates - self.since, batches)
        return EpochPosition(self.epoch + epochs, batch, batches)

    def permutation(self, epoch: int) -> Indices:
        """Return the order of the samples in an epoch."""
        return streams.order(self.seed, epoch).permutation(self.samples)

    def rows(self, updates: int) -> Indices | None:
        """Return the samples of the update after ``updates``; None means all."""
        if self.full or self.size is None:
            return None
        epoch, batch, _ = self.epoch_position(updates)
        if self._cached is None or self._cached[0] != epoch:
            self._cached = epoch, self.permutation(epoch)
        start = batch * self.size
        return self._cached[1][start : start + self.size]

    def resized(self, size: int | None, updates: int) -> Batches:
        """Return batches of another size from an update on, which begins an epoch."""
        epoch, batch, _ = self.epoch_position(updates)
        return replace(
            self, size=size, since=updates, epoch=epoch + 1 if batch else epoch
        )
