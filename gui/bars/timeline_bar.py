"""The timeline with what belongs to it: playing, and a field for an update's number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QSpinBox, QToolButton, QWidget

from gui.bars.timeline import Timeline
from gui.style.theme import number_font

if TYPE_CHECKING:
    from gui.actions import Actions
    from gui.training.status import Status


class TimelineBar(QWidget):
    """Buttons to play, the timeline, and the number of the update that is shown.

    Signals
    -------
    go_to(int)
        An update is to be looked back at.
    told(str)
        Something that a person is to know.
    """

    go_to = pyqtSignal(int)
    message = pyqtSignal(str)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.timeline = Timeline()
        self.timeline.go_to.connect(self.go_to)
        self.field = QSpinBox()
        self.field.setObjectName("updateField")
        self.field.setAccessibleName("Update that is shown")
        self.field.setToolTip("Type an update to look back at (Ctrl+G)")
        self.field.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.field.setGroupSeparatorShown(True)
        self.field.setKeyboardTracking(False)
        self.field.setFont(number_font(self.field.font()))
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.field.setFixedWidth(
            self.field.fontMetrics().horizontalAdvance("10,000,000") + 18
        )
        self.field.setRange(0, 99_999_999)  # beyond the last one it is now
        self.field.valueChanged.connect(self._go_to_typed)
        self._made, self._beyond = 0, 0
        line = self.field.lineEdit()
        assert line is not None
        line.returnPressed.connect(self.timeline.setFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 10, 0)
        row.setSpacing(2)
        left, right = QHBoxLayout(), QHBoxLayout()
        for side in (left, right):
            side.setContentsMargins(0, 6, 0, 0)  # level with the track
        for name, sign in (("play_back", "◂"), ("play", "▸")):
            button = QToolButton()
            button.setDefaultAction(actions[name])
            button.setText(sign)
            button.setAccessibleName(actions[name].text())
            # An action that changes gives its button its own text again.
            actions[name].changed.connect(lambda b=button, s=sign: b.setText(s))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            left.addWidget(button)
        right.addWidget(self.field)
        row.addLayout(left)
        row.addWidget(self.timeline, 1)
        row.addLayout(right)

    def set_status(
        self, status: Status, *, tell: bool = True, move: bool = True
    ) -> None:
        """Show where a run stands, in the field or not, on the timeline or not."""
        self._made = status.made
        if move:
            self.timeline.set_progress(status.snapshot, status.made)
        if self._beyond and not status.is_past:
            beyond, self._beyond = self._beyond, 0
            self.message.emit(
                f"Update {beyond:,} is not made yet; {self._made:,} is the last."
            )
        if tell and not self.field.hasFocus():
            self.field.blockSignals(True)
            self.field.setValue(status.snapshot.step)
            self.field.blockSignals(False)

    def _go_to_typed(self, update: int) -> None:
        self._beyond = update if update > self._made else 0
        self.go_to.emit(update)

    def focus_field(self) -> None:
        """Let a person type an update."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
