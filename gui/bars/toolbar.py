"""The toolbar: actions of training, the pace, and the progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget

from gui.bars.counter import DETAIL_LEVELS, Counter, DetailLevel
from gui.style.polish import repolish
from shallownet.wording import counted

if TYPE_CHECKING:
    from gui.actions import Actions
    from gui.bars.speed_control import SpeedControl
    from gui.style.theme import Theme
    from gui.training.status import Status

TRAINING: Final = ("start", "pause", "step", "reset", "new_start")
ICON_PIXELS: Final = 24
"""Pixels across an icon, which a presentation has larger."""

COMPARING: Final = ("pin", "compare")
"""The actions whose buttons have text where it fits."""


class ToolbarLayout(NamedTuple):
    """How much the toolbar shows; narrow buttons have little beside their icons."""

    labelled: tuple[str, ...]
    narrow: bool
    compact_speed: bool
    bare_speed: bool
    counter: DetailLevel


LAYOUTS: Final = (
    ToolbarLayout((*TRAINING, *COMPARING), False, False, False, DETAIL_LEVELS[0]),
    ToolbarLayout(TRAINING, False, False, False, DETAIL_LEVELS[0]),
    ToolbarLayout(TRAINING, False, True, False, DETAIL_LEVELS[0]),
    ToolbarLayout(TRAINING, True, True, False, DETAIL_LEVELS[0]),
    ToolbarLayout((), False, True, False, DETAIL_LEVELS[0]),
    *(ToolbarLayout((), True, True, False, level) for level in DETAIL_LEVELS),
    ToolbarLayout((), True, True, True, DETAIL_LEVELS[-1]),
)
"""From wide to narrow."""


class Toolbar(QToolBar):
    """Buttons of actions, the speed control, and the counter of updates."""

    def __init__(self, actions: Actions, speed: SpeedControl) -> None:
        super().__init__("Training")
        self.setObjectName("toolbar")
        self.setMovable(False)
        self._actions, self._speed = actions, speed
        self._width = self._pins = 0
        for name in (*TRAINING, "undo", "redo"):
            self.addAction(actions[name])
        self.addSeparator()
        self.addWidget(speed)
        self.addAction(actions["full_speed"])
        self.addSeparator()
        for name in COMPARING:
            self.addAction(actions[name])
        actions["pin"].setIconText("Pin")
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
        self._compare_tip = actions["compare"].toolTip()
        self.set_pins(0)

    def set_theme(self, theme: Theme) -> None:
        """Give icons and texts the size of a theme's letters."""
        side = round(ICON_PIXELS * theme.scale)
        if self.iconSize().width() != side and self._width:
            self.setIconSize(QSize(side, side))
            self.fit_into(self._width)

    def fit_into(self, width: int) -> None:
        """Show as much as fits into a width.

        It depends on the run and the width, not on the run's progress, so nothing moves
        during a run.
        """
        self._width = width
        layout = self.layout()
        assert layout is not None
        for stage in LAYOUTS:
            self._set_narrow(stage.narrow)
            for name in (*TRAINING, *COMPARING):
                self._set_text(name, name in stage.labelled)
            self._speed.set_compact(stage.compact_speed, stage.bare_speed)
            self.counter.set_level(stage.counter)
            layout.invalidate()
            if self.sizeHint().width() <= width:
                break

    def _set_text(self, name: str, labelled: bool) -> None:
        """Show the text of a button or not; the number of pins is always shown."""
        if name == "compare":
            words = ["Compare"] if labelled else []
            shown = str(self._pins) if self._pins < 100 else "99+"
            number = [shown] if self._pins else []
            self._actions[name].setIconText(" ".join(words + number))
            labelled = bool(words or number)
        style = Qt.ToolButtonStyle
        self.button(name).setToolButtonStyle(
            style.ToolButtonTextBesideIcon if labelled else style.ToolButtonIconOnly
        )

    def _set_narrow(self, narrow: bool) -> None:
        if bool(self.property("narrow")) != narrow:
            self.setProperty("narrow", narrow)
            for button in self.findChildren(QToolButton):
                repolish(button)

    def set_pins(self, count: int) -> None:
        """Show how many runs are pinned."""
        self._pins = count
        pinned = f"{counted(count, 'run')} {'is' if count == 1 else 'are'} pinned."
        if not count:
            pinned = "No run is pinned yet."
        self._actions["compare"].setToolTip(f"{self._compare_tip}\n{pinned}")
        self.button("compare").setAccessibleName(
            f"{self._actions['compare'].text()} {pinned}"
        )
        if self._width:
            self.fit_into(self._width)

    def button(self, name: str) -> QToolButton:
        """Return the button of an action."""
        button = self.widgetForAction(self._actions[name])
        assert isinstance(button, QToolButton)
        return button

    def set_status(self, status: Status) -> None:
        """Show the progress of a run, and while it runs its rate and the time left."""
        if self.counter.set_status(status):
            self.fit_into(self._width)
