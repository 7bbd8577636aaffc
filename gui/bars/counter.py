"""The counter in the toolbar: updates made, how fast, and how long it will take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from gui.style.theme import number_font
from gui.text.number_format import duration
from gui.training.status import RunState

if TYPE_CHECKING:
    from gui.training.status import Status

GAP: Final = 12


class Parts(NamedTuple):
    """What there is to tell, in the order it stands in; empty where there is none.

    Speed and time come first: they are there only while it runs, and what stands at the
    right edge then stays where it is.
    """

    rate: str = ""
    left: str = ""
    epoch: str = ""
    update: str = ""


class Level(NamedTuple):
    """How much is told: the less, the less room it takes."""

    rate: bool = True
    left: str = "{} left"
    update: str = "update {}"


LEVELS: Final = (
    Level(),
    Level(rate=False),
    Level(rate=False, left="{}"),
    Level(rate=False, left=""),
    Level(rate=False, left="", update="{}"),
)
WIDEST: Final = ("100,000/s", "00:00:00")
"""The fastest pace and the longest time that room is kept for."""


class Counter(QWidget):
    """A line of numbers, each in a place of its own that is wide enough for the run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("counter")
        self.setAccessibleName("Updates made, updates planned, time left")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP // 2, 0, GAP // 2, 0)
        row.setSpacing(GAP)
        self._labels = [QLabel() for _ in Parts._fields]
        for label in self._labels:
            label.setFont(number_font(label.font()))
            # Of one size, it leaves the layout alone when its text changes.
            label.setFixedHeight(label.fontMetrics().lineSpacing())
            label.setAlignment(
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
            row.addWidget(label)
        self._level = LEVELS[0]
        self._told = self._widest = Parts(*WIDEST)

    def set_status(self, status: Status) -> bool:
        """Show where a run stands; say whether it needs other room than before."""
        snapshot = status.snapshot
        step, planned, place = snapshot.step, snapshot.iterations, snapshot.place
        rate, left, epoch, last = "", "", "", ""
        if place.batches > 1:
            epoch = f"epoch {place.epoch + 1:,}"
            to_come = max(planned - step, 0) // place.batches
            last = f"epoch {place.epoch + 2 + to_come:,}"
        speed = status.updates_per_second
        if status.state is RunState.RUNNING and speed > 0.0:
            rate = f"{speed:,.0f}/s"
            left = duration((planned - step) / speed)
        self._told = Parts(rate, left, epoch, f"{step:,} / {planned:,}")
        most = max(step, planned)
        before = self._widest
        self._widest = Parts(*WIDEST, last, f"{most:,} / {planned:,}")
        self._show()
        self.setToolTip("   ".join(part for part in self._at(LEVELS[0]) if part))
        # The last digit of an epoch takes as much room as another.
        return any(len(a) != len(b) for a, b in zip(before, self._widest, strict=True))

    def set_level(self, level: Level) -> None:
        """Tell more or less, and keep as much room as that may take in this run."""
        self._level = level
        for label, widest in zip(
            self._labels, self._at(level, self._widest), strict=True
        ):
            label.setVisible(bool(widest))
            # All digits are of one width, so that any of this length fits.
            label.setFixedWidth(label.fontMetrics().horizontalAdvance(widest) + 2)
        self._show()

    def text(self) -> str:
        """Return what is shown."""
        return "   ".join(part for part in self._at(self._level) if part)

    def _show(self) -> None:
        for label, text in zip(self._labels, self._at(self._level), strict=True):
            label.setText(text)

    def _at(self, level: Level, parts: Parts | None = None) -> Parts:
        parts = self._told if parts is None else parts
        return Parts(
            parts.rate if level.rate else "",
            level.left.format(parts.left) if parts.left else "",
            parts.epoch,
            level.update.format(parts.update),
        )
