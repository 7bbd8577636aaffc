"""A category, an answer or a date in the list of inputs: one value each."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from gui.function.importance_bar import ImportanceBar
from gui.function.input_row import NAME, row_grid
from gui.function.profile import Profile
from gui.text.number_format import as_tip
from gui.widgets.builders import named, set_foreign_tip
from gui.widgets.hint_label import HintLabel
from shallownet.data.columns.date_formats import DAY, date_text, seconds_of
from shallownet.wording import quoted, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtGui import QKeyEvent, QWheelEvent

    from gui.function.surface import Range
    from gui.style.theme import Theme
    from shallownet.data.columns.fields import Field

MIXTURE: Final = "between categories"
"""What is asked where a map has one of the inputs of a category on an axis."""

FORM: Final = "write it as in 2024-03-01, with 18:30 behind it if you like."

FARTHEST: Final = 1e12
"""Seconds from 1970: beyond them a date has no name."""
FAR: Final = "far from any date"

CHOICE: Final = 40
"""Characters of a category in the box; its tip has all of it."""


class ColumnRow(QWidget):
    """A column that became one input or several, with its value and its profile.

    Signals
    -------
    chosen(float)
        Another place is chosen: see `Field`.
    """

    chosen = pyqtSignal(float)

    def __init__(self, field: Field, known: Range) -> None:
        super().__init__()
        self._known = known
        self.name = QLabel(shortened(field.name, NAME))
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        set_foreign_tip(self.name, field.name)
        self.importance = ImportanceBar(field.name)
        self.profile = Profile()
        self.field: ChoiceBox | DateField
        if field.choices:
            self.field = ChoiceBox(field.choices)
            self.profile.set_choices(field.choices)
        else:
            self.field = DateField()
            self.field.refused.connect(self._refuse)
            self.profile.set_range(*known)
            self.profile.tell_by(date_text)
        named(self.field, shortened(field.name), self.field.TIP)
        self.problem = HintLabel(self.field)
        self.field.chosen.connect(self.chosen)
        grid = row_grid(self, self.name, self.importance, self.profile)
        grid.addWidget(self.field, 1, 0, 1, 2)
        grid.addWidget(self.problem, 2, 0, 1, 2)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours of the profile and of the bar."""
        self.profile.set_theme(theme)
        self.importance.set_theme(theme)

    def set_value(self, value: float) -> None:
        """Show the place that is asked about; NaN for a mixture."""
        self.field.set_value(value)
        self.profile.set_value(value)
        low, high = self._known
        outside = isinstance(self.field, DateField) and not low <= value <= high
        span = f"{date_text(low)} to {date_text(high)}" if outside else ""
        self.problem.show_hint(f"outside the samples: {span}" if span else "")

    def _refuse(self, problem: str) -> None:
        self.problem.show_problem(problem)


class ChoiceBox(QComboBox):
    """The categories, or the two answers, of a column.

    Signals
    -------
    chosen(float)
        The number of a category.
    """

    chosen = pyqtSignal(float)
    TIP = "The category that the network is asked about."

    def __init__(self, choices: Sequence[str]) -> None:
        super().__init__()
        for number, choice in enumerate(choices):
            self.addItem(shortened(choice, CHOICE) or "(blank)")
            self.setItemData(number, as_tip(choice), Qt.ItemDataRole.ToolTipRole)
        self.setPlaceholderText(MIXTURE)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.currentIndexChanged.connect(self._choose)

    def set_value(self, value: float) -> None:
        """Show a category by its number; NaN for none of them."""
        with QSignalBlocker(self):
            self.setCurrentIndex(-1 if value != value else int(value))

    def _choose(self, index: int) -> None:
        if index >= 0:
            self.chosen.emit(float(index))

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Change nothing when the wheel passes by."""
        if event is not None and not self.hasFocus():
            event.ignore()
            return
        super().wheelEvent(event)


class DateField(QLineEdit):
    """A date as ISO writes it; the arrow keys go to the next day, or the one before.

    Signals
    -------
    chosen(float)
        Seconds since 1970.
    refused(str)
        What is typed is no date: how to write one; nothing once it is.
    """

    chosen = pyqtSignal(float)
    refused = pyqtSignal(str)
    TIP = "The date that the network is asked about, as in 2024-03-01 or with 18:30."

    def __init__(self) -> None:
        super().__init__()
        self._value = 0.0
        self._is_typed = False
        self.textEdited.connect(self._type)
        self.editingFinished.connect(self._end)

    def set_value(self, value: float) -> None:
        """Show a point of time, but not in place of the one that is being typed."""
        self._value = value
        if not self._is_typed:
            self.setText(date_text(value) if abs(value) < FARTHEST else FAR)

    def _type(self, text: str) -> None:
        """Ask while a date is typed."""
        self._is_typed = True
        seconds = float(seconds_of([text.strip()], "year-month-day")[0])
        is_date = math.isfinite(seconds)
        self.refused.emit("" if is_date else f"{quoted(text)} is no date: {FORM}")
        if is_date:
            self.chosen.emit(seconds)

    def _end(self) -> None:
        self._is_typed = False
        self.refused.emit("")
        self.set_value(self._value)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Go to another day by the arrow keys."""
        days = {Qt.Key.Key_Up: 1.0, Qt.Key.Key_Down: -1.0}
        if event is not None and event.key() in days:
            self._is_typed = False
            self.chosen.emit(self._value + DAY * days[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)
