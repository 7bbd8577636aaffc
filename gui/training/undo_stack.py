"""The undo stack of the training thread: replaced runs and changes to the run.

Entries own whole runs and are bounded by memory, and undoing one may fail or be
cancelled; that is why this is not a QUndoStack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from gui.text.number_format import file_size
from shallownet.settings.recipe import about
from shallownet.wording import counted, figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gui.training.session import Session
    from shallownet.settings.events import Event

MAX_ENTRIES: Final = 200

MAX_VALUES: Final = 20_000_000
"""Numbers that replaced runs may keep: 160 MB. At least one run is always kept."""

DATA_COPIES: Final = 4
"""A run holds its data about four times: as given, scaled, as target, in workspaces."""

OTHER_VALUES: Final = 250_000
"""Numbers that a run holds beside its data."""


class ReplacedRun(NamedTuple):
    """Another run replaced this one."""

    session: Session

    def __str__(self) -> str:
        updates = self.session.trainer.updates
        if not updates:
            return "back to the settings before"
        return f"bring back the run of {counted(updates, 'update')}"

    @property
    def values(self) -> int:
        """Approximately how many numbers the run holds."""
        trainer = self.session.trainer
        kept = trainer.checkpoints.nbytes // 8 + 5 * trainer.updates
        return DATA_COPIES * trainer.data.X.size + OTHER_VALUES + kept


class RunChange(NamedTuple):
    """The present run was changed, by one or more events at once."""

    events: tuple[Event, ...]

    def __str__(self) -> str:
        event, others = self.events[-1], len(self.events) - 1
        more = f" and {others:,} more" if others else ""
        if event.kind == "frozen":
            what = "freeze" if event.after else "unfreeze"
            return f"{what} {event.name}{more}"
        if event.kind == "value":
            return f"{event.name} = {figure(event.after, 6)}{more}"
        if event.kind == "stopped":
            return "early stopping"
        setting = about(event.name)
        return f"{setting.label} {setting.show(event.after)}"


Entry = ReplacedRun | RunChange


class UndoStack:
    """The order of what was done; callers undo and redo the entries themselves."""

    def __init__(self) -> None:
        self._done: list[Entry] = []
        self._undone: list[Entry] = []
        self._dropped = ""

    @property
    def undo_end(self) -> str:
        """Why there is nothing to undo although more was done; empty if that is all."""
        return "" if self._done else self._dropped

    @property
    def undo_text(self) -> str:
        """What `undo` would do, in words; empty if nothing."""
        return _in_words("undo", self._done)

    @property
    def redo_text(self) -> str:
        """What `redo` would do, in words; empty if nothing."""
        return _in_words("redo", self._undone)

    @property
    def done(self) -> tuple[Entry, ...]:
        """What can be undone, the oldest first."""
        return tuple(self._done)

    def replaced_sessions(self) -> Iterator[Session]:
        """Iterate over all runs that can be brought back."""
        for entry in (*self._done, *self._undone):
            if isinstance(entry, ReplacedRun):
                yield entry.session

    def add(self, entry: Entry) -> None:
        """Add what was just done; what was undone can no longer be redone."""
        self._done.append(entry)
        self._undone.clear()
        self._drop_oldest()

    def undo(self, undo_entry: Callable[[Entry], Entry]) -> None:
        """Undo the newest entry; ``undo_entry`` returns what redo gets."""
        if self._done:
            self._undone.append(undo_entry(self._done.pop()))

    def redo(self, redo_entry: Callable[[Entry], Entry]) -> None:
        """Redo the entry undone last; ``redo_entry`` returns what undo gets."""
        if self._undone:
            self._done.append(redo_entry(self._undone.pop()))

    def copy(self) -> UndoStack:
        """Return an independent stack of the same entries."""
        copy = UndoStack()
        copy._done, copy._undone = self._done.copy(), self._undone.copy()
        copy._dropped = self._dropped
        return copy

    def _drop_oldest(self) -> None:
        """Drop the oldest runs beyond the limit, with all changes made to them."""
        if len(self._done) > MAX_ENTRIES:
            self._dropped = (
                f"Undo reaches back {MAX_ENTRIES} changes; earlier ones are not kept."
            )
        room, kept, runs = MAX_VALUES, 0, 0
        for entry in reversed(self._done[-MAX_ENTRIES:]):
            if isinstance(entry, ReplacedRun):
                room -= entry.values
                if room < 0 and runs:
                    self._dropped = (
                        f"Undo keeps as many runs as {file_size(8 * MAX_VALUES)} hold; "
                        "earlier ones are not kept."
                    )
                    break
                runs += 1
            kept += 1
        del self._done[: len(self._done) - kept]


def _in_words(verb: str, entries: list[Entry]) -> str:
    if not entries:
        return ""
    last = entries[-1]
    return str(last) if isinstance(last, ReplacedRun) else f"{verb} {last}"
