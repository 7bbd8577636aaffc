"""The commands that the training thread carries out: one small message each.

Commands with arguments are named tuples: as dataclasses, which take a millisecond each
to define, they cost 15 ms of every start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from gui.workers.worker import Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shallownet.arrays import Array
    from shallownet.data.datasets import Dataset
    from shallownet.documents.journal import SessionCopy
    from shallownet.documents.journal_reader import RecoveredSession
    from shallownet.documents.manifest import View
    from shallownet.documents.run_file import RunDocument
    from shallownet.runs.run_record import RunRecord
    from shallownet.settings.events import Event
    from shallownet.settings.recipe import Recipe


class SimpleCommand:
    """A command without arguments; two of the same type are equal."""

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class Load(NamedTuple):
    """Begin a new run; `Undo` brings the present one back.

    ``data`` is that of the recipe, if it is loaded already. ``substitute_reason`` says
    why this run begins in place of the one requested, if it does. ``edits`` are
    parameters that it begins with, by name.
    """

    recipe: Recipe
    data: Dataset | None = None
    substitute_reason: str = ""
    edits: tuple[tuple[str, float], ...] = ()


class Change(NamedTuple):
    """Change hyperparameters, by name.

    The run continues with them if it can. Otherwise a new one begins, and `Undo` brings
    the present one back.
    """

    settings: Mapping[str, Any]


class Edit(NamedTuple):
    """Set a parameter, named like ``W2[0, 3]``."""

    parameter: str
    value: float


class SetParameters(NamedTuple):
    """Set all parameters of a network with these layers to those of a file."""

    theta: Array
    layer_sizes: tuple[int, ...]
    source: str


class Freeze(NamedTuple):
    """Exclude parameters from the updates, or include them again."""

    parameters: tuple[str, ...]
    fixed: bool = True


class LookAtTest(SimpleCommand):
    """Measure the loss over the test part as the run is now, and count that look."""


class Start(NamedTuple):
    """Make updates until the planned number is reached, or this many."""

    updates: int | None = None


class Pause(SimpleCommand):
    """Make no more updates."""


class Step(SimpleCommand):
    """Make exactly one update, then pause."""


class Reset(SimpleCommand):
    """Begin again from the same start; `Undo` brings the present run back."""


class Undo(SimpleCommand):
    """Undo the last change: a replaced run, an edited value, a setting."""


class Redo(SimpleCommand):
    """Redo the change that was undone last."""


class GoTo(NamedTuple):
    """Show the run as it was after some updates; after all of them, as it is now.

    This pauses the run. Starting, changing or editing there begins a branch; `Undo`
    brings the run itself back.
    """

    updates: int


class Branch(NamedTuple):
    """Return to an update, change settings or undo changes there, and train on.

    All or nothing: ``undone`` are changes that were made at that update.
    """

    updates: int
    settings: Mapping[str, Any]
    undone: tuple[Event, ...] = ()


class Cancel(SimpleCommand):
    """Cancel recomputing updates, and show the run as it is now."""


class Pin(SimpleCommand):
    """Record the whole run as it stands, to be compared and resumed."""


class RecordForComparison(SimpleCommand):
    """Record the run as it stands for the comparison only."""


class CollectPath(NamedTuple):
    """Collect the states that the run keeps, and those after the chosen updates."""

    chosen: tuple[int, ...] = ()


class CollectStates(SimpleCommand):
    """Collect all states that the run keeps, as they are."""


class Resume(NamedTuple):
    """Resume a pinned run, with its samples if they are loaded; `Undo` goes back."""

    record: RunRecord
    data: Dataset | None = None


class SaveRun(NamedTuple):
    """Write the run to a file, with pinned runs and what is visible.

    ``embed`` tells whether it holds the samples of a table or refers to it; None leaves
    it as it was.
    """

    path: str
    pins: tuple[RunRecord, ...] = ()
    view: View | None = None
    embed: bool | None = None


class SetNotes(NamedTuple):
    """Replace the notes on the run."""

    notes: str


class CopyRun(NamedTuple):
    """Write the run to a file that does not become its own.

    ``lesson`` is how far a learner is, if it is handed in.
    """

    path: str
    pins: tuple[RunRecord, ...] = ()
    lesson: Mapping[str, Any] | None = None


class OpenRun(NamedTuple):
    """Go on with the run read from a file; `Undo` brings the present one back."""

    path: str
    run: RunDocument


class JournalSession(NamedTuple):
    """Give copies of the session to a function, which any thread may call."""

    keep: Callable[[SessionCopy], None]


class Recover(NamedTuple):
    """Go on with a session; `Undo` also brings the present run back."""

    session: RecoveredSession


class SetPace(NamedTuple):
    """Make at most this many updates a second; infinity is full speed."""

    updates_per_second: float


class WatchSharpness(NamedTuple):
    """Start or stop measuring the largest eigenvalue of the Hessian along runs."""

    watch: bool


class RequestFrame(SimpleCommand):
    """Publish the run once it has changed, and wait until the frame is drawn."""


class FrameDrawn(SimpleCommand):
    """Continue: the frame is drawn."""


class Hold(NamedTuple):
    """Hold the updates of a running run, or release them.

    Holds nest: the run continues when each has been released.
    """

    held: bool


class ReturnToFinite(SimpleCommand):
    """Undo the update that made the run diverge."""


Command = (
    Load
    | Change
    | Edit
    | SetParameters
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
    | CollectPath
    | CollectStates
    | Resume
    | SaveRun
    | CopyRun
    | SetNotes
    | OpenRun
    | JournalSession
    | Recover
    | SetPace
    | WatchSharpness
    | RequestFrame
    | FrameDrawn
    | Hold
    | ReturnToFinite
    | Stop
)
