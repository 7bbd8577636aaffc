"""What each unit does: its activations, its weights, and what ŷ owes to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.analysis.ablation import ForwardPass, output_with, theta_without
from shallownet.analysis.training_subset import fixed_choice
from shallownet.analysis.twins import correlated_pairs, groups_of, is_constant
from shallownet.arrays import ignore_overflow, read_only, spread
from shallownet.errors import raise_if_cancelled
from shallownet.nn.saturation import SATURATED_SLOPE
from shallownet.training.snapshot import TargetStatistics

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from shallownet.arrays import Array, Indices
    from shallownet.callbacks import CancelCheck
    from shallownet.nn.activations import Activation
    from shallownet.nn.model import Model
    from shallownet.training.snapshot import Run, Snapshot

ACTIVATION_BINS: Final = 24
SLOPE_BINS: Final = 25
"""Bins from 0 to the largest slope: in the first, 4 % wide, a unit is saturated."""

CARRIED: Final = 0.99
"""The share of a layer's contributions that its carrying units have together."""

MAX_VALUES: Final = 2_000_000
"""Activations of one report: those of 200,000 samples in the lesson's ten units."""

MAX_PRODUCTS: Final = 4_000_000_000
"""Multiplications for all ablations of one report: about a second."""

MIN_SAMPLES: Final = 500


@dataclass(frozen=True, eq=False)
class LayerReport:
    """The units of one layer; in a network without hidden layer, its inputs.

    Attributes
    ----------
    layer : int
        From 1 for the first hidden layer; 0 for the inputs.
    edges : ndarray, shape (bins + 1,)
        The edges of the bins of activations, the same for all units of the layer.
    counts : ndarray of int, shape (units, bins)
        How many samples have an activation in each bin.
    slopes : ndarray of int, shape (units, bins)
        How many samples have a slope |g'(z)| in each of `SLOPE_BINS` equal parts
        between 0 and its largest value; no bins for inputs, which have none.
    mean : ndarray, shape (units,)
        The mean activation.
    saturated : ndarray, shape (units,)
        The share of samples whose slope is below `SATURATED_SLOPE` of the largest one;
        NaN for inputs.
    contribution : ndarray, shape (units,)
        The variance of what ŷ gains by the unit's variation, that is of ŷ minus the
        prediction with the unit held at its mean, as a share of the sum of these
        variances over the layer. Above the last hidden layer, with a linear output,
        that is the variance of w·a. The units' variances sum to that of ŷ only if the
        units vary independently. NaN if ŷ owes nothing to the layer.
    r2_without : ndarray, shape (units,)
        R² with the activation at 0 and every other number as it is: no bias makes up
        for what the unit gave on average.
    r2_at_mean : ndarray, shape (units,)
        R² with the activation at its mean: as `r2_without`, after the biases above
        have taken over what the unit gave on average.
    twins : tuple of tuple of int
        Groups of units whose activations correlate beyond 0.99 in size.
    """

    layer: int
    edges: Array
    counts: NDArray[np.intp]
    slopes: NDArray[np.intp]
    mean: Array
    saturated: Array
    contribution: Array
    r2_without: Array
    r2_at_mean: Array
    twins: tuple[tuple[int, ...], ...]

    @property
    def units(self) -> int:
        """The number of units."""
        return len(self.mean)

    @property
    def carrying(self) -> tuple[int, ...]:
        """The fewest units with `CARRIED` of the contributions, the largest first."""
        if not np.isfinite(self.contribution).all():
            return ()
        order = np.argsort(-self.contribution, kind="stable")
        carried = np.cumsum(self.contribution[order])
        count = int(np.searchsorted(carried, CARRIED)) + 1
        return tuple(order[:count].tolist())


@dataclass(frozen=True, eq=False)
class UnitReport:
    """The units of a network, and how well it does without each of them.

    Attributes
    ----------
    samples, total_samples : int
        Number of the training samples that were looked at, and of all: so many that
        every number is exact unless data or network are very large.
    r2 : float
        R² over those samples, of the network as it is.
    off : frozenset of (int, int)
        Units that are turned off, as layer and number.
    r2_off : float
        R² with all of these at 0 at once; ``r2`` if there are none.
    layers : tuple of LayerReport
        The hidden layers, or the inputs if there are none.
    """

    samples: int
    total_samples: int
    r2: float
    off: frozenset[tuple[int, int]]
    r2_off: float
    layers: tuple[LayerReport, ...]


