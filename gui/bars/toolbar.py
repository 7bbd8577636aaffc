"""The toolbar: training, its pace, and how far it has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget

from gui.bars.counter import LEVELS, Counter

if TYPE_CHECKING:
    from gui.actions import Actions
    from gui.bars.speed_control import SpeedControl
    from gui.training.status import Status

WORDED: Final = ("start", "pause", "step", "reset", "new_start")
"""The actions whose buttons carry words where there is room."""

STAGES: Final = (
    (True, False, False, LEVELS[0]),
    (True, True, False, LEVELS[0]),
    *((False, True, False, level) for level in LEVELS),
    (False, True, True, LEVELS[-1]),
)
"""From roomy to narrow: whether there are words on the buttons, whether the speed
control is short, whether it is bare, and how much the counter tells."""


class Toolbar(QToolBar):
    """Buttons of the actions, the speed control and the counter of updates."""

    def __init__(self, actions: Actions, speed: SpeedControl) -> None:
        super().__init__("Training")
        self.setObjectName("toolbar")
        self.setMovable(False)
        self._actions, self._speed = actions, speed
        self._width = 0
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
        self.counter = Counter()
        self.addWidget(self.counter)
        self.addAction(actions["theme"])
        self.addAction(actions["keys"])
        for action in self.actions():
            button = self.widgetForAction(action)
            if isinstance(button, QToolButton):
                button.setAccessibleName(action.text())
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def fit_into(self, width: int) -> None:
        """Leave off what there is no room for, whatever the run may come to show.

        What fits depends on the run and the width alone, not on how far the run is: so
        nothing moves while it goes on.
        """
        self._width = width
        for words, compact, bare, level in STAGES:
            style = (
                Qt.ToolButtonStyle.ToolButtonTextBesideIcon
                if words
                else Qt.ToolButtonStyle.ToolButtonIconOnly
            )
            for name in WORDED:
                self.button(name).setToolButtonStyle(style)
            self._speed.set_compact(compact, bare)
            self.counter.set_level(level)
            layout = self.layout()
            assert layout is not None
            layout.invalidate()
            if self.sizeHint().width() <= width:
                break

    def button(self, name: str) -> QToolButton:
        """Return the button of an action."""
        button = self.widgetForAction(self._actions[name])
        assert isinstance(button, QToolButton)
        return button

    def set_status(self, status: Status) -> None:
        """Show how many updates are made, and while running how fast and how long."""
        if self.counter.set_status(status):
            self.fit_into(self._width)
