"""What the window may ask of the training thread: one small message each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shallownet.recipe import Recipe
    from shallownet.snapshot import Snapshot


class RunState(Enum):
    """What the training thread is doing; the value is how a person says it."""

    PAUSED = "paused"
    RUNNING = "running"
    FINISHED = "finished"
    DIVERGED = "diverged"


@dataclass(frozen=True)
class Load:
    """Begin a new run; the present one is set aside for `Undo`."""

    recipe: Recipe


@dataclass(frozen=True)
class Start:
    """Make updates until the plan is fulfilled, or that many."""

    updates: int | None = None


@dataclass(frozen=True)
class Pause:
    """Make no further update."""


@dataclass(frozen=True)
class Toggle:
    """Start if at rest, pause if running."""


@dataclass(frozen=True)
class Step:
    """Make exactly one update, then rest."""


@dataclass(frozen=True)
class Reset:
    """Go back to the same start; the present run is set aside for `Undo`."""


@dataclass(frozen=True)
class Undo:
    """Exchange the present run and the one set aside."""


@dataclass(frozen=True)
class SetPace:
    """Make at most that many updates a second; infinity is full speed."""

    updates_per_second: float


@dataclass(frozen=True)
class SetLearningRate:
    """Change the learning rate from the next update on."""

    learning_rate: float


@dataclass(frozen=True)
class SetIterations:
    """Change the number of updates the run is planned for."""

    iterations: int


@dataclass(frozen=True)
class ReturnToFinite:
    """Take back the update that made the run diverge."""


@dataclass(frozen=True)
class Stop:
    """End the thread."""


Command = (
    Load
    | Start
    | Pause
    | Toggle
    | Step
    | Reset
    | Undo
    | SetPace
    | SetLearningRate
    | SetIterations
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
        What the run would be made of if it were begun anew, with the learning rate
        and the number of iterations as they are now.
    state : RunState
    updates_per_second : float
        Measured lately; 0 at rest.
    set_aside : int
        Updates made by the run that `Undo` would bring back; 0 if there is none.
    """

    snapshot: Snapshot
    recipe: Recipe
    state: RunState
    updates_per_second: float
    set_aside: int
