"""What is said under the map: its marks, and what kind of place this is."""

from __future__ import annotations

from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from gui.text.number_format import wrapped
from gui.widgets.builders import plain_label

ROOMY: Final = 430
"""Pixels of height from which there is room for whole sentences and for the key."""

LOW: Final = 190
"""Pixels of height below which there is no room for a sentence."""

KEY: Final = "● now  ➤ steepest descent (direction)  ━ this step  ┄ its reach"
KEY_TIP: Final = (
    "The path is the run's own; dashed is what comes after the state that is shown. "
    "○ is the start, ★ the state with the lowest loss. The arrow is −gradient in "
    "this plane, and crosses the lines of equal loss at right angles. This step is to "
    "scale. The dashed circle is its reach: where it would end with the largest "
    "learning rate that does not overshoot, 2/λmax for gradient descent."
)


class PlaceNotes(QWidget):
    """A key to the marks of a map, where there is room for it, and a text."""

    def __init__(self) -> None:
        super().__init__()
        self.key, self.text = plain_label(KEY, "muted"), plain_label("", "muted")
        self.key.setToolTip(wrapped(KEY_TIP))
        self.text.setAccessibleDescription("What kind of place this is")
        self._brief = self._full = ""
        self._roomy = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.key)
        layout.addWidget(self.text)
        self.key.hide()
        # The map above is not computed again because a text has a second line.
        self.text.setMinimumHeight(2 * self.text.fontMetrics().lineSpacing())
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)

    def set_text(self, brief: str, full: str = "") -> None:
        """Set a text, and a longer one for where there is room."""
        self._brief, self._full = brief, full or brief
        self._show()

    def set_room(self, height: int) -> None:
        """Follow the height of the card: it may have room for nothing but the map."""
        self._roomy = height >= ROOMY
        self.key.setVisible(self._roomy)
        self.text.setVisible(height >= LOW)
        self._show()

    def _show(self) -> None:
        text = self._full if self._roomy else self._brief
        if text != self.text.text():
            self.text.setText(text)
            self.text.setToolTip(wrapped(self._full))
