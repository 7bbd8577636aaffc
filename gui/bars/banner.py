"""A notice above the panes that stays until it is closed or another run begins."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget


class Banner(QFrame):
    """Shows an important message with a button to close it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setAccessibleDescription("Notice")
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QPushButton("Close")
        close.setAccessibleName("Close the notice")
        close.setToolTip("Close this notice")
        close.clicked.connect(self._close)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.addWidget(self.text, 1)
        layout.addWidget(close)
        self._message = ""
        self._warnings: list[str] = []
        self.hide()

    def set_text(self, text: str) -> None:
        """Show what there is to say of a run, or nothing."""
        self._message = text
        self._update()

    def warn(self, text: str) -> None:
        """Show a warning, if there is one, whatever run is shown."""
        if text:
            self._warnings.append(text)
            self._update()

    def _close(self) -> None:
        self._warnings.clear()
        self.set_text("")

    def _update(self) -> None:
        self.text.setText("\n".join((*self._warnings, self._message)).strip())
        self.setVisible(bool(self.text.text()))
