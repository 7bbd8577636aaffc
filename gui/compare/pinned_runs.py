"""The pinned runs, with undo."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QUndoCommand, QUndoStack

from gui.compare.run_colours import free_colour
from shallownet.runs.run_record import limit_memory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shallownet.runs.run_record import RunRecord

    Records = tuple[RunRecord, ...]

UNDO_LIMIT: Final = 100
"""Changes that can be undone."""


class _SetRecords(QUndoCommand):
    """Replaces all records; records are immutable, so both states can be kept."""

    def __init__(self, text: str, pins: PinnedRuns, records: Records) -> None:
        super().__init__(text)
        self._pins, self.old, self.new = pins, pins.records, records

    def undo(self) -> None:
        self._pins.records = self.old

    def redo(self) -> None:
        self._pins.records = self.new


class PinnedRuns(QObject):
    """Records of runs, in the order in which they were pinned.

    Signals
    -------
    changed()
        After a change, an undo or a redo.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.records: Records = ()
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_LIMIT)
        self.undo_stack.indexChanged.connect(self._limit_memory)
        self.undo_stack.indexChanged.connect(self.changed)

    @property
    def free_colour(self) -> int:
        """A colour number that no run has, if there is one."""
        return free_colour({record.colour for record in self.records})

    def add(self, record: RunRecord) -> None:
        """Pin a run."""
        self._push(f"pin “{record.name}”", (*self.records, record))

    def add_all(self, records: Iterable[RunRecord]) -> None:
        """Pin several runs, except for those that are pinned already."""
        known = {_identity(record) for record in self.records}
        new = [record for record in records if _identity(record) not in known]
        if new:
            what = f"“{new[0].name}”" if len(new) == 1 else f"{len(new)} runs"
            self._push(f"pin {what}", (*self.records, *new))

    def remove(self, rows: Iterable[int]) -> None:
        """Remove some runs."""
        removed = set(rows)
        names = [r.name for n, r in enumerate(self.records) if n in removed]
        if names:
            what = f"“{names[0]}”" if len(names) == 1 else f"{len(names)} runs"
            kept = tuple(r for n, r in enumerate(self.records) if n not in removed)
            self._push(f"remove {what}", kept)

    def rename(self, row: int, name: str) -> None:
        """Rename a run; an empty name is ignored."""
        if name.strip():
            self._change("rename", row, name=name.strip())

    def set_notes(self, row: int, notes: str) -> None:
        """Replace the notes on a run."""
        self._change("notes on", row, notes=notes.strip())

    def set_visible(self, row: int, visible: bool) -> None:
        """Show or hide a run's curve."""
        self._change("show" if visible else "hide", row, visible=visible)

    def set_colour(self, rows: Iterable[int], shade: int) -> None:
        """Draw some runs in a colour, each with its own pen style."""
        selected = set(rows)
        records = list(self.records)
        taken = {r.colour for n, r in enumerate(records) if n not in selected}
        for row in sorted(selected):
            number = free_colour(taken, shade)
            taken.add(number)
            records[row] = replace(records[row], colour=number)
        if selected:
            self._push("colour", tuple(records))

    def _change(self, verb: str, row: int, **values: Any) -> None:
        old = self.records[row]
        new = replace(old, **values)
        if any(getattr(old, name) != value for name, value in values.items()):
            records = (*self.records[:row], new, *self.records[row + 1 :])
            self._push(f"{verb} “{old.name}”", records)

    def _push(self, text: str, records: Records) -> None:
        self.undo_stack.push(_SetRecords(text, self, records))

    def _limit_memory(self) -> None:
        """Drop the largest saved runs beyond the limit, in the undo stack too."""
        stack = self.undo_stack
        commands = [stack.command(n) for n in range(stack.count())]
        changes = [c for c in commands if isinstance(c, _SetRecords)]
        # A renamed run is another record that shares its saved run: it counts once.
        distinct = {
            id(record.saved): record
            for change in changes
            for record in (*change.old, *change.new)
            if record.saved is not None
        }
        light = limit_memory(list(distinct.values()))
        kept = {id(None), *(id(record.saved) for record in light)}

        def lighten(records: Records) -> Records:
            return tuple(
                record if id(record.saved) in kept else replace(record, saved=None)
                for record in records
            )

        self.records = lighten(self.records)
        for change in changes:
            change.old, change.new = lighten(change.old), lighten(change.new)


def _identity(record: RunRecord) -> object:
    """Return what two pins of the same run have in common."""
    recipe, events = record.recipe, repr(record.events)
    return record.name, recipe, events, record.updates, record.fingerprint
