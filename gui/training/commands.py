"""What the window may ask of the training thread: one small message each.

Those that say something are named tuples: as dataclasses, which take a millisecond each
to define, they took 15 ms of every start.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shallownet.arrays import Array
    from shallownet.data.datasets import Dataset
    from shallownet.runs.branch_curve import BranchCurve
    from shallownet.runs.run_record import RunRecord
    from shallownet.settings.recipe import Recipe
    from shallownet.training.snapshot import Snapshot


class RunState(Enum):
    """What the training thread is doing; the value is how a person says it."""

    PAUSED = "paused"
    RUNNING = "running"
    FINISHED = "finished"
    DIVERGED = "diverged"


class SimpleCommand:
    """A command that has nothing to say but its name."""

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class Load(NamedTuple):
    """Begin a new run; the present one is set aside for `Undo`.

    Attributes
    ----------
    recipe : Recipe
    data : Dataset or None
        The recipe's data where it is made already.
    substitute_reason : str
        Why it begins in place of another; empty if it does not.
    """

    recipe: Recipe
    data: Dataset | None = None
    substitute_reason: str = ""


class Change(NamedTuple):
    """Give hyperparameters other values, by name.

    The run goes on with them where it can; otherwise a new one begins, and the present
    one is set aside for `Undo`.
    """

    settings: Mapping[str, Any]


class Edit(NamedTuple):
    """Set a parameter, named like ``W2[0, 3]``."""

    parameter: str
    value: float


class Freeze(NamedTuple):
    """Keep parameters as they are through further updates, or let them go again."""

    parameters: tuple[str, ...]
    fixed: bool = True


class Start(NamedTuple):
    """Make updates until the plan is fulfilled, or that many."""

    updates: int | None = None


class Pause(SimpleCommand):
    """Make no further update."""


class Step(SimpleCommand):
    """Make exactly one update, then rest."""


class Reset(SimpleCommand):
    """Go back to the same start; the present run is set aside for `Undo`."""


class Undo(SimpleCommand):
    """Take back the last change: a run left behind, a value edited, a setting."""


class Redo(SimpleCommand):
    """Make the change again that was taken back last."""


class GoTo(NamedTuple):
    """Show the run as it was after so many updates; after all of them, as it is now.

    A running run is paused. What is done there (to start, to change something, to edit)
    begins a branch: the run itself is set aside for `Undo`.
    """

    updates: int


class Branch(NamedTuple):
    """Go back to an update, change hyperparameters there, and train on: all or nothing.

    Attributes
    ----------
    updates : int
    settings : mapping of str to value
    """

    updates: int
    settings: Mapping[str, Any]


class Cancel(SimpleCommand):
    """Give up making updates again, and show where the run stands."""


class Pin(SimpleCommand):
    """Record the run as it stands, all of it, to be compared and taken up again."""


class RecordForComparison(SimpleCommand):
    """Record the run as it stands, only to be looked at."""


class Resume(NamedTuple):
    """Go on with a run that was pinned; the present one is set aside for `Undo`.

    Attributes
    ----------
    record : RunRecord
    data : Dataset or None
        Its samples where they are at hand.
    """

    record: RunRecord
    data: Dataset | None = None


class SetPace(NamedTuple):
    """Make at most that many updates a second; infinity is full speed."""

    updates_per_second: float


class WatchSharpness(NamedTuple):
    """Measure the largest eigenvalue of the Hessian along the runs, or no more."""

    watch: bool


class RequestFrame(SimpleCommand):
    """Take a picture of the run as soon as it has changed; wait until it is drawn."""


class FrameDrawn(SimpleCommand):
    """Go on: the picture is drawn."""


class Hold(NamedTuple):
    """Make no update for a while, though the run is running, or go on by itself.

    Who holds lets go again; with several, the last one does.
    """

    held: bool


class ReturnToFinite(SimpleCommand):
    """Take back the update that made the run diverge."""


class Stop(SimpleCommand):
    """End the thread."""


Command = (
    Load
    | Change
    | Edit
    | Freeze
    | Start
    | Pause
    | Step
    | Reset
    | Undo
    | Redo
    | GoTo
    | Branch
    | Cancel
    | Pin
    | RecordForComparison
    | Resume
    | SetPace
    | WatchSharpness
    | RequestFrame
    | FrameDrawn
    | Hold
    | ReturnToFinite
    | Stop
)


@dataclass(frozen=True, eq=False)
class Status:
    """What the training thread last let be known; replaced, never changed.

    Attributes
    ----------
    snapshot : Snapshot
    recipe : Recipe
        What the run would be made of if it were begun anew, with the settings as they
        are now.
    state : RunState
    updates_per_second : float
        Measured lately; 0 at rest.
    undo, redo : str
        What `Undo` and `Redo` would do, in words; empty if nothing.
    watching : bool
        Whether the sharpness is measured along the run.
    substitute_reason : str
        Why this run was begun in place of the first one; empty if it was not.
    made : int
        The updates that the run has made; ``snapshot`` may be of an earlier one.
    is_past : bool
        Whether it is, with the rest of the run still there.
    ghosts : tuple of BranchCurve
        Curves to be drawn faintly: runs that this one branched off, and what came
        after the update that is looked back at.
    before : mapping of int to ndarray, or None
        Of a run that diverged, the parameters after those updates that tell how it came
        so, in order; None until they are gathered, and of any other run.
    """

    snapshot: Snapshot
    recipe: Recipe
    state: RunState
    updates_per_second: float
    undo: str = ""
    redo: str = ""
    watching: bool = False
    substitute_reason: str = ""
    made: int = 0
    is_past: bool = False
    branch_curves: tuple[BranchCurve, ...] = ()
    before: Mapping[int, Array] | None = None
