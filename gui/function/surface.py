"""The part of a network's function that is shown: a plane of two inputs, or a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.analysis.convex_hull import convex_hull, is_inside
from shallownet.analysis.data_region import DataRegion
from shallownet.analysis.function_map import FunctionMap, Plane
from shallownet.analysis.training_subset import fixed_choice
from shallownet.arrays import spread
from shallownet.data.columns.fields import fields_of, typical_inputs
from shallownet.wording import digits_within, figure

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from shallownet.arrays import Array, Indices
    from shallownet.data.columns.fields import Field
    from shallownet.training.snapshot import Run, Snapshot

    TrueFunction = Callable[[Array], Array]

SIDE: Final = 129
"""Points along each side of the map: 128 steps."""

LINE: Final = 401
"""Points along the curve over a single input."""

SHOWN: Final = 300
"""Samples that are drawn: more would cover the map."""

NEAR_SHOWN: Final = 3_000
"""Samples that are looked at for those near a cut."""

PROFILED: Final = 1_000
"""Samples that partial dependence is averaged over."""

PROFILE_POINTS: Final = 31
DATES: Final = 61
"""Points of time that partial dependence is computed at: seasons repeat."""

YEAR: Final = 366.0 * 86_400.0

MEDIAN_OF: Final = 100_000
"""Samples that medians are taken of: those of a million numbers take 15 ms."""

MARGIN: Final = 0.03
"""Share of the samples' range that is shown beyond it, at each end."""

FARTHEST: Final = 1e304
"""The largest number on an axis: of larger ones a hundred ranges are no float."""

HULL_TOLERANCE: Final = 1e-3
"""Share of the samples' range by which one may lie outside the hull that is drawn."""


class Range(NamedTuple):
    """What is in view of an axis, in the units of its input."""

    low: float
    high: float


