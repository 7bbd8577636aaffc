"""The landscape of one run: maps of its planes, its places, and its updates' moves.

It needs only a `Snapshot` and a `RunPath`, and has a network and objectives of its own,
so it can run in another thread than the training.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.analysis.landscape.joint_moves import JointMoves, joint_moves
from shallownet.analysis.landscape.loss_map import (
    CELLS,
    COARSE_CELLS,
    Area,
    LossMap,
    PlaneChoice,
    area_around,
)
from shallownet.analysis.landscape.place import Place, place_of
from shallownet.analysis.landscape.plane import (
    Plane,
    parameter_plane,
    plane_through,
    principal_plane,
)
from shallownet.analysis.landscape.plane_losses import PlaneLosses
from shallownet.analysis.training_subset import training_subset
from shallownet.arrays import ignore_overflow, norm, read_only
from shallownet.training.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from shallownet.analysis.landscape.run_path import RunPath
    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.nn.objective import Objective
    from shallownet.training.snapshot import Run, Snapshot

MAX_ACTIVATIONS: Final = 200_000
MAX_SAMPLES: Final = 50_000
MIN_SAMPLES: Final = 500
"""Samples of a map: at most 20,000 in the lesson's ten units, 500 in five hundred."""

MIN_MOVED_SAMPLES: Final = 100
"""Samples of `Survey.moves` at least: the lesson's network has all of 10,000."""

MAX_MOVED_ACTIVATIONS: Final = 200_000_000
"""Hidden activations of all passes of `Survey.moves`: one pass for each parameter."""

MAX_CANDIDATES: Final = 48
"""States whose loss is measured to find the best one, where the history has none."""


BEYOND: Final = 1_000.0
"""Widths of the map within which all states of the path are drawn."""


class Outlook(NamedTuple):
    """What kind of place a state is, and where the best state known is from there.

    Attributes
    ----------
    place : Place
    best : int
        The update after which the loss was lowest, of the states on the path.
    angle : float
        Degrees between −gradient and the way there; NaN at the best state itself.
    """

    place: Place
    best: int
    angle: float


