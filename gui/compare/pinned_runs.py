"""The runs that a person has pinned, and the way back through what was done to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QObject, pyqtSignal

from gui.compare.run_colours import free
from shallownet.runs.run_record import lightened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shallownet.runs.run_record import RunRecord

    Records = tuple[RunRecord, ...]

MOST_CHANGES: Final = 100
"""Changes that can be taken back."""


class PinnedRuns(QObject):
    """Records of runs, in the order in which they were pinned.

    All that can be done to them can be undone: records are never changed, so what they
    were before is kept by keeping them.

    Signals
    -------
    changed()
        After anything was done.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.records: Records = ()
        self._undo: list[tuple[str, Records]] = []
        self._redo: list[tuple[str, Records]] = []

    @property
    def undo_text(self) -> str:
        """What `undo` would take back, in words; empty if nothing."""
        return self._undo[-1][0] if self._undo else ""

    @property
    def redo_text(self) -> str:
        """What `redo` would do again, in words; empty if nothing."""
        return self._redo[-1][0] if self._redo else ""

    @property
    def free_colour(self) -> int:
        """The number of a colour that no run has yet, if there is one."""
        return free({record.colour for record in self.records})

    def add(self, record: RunRecord) -> None:
        """Pin a run."""
        self._do(f"pin “{record.name}”", (*self.records, record))

    def remove(self, rows: Iterable[int]) -> None:
        """Let go of some runs."""
        gone = set(rows)
        saved = tuple(r for n, r in enumerate(self.records) if n not in gone)
        names = [r.name for n, r in enumerate(self.records) if n in gone]
        if names:
            what = f"“{names[0]}”" if len(names) == 1 else f"{len(names)} runs"
            self._do(f"remove {what}", saved)

    def rename(self, row: int, name: str) -> None:
        """Give a run another name; an empty one leaves it as it is."""
        if name.strip():
            old = self.records[row].name
            self._change(f"rename “{old}”", row, name=name.strip())

    def note(self, row: int, notes: str) -> None:
        """Write something down about a run."""
        name = self.records[row].name
        self._change(f"notes on “{name}”", row, notes=notes.strip())

    def show(self, row: int, visible: bool) -> None:
        """Draw a run's curve, or not."""
        what = "show" if visible else "hide"
        self._change(f"{what} “{self.records[row].name}”", row, visible=visible)

    def colour(self, rows: Iterable[int], shade: int) -> None:
        """Draw some runs in a colour, each in a stroke of its own."""
        chosen = set(rows)
        taken = {r.colour for n, r in enumerate(self.records) if n not in chosen}
        records = list(self.records)
        for row in sorted(chosen):
            number = free(taken, shade)
            taken.add(number)
            records[row] = replace(records[row], colour=number)
        if chosen:
            self._do("colour", tuple(records))

    def undo(self) -> None:
        """Take back what was done last."""
        if self._undo:
            what, before = self._undo.pop()
            self._redo.append((what, self.records))
            self._set(before)

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self._redo:
            what, after = self._redo.pop()
            self._undo.append((what, self.records))
            self._set(after)

    def _change(self, what: str, row: int, **values: Any) -> None:
        before = self.records[row]
        if any(getattr(before, name) != value for name, value in values.items()):
            records = list(self.records)
            records[row] = replace(before, **values)
            self._do(what, tuple(records))

    def _do(self, what: str, records: Records) -> None:
        self._undo = [*self._undo[1 - MOST_CHANGES :], (what, self.records)]
        self._redo = []
        self._set(records)

    def _set(self, records: Records) -> None:
        self.records = records
        self._lighten()
        self.changed.emit()

    def _lighten(self) -> None:
        """Keep no more than `lightened` allows, of runs that can come back too."""
        states = [self.records, *(r for _, r in (*self._undo, *self._redo))]
        # A run that was renamed is another record, and keeps the same.
        keepers = {id(r.saved): r for state in states for r in state if r.saved}
        light = lightened(list(keepers.values()))
        heavy = {
            key for key, after in zip(keepers, light, strict=True) if not after.saved
        }
        if not heavy:
            return

        def lighter(records: Records) -> Records:
            return tuple(
                replace(r, saved=None) if id(r.saved) in heavy else r for r in records
            )

        self.records = lighter(self.records)
        self._undo = [(what, lighter(state)) for what, state in self._undo]
        self._redo = [(what, lighter(state)) for what, state in self._redo]
