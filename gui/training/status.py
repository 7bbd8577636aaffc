"""The status of the training thread, as the window draws it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shallownet.arrays import Array
    from shallownet.runs.branch_curve import BranchCurve
    from shallownet.settings.events import Event
    from shallownet.settings.recipe import Recipe
    from shallownet.training.snapshot import Snapshot


class RunState(Enum):
    """What the training thread is doing; the value is the word for the user."""

    PAUSED = "paused"
    RUNNING = "running"
    FINISHED = "finished"
    DIVERGED = "diverged"


@dataclass(frozen=True, eq=False)
class Status:
    """The state that the training thread published last; replaced, never changed.

    Attributes
    ----------
    snapshot : Snapshot
    recipe : Recipe
        The recipe that would begin this run anew with its present settings.
    state : RunState
    updates_per_second : float
        Measured lately; 0 unless running.
    undo, redo : str
        What `Undo` and `Redo` would do, in words; empty if nothing.
    undo_end : str
        Why nothing can be undone although more was done; empty if that was all.
    watching : bool
        Whether the sharpness is measured along the run.
    substitute_reason : str
        Why this run began in place of the one requested; empty if it did not.
    made : int
        The updates that the run has made; ``snapshot`` may be of an earlier one.
    is_past : bool
        Whether ``snapshot`` is of an update before the last one.
    branch_curves : tuple of BranchCurve
        Losses to draw faintly: of the runs this one branched off, and of this run after
        the update that is shown.
    path : str
        The run's file; empty if it has none.
    modified : bool
        Whether the run differs from what its file holds.
    unsaved : bool
        Whether something would be lost that a person made, or waited for.
    notes : str
        The notes on the run.
    events : tuple of Event
        All changes of the run, those after the update that is shown included.
    prior_states : mapping of int to ndarray, or None
        The parameters that explain a divergence, by update, in order. None until they
        are collected, and for any other run.
    """

    snapshot: Snapshot
    recipe: Recipe
    state: RunState
    updates_per_second: float
    undo: str = ""
    redo: str = ""
    undo_end: str = ""
    watching: bool = False
    substitute_reason: str = ""
    made: int = 0
    is_past: bool = False
    branch_curves: tuple[BranchCurve, ...] = ()
    path: str = ""
    modified: bool = False
    unsaved: bool = False
    notes: str = ""
    events: tuple[Event, ...] = ()
    prior_states: Mapping[int, Array] | None = None
