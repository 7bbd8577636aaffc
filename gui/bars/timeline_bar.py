"""The timeline with its buttons for playback and the field for an update's number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from gui.bars.timeline import BELOW_MIDDLE, Timeline
from gui.style.theme import number_font
from gui.widgets.update_box import UpdateBox

if TYPE_CHECKING:
    from gui.actions import Actions
    from gui.training.status import Status


class TimelineBar(QWidget):
    """Playback buttons, the timeline, and the number of the shown update.

    Signals
    -------
    update_requested(int)
        The state after an update is to be shown.
    message(str)
        Why another update is shown than the one typed.
    """

    update_requested = pyqtSignal(int)
    message = pyqtSignal(str)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.timeline = Timeline()
        self.timeline.update_requested.connect(self.update_requested)
        self.field = UpdateBox()
        self.field.setObjectName("updateField")
        self.field.setAccessibleName("Update that is shown")
        self.field.setToolTip("Type an update to look back at (Ctrl+G)")
        self.field.setFont(number_font(self.field.font()))
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.field.setFixedWidth(
            self.field.fontMetrics().horizontalAdvance("10,000,000") + 18
        )
        self.field.setRange(0, 99_999_999)  # beyond the last update: that one is shown
        self.field.valueChanged.connect(self._request_typed)
        self.field.refused.connect(self.message)
        self._completed, self._typed_beyond = 0, 0
        line = self.field.lineEdit()
        assert line is not None
        line.returnPressed.connect(self.timeline.setFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 10, 0)
        row.setSpacing(2)
        left, right = QHBoxLayout(), QHBoxLayout()
        for side in (left, right):
            side.setContentsMargins(0, 2 * BELOW_MIDDLE, 0, 0)  # aligned with the track
        for name, symbol in (("play_back", "◂"), ("play", "▸")):
            button = QToolButton()
            button.setDefaultAction(actions[name])
            button.setText(symbol)
            button.setAccessibleName(actions[name].text())
            # A change of the action sets the button's text to that of the action.
            actions[name].changed.connect(lambda b=button, s=symbol: b.setText(s))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            left.addWidget(button)
        right.addWidget(self.field)
        row.addLayout(left)
        row.addWidget(self.timeline, 1)
        row.addLayout(right)

    def set_status(
        self, status: Status, *, update_text: bool = True, move: bool = True
    ) -> None:
        """Show the progress of a run: in the field, on the timeline, or in both."""
        self._completed = status.made
        if move:
            self.timeline.set_progress(status.snapshot, status.made)
        if self._typed_beyond and not status.is_past:
            typed, self._typed_beyond = self._typed_beyond, 0
            self.message.emit(
                f"Update {typed:,} is not made yet; {self._completed:,} is the last."
            )
        if update_text and not self.field.hasFocus():
            self.field.blockSignals(True)
            self.field.setValue(status.snapshot.step)
            self.field.blockSignals(False)

    def _request_typed(self, update: int) -> None:
        self._typed_beyond = update if update > self._completed else 0
        self.update_requested.emit(update)

    def focus_field(self) -> None:
        """Give the field the focus."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