class Surface:
    """Where the function of a run is shown, and its values there.

    Parameters
    ----------
    run : Run
    truth : callable or None
        Returns the true values (n,) for inputs (inputs, n), not finite where there are
        none; None if they are known at the samples alone.

    Attributes
    ----------
    axes : tuple of int
        The input that goes across and, of several, the one that goes up.
    point : ndarray, shape (inputs,)
        A value for each input; those that are not on an axis are held there. At first
        the medians of the training samples, and their commonest categories.
    shown, near_shown : ndarray of int
        The samples to draw, by their numbers in the data: all, or a fixed choice; and
        those of which the ones near a cut are drawn.
    profile_rows : ndarray of int
        The training samples that partial dependence is averaged over.
    fields : tuple of Field
        The columns that the inputs were made of, which may be fewer.
    profile_places : tuple of ndarray, shape (k,)
        The places of each column that it is computed at.
    profile_values : tuple of ndarray, shape (inputs, k)
        The inputs there.
    """

    def __init__(self, run: Run, truth: TrueFunction | None) -> None:
        self.run, self.truth = run, truth
        X, train = run.data.X, run.split.train
        self.inputs = len(X)
        self.axes: tuple[int, ...] = (0, 1) if self.inputs > 1 else (0,)
        self.point: Array = typical_inputs(run.data, fixed_choice(train, MEDIAN_OF))
        self.fields = fields_of(run.data)
        self.shown: Indices = fixed_choice(run.split.open, SHOWN)
        self.near_shown: Indices = fixed_choice(run.split.open, NEAR_SHOWN)
        self.profile_rows: Indices = fixed_choice(train, PROFILED)
        self._low, self._high = X.min(axis=1), X.max(axis=1)
        self.profile_places = tuple(map(self._places_of, self.fields))
        self.profile_values = tuple(
            field.inputs_at(places)
            for field, places in zip(self.fields, self.profile_places, strict=True)
        )
        self._function, self._model = FunctionMap(run.model), run.model.copy()
        self._at_samples = self._model.at(X[:, self.shown])
        self._hulls: dict[tuple[int, ...], Array] = {}
        self._plane: Plane | None = None
        self._region: DataRegion | None = None
        self._ranges = self.extent(self.axes[0]), self.extent(self.axes[-1])
        self._truth_values: Array | None = None
        self._inside: NDArray[np.bool_] | None = None

    # Where

    @property
    def held(self) -> list[int]:
        """The inputs that are on no axis."""
        return [n for n in range(self.inputs) if n not in self.axes]

    def extent(self, input: int) -> Range:
        """Return the range of an input over all samples, with a margin."""
        low, high = float(self._low[input]), float(self._high[input])
        width = float(spread(low, high)) or 2.0 * max(abs(low), 0.5)
        low, high = low - MARGIN * width, high + MARGIN * width
        if -FARTHEST <= low < high <= FARTHEST:
            return Range(low, high)
        return Range(-FARTHEST, FARTHEST)  # no plot has room for more

    def sample_range(self, input: int) -> Range:
        """Return the range of an input over all samples."""
        return Range(float(self._low[input]), float(self._high[input]))

    def field_range(self, field: Field) -> Range:
        """Return the places of a column over all samples."""
        if field.choices:
            return Range(0.0, float(len(field.choices) - 1))
        low, high = self._low[field.rows], self._high[field.rows]
        first, last = field.place_of(low), field.place_of(high)
        if field.date is not None and field.date.parts[0] != "days":
            first, last = field.date.first, field.date.first + YEAR
        return Range(first, last)

    def _places_of(self, field: Field) -> Array:
        if field.choices:
            return np.arange(float(len(field.choices)))
        if field.date is not None:
            return np.linspace(*self.field_range(field), DATES)
        return np.linspace(*self.extent(field.rows.start), PROFILE_POINTS)

    @property
    def region(self) -> DataRegion:
        """Where the training samples are."""
        if self._region is None:
            # The axes of two inputs are always those two, in one order.
            hull = self.hull if self.inputs == 2 else None
            self._region = DataRegion(self.run.data.X, self.run.split.train, hull)
        return self._region

    def set_axes(self, *axes: int) -> None:
        """Choose the inputs across and up, and show all of their range."""
        self.axes = axes
        self._ranges = self.extent(axes[0]), self.extent(axes[-1])
        self._forget()

    def set_point(self, point: Array) -> None:
        """Set the value (inputs,) of each input."""
        before, self.point = self.point, point.copy()
        if (before != point)[self.held].any():
            self._forget()

    def set_ranges(self, across: Range, up: Range) -> bool:
        """Choose what is in view, and return whether other values are needed there.

        The range upwards of a single input is not one of inputs.
        """
        before, self._ranges = self._ranges, (across, up)
        changed = before[: len(self.axes)] != self._ranges[: len(self.axes)]
        if changed:
            self._forget()
        return changed

    def _forget(self) -> None:
        self._plane = self._truth_values = self._inside = None

    @property
    def plane(self) -> Plane:
        """The grid of inputs in view."""
        if self._plane is None:
            across, up = self._ranges
            is_map = len(self.axes) == 2
            self._plane = Plane(
                self.axes,
                np.linspace(across.low, across.high, SIDE if is_map else LINE),
                np.linspace(up.low, up.high, SIDE) if is_map else np.zeros(1),
                self.point,
            )
        return self._plane

    @property
    def hull(self) -> Array:
        """The corners (2, n) of the convex hull of the training samples.

        For a single input the first row has the ends of their range.
        """
        if self.axes not in self._hulls:
            X = self.run.data.X[list(self.axes)]
            if self.run.split.held_out.size:
                X = X[:, self.run.split.train]
            if len(self.axes) == 2:
                self._hulls[self.axes] = convex_hull(X[0], X[1], HULL_TOLERANCE)
            else:
                self._hulls[self.axes] = np.array([[X.min(), X.max()], [0.0, 0.0]])
        return self._hulls[self.axes]

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Which points of the grid have training samples around them."""
        if self._inside is None:
            across = self.plane.across
            if len(self.axes) == 2:
                self._inside = is_inside(self.hull, across, self.plane.up)
            else:
                low, high = self.hull[0]
                self._inside = ((across >= low) & (across <= high))[np.newaxis]
        return self._inside

    # Values

    def predictions(self, snapshot: Snapshot) -> Array:
        """Return the predictions on the grid, (rows, columns)."""
        self._function.set_plane(self.plane)
        return self._function.compute(snapshot.theta)

    def true_values(self) -> Array | None:
        """Return the true values on the grid; None if they are not known there."""
        if self._truth_values is None and self.truth is not None:
            values = self.truth(self.plane.inputs())
            self._truth_values = values.reshape(self.plane.shape)
        return self._truth_values

    def response(self, snapshot: Snapshot, layer: int, unit: int) -> Array:
        """Return the activations of a unit on the grid; layers count from 1."""
        self.predictions(snapshot)
        return self._function.response(layer, unit)

    def sample_predictions(self, snapshot: Snapshot) -> Array:
        """Return the predictions (n,) for the samples that are drawn."""
        self._model.network.theta[:] = snapshot.theta
        output = self._at_samples.activations()[-1]
        predicted: Array = self._model.target.invert(output)[0]
        return predicted

    def predict(self, snapshot: Snapshot, X: Array) -> Array:
        """Return the predictions (n,) for any inputs (inputs, n)."""
        self._model.network.theta[:] = snapshot.theta
        predicted: Array = self._model.predict(X)[0]
        return predicted

    def values_at(
        self, snapshot: Snapshot, point: Array, sample: int | None = None
    ) -> tuple[float, float | None]:
        """Return the prediction at inputs (inputs,), and the true value if it is known.

        That of a sample is its own, with the noise.
        """
        X = point[:, np.newaxis]
        predicted = float(self.predict(snapshot, X)[0])
        if sample is not None:
            return predicted, float(self.run.data.y[0, sample])
        return predicted, None if self.truth is None else float(self.truth(X)[0])

    def point_at(self, x: float, y: float) -> Array:
        """Return the inputs (inputs,) at a place of the plot."""
        return self.inputs_at(np.array([x]), np.array([y]))[:, 0]

    def told(self, point: Array) -> list[str]:
        """Return the inputs (inputs,) on the axes in words."""
        return [
            figure(float(point[n]), digits_within(*self.extent(n))) for n in self.axes
        ]

    def inputs_at(self, *place: Array) -> Array:
        """Return inputs (inputs, n) for places (n,) on the axes; the rest are held."""
        X = np.repeat(self.point[:, np.newaxis], len(place[0]), axis=1)
        for axis, values in zip(self.axes, place, strict=False):
            X[axis] = values
        return X
