"""The about box."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QMessageBox

from gui.log import log_file
from shallownet import __version__

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget


def show_about(parent: QWidget) -> None:
    """Show the version, the licence and the log file."""
    QMessageBox.about(
        parent,
        "About ShallowNet",
        f"<h3>ShallowNet {__version__}</h3><p>Watch a shallow neural network learn, "
        "stop it at any gradient update, and see every number that made it happen.</p>"
        "<p>Free software under the GNU General Public License, version 3 or later."
        f"</p><p>Log file: {escape(str(log_file()))}</p>",
    )
