"""The errors ŷ − y of all samples: their distribution, and where they are large."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.arrays import ignore_overflow, norm, read_only, spread
from shallownet.errors import raise_if_cancelled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.arrays import Array, Indices
    from shallownet.callbacks import CancelCheck
    from shallownet.training.snapshot import Snapshot

BINS: Final = 40
"""Bins over the middle of the errors; all of them may take twice as many."""

MIDDLE: Final = 0.99
"""The share of the errors whose range decides the width of the bins. Those far beyond
it are counted in the first and in the last bin: one outlier would leave a single bar of
all the others."""

CHUNK: Final = 100_000
"""Samples between two looks at whether to stop."""

WINDOW: Final = 0.05
"""The share of the samples in a window of the running mean."""

MIN_WINDOW: Final = 20
TREND_POINTS: Final = 100


class ErrorSummary(NamedTuple):
    """Errors of the training samples, or of the held-out samples.

    Attributes
    ----------
    samples, not_finite : int
        How many, and of how many the error is NaN or infinite; these are left out of
        the histogram, but not of the mean.
    mean : float
        mean(ŷ − y), which the lesson calls its loss.
    rmse : float
        sqrt(mean((ŷ − y)²)).
    counts : ndarray of int, shape (bins,)
    trend : tuple of (ndarray, ndarray)
        The running mean of the errors over the chosen axis: see `running_mean`.
    """

    samples: int
    not_finite: int
    mean: float
    rmse: float
    counts: NDArray[np.intp]
    trend: tuple[Array, Array]


@dataclass(frozen=True, eq=False)
class Residuals:
    """The errors of all samples at one state of a run, in the target's units.

    Attributes
    ----------
    predicted, errors : ndarray, shape (m,)
        ŷ and ŷ − y of each sample, by its number in the data; NaN for test samples that
        are sealed.
    edges : ndarray, shape (bins + 1,)
        Of the histograms.
    open_low, open_high : bool
        Whether the first or the last bin also counts what lies beyond it.
    against : int or None
        The input on the axis of the running means; None for the prediction.
    train : ErrorSummary
    held_out : ErrorSummary or None
        None if no samples are held out.
    held_out_name : str
        What those are for: ``"validation"`` or ``"test"``.
    """

    predicted: Array
    errors: Array
    edges: Array
    open_low: bool
    open_high: bool
    against: int | None
    train: ErrorSummary
    held_out: ErrorSummary | None
    held_out_name: str

    def in_bin(self, number: int) -> Indices:
        """Return the samples, by their numbers in the data, that a bin counts."""
        low, high = self.edges[number], self.edges[number + 1]
        chosen = np.isfinite(self.errors)
        if not (number == 0 and self.open_low):
            chosen &= self.errors >= low
        last = number == len(self.edges) - 2
        if not (last and self.open_high):
            chosen &= (self.errors <= high) if last else (self.errors < high)
        return np.flatnonzero(chosen)


def residuals(
    snapshot: Snapshot, against: int | None = None, cancelled: CancelCheck = None
) -> Residuals:
    """Compute the errors of all samples at a state of a run.

    Parameters
    ----------
    snapshot : Snapshot
    against : int or None
        The input over which the running means go; None for the prediction.
    cancelled : callable, optional
        Called between chunks of samples; returns whether to stop.

    Raises
    ------
    Cancelled
        If ``cancelled`` returned true.
    """
    data, parts = snapshot.run.data, snapshot.run.split
    model = snapshot.run.model.copy()
    model.network.theta[:] = snapshot.theta
    predicted = np.empty(data.samples)
    for start in range(0, data.samples, CHUNK):
        raise_if_cancelled(cancelled)
        chunk = slice(start, start + CHUNK)
        predicted[chunk] = model.predict(data.X[:, chunk])[0]
    predicted[parts.sealed] = np.nan
    with ignore_overflow():
        errors = predicted - data.y[0]
    edges = error_edges(errors)
    finite = errors[np.isfinite(errors)]
    axis = predicted if against is None else data.X[against]

    def summary(rows: Indices) -> ErrorSummary:
        raise_if_cancelled(cancelled)
        part = errors if len(rows) == len(errors) else errors[rows]
        usable = np.isfinite(part)
        places = np.searchsorted(edges[1:-1], part[usable], side="right")
        with ignore_overflow():
            mean = float(part.mean())
        return ErrorSummary(
            len(rows),
            len(part) - int(np.count_nonzero(usable)),
            mean,
            norm(part) / math.sqrt(len(part)),  # whose squares may be 0 or infinite
            read_only(np.bincount(places, minlength=len(edges) - 1)),
            running_mean(axis[rows][usable], part[usable]),
        )

    return Residuals(
        read_only(predicted),
        read_only(errors),
        read_only(edges),
        bool(finite.size and finite.min() < edges[0]),
        bool(finite.size and finite.max() > edges[-1]),
        against,
        summary(parts.train),
        summary(parts.held_out) if parts.held_out.size else None,
        parts.held_out_name,
    )


def error_edges(errors: Array) -> Array:
    """Return the edges of equal bins for errors (m,); 0 is one if it is among them.

    They reach beyond the middle of the errors by half its range on either side, or to
    the last error if that is nearer.
    """
    finite = errors[np.isfinite(errors)]
    if not finite.size:
        return np.array([0.0, 1.0])
    tails = (1.0 - MIDDLE) / 2.0 * (finite.size - 1)
    places = [math.floor(tails), math.ceil(finite.size - 1 - tails)]
    low, high = np.partition(finite, places)[places].tolist()
    least, most = float(finite.min()), float(finite.max())
    if not spread(low, high):  # most of them are alike
        low, high = least, most
    with ignore_overflow():
        width = float(spread(low, high)) / BINS
        if not 0.0 < width < math.inf:  # all are, or no float is as large as the range
            width = max(abs(low), abs(high)) / BINS or 1.0
            if not spread(low, high):
                return np.array([low - width, low, low + width])
        half = (high - low) / 2.0
        first = math.floor(max(low - half, least) / width)
        last = math.ceil(min(high + half, most) / width)
    return np.arange(first, max(last, first + 1) + 1, dtype=np.float64) * width


def running_mean(x: Array, errors: Array) -> tuple[Array, Array]:
    """Return the mean of the errors in windows that move along x.

    Each window has the same number of samples, `WINDOW` of them all but at least
    `MIN_WINDOW`, in the order of x. There are `TREND_POINTS` windows at most, evenly
    spread.

    Parameters
    ----------
    x, errors : ndarray, shape (n,)

    Returns
    -------
    x, means : ndarray, shape (points,)
        The mean of x and that of the errors in each window.
    """
    n = len(x)
    if not n:
        return read_only(np.empty(0)), read_only(np.empty(0))
    order = np.argsort(x, kind="stable")
    x, errors = x[order], errors[order]
    size = min(max(round(WINDOW * n), MIN_WINDOW), n)
    starts = np.unique(np.linspace(0, n - size, TREND_POINTS).round().astype(int))
    with ignore_overflow():
        means = [
            (x[start : start + size].mean(), errors[start : start + size].mean())
            for start in starts
        ]
    at, mean = np.array(means).T.copy()
    return read_only(at), read_only(mean)
