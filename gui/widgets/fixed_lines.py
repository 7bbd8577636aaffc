"""A place for text that changes at every frame and must not move anything.

A QLabel asks for the whole window to be laid out anew whenever it is given a text, were
it the same length: at 30 frames a second that took as long as painting the graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize
from PyQt6.QtWidgets import QLabel, QSizePolicy, QWidget

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent


class FixedHeightLabel(QWidget):
    """Holds a label in as many lines as it is given, whatever its text is.

    Parameters
    ----------
    label : QLabel
    lines : int
    """

    def __init__(
        self, label: QLabel, lines: int = 1, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._label = label
        label.setParent(self)
        self._lines = lines
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the height of its lines; any width will do."""
        label = self._label
        # A line's worth of spacing is less than its letters take, from "Å" to "g".
        metrics = label.fontMetrics()
        return QSize(10, self._lines * metrics.lineSpacing() + metrics.descent())

    def minimumSizeHint(self) -> QSize:
        """Return the size below which nothing could be read."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Give the label all the room; there is no layout to ask."""
        self._label.setGeometry(self.rect())
