"""The panel below the graph: narration, buttons for actions, and the microscope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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
from gui.text.number_format import as_tip
from gui.widgets.builders import on_switch
from gui.widgets.fixed_height_label import FixedHeightLabel

if TYPE_CHECKING:
    from PyQt6.QtGui import QAction, QResizeEvent
    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Theme

NOTICE_MS: Final = 6_000
"""How long a notice stays when nothing else ends it."""


class ActionButton(QPushButton):
    """A button of an action, shown while the action is enabled.

    An empty text stands for that of the action, an empty short one for the text.
    """

    def __init__(
        self, action: QAction, text: str, short_text: str, parent: QWidget
    ) -> None:
        super().__init__(text or action.text(), parent)
        self.action, self._text, self._short_text = action, text, short_text
        self.setCheckable(action.isCheckable())
        self.setObjectName(f"{action.objectName()}Button")
        self.setToolTip(action.toolTip())
        if action.isCheckable():
            on_switch(self, action.isChecked, lambda _: action.trigger())
        else:
            self.clicked.connect(action.trigger)
        action.changed.connect(self.update_state)

    def width_with(self, *, short: bool) -> int:
        """Return the preferred width with the full or the short text."""
        width_of = self.fontMetrics().horizontalAdvance
        other = width_of(self._text_for(short=short))
        return self.sizeHint().width() - width_of(self.text()) + other

    def set_short(self, short: bool) -> None:
        """Show the short or the full text."""
        self.setText(self._text_for(short=short))

    def _text_for(self, *, short: bool) -> str:
        return (self._short_text if short else "") or self._text or self.action.text()

    def update_state(self) -> None:
        """Follow the state of the action."""
        self.setVisible(self.action.isEnabled())
        self.setAccessibleName(self.action.text())
        self.setChecked(self.action.isChecked())


class StepPanel(QFrame):
    """A line of narration with buttons, and the microscope below it.

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
        self.narration.setAccessibleDescription("What the last update did")
        self.narration.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self._narration_text = self._shown_text = ""
        self._buttons: list[ActionButton] = []
        self._notice_timer = QTimer(self)
        self._notice_timer.setSingleShot(True)
        self._notice_timer.timeout.connect(self.end_notice)
        self._row = QFrame()
        self._row_layout = QHBoxLayout(self._row)
        self._row_layout.setContentsMargins(14, 2, 10, 4)
        self._row_layout.setSpacing(6)
        text = FixedHeightLabel(self.narration, lines=2)
        self._row_layout.addWidget(text, 1)
        # Room for two lines or for a button, so that neither changes the height.
        button = QPushButton("x").sizeHint().height()
        self._row_height = max(text.sizeHint().height(), button) + 8
        self._usual_height = self._row_height
        self._row.setFixedHeight(self._row_height)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._row)
        self._microscope: QWidget | None = None
        self.setFixedHeight(self._row_height)

    def set_theme(self, theme: Theme) -> None:
        """Give the line the height that letters of a theme's size need."""
        height = round(self._usual_height * theme.scale)
        if height == self._row_height:
            return
        more, self._row_height = height - self._row_height, height
        self._row.setFixedHeight(height)
        if self.minimumHeight() == self.maximumHeight():
            self.setFixedHeight(height)
        else:
            self.setMinimumHeight(self.minimumHeight() + more)
        self._fit_texts()

    def set_microscope(self, panel: QWidget) -> None:
        """Add the panel that is shown below the line while this one is open."""
        self._microscope = panel
        panel.hide()
        self._layout.addWidget(panel, 1)

    def set_open(self, wanted: bool) -> None:
        """Show or hide the microscope."""
        assert self._microscope is not None
        self._microscope.setVisible(wanted)
        if wanted:
            height = self._row_height + self._microscope.minimumHeight()
            self.setMinimumHeight(height)
            self.setMaximumHeight(QWIDGETSIZE_MAX)
        else:
            self.setFixedHeight(self._row_height)
        self.opened.emit(wanted)

    def set_text(self, text: str) -> None:
        """Set the narration, which appears once no notice is shown."""
        self._narration_text = text
        if not self._notice_timer.isActive():
            self._show_text(text)

    def notify(self, text: str) -> None:
        """Show a notice for a few seconds, such as why a value was refused."""
        self._notice_timer.start(NOTICE_MS)
        self._show_text(text)

    def end_notice(self) -> None:
        """Show the narration again."""
        self._notice_timer.stop()
        self._show_text(self._narration_text)

    def add_button(self, action: QAction, text: str = "", short_text: str = "") -> None:
        """Add an `ActionButton`."""
        button = ActionButton(action, text, short_text, self)
        self._buttons.append(button)
        self._row_layout.addWidget(button)
        button.update_state()
        action.changed.connect(self._fit_texts)
        self._fit_texts()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit the texts into the new width."""
        super().resizeEvent(event)
        self._fit_texts()

    def _show_text(self, text: str) -> None:
        if text != self._shown_text:
            self._shown_text = text
            self._fit_texts()

    def _fit_texts(self) -> None:
        """Flow the lines, shorten the buttons, then the text, until two lines do."""
        buttons = [button for button in self._buttons if button.action.isEnabled()]
        margins = self._row_layout.contentsMargins()
        room = self._row.width() - margins.left() - margins.right()
        room -= len(buttons) * self._row_layout.spacing()
        text, shown = self._shown_text, self._shown_text.replace("\n", " ")
        for short in (False, True):
            width = room - sum(button.width_with(short=short) for button in buttons)
            if self._fits(text, width):
                shown = text
                break
            if self._fits(shown, width):
                break
        for button in buttons:
            button.set_short(short)
        words, whole = shown.split(" "), shown
        while len(words) > 1 and not self._fits(shown, width):
            words.pop()
            shown = " ".join(words) + " …"
        self.narration.setToolTip("" if shown == whole else as_tip(whole))
        if shown != self.narration.text():
            self.narration.setText(shown)
            # Qt lays out selectable text while painting it, and then paints it again.
            # Asking for its height lays it out before.
            self.narration.heightForWidth(self.narration.width())

    def _fits(self, text: str, width: int) -> bool:
        """Return whether a text fits in two lines of a width."""
        metrics = self.narration.fontMetrics()
        if "\n" not in text and metrics.horizontalAdvance(text) <= width:
            return True
        area = QRect(0, 0, max(width, 1), QWIDGETSIZE_MAX)
        wrapped = metrics.boundingRect(area, Qt.TextFlag.TextWordWrap, text)
        return wrapped.height() < 2.5 * metrics.lineSpacing()  # two take a bit more
