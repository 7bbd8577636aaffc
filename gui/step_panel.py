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
        self._notice.timeout.connect(self.end_notice)
        self._offers = QHBoxLayout()
        self._offers.setSpacing(6)
        self._offers.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 2, 10, 6)
        layout.setSpacing(4)
        layout.addWidget(self.narration, 1)
        layout.addLayout(self._offers)
        # Room for two lines and a row of buttons, so that neither moves anything.
        line = self.narration.fontMetrics().lineSpacing()
        self.setFixedHeight(2 * line + QPushButton("x").sizeHint().height() + 18)

    def set_text(self, text: str) -> None:
        """Show what happened, once a notice has had its time."""
        self._text = text
        if not self._notice.isActive():
            self.narration.setText(text)

    def notify(self, text: str) -> None:
        """Show something else for a few seconds, such as why a value was refused."""
        self._notice.start(NOTICE_MS)
        self.narration.setText(text)

    def end_notice(self) -> None:
        """Show what happened again: a notice had its time, or has been overtaken."""
        self._notice.stop()
        self.narration.setText(self._text)

    def offer(self, action: QAction) -> None:
        """Give an action a button, shown while the action is enabled."""
        button = QPushButton(action.text(), self)
        button.setObjectName(f"{action.objectName()}Button")
        button.setToolTip(action.toolTip())
        button.setAccessibleName(action.text())
        button.clicked.connect(action.trigger)

        def follow() -> None:
            button.setVisible(action.isEnabled())
            button.setText(action.text())

        action.changed.connect(follow)
        follow()
        self._offers.insertWidget(self._offers.count() - 1, button)
