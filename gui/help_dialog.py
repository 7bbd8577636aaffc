"""Help: how to read what is drawn, and every key, from the table of actions."""

from __future__ import annotations

from html import escape

from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QMessageBox,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from gui.actions import ENTRIES
from gui.log import log_file
from shallownet import __version__

READING = """
<h3>How to read it</h3>
<p><b>Each line is one parameter.</b> Blue and solid is positive, orange and dashed is
negative; the wider the line, the larger the number, on the scale printed below the
graph. The scale grows in steps and never shrinks during a run. Lines from a small node
“1” are the biases.</p>
<p><b>Inside each unit</b> is what it answers over the plane of the inputs: x1 runs
across, x2 upwards. Point at a line or a node for its name, value and gradient.</p>
<p><b>Loss J</b> is half the mean squared error, 1/(2m) Σ(ŷ − y)²: it is what the
updates make smaller. The <b>mean error</b>, mean(ŷ − y), is what the lesson calls
its loss; it can be small, or change its sign, while the fit is bad.</p>
<p><b>R²</b> is the share of the target's variance that is explained; 1 is a perfect
fit. <b>RMSE</b> is the typical error in the target's own units.</p>
"""


def keys_html() -> str:
    """Return the keys as a table."""
    rows = "".join(
        f"<tr><td><b>{escape(shown)}</b>&nbsp;&nbsp;</td><td>{escape(entry.text)}: "
        f"{escape(entry.tip)}</td></tr>"
        for entry in ENTRIES
        if entry.keys
        for shown in [
            " or ".join(
                QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
                for key in entry.keys
            )
        ]
    )
    return f"<h3>Keys</h3><table cellspacing='3'>{rows}</table>"


class HelpDialog(QDialog):
    """Shows the help beside the window, which can be used meanwhile."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("helpDialog")
        self.setWindowTitle("Keys and how to read it")
        text = QTextBrowser()
        text.setHtml(keys_html() + READING)
        text.setAccessibleName("Help")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(text)
        layout.addWidget(buttons)
        self.resize(620, 640)


def show_about(parent: QWidget) -> None:
    """Show version, licence and where the log is."""
    QMessageBox.about(
        parent,
        "About ShallowNet",
        f"<h3>ShallowNet {__version__}</h3><p>Watch a shallow neural network learn, "
        "stop it at any gradient update, and see every number that made it happen.</p>"
        "<p>Free software under the GNU General Public License, version 3 or later."
        f"</p><p>Log file: {escape(str(log_file()))}</p>",
    )
