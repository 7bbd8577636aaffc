"""The path of a run: some of the states that it keeps, from the start to the last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.arrays import ignore_overflow, norm, read_only

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.training.snapshot import Run
    from shallownet.training.trainer import Trainer

MAX_STATES: Final = 300
MAX_NUMBERS: Final = 1_000_000
"""Parameters of all states together: 8 MB, copied between two updates."""

FAR: Final = 100.0
"""A state so many times farther from the start than the median is not of the path: the
last updates of a run that diverges would leave no room for all others."""


@dataclass(frozen=True, eq=False)
class RunPath:
    """Some states of a run, in order; all arrays are read-only.

    Attributes
    ----------
    run : Run
    updates : ndarray of int, shape (states,)
        The updates made before each state.
    thetas : ndarray, shape (states, parameters)
    losses : ndarray, shape (states,)
        J over the training samples, in the target's units squared; NaN where it was not
        measured, as in a run with batches.
    made : int
        The updates that the run has made.
    """

    run: Run
    updates: NDArray[np.int64]
    thetas: Array
    losses: Array
    made: int

    @classmethod
    def of(
        cls,
        trainer: Trainer,
        theta_at: Callable[[int], Array],
        chosen: Iterable[int] = (),
    ) -> RunPath:
        """Collect the path of a run.

        Parameters
        ----------
        trainer : Trainer
        theta_at : callable
            Returns the parameters after an update, as `Rewind.theta_at`.
        chosen : iterable of int
            Updates that must be among the states, where the run has made them.
        """
        made = trainer.updates
        kept = _kept_updates(trainer)
        updates = np.union1d(kept, [step for step in chosen if 0 <= step <= made])
        updates = updates.astype(np.int64)
        thetas = np.array([theta_at(int(step)) for step in updates])
        losses = np.full(len(updates), np.nan)
        if _measures_all_samples(trainer):
            history = trainer.history.loss
            measured = updates < len(history)
            losses[measured] = history[updates[measured]]
            unit = trainer.problem.unit
            losses[updates == made] = trainer.evaluate().loss * unit**2
        return cls(trainer.run_info, *_near(updates, thetas, losses), made)

    @property
    def best(self) -> int | None:
        """The row of the state with the lowest loss; None if none was measured."""
        known = np.isfinite(self.losses)
        if not known.any():
            return None
        return int(np.argmin(np.where(known, self.losses, np.inf)))

    def near(self, update: int) -> NDArray[np.bool_]:
        """Return which states are not far from the path up to an update.

        Looking back from a run that diverges, what came later would leave no room for
        what is looked at.
        """
        away, before = _distances(self.thetas), self.updates <= update
        usual = float(np.median(away[before])) if before.any() else 0.0
        limit = FAR * max(usual, norm(self.thetas[0]))
        return (away <= limit) | (limit == 0.0)

    def halfway(self, update: int) -> int:
        """Return the row of the state at half the path's length up to an update."""
        last = int(np.searchsorted(self.updates, update, "right"))
        pieces = np.diff(self.thetas[:last], axis=0)
        travelled = np.cumsum([0.0, *(norm(piece) for piece in pieces)])
        return int(np.argmin(np.abs(travelled - travelled[-1] / 2.0)))

    def row_of(self, update: int) -> int:
        """Return the row of the state after an update, or of the next one kept."""
        return int(np.argmin(np.abs(self.updates - update)))


def _kept_updates(trainer: Trainer) -> NDArray[np.int64]:
    """Return updates with a checkpoint: more of the first ones, whose steps are long.

    Half of them are spaced evenly and half by a constant factor; the one with the
    lowest loss is among them.
    """
    kept, made = trainer.checkpoints.updates, trainer.updates
    most = max(min(MAX_STATES, MAX_NUMBERS // trainer.network.theta.size), 3)
    even = np.linspace(0.0, made, most // 2)
    growing = np.geomspace(1.0, made + 1.0, most - most // 2) - 1.0
    wanted = np.concatenate([even, growing, [made]])
    if _measures_all_samples(trainer) and len(trainer.history):
        losses = trainer.history.loss
        losses = np.where(np.isfinite(losses), losses, np.inf)
        wanted = np.append(wanted, int(np.argmin(losses)))
    rows = np.searchsorted(kept, np.round(wanted), "right") - 1
    return np.unique(np.append(kept[np.unique(rows)], made))


def _measures_all_samples(trainer: Trainer) -> bool:
    """Return whether every loss of the history is over all training samples."""
    sizes = [trainer.config.batch_size]
    sizes += [event.after for event in trainer.events if event.name == "batch_size"]
    samples = int(trainer.objective.y.shape[1])
    return all(size is None or size >= samples for size in sizes)


def _near(
    updates: NDArray[np.int64], thetas: Array, losses: Array
) -> tuple[NDArray[np.int64], Array, Array]:
    """Drop the states that are not finite, or far from all others."""
    far = _distances(thetas)
    usual = float(np.median(far[np.isfinite(far)])) if np.isfinite(far).any() else 0
    with ignore_overflow():
        near = np.isfinite(far) & ((far <= FAR * usual) | (usual == 0.0))
    near[0] = True  # a run that begins at infinity has no path, but a start
    return read_only(updates[near]), read_only(thetas[near]), read_only(losses[near])


def _distances(thetas: Array) -> Array:
    """Return how far states (n, parameters) are from the first one."""
    with ignore_overflow():
        distances: Array = np.sqrt(np.square(thetas - thetas[0]).sum(axis=1))
    return distances
