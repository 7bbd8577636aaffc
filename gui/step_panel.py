"""The panel under the graph: the last update in words, and what can be done next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from gui.theme import number_font

if TYPE_CHECKING:
    from PyQt6.QtGui import QAction
    from PyQt6.QtWidgets import QWidget

NOTICE_MS: Final = 6_000
"""How long a notice stays when nothing else ends it."""


class StepPanel(QFrame):
    """A line of narration, and buttons for the actions that the moment offers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stepPanel")
        self.narration = QLabel()
        self.narration.setObjectName("narration")
        self.narration.setFont(number_font(self.narration.font()))
        self.narration.setWordWrap(True)
        self.narration.setAccessibleName("What the last update did")
        self.narration.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self._text = ""
        self._notice = QTimer(self)
        self._notice.setSingleShot(True)
        self._notice.timeout.connect(self._end_notice)
        self._offers = QHBoxLayout()
        self._offers.setSpacing(6)
        row = QHBoxLayout()
        row.addWidget(self.narration, 1)
        row.addLayout(self._offers)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 4, 10, 4)
        layout.addLayout(row)
        # Room for three lines, so that a longer sentence moves nothing.
        self.setFixedHeight(self.narration.fontMetrics().lineSpacing() * 3 + 14)

    def set_text(self, text: str) -> None:
        """Show what happened, once a notice has had its time."""
        self._text = text
        if not self._notice.isActive():
            self.narration.setText(text)

    def notify(self, text: str) -> None:
        """Show something else for a few seconds, such as why a value was refused."""
        self._notice.start(NOTICE_MS)
        self.narration.setText(text)

    def _end_notice(self) -> None:
        self.narration.setText(self._text)

    def offer(self, action: QAction) -> None:
        """Give an action a button, shown while the action is enabled."""
        button = QPushButton(action.text())
        button.setObjectName(f"{action.objectName()}Button")
        button.setToolTip(action.toolTip())
        button.setAccessibleName(action.text())
        button.clicked.connect(action.trigger)

        def follow() -> None:
            button.setVisible(action.isEnabled())
            button.setText(action.text())

        action.changed.connect(follow)
        follow()
        self._offers.addWidget(button)
