"""The toolbar: actions of training, the pace, and the progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget

from gui.bars.counter import DETAIL_LEVELS, Counter, DetailLevel

if TYPE_CHECKING:
    from gui.actions import Actions
    from gui.bars.speed_control import SpeedControl
    from gui.training.status import Status

LABELLED: Final = ("start", "pause", "step", "reset", "new_start")
"""The actions whose buttons have text where it fits."""


class ToolbarLayout(NamedTuple):
    """How much the toolbar shows."""

    labelled: bool
    compact_speed: bool
    bare_speed: bool
    counter: DetailLevel


LAYOUTS: Final = (
    ToolbarLayout(True, False, False, DETAIL_LEVELS[0]),
    ToolbarLayout(True, True, False, DETAIL_LEVELS[0]),
    *(ToolbarLayout(False, True, False, level) for level in DETAIL_LEVELS),
    ToolbarLayout(False, True, True, DETAIL_LEVELS[-1]),
)
"""From wide to narrow."""


class Toolbar(QToolBar):
    """Buttons of actions, the speed control, and the counter of updates."""

    def __init__(self, actions: Actions, speed: SpeedControl) -> None:
        super().__init__("Training")
        self.setObjectName("toolbar")
        self.setMovable(False)
        self._actions, self._speed = actions, speed
        self._width = 0
        for name in (*LABELLED, "undo", "redo"):
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
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # QToolBar gives none
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def fit_into(self, width: int) -> None:
        """Show as much as fits into a width.

        It depends on the run and the width, not on the run's progress, so nothing moves
        during a run.
        """
        self._width = width
        style, layout = Qt.ToolButtonStyle, self.layout()
        assert layout is not None
        for stage in LAYOUTS:
            for name in LABELLED:
                self.button(name).setToolButtonStyle(
                    style.ToolButtonTextBesideIcon
                    if stage.labelled
                    else style.ToolButtonIconOnly
                )
            self._speed.set_compact(stage.compact_speed, stage.bare_speed)
            self.counter.set_level(stage.counter)
            layout.invalidate()
            if self.sizeHint().width() <= width:
                break

    def button(self, name: str) -> QToolButton:
        """Return the button of an action."""
        button = self.widgetForAction(self._actions[name])
        assert isinstance(button, QToolButton)
        return button

    def set_status(self, status: Status) -> None:
        """Show the progress of a run, and while it runs its rate and the time left."""
        if self.counter.set_status(status):
            self.fit_into(self._width)