class Survey:
    """Maps the landscape of one run.

    The methods raise `Cancelled` if their ``cancelled`` returns true.

    Parameters
    ----------
    run : Run

    Attributes
    ----------
    samples : int
        The number of training samples that maps and places are over: all of them, or a
        random subset that stays the same.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self._problem = problem = Problem(run)
        self._all = len(run.split.train)
        rows = training_subset(
            run, MIN_SAMPLES, max_activations=MAX_ACTIVATIONS, max_samples=MAX_SAMPLES
        )
        self.samples = len(rows)
        few = self.samples == self._all
        data = problem.train if few else run.data.take(rows)
        self._objective = problem.objective_over(data)
        self._unit = problem.unit**2

    def _objective_at(self, snapshot: Snapshot) -> Objective:
        """Return the objective with a snapshot's parameters and penalty."""
        settings, objective = snapshot.settings, self._objective
        objective.configure(settings.l1, settings.l2, "exact")
        np.copyto(objective.network.theta, snapshot.theta)
        return objective

    def place(self, snapshot: Snapshot, cancelled: CancelCheck = None) -> Place:
        """Measure what kind of place a state is."""
        frozen = snapshot.frozen
        free = ~frozen if frozen.any() else None
        return place_of(self._objective_at(snapshot), free, cancelled)

    def outlook(
        self, snapshot: Snapshot, path: RunPath, cancelled: CancelCheck = None
    ) -> Outlook:
        """Measure the place of a state, and the direction of the best one known."""
        row = self.best_row(path, cancelled)
        place = self.place(snapshot, cancelled)
        losses = []
        for theta in (snapshot.theta, path.thetas[row]):
            np.copyto(self._objective.network.theta, theta)
            losses.append(self._objective.measure(None, cancelled).loss)
        if losses[0] <= losses[1]:
            return Outlook(place, snapshot.step, float("nan"))
        way = path.thetas[row] - snapshot.theta
        return Outlook(place, int(path.updates[row]), place.angle_to(way))

    def best_row(self, path: RunPath, cancelled: CancelCheck = None) -> int:
        """Return the row of the path's state with the lowest loss.

        Where the history has only losses of batches, that of some states is measured.
        """
        if (best := path.best) is not None:
            return best
        count = min(len(path.updates), MAX_CANDIDATES)
        rows = np.unique(np.linspace(0, len(path.updates) - 1, count).round())
        objective, losses = self._objective, []
        for row in rows.astype(int):
            np.copyto(objective.network.theta, path.thetas[row])
            losses.append(objective.measure(None, cancelled).loss)
        finite = np.where(np.isfinite(losses), losses, np.inf)
        return int(rows[int(np.argmin(finite))])

    def moves(
        self,
        snapshot: Snapshot,
        progress: ProgressCallback = None,
        cancelled: CancelCheck = None,
    ) -> JointMoves:
        """Compute what the next update does, parameter by parameter and as a whole."""
        budget = MAX_MOVED_ACTIVATIONS // snapshot.theta.size
        rows = training_subset(
            self.run, MIN_MOVED_SAMPLES, max_activations=budget, max_samples=MAX_SAMPLES
        )
        objective, settings = self._objective, snapshot.settings
        if len(rows) < self.samples:
            objective = self._problem.objective_over(self.run.data.take(rows))
            np.copyto(objective.network.theta, snapshot.theta)
            objective.configure(settings.l1, settings.l2, "exact")
        else:
            objective = self._objective_at(snapshot)
        found = joint_moves(objective, snapshot.upcoming, progress, cancelled)
        with ignore_overflow():
            return replace(
                found,
                alone=read_only(found.alone * self._unit),
                together=found.together * self._unit,
            )

    def map(
        self,
        snapshot: Snapshot,
        path: RunPath,
        choice: PlaneChoice,
        area: Area | float,
        refined: Callable[[LossMap], None] | None = None,
        cancelled: CancelCheck = None,
        progress: ProgressCallback = None,
        cells: int = CELLS,
    ) -> LossMap:
        """Map the loss over a plane through the present state, coarse to fine.

        Parameters
        ----------
        snapshot : Snapshot
            The present state.
        path : RunPath
        choice : PlaneChoice
        area : Area or float
            The part of the plane; a number is the height relative to the width of an
            area around the path, as far as it is near: see `RunPath.near`.
        refined : callable, optional
            Called with each map that is coarser than the last one.
        progress : callable, optional
            Called with the number of points done and that of all points.
        cells : int
            Cells along each side: `COARSE_CELLS` times a power of two.
        """
        near = path.near(snapshot.step)
        choice = self._filled(choice, snapshot, path, near, cancelled)
        plane = self._plane(choice, snapshot, path, near)
        points, off = plane.coordinates(path.thetas), plane.distances(path.thetas)
        if not isinstance(area, Area):
            here = plane.coordinates(snapshot.theta)
            size = max(norm(snapshot.theta), 1.0)
            area = area_around(np.column_stack([points[:, near], here]), area, size)
        if not near.all():  # painters overflow far beyond what is in view
            middle = np.array([[area.left + area.right], [area.bottom + area.top]]) / 2
            reach = BEYOND * (area.right - area.left)
            points = np.clip(points, middle - reach, middle + reach)
        columns = np.linspace(area.left, area.right, cells + 1)
        rows = np.linspace(area.bottom, area.top, cells + 1)
        losses = PlaneLosses(self._objective_at(snapshot), plane)
        values = np.full((len(rows), len(columns)), np.nan)
        settings = snapshot.settings
        quantity = "J + penalty" if settings.l1 or settings.l2 else "J"

        def result(stride: int) -> LossMap:
            part = values[::stride, ::stride]
            with ignore_overflow():
                scaled = part * self._unit
            return LossMap(
                plane,
                choice,
                *(read_only(columns[::stride]), read_only(rows[::stride])),
                read_only(scaled),
                quantity,
                self.samples,
                *(read_only(points), read_only(off)),
                is_whole=stride == 1,
            )

        done = 0

        def fill(down: slice, across: slice) -> None:
            nonlocal done
            part = values[down, across]
            before = done

            def advanced(share: float) -> None:
                nonlocal done
                done = before + round(share * part.size)
                if progress is not None:
                    progress(done, values.size)

            part[:] = losses.at(columns[across], rows[down], cancelled, advanced)

        stride = cells // COARSE_CELLS
        fill(slice(None, None, stride), slice(None, None, stride))
        while stride > 1:
            if refined is not None:
                refined(result(stride))
            half = stride // 2
            fill(slice(None, None, stride), slice(half, None, stride))
            fill(slice(half, None, stride), slice(None, None, half))
            stride = half
        return result(1)

    def _filled(
        self,
        choice: PlaneChoice,
        snapshot: Snapshot,
        path: RunPath,
        near: NDArray[np.bool_],
        cancelled: CancelCheck,
    ) -> PlaneChoice:
        """Return a choice with its two numbers."""
        first, second = choice.first, choice.second
        if choice.kind == "states":
            self._objective_at(snapshot)
            if second is None:
                row = self.best_row(path, cancelled)
                if (path.thetas[row] == snapshot.theta).all():
                    row = path.halfway(snapshot.step)
                second = int(path.updates[row])
            return choice._replace(first=first or 0, second=second)
        if choice.kind == "parameters":
            widest = _by_spread(path.thetas[near], snapshot.gradient)
            if first is None:
                first = next(n for n in widest if n != second)
            if second is None:
                second = next(n for n in widest if n != first)
            return choice._replace(first=first, second=second)
        return choice

    def _plane(
        self,
        choice: PlaneChoice,
        snapshot: Snapshot,
        path: RunPath,
        near: NDArray[np.bool_],
    ) -> Plane:
        theta, gradient, seen = snapshot.theta, snapshot.gradient, path.thetas[near]
        if choice.kind == "parameters":
            assert choice.first is not None and choice.second is not None
            return parameter_plane(theta, choice.first, choice.second, seen)
        # Where the path has no second direction: down, and along this step.
        others = gradient, snapshot.upcoming - theta
        if choice.kind == "states":
            assert choice.first is not None and choice.second is not None
            rows = path.row_of(choice.first), path.row_of(choice.second)
            states = [*(path.thetas[row] for row in rows), theta]
            return plane_through(states, seen, others)
        return principal_plane(theta, seen, others)


def _by_spread(thetas: Array, gradient: Array) -> list[int]:
    """Return the parameters' indices, first those that moved most along the path."""
    slope = np.abs(np.nan_to_num(gradient))
    with ignore_overflow():  # of parameters that are about to diverge
        moved = thetas.std(axis=0)
    # Parameters that have not moved follow, the steepest first.
    return [int(n) for n in np.lexsort((-slope, -moved))]
