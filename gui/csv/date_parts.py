"""The controls that say what becomes of a date, and which number is its month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSignalBlocker, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QWidget

from gui.widgets.builders import named
from shallownet.data.columns.date_formats import DAY_FIRST, MONTH_FIRST
from shallownet.data.columns.encodings import PARTS

if TYPE_CHECKING:
    from shallownet.data.columns.kind_text import ColumnKind

TEXTS: Final = {
    "days": ("days", "Days since the first date"),
    "month": ("month", "Month of the year, as a sine and a cosine"),
    "weekday": ("weekday", "Day of the week, as a sine and a cosine"),
    "hour": ("hour", "Time of day, as a sine and a cosine"),
}
"""Title and tip of each part."""


class DateParts(QWidget):
    """A check box for each part of a date, and the order of day and month.

    Signals
    -------
    chosen(ColumnKind)
        The kind with other parts, or another order.
    """

    chosen = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self._kind: ColumnKind | None = None
        self.boxes = {
            part: named(QCheckBox(TEXTS[part][0]), f"Use the {part}", TEXTS[part][1])
            for part in PARTS
        }
        self.order = named(
            QComboBox(), "Order of day and month", "Which number of a date is the month"
        )
        self.order.addItems((DAY_FIRST, MONTH_FIRST))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._title = QLabel("use of the date")
        layout.addWidget(self._title)
        for box in self.boxes.values():
            box.clicked.connect(self._choose)
            layout.addWidget(box)
        self.order.activated.connect(self._choose)
        layout.addWidget(self.order)
        layout.addStretch()
        self.set_kind(None)

    def set_kind(self, kind: ColumnKind | None) -> None:
        """Show the parts of a date; None hides the controls, and keeps their room."""
        self._kind = kind if kind is not None and kind.details else None
        details = () if self._kind is None else self._kind.details
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.setVisible(self._kind is not None)
        for part, box in self.boxes.items():
            with QSignalBlocker(box):
                box.setChecked(part in details)
        form = details[0] if details else ""
        self.order.setVisible(form in (DAY_FIRST, MONTH_FIRST))
        self.order.setCurrentText(form)

    def _choose(self) -> None:
        if self._kind is None:
            return
        parts = [part for part, box in self.boxes.items() if box.isChecked()]
        form = self._kind.details[0]
        if form in (DAY_FIRST, MONTH_FIRST):
            form = self.order.currentText()
        self.chosen.emit(self._kind._replace(details=(form, *(parts or PARTS[:1]))))
