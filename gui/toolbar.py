"""The toolbar: training, its pace, and how far it has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QSizePolicy, QToolBar, QToolButton, QWidget

from gui.commands import RunState
from gui.formatting import duration
from gui.theme import number_font

if TYPE_CHECKING:
    from gui.actions import Actions
    from gui.commands import Status
    from gui.speed_control import SpeedControl

WORDED: Final = ("start", "pause", "step", "reset", "new_start")
"""The actions whose buttons carry words where there is room."""

WORDS_FROM: Final = 1180
"""Width in pixels from which there is."""

LONGEST: Final = "update 10,000 / 10,000   1,000/s   0:00 left"
"""Room is kept for this, so that the counter does not push its neighbours about."""


class Toolbar(QToolBar):
    """Buttons of the actions, the speed control and the counter of updates."""

    def __init__(self, actions: Actions, speed: SpeedControl) -> None:
        super().__init__("Training")
        self.setObjectName("toolbar")
        self.setMovable(False)
        self._actions, self._speed = actions, speed
        for name in WORDED:
            self.addAction(actions[name])
        for name in ("undo", "redo"):
            self.addAction(actions[name])
        self.addSeparator()
        self.addWidget(speed)
        self.addAction(actions["full_speed"])
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.addWidget(spacer)
        self.counter = QLabel()
        self.counter.setObjectName("counter")
        self.counter.setFont(number_font(self.counter.font()))
        self.counter.setAccessibleName("Updates made, updates planned, time left")
        self.counter.setMinimumWidth(
            self.counter.fontMetrics().horizontalAdvance(LONGEST)
        )
        self.counter.setAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self.addWidget(self.counter)
        self.addAction(actions["theme"])
        self.addAction(actions["keys"])
        for action in self.actions():
            button = self.widgetForAction(action)
            if isinstance(button, QToolButton):
                button.setAccessibleName(action.text())
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def fit_into(self, width: int) -> None:
        """Leave the words off the buttons where there is no room for them."""
        style = (
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            if width >= WORDS_FROM
            else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        for name in WORDED:
            self.button(name).setToolButtonStyle(style)
        self._speed.set_compact(width < WORDS_FROM)

    def button(self, name: str) -> QToolButton:
        """Return the button of an action."""
        button = self.widgetForAction(self._actions[name])
        assert isinstance(button, QToolButton)
        return button

    def set_status(self, status: Status) -> None:
        """Show how many updates are made, and while running how fast and how long."""
        snapshot = status.snapshot
        text = f"update {snapshot.step:,} / {snapshot.iterations:,}"
        if snapshot.place.batches > 1:
            text = f"epoch {snapshot.place.epoch + 1:,}   {text}"
        rate = status.updates_per_second
        if status.state is RunState.RUNNING and rate > 0.0:
            left = (snapshot.iterations - snapshot.step) / rate
            text += f"   {rate:,.0f}/s   {duration(left)} left"
        self.counter.setText(text)