def unit_report(
    snapshot: Snapshot,
    off: Iterable[tuple[int, int]] = (),
    cancelled: CancelCheck = None,
) -> UnitReport:
    """Describe every hidden unit of a state of a run.

    Parameters
    ----------
    snapshot : Snapshot
    off : iterable of (int, int)
        Units, as layer and number, to turn off at once for ``r2_off`` alone.
    cancelled : callable, optional
        Called between units; returns whether to stop.

    Raises
    ------
    Cancelled
        If ``cancelled`` returned true.
    """
    run, off = snapshot.run, frozenset(off)
    model = run.model.copy()
    model.network.theta[:] = snapshot.theta
    rows = _rows(run)
    X, y = model.inputs.apply(run.data.X[:, rows]), run.data.y[:, rows]
    ablations = _Ablations(model, ForwardPass.of(model.network, X), y, cancelled)
    r2 = r2_off = ablations.r2(model.target.invert(ablations.values.A[-1]))
    if off:
        changed = model.copy()
        changed.network.theta[:] = theta_without(model.network, snapshot.theta, off)
        r2_off = ablations.r2(changed.predict(run.data.X[:, rows]))
    hidden = range(1, len(model.network.layers))
    layers = tuple(ablations.report(layer) for layer in hidden or (0,))
    return UnitReport(len(rows), len(run.split.train), r2, off, r2_off, layers)


def _rows(run: Run) -> Indices:
    """Return the training samples to look at: all, unless that took too long."""
    network = run.model.network
    units = sum(network.layer_sizes[:-1])
    count = min(MAX_VALUES // units, MAX_PRODUCTS // (2 * units * network.theta.size))
    return fixed_choice(run.split.train, max(count, MIN_SAMPLES))


class _Ablations:
    """Turns one unit after the other off, over the same samples."""

    def __init__(
        self, model: Model, values: ForwardPass, y: Array, cancelled: CancelCheck
    ) -> None:
        self._model, self.values, self._y = model, values, y
        self._cancelled = cancelled
        self._target = TargetStatistics.of(y)

    def r2(self, predicted: Array) -> float:
        """Return R² of predictions (1, n), in the target's units."""
        with ignore_overflow():
            loss = 0.5 * float(np.mean(np.square(predicted - self._y)))
        return self._target.r2(loss)

    def report(self, layer: int) -> LayerReport:
        """Describe the units of a layer."""
        network, A = self._model.network, self.values.A[layer]
        with ignore_overflow():
            mean = A.mean(axis=1)
            without, at_mean, gained = self._each_off(layer, mean)
            contribution = gained / gained.sum() if gained.any() else gained * np.nan
        g, slopes = None, np.empty((len(A), 0), dtype=np.intp)
        saturated = np.full(len(A), np.nan)
        if layer:
            g = network.layers[layer - 1].activation
            share = np.abs(self.values.slopes[layer - 1]) / g.max_slope
            slopes = counts_in(share, np.linspace(0.0, 1.0, SLOPE_BINS + 1))
            saturated = (share < SATURATED_SLOPE).mean(axis=1)
        edges = activation_edges(g, A)
        return LayerReport(
            layer=layer,
            edges=read_only(edges),
            counts=read_only(counts_in(A, edges)),
            slopes=read_only(slopes),
            mean=read_only(mean),
            saturated=read_only(saturated),
            contribution=read_only(contribution),
            r2_without=read_only(without),
            r2_at_mean=read_only(at_mean),
            twins=_twins(A) if layer else (),
        )

    def _each_off(self, layer: int, mean: Array) -> tuple[Array, Array, Array]:
        """Return R² without and at the mean, and the variance gained, of each unit."""
        network, target = self._model.network, self._model.target
        without, at_mean, gained = (np.empty(len(mean)) for _ in range(3))
        for unit in range(len(mean)):
            raise_if_cancelled(self._cancelled)
            output = output_with(network, self.values, layer, unit, 0.0)
            without[unit] = self.r2(target.invert(output))
            output = output_with(network, self.values, layer, unit, mean[unit])
            at_mean[unit] = self.r2(target.invert(output))
            gained[unit] = float((self.values.A[-1] - output).var())
        return without, at_mean, gained


def activation_edges(g: Activation | None, A: Array) -> Array:
    """Return the edges of bins for activations (units, n): g's range, or theirs."""
    limits = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0), "sine": (-1.0, 1.0)}
    name = "" if g is None else g.name
    if name in limits:
        low, high = limits[name]
    else:
        finite = A[np.isfinite(A)]
        low, high = float(finite.min(initial=0.0)), float(finite.max(initial=0.0))
        if not spread(low, high) or not np.isfinite(high - low):
            low, high = low - 0.5, low + 0.5
    return np.linspace(low, high, ACTIVATION_BINS + 1)


def counts_in(values: Array, edges: Array) -> NDArray[np.intp]:
    """Count the finite values of each row (rows, n) in equal bins; (rows, bins).

    What lies beyond an end by rounding is in the last bin there.
    """
    bins = len(edges) - 1
    with ignore_overflow():
        places = (values - edges[0]) * (bins / (edges[-1] - edges[0]))
    counts = np.zeros((len(values), bins), dtype=np.intp)
    for row, place in zip(counts, places, strict=True):
        inside = np.clip(place[np.isfinite(place)], 0.0, bins - 1.0)
        row[:] = np.bincount(inside.astype(np.intp), minlength=bins)
    return counts


def _twins(A: Array) -> tuple[tuple[int, ...], ...]:
    if not np.isfinite(A).all():
        return ()
    with ignore_overflow():
        varying = np.flatnonzero(~is_constant(A))
        groups = groups_of(correlated_pairs(A[varying]))
    return tuple(tuple(varying[group].tolist()) for group in groups)
