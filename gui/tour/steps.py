"""The steps of the tour: what each asks for, and how the run shows that it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from gui.training.status import RunState
from shallownet.analysis.equations import Phase

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.training.status import Status

TOO_LARGE: Final = 3.0
"""The learning rate with which the lesson's run diverges at once."""


class Seen(NamedTuple):
    """What the window shows while a task waits to be done.

    Attributes
    ----------
    before, now : Status
        What was shown last before, and what is shown.
    pointed : bool
        Whether a line of the graph has been pointed at or edited meanwhile.
    phase : Phase or None
        The phase of the next update that is shown.
    """

    before: Status
    now: Status
    pointed: bool = False
    phase: Phase | None = None

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing was trained between the last two things shown."""
        return self.before.state is RunState.PAUSED is self.now.state

    @property
    def is_one_further(self) -> bool:
        """Whether exactly one update was made, and none of them by training."""
        return self.is_at_rest and self.now.made == self.before.made + 1


class Task(NamedTuple):
    """One thing to do.

    Attributes
    ----------
    text, keys : str
        What to do, and the keys that do it.
    target : str
        The name of the control that does it.
    is_done : callable
        Says of what is seen whether it is done.
    needs_run : bool
        Whether it takes a run that can go on.
    """

    text: str
    keys: str
    target: str
    is_done: Callable[[Seen], bool]
    needs_run: bool = True


class TourStep(NamedTuple):
    """One step of the tour: why, in a sentence or two, and what to do."""

    title: str
    why: str
    tasks: tuple[Task, ...]


def _is_too_large(status: Status) -> bool:
    """Return whether the learning rate is too large in the state that is shown."""
    return status.snapshot.settings.learning_rate >= TOO_LARGE


STEPS: Final = (
    TourStep(
        "Watch it learn",
        "Each line is one number of the network: blue is positive, orange negative. "
        "Training changes all of them, update by update, so that the loss falls.",
        (
            Task(
                "Start the run",
                "Space",
                "start",
                lambda seen: seen.now.state is RunState.RUNNING,
            ),
        ),
    ),
    TourStep(
        "Stop anywhere",
        "A run can be stopped between any two updates. The line under the graph then "
        "says what the last one did.",
        (
            Task(
                "Pause",
                "Space",
                "pause",
                lambda seen: seen.now.state is RunState.PAUSED and seen.now.made > 0,
            ),
            Task(
                "Make exactly one update", "→", "step", lambda seen: seen.is_one_further
            ),
        ),
    ),
    TourStep(
        "Read any number",
        "A card names the line, its value, and its gradient: how steeply the loss "
        "rises with it. An update goes the other way.",
        (
            Task(
                "Point at a line of the graph",
                "W",
                "graph",
                lambda seen: seen.pointed,
                needs_run=False,
            ),
        ),
    ),
    TourStep(
        "Open the update",
        "An update has four phases: forward to the prediction, the loss, backward to "
        "the gradient, and the change itself. Each is shown with all its numbers.",
        (
            Task("Open the next update", "↓", "phases", lambda seen: bool(seen.phase)),
            Task(
                "Go through to Update",
                "↓ ↓ ↓",
                "phases",
                lambda seen: seen.phase is Phase.UPDATE,
            ),
            Task(
                "Commit these numbers",
                "↓",
                "phases",
                lambda seen: seen.phase is None and seen.is_one_further,
            ),
        ),
    ),
    TourStep(
        "Break it, and rewind",
        "With a learning rate that is too large each update leaps over the valley, and "
        "the numbers overflow. Nothing is lost: every update can be gone back to.",
        (
            Task(
                "Set the learning rate to 3",
                "L, 3, Enter",
                "learning_rate",
                lambda seen: _is_too_large(seen.now),
            ),
            Task(
                "Start, and see it diverge",
                "Space",
                "start",
                lambda seen: seen.now.state is RunState.DIVERGED,
            ),
            Task(
                "Go back to the last finite update",
                "B",
                "go_back",
                lambda seen: seen.now.snapshot.divergence is None,
                needs_run=False,
            ),
            Task(
                "Drag the timeline back to before",
                "Backspace",
                "timeline",
                lambda seen: not _is_too_large(seen.now),
                needs_run=False,
            ),
        ),
    ),
)
"""The tour."""

AFTERWARDS: Final = (
    "Training from here begins a branch; Ctrl+Z takes changes back, and R goes to the "
    "start again. P has more to see, F1 every key and term."
)
"""What the card says after the last step."""

ENDED: Final = Task(
    "This run has ended: go back to its start",
    "R",
    "reset",
    lambda seen: seen.now.state in (RunState.PAUSED, RunState.RUNNING),
    needs_run=False,
)
"""What is to be done first where a task needs a run that can go on."""


def is_over(status: Status) -> bool:
    """Return whether a run has ended, so that it makes no update any more."""
    return status.state in (RunState.FINISHED, RunState.DIVERGED)
