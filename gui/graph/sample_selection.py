"""The selected samples: those that graph, plots and microscope show or mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import QObject, pyqtSignal

from shallownet.arrays import read_only

if TYPE_CHECKING:
    from shallownet.arrays import Indices

NO_SAMPLES: Final[Indices] = read_only(np.empty(0, dtype=np.intp))

MAX_MARKED: Final = 200
"""Samples that are marked although a plot does not draw them."""


class SampleSelection(QObject):
    """One sample, or several of which one is shown with its numbers.

    Attributes
    ----------
    sample : int or None
        The sample whose numbers are shown, by its number in the data; None if none is
        selected.
    samples : ndarray of int
        All that are selected, in order; ``sample`` is one of them.

    Signals
    -------
    changed()
        Other samples are selected.
    """

    changed = pyqtSignal()

    def __init__(
        self, sample: int | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.sample: int | None = None
        self.samples = NO_SAMPLES
        self._set(sample)

    def toggle(self, sample: int | None) -> None:
        """Select one sample; None, or the one that is selected alone: none."""
        again = sample == self.sample and len(self.samples) <= 1
        self._set(None if again else sample)
        self.changed.emit()

    def toggle_group(self, samples: Indices, sample: int) -> None:
        """Select samples, one of them to be shown; the same again: none."""
        again = np.array_equal(samples, self.samples)
        if again or not len(samples):
            self._set(None)
        else:
            self.sample, self.samples = sample, read_only(np.sort(samples))
        self.changed.emit()

    def drop_beyond(self, count: int) -> None:
        """Drop the selection, without a signal, if a run has not so many samples."""
        if len(self.samples) and self.samples[-1] >= count:
            self._set(None)

    def _set(self, sample: int | None) -> None:
        self.sample = sample
        self.samples = (
            NO_SAMPLES if sample is None else read_only(np.array([sample], np.intp))
        )


def to_mark(samples: Indices, drawn: Indices) -> Indices:
    """Return which of selected samples a plot marks, given those that it draws.

    All of a few; of many, the ones that are drawn. One alone is no group to mark.
    """
    if len(samples) <= 1:
        return NO_SAMPLES
    if len(samples) <= MAX_MARKED:
        return samples
    return np.intersect1d(samples, drawn, assume_unique=True)
