"""The pace of training: a slider from one update a second to all that is possible."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from gui.theme import number_font

if TYPE_CHECKING:
    from collections.abc import Sequence

PACES: Final[Sequence[float]] = (1, 2, 5, 10, 20, 50, 100, 300, 1_000, 3_000, math.inf)
"""Updates a second. The ones up to 20 are drawn one by one."""

DEFAULT: Final = PACES.index(300)
"""At 300 updates a second the default run of 10,000 takes 33 seconds to watch."""


class SpeedControl(QWidget):
    """A slider over `PACES`, with its value beside it.

    Signals
    -------
    pace_changed(float)
        Updates a second; infinity for full speed.
    """

    pace_changed = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen = DEFAULT
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, len(PACES) - 1)
        self.slider.setPageStep(1)
        self.slider.setFixedWidth(110)
        self.slider.setAccessibleName("Speed")
        self.slider.setToolTip(
            "Speed, in updates a second (keys [ and ], F: full speed)"
        )
        self.label = QLabel()
        self.label.setFont(number_font(self.label.font()))
        self.label.setObjectName("muted")
        self.label.setFixedWidth(
            self.label.fontMetrics().horizontalAdvance("3,000 updates/s") + 4
        )
        self.name = QLabel("speed")
        self.name.setObjectName("muted")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 0, 6, 0)
        layout.addWidget(self.name)
        layout.addWidget(self.slider)
        layout.addWidget(self.label)
        self.slider.setValue(DEFAULT)
        self._tell()
        self.slider.valueChanged.connect(self._change)

    @property
    def pace(self) -> float:
        """The pace in force, in updates a second."""
        return PACES[self.slider.value()]

    def set_compact(self, compact: bool) -> None:
        """Take less room: without the word and with a shorter slider."""
        self.name.setVisible(not compact)
        self.slider.setFixedWidth(70 if compact else 110)

    def change_by(self, steps: int) -> None:
        """Go faster or slower by steps of the slider."""
        self.slider.setValue(self.slider.value() + steps)

    def set_full_speed(self, full: bool) -> None:
        """Go to full speed, or back to the pace before it."""
        self.slider.setValue(len(PACES) - 1 if full else self._chosen)

    def _change(self, position: int) -> None:
        if position < len(PACES) - 1:
            self._chosen = position
        self._tell()
        self.pace_changed.emit(self.pace)

    def _tell(self) -> None:
        pace = self.pace
        unit = "update/s" if pace == 1 else "updates/s"
        self.label.setText("full speed" if math.isinf(pace) else f"{pace:,.0f} {unit}")
