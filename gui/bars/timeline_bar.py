"""The timeline with its buttons for playback and the field for an update's number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from gui.bars.timeline import BELOW_MIDDLE, Timeline
from gui.widgets.number_field import NumberField
from shallownet.settings.number_settings import NumberSetting

if TYPE_CHECKING:
    from gui.actions import Actions
    from gui.style.theme import Theme
    from gui.training.status import Status

UPDATE: Final = NumberSetting(
    title="Update that is shown",
    tip="The number of an update to look back at.",
    minimum=0,
    maximum=99_999_999,  # beyond the last update: that one is shown
    whole=True,
)


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
        self.field = NumberField(UPDATE)
        self.field.setObjectName("updateField")
        self.field.setToolTip("Type an update to look back at (Ctrl+G)")
        self.field.setButtonSymbols(NumberField.ButtonSymbols.NoButtons)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._fit_field()
        self.field.committed.connect(self._request_typed)
        self.field.problem.setFixedWidth(300)  # two lines
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
        right.setSpacing(8)
        right.addWidget(self.field.problem)
        right.addWidget(self.field)
        row.addLayout(left)
        row.addWidget(self.timeline, 1)
        row.addLayout(right)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme, and the size of its letters."""
        self.timeline.set_theme(theme)
        self._fit_field()

    def _fit_field(self) -> None:
        """Make the field wide enough for every update."""
        widest = self.field.fontMetrics().horizontalAdvance("10,000,000")
        self.field.setFixedWidth(widest + 18)

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
        if update_text:
            self.field.set_value(status.snapshot.step)
            self.field.answer()  # what is shown is the answer

    def _request_typed(self, update: int) -> None:
        self._typed_beyond = update if update > self._completed else 0
        self.update_requested.emit(update)

    def focus_field(self) -> None:
        """Give the field the focus."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
