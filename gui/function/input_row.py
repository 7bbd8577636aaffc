"""One input in the list of inputs: its value, its profile, and a slider below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QGridLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from gui.function.importance_bar import ImportanceBar
from gui.function.profile import Profile
from gui.text.number_format import wrapped
from gui.widgets.builders import set_foreign_tip
from gui.widgets.number_field import NumberField
from shallownet.errors import ConfigError
from shallownet.settings.number_settings import NumberSetting
from shallownet.wording import digits_within, figure, shortened

if TYPE_CHECKING:
    from gui.function.surface import Range
    from gui.style.theme import Theme

STEPS: Final = 200
"""Steps of a slider."""

LEFT: Final = 96
"""Pixels of width of the name and the field."""

FARTHEST: Final = 100.0
"""How far beyond the samples' range an input may be typed, in widths of it."""

NAME: Final = 14
"""Characters of a name that fit above the field."""


class InputRow(QWidget):
    """The value of an input as a number, as a slider, and over its profile.

    Signals
    -------
    chosen(float)
        Another value is being typed, was typed, or was chosen with the slider.
    """

    chosen = pyqtSignal(float)

    def __init__(self, name: str, limits: Range, known: Range) -> None:
        super().__init__()
        self._limits, self._known = limits, known
        self.name = QLabel(shortened(name, NAME))
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        set_foreign_tip(self.name, name)
        width = limits.high - limits.low
        self._warns = False
        self.importance = ImportanceBar(name)
        # Its numbers may be large, and differ little: times of day, in seconds.
        self._digits = digits = digits_within(*limits)
        low, high = (figure(limit, digits) for limit in limits)
        self._about = NumberSetting(
            title=shortened(name),
            tip="The value that the network is asked about; an input that is on no "
            "axis of the map is held there.",
            minimum=self._rounded(limits.low - FARTHEST * width),
            maximum=self._rounded(limits.high + FARTHEST * width),
            step=float(f"{width / 20.0:.1g}"),
        )
        self.field = NumberField(self._about)
        line = self.field.lineEdit()
        assert line is not None
        line.textEdited.connect(self._type)
        set_foreign_tip(self.field, self.field.toolTip().replace("\n", " "))
        self.field.setFixedWidth(LEFT - 6)
        self.field.committed.connect(self._enter)
        self.profile = Profile()
        self.profile.set_range(*limits)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        self.slider.setPageStep(STEPS // 10)
        self.slider.setAccessibleName(f"{shortened(name)}, as a slider")
        self.slider.setAccessibleDescription(f"From {low} to {high}")
        self.slider.setToolTip(wrapped(f"From {low} to {high}"))
        self.slider.valueChanged.connect(self._slide)
        self.slider.setSizePolicy(
            QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        )
        grid = row_grid(self, self.name, self.importance, self.profile)
        grid.addWidget(self.field, 1, 0)
        grid.addWidget(self.slider, 1, 1)
        grid.addWidget(self.field.problem, 2, 0, 1, 2)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours of the profile and of the bar."""
        self.profile.set_theme(theme)
        self.importance.set_theme(theme)

    def set_value(self, value: float) -> None:
        """Show the value of the input."""
        self.field.set_value(self._rounded(value))
        self.profile.set_value(value)
        low, high = self._limits
        with QSignalBlocker(self.slider):
            self.slider.setValue(round((value - low) / (high - low) * STEPS))
        if not self._known.low <= value <= self._known.high:
            span = " to ".join(figure(limit, self._digits) for limit in self._known)
            self.field.problem.show_hint(f"outside the samples: {span}")
            self._warns = True
        elif self._warns:
            self.field.problem.show_hint("")
            self._warns = False

    def _type(self, text: str) -> None:
        """Ask while a number is typed; what is wrong with others, the field tells."""
        try:
            value = self._about.parse(text)
        except ConfigError:
            return
        if value != self.field.value:
            self.chosen.emit(value)

    def _enter(self, value: float) -> None:
        self.chosen.emit(value)
        self.field.answer()  # it is in force at once

    def _slide(self, step: int) -> None:
        low, high = self._limits
        self.chosen.emit(self._rounded(low + (high - low) * step / STEPS))

    def _rounded(self, value: float) -> float:
        return float(f"{value:.{self._digits}g}")


def row_grid(
    row: QWidget, name: QWidget, importance: QWidget, profile: QWidget
) -> QGridLayout:
    """Return the layout of a row: its name above its importance, beside its profile."""
    grid = QGridLayout(row)
    grid.setContentsMargins(0, 0, 0, 4)
    grid.setSpacing(0)
    grid.setColumnMinimumWidth(0, LEFT)
    grid.setColumnStretch(1, 1)
    left = QVBoxLayout()
    left.setContentsMargins(0, 0, 6, 1)
    left.setSpacing(0)
    left.addStretch(1)
    left.addWidget(name)
    left.addWidget(importance)
    grid.addLayout(left, 0, 0)
    grid.addWidget(profile, 0, 1)
    return grid
