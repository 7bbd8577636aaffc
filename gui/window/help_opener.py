"""Opens the help and the about box, whose texts are loaded when first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.window.help_dialog import HelpDialog


class HelpOpener:
    """Owns the help dialog of a window."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._dialog: HelpDialog | None = None

    def open(self) -> None:
        """Show the help beside the window."""
        if self._dialog is None:
            from gui.window.help_dialog import HelpDialog

            self._dialog = HelpDialog(self._window)
        self._dialog.show()
        self._dialog.raise_()

    def show_about(self) -> None:
        """Show version, licence and log file."""
        from gui.window.help_dialog import show_about

        show_about(self._window)
