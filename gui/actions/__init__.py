"""The actions of the window, and the table that they are created from."""

from gui.actions.specs import ACTION_SPECS, MENUS
from gui.actions.window_actions import Actions

__all__ = ["ACTION_SPECS", "MENUS", "Actions"]
