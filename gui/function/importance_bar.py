"""How much of R² is lost without an input: a bar with its number."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter
from PyQt6.QtWidgets import QSizePolicy, QWidget

from gui.style import theme as themes
from gui.text.number_format import as_tip
from shallownet.wording import counted, rounded, shortened

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

    from gui.style.theme import Theme
    from shallownet.analysis.permutation_importance import Importance

HEIGHT: Final = 13
BAR: Final = 5
"""Pixels of height of the bar."""


class ImportanceBar(QWidget):
    """The permutation importance of one input, as a share of the largest one."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._share, self._text = 0.0, ""
        self._theme = themes.LIGHT
        self.setFont(themes.number_font(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"Importance of {shortened(name)}")

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._theme = theme
        self.update()

    def set_importance(self, importance: Importance, number: int) -> None:
        """Show that of the input with a number."""
        mean, losses = importance.mean, importance.losses[number]
        largest = float(mean.max(initial=0.0))
        value = float(mean[number])
        known = math.isfinite(value)
        share = value / largest if known and largest > 0.0 else 0.0
        self._share = min(max(share, 0.0), 1.0)
        self._text = rounded(value) if known else "–"
        samples = counted(importance.samples, f"{importance.part} sample")
        told = "not known" if not known else rounded(value)
        if known:
            told += f", from {rounded(losses.min())} to {rounded(losses.max())} in "
            told += f"{len(losses)} tries"
        tip = (
            f"R² lost when the values of {shortened(self._name)} are exchanged among "
            f"the {samples}: {told} (permutation importance). Inputs that tell the "
            "same share it."
        )
        self.setToolTip(as_tip(tip))
        self.setAccessibleDescription(tip)
        self.update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        """Return the height of the number."""
        return QSize(80, HEIGHT)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the bar, and the number at its right."""
        if not self._text:
            return
        painter = QPainter(self)
        width = self.fontMetrics().horizontalAdvance("−0.00") + 4
        room = QRectF(0.0, (self.height() - BAR) / 2.0, self.width() - width, BAR)
        painter.fillRect(room, QColor(self._theme.border))
        room.setWidth(self._share * room.width())
        painter.fillRect(room, QColor(self._theme.loss))
        painter.setPen(QColor(self._theme.muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(0, 0, -2, 0), right, self._text)
