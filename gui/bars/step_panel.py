"""The panel under the graph: the last update in words, and what can be done next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QRect, Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import (
    QWIDGETSIZE_MAX,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
)

from gui.style.theme import number_font
from gui.widgets.fixed_height_label import FixedHeightLabel

if TYPE_CHECKING:
    from PyQt6.QtGui import QAction, QResizeEvent
    from PyQt6.QtWidgets import QWidget

NOTICE_MS: Final = 6_000
"""How long a notice stays when nothing else ends it."""


class Offer(NamedTuple):
    """A button for what the moment offers.

    Attributes
    ----------
    button : QPushButton
    action : QAction
    text, tight : str
        What it says, if not the action's text, and where there is little room.
    """

    button: QPushButton
    action: QAction
    text: str
    tight: str

    def width(self, *, tight: bool) -> int:
        """Return how wide the button is that says all, or less."""
        metrics, now = self.button.fontMetrics(), self.button.text()
        more = metrics.horizontalAdvance(self._says(tight=tight))
        return self.button.sizeHint().width() + more - metrics.horizontalAdvance(now)

    def say(self, *, tight: bool) -> None:
        """Say all, or less."""
        self.button.setText(self._says(tight=tight))

    def _says(self, *, tight: bool) -> str:
        return (self.tight if tight else "") or self.text or self.action.text()


class StepPanel(QFrame):
    """A line of narration, buttons for what the moment offers, and the microscope.

    Signals
    -------
    opened(bool)
        The microscope was opened, or closed.
    """

    opened = pyqtSignal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stepPanel")
        self.narration = QLabel()
        self.narration.setObjectName("narration")
        self.narration.setFont(number_font(self.narration.font()))
        self.narration.setTextFormat(Qt.TextFormat.PlainText)
        self.narration.setWordWrap(True)
        self.narration.setAccessibleName("What the last update did")
        self.narration.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self._text = self._told_last = ""
        self._offers: list[Offer] = []
        self._notice = QTimer(self)
        self._notice.setSingleShot(True)
        self._notice.timeout.connect(self.end_notice)
        self._told = QHBoxLayout()
        self._told.setContentsMargins(14, 2, 10, 4)
        self._told.setSpacing(6)
        self._told.addWidget(FixedHeightLabel(self.narration, lines=2), 1)
        told = self._row = QFrame()
        told.setLayout(self._told)
        # Room for two lines or for a button, so that neither moves anything.
        metrics = self.narration.fontMetrics()
        lines = 2 * metrics.lineSpacing() + metrics.descent()
        self._closed = max(lines, QPushButton("x").sizeHint().height()) + 8
        told.setFixedHeight(self._closed)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(told)
        self._microscope: QWidget | None = None
        self.setFixedHeight(self._closed)

    def set_microscope(self, panel: QWidget) -> None:
        """Take in the panel that is shown below the line while this one is open."""
        self._microscope = panel
        panel.hide()
        self._layout.addWidget(panel, 1)

    def set_open(self, wanted: bool) -> None:
        """Show the panel below the line, or the line alone."""
        assert self._microscope is not None
        self._microscope.setVisible(wanted)
        if wanted:
            least = self._closed + self._microscope.minimumSizeHint().height()
            self.setMinimumHeight(least)
            self.setMaximumHeight(QWIDGETSIZE_MAX)
        else:
            self.setFixedHeight(self._closed)
        self.opened.emit(wanted)

    def set_text(self, text: str) -> None:
        """Show what happened, once a notice has had its time."""
        self._text = text
        if not self._notice.isActive():
            self._tell(text)

    def notify(self, text: str) -> None:
        """Show something else for a few seconds, such as why a value was refused."""
        self._notice.start(NOTICE_MS)
        self._tell(text)

    def end_notice(self) -> None:
        """Show what happened again: a notice had its time, or has been overtaken."""
        self._notice.stop()
        self._tell(self._text)

    def _tell(self, text: str) -> None:
        if text != self._told_last:
            self._told_last = text
            self._make_room()

    def _make_room(self) -> None:
        """Let the buttons say less where the text would not have its two lines."""
        shown = [offer for offer in self._offers if offer.action.isEnabled()]
        margins = self._told.contentsMargins()
        room = self._row.width() - margins.left() - margins.right()
        room -= len(shown) * self._told.spacing()
        text = self._told_last
        for tight in (False, True):
            left = room - sum(offer.width(tight=tight) for offer in shown)
            if self._has_room(text, left):
                break
        for offer in shown:
            offer.say(tight=tight)
        words, told = text.split(" "), text
        while len(words) > 1 and not self._has_room(told, left):
            words.pop()
            told = " ".join(words) + " …"
        self.narration.setToolTip("" if told == text else text)
        if told != self.narration.text():
            self.narration.setText(told)
            # Text that can be selected is laid out while it is painted, and then
            # painted again. Asking how high it is has it laid out before.
            self.narration.heightForWidth(self.narration.width())

    def _has_room(self, text: str, width: int) -> bool:
        """Whether a text has room in two lines of a width."""
        metrics = self.narration.fontMetrics()
        if metrics.horizontalAdvance(text) <= width:
            return True
        area = QRect(0, 0, max(width, 1), QWIDGETSIZE_MAX)
        wrapped = metrics.boundingRect(area, Qt.TextFlag.TextWordWrap, text)
        return wrapped.height() < 2.5 * metrics.lineSpacing()  # two take a bit more

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """See how much the buttons may say in another width."""
        super().resizeEvent(event)
        self._make_room()

    def offer(self, action: QAction, text: str = "", tight: str = "") -> None:
        """Give an action a button, shown while the action is enabled.

        Parameters
        ----------
        action : QAction
        text : str
            What stands on the button, if not the action's text.
        tight : str
            What does where there is little room.
        """
        button = QPushButton(text or action.text(), self)
        button.setCheckable(action.isCheckable())
        button.setObjectName(f"{action.objectName()}Button")
        button.setToolTip(action.toolTip())
        button.setAccessibleName(action.text())
        button.clicked.connect(action.trigger)

        self._offers.append(Offer(button, action, text, tight))

        def follow() -> None:
            button.setVisible(action.isEnabled())
            button.setAccessibleName(action.text())
            button.setChecked(action.isChecked())
            self._make_room()

        action.changed.connect(follow)
        self._told.addWidget(button)
        follow()
