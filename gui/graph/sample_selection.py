"""The selected samples, which all views show or mark, or inputs of no sample."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import QObject, pyqtSignal

from shallownet.arrays import read_only

if TYPE_CHECKING:
    from shallownet.arrays import Array, Indices

NO_SAMPLES: Final[Indices] = read_only(np.empty(0, dtype=np.intp))

MAX_MARKED: Final = 200
"""Samples that are marked although a plot does not draw them."""


class SampleSelection(QObject):
    """One sample, or several of which one is shown with its numbers.

    A view may be some frames behind a new run: what the run lacks is not selected.

    Attributes
    ----------
    sample : int or None
        The sample whose numbers are shown, by its number in the data; None if none is
        selected.
    samples : ndarray of int
        All that are selected, in order; ``sample`` is one of them.
    asked : ndarray or None
        Inputs (inputs,) that the network is asked about in place of a sample.

    Signals
    -------
    changed()
        Other samples are selected, or other inputs asked about.
    """

    changed = pyqtSignal()

    def __init__(
        self, sample: int | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.sample: int | None = None
        self.samples = NO_SAMPLES
        self.asked: Array | None = None
        self._inputs, self._count = 0, math.inf
        self._set(sample)

    def toggle(self, sample: int | None) -> None:
        """Select one sample; None, or the one that is selected alone: none."""
        if sample is not None and sample >= self._count:
            return
        again = sample == self.sample and len(self.samples) <= 1
        self._set(None if again else sample)
        self.changed.emit()

    def toggle_group(self, samples: Indices, sample: int) -> None:
        """Select samples, one of them to be shown; the same again: none."""
        again = np.array_equal(samples, self.samples)
        if len(samples) and samples.max() >= self._count:
            return
        if again or not len(samples):
            self._set(None)
        else:
            self._set(sample)
            self.samples = read_only(np.sort(samples))
        self.changed.emit()

    def ask(self, inputs: Array | None) -> None:
        """Ask about inputs (inputs,), with no sample selected; None: no longer."""
        if inputs is not None and self._inputs not in (0, len(inputs)):
            return
        self._set(None)
        self.asked = inputs
        self.changed.emit()

    def begin_run(self, inputs: int, count: int) -> None:
        """Drop what a new run lacks, without a signal: samples, and asked inputs.

        Parameters
        ----------
        inputs, count : int
            How many inputs and samples the run has.
        """
        self._inputs, self._count = inputs, count
        self.asked = None
        if len(self.samples) and self.samples[-1] >= count:
            self._set(None)

    def _set(self, sample: int | None) -> None:
        self.sample, self.asked = sample, None
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
