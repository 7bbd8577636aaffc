"""The QActions of a window, created from the table of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtGui import QAction, QKeySequence

from gui.actions.specs import ACTION_SPECS, AUTO_REPEATING
from gui.style import theme as themes
from gui.text.number_format import wrapped

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Theme


class Actions:
    """The actions of a window, by name: ``actions["step"]``."""

    def __init__(self, window: QWidget) -> None:
        self._actions: dict[str, QAction] = {}
        for spec in ACTION_SPECS:
            action = QAction(spec.text, window)
            action.setObjectName(spec.object_name)
            action.setCheckable(spec.checkable)
            action.setShortcuts([QKeySequence(key) for key in spec.keys])
            action.setAutoRepeat(spec.name in AUTO_REPEATING)
            key = f" ({spec.keys[0]})" if spec.keys else ""
            action.setToolTip(wrapped(f"{spec.tip}{key}"))
            action.setStatusTip(spec.tip)
            window.addAction(action)
            self._actions[spec.name] = action
        # Start has the same key; Qt carries out neither while both are enabled.
        self._actions["pause"].setEnabled(False)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def in_menu(self, menu: str) -> dict[str, QAction]:
        """Return the actions of a menu by name, in order."""
        names = [spec.name for spec in ACTION_SPECS if spec.menu == menu]
        return {name: self._actions[name] for name in names}

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in a theme's colours."""
        for spec in ACTION_SPECS:
            if spec.icon:
                self._actions[spec.name].setIcon(themes.icon(spec.icon, theme))
