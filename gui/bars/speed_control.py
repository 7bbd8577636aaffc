"""The pace of training: a slider from one update a second to full speed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from gui.style.theme import number_font

if TYPE_CHECKING:
    from collections.abc import Sequence

PACES: Final[Sequence[float]] = (1, 2, 5, 10, 20, 50, 100, 300, 1_000, 3_000, math.inf)
"""Updates a second; up to 20, every update is drawn."""

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
        self._last_limited = DEFAULT
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, len(PACES) - 1)
        self.slider.setPageStep(1)
        self.slider.setFixedWidth(110)
        self.slider.setAccessibleName("Speed")
        self.label = QLabel()
        self.label.setFont(number_font(self.label.font()))
        self.label.setObjectName("muted")
        self._compact = False
        self.name = QLabel("speed")
        self.name.setObjectName("muted")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 0, 6, 0)
        layout.addWidget(self.name)
        layout.addWidget(self.slider)
        layout.addWidget(self.label)
        self.slider.setValue(DEFAULT)
        self.set_compact(False)
        self.slider.valueChanged.connect(self._change)

    @property
    def pace(self) -> float:
        """The present pace, in updates a second."""
        return PACES[self.slider.value()]

    def set_compact(self, compact: bool, bare: bool = False) -> None:
        """Take less space: with shorter texts and slider, or without a label."""
        self._compact = compact
        self.name.setVisible(not compact)
        self.label.setVisible(not bare)
        self.slider.setFixedWidth(70 if compact else 110)
        widest = max("full speed", self._text(3_000), key=len)
        self.label.setFixedWidth(self.label.fontMetrics().horizontalAdvance(widest) + 4)
        self._show_pace()

    def change_by(self, steps: int) -> None:
        """Move the slider by a number of steps."""
        self.slider.setValue(self.slider.value() + steps)

    def set_full_speed(self, full: bool) -> None:
        """Switch to full speed, or back to the pace before it."""
        self.slider.setValue(len(PACES) - 1 if full else self._last_limited)

    def _change(self, position: int) -> None:
        if position < len(PACES) - 1:
            self._last_limited = position
        self._show_pace()
        self.pace_changed.emit(self.pace)

    def _show_pace(self) -> None:
        pace = self.pace
        text = "full speed" if math.isinf(pace) else self._text(pace)
        self.label.setText(text)
        self.slider.setToolTip(
            f"Speed, in updates a second: {text} (keys [ and ], F: full speed)"
        )

    def _text(self, pace: float) -> str:
        if self._compact:
            return f"{pace:,.0f}/s"
        return f"{pace:,.0f} update{'' if pace == 1 else 's'}/s"
