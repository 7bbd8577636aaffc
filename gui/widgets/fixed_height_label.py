"""A label of fixed height, for text that changes at every frame.

A QLabel requests a new layout of the whole window whenever its text changes, even to
one of the same length: at 30 frames a second that took as long as painting the graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize
from PyQt6.QtWidgets import QLabel, QSizePolicy, QWidget

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent


class FixedHeightLabel(QWidget):
    """Holds a label at the height of some lines, whatever its text is."""

    def __init__(
        self, label: QLabel, lines: int = 1, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._label = label
        label.setParent(self)
        self._lines = lines
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the height of the lines; the width does not matter."""
        label = self._label
        # The line spacing alone is less than the glyphs take, from "Å" to "g".
        metrics = label.fontMetrics()
        return QSize(10, self._lines * metrics.lineSpacing() + metrics.descent())

    def minimumSizeHint(self) -> QSize:
        """Return the smallest readable size."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Let the label fill the widget; there is no layout."""
        self._label.setGeometry(self.rect())
