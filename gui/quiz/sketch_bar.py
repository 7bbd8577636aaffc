"""The line above the loss plot that asks for a curve, and tells what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from gui.text.number_format import wrapped

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

WIDE: Final = 330
"""Pixels from which there is room to say how a curve is drawn."""


class SketchBar(QFrame):
    """A question with its buttons.

    Signals
    -------
    predicted()
        The curve is finished.
    closed()
        Nothing is to be predicted after all, or the answer was read.
    """

    predicted = pyqtSignal()
    closed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sketchBar")
        self._texts = ("", "")
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setAccessibleDescription("The prediction of the loss")
        self.predict_button = _button(
            "Predict", "Keep this curve as your prediction, and let the run go on"
        )
        self.close_button = _button("Cancel", "")
        self.predict_button.clicked.connect(self.predicted)
        self.close_button.clicked.connect(self.closed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(6)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.predict_button, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def ask(self, question: str, how: str) -> None:
        """Ask for a curve, and say how it is drawn: in the tip where space is short."""
        tip = "Predict nothing, and show the whole run (Esc)"
        self._show(question, "Cancel", tip, how)
        self.predict_button.show()
        self.set_ready(False)

    def set_ready(self, ready: bool) -> None:
        """Enable the button once something is drawn."""
        self.predict_button.setEnabled(ready)

    def wait(self, text: str) -> None:
        """Say that the run goes on."""
        self.predict_button.hide()
        self._show(text, "Cancel", "Pause the run, and score nothing")

    def reveal(self, text: str) -> None:
        """Say how good the curve was."""
        self.predict_button.hide()
        self._show(text, "Close", "Show the whole run again")

    def _show(self, text: str, close: str, tip: str, how: str = "") -> None:
        self._texts = text, how
        self.text.setToolTip(wrapped(how))
        self._fit()
        self.close_button.setText(close)
        self.close_button.setAccessibleName(f"{close} the prediction of the loss")
        self.close_button.setToolTip(wrapped(tip))
        self.show()

    def _fit(self) -> None:
        text, how = self._texts
        self.text.setText(f"{text} {how}" if how and self.width() >= WIDE else text)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit the text into the new width."""
        super().resizeEvent(event)
        self._fit()


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName("compact")
    button.setAccessibleName(text)
    button.setToolTip(wrapped(tip))
    return button
