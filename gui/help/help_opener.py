"""Opens the help, explanations and the about box, each loaded when first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.help.help_dialog import HelpDialog
    from gui.help.what_is_this import WhatIsThis


class HelpOpener:
    """Owns the help dialog of a window.

    Parameters
    ----------
    window : QWidget
    home : QWidget
        Has the focus while nothing else was chosen: the graph.
    """

    def __init__(self, window: QWidget, home: QWidget) -> None:
        self._window, self._home = window, home
        self._dialog: HelpDialog | None = None
        self._what_is_this: WhatIsThis | None = None

    def open(self) -> None:
        """Show the help beside the window, where it was left."""
        self._show()

    def open_term(self, name: str) -> None:
        """Show a term in the glossary."""
        self._show().show_term(name)

    def explain(self) -> None:
        """Explain the focused control, or the part that is clicked next."""
        if self._what_is_this is None:
            from gui.help.what_is_this import WhatIsThis

            self._what_is_this = WhatIsThis(self._window, self._home)
            self._what_is_this.term_requested.connect(self.open_term)
        self._what_is_this.ask()

    def show_about(self) -> None:
        """Show version, licence and log file."""
        from gui.help.about import show_about

        show_about(self._window)

    def _show(self) -> HelpDialog:
        if self._dialog is None:
            from gui.help.help_dialog import HelpDialog

            self._dialog = HelpDialog(self._window)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()
        return self._dialog
