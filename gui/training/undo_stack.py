"""What was done to the run at hand, newest last, and what was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from shallownet.settings.recipe import about

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gui.training.session import Session
    from shallownet.settings.events import Event

MOST_CHANGES: Final = 200
"""Changes that can be taken back."""

MOST_VALUES: Final = 20_000_000
"""Numbers that runs left behind may keep: 160 MB. At least one run is kept whatever its
size."""

COPIES: Final = 4
OWN_VALUES: Final = 250_000
"""A run keeps its data about four times (as given, to train on, its target and its
workspace), and some numbers beside it."""


class ReplacedRun(NamedTuple):
    """Another run was begun, and this one left behind."""

    session: Session

    def __str__(self) -> str:
        updates = self.session.trainer.updates
        if not updates:
            return "back to the settings before"
        return f"bring back the run of {updates:,} updates"

    @property
    def values(self) -> int:
        """How many numbers the run keeps, about."""
        trainer = self.session.trainer
        kept = trainer.checkpoints.nbytes // 8 + 4 * trainer.updates
        return COPIES * trainer.data.X.size + OWN_VALUES + kept


class RunChange(NamedTuple):
    """Changes were made to the run, in one go."""

    events: tuple[Event, ...]

    def __str__(self) -> str:
        event = self.events[-1]
        if event.kind == "frozen":
            what = "freeze" if event.after else "unfreeze"
            more = len(self.events) - 1
            return f"{what} {event.name}" + (f" and {more} more" if more else "")
        if event.kind == "value":
            return f"{event.name} = {event.after:.6g}"
        entry = about(event.name)
        return f"{entry.label} {entry.show(event.after)}"


Done = ReplacedRun | RunChange


class UndoStack:
    """The way back through what was done, and forward again.

    It knows what was done and in which order; `undo` and `redo` are handed who can take
    it back and do it again.
    """

    def __init__(self) -> None:
        self._done: list[Done] = []
        self._undone: list[Done] = []

    @property
    def undo_text(self) -> str:
        """What `undo` would do, in words; empty if nothing."""
        return _in_words("undo", self._done)

    @property
    def redo_text(self) -> str:
        """What `redo` would do, in words; empty if nothing."""
        return _in_words("redo", self._undone)

    def left_behind(self) -> Iterator[Session]:
        """Go through all runs that can be brought back."""
        for entry in (*self._done, *self._undone):
            if isinstance(entry, ReplacedRun):
                yield entry.session

    def add(self, entry: Done) -> None:
        """Note what was just done; what was taken back before is out of reach."""
        self._done.append(entry)
        self._undone.clear()
        self._forget_the_oldest()

    def undo(self, take_back: Callable[[Done], Done]) -> None:
        """Have the newest entry taken back; what that returns can be done again."""
        if self._done:
            self._undone.append(take_back(self._done.pop()))

    def redo(self, do_again: Callable[[Done], Done]) -> None:
        """Have the entry done again that was taken back last."""
        if self._undone:
            self._done.append(do_again(self._undone.pop()))

    def copy(self) -> UndoStack:
        """Return a stack of the same entries, which goes its own way."""
        twin = UndoStack()
        twin._done, twin._undone = self._done.copy(), self._undone.copy()
        return twin

    def _forget_the_oldest(self) -> None:
        """Drop the runs left longest ago, and all changes made to them, for memory."""
        room, kept = MOST_VALUES, 0
        one_is_kept = False
        for entry in reversed(self._done[-MOST_CHANGES:]):
            if isinstance(entry, ReplacedRun):
                room -= entry.values
                if room < 0 and one_is_kept:
                    break
                one_is_kept = True
            kept += 1
        del self._done[: len(self._done) - kept]


def _in_words(verb: str, entries: list[Done]) -> str:
    if not entries:
        return ""
    last = entries[-1]
    return str(last) if isinstance(last, ReplacedRun) else f"{verb} {last}"
