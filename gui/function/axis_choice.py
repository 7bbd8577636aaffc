"""Chooses which two of several inputs the map is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSignalBlocker, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from gui.widgets.builders import named
from shallownet.wording import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

SHORTEST: Final = 6
"""Characters of a name that a box has room for where the panel is narrow."""


class AxisChoice(QWidget):
    """Two lists of the inputs' names: across and up.

    Signals
    -------
    chosen(int, int)
        The inputs across and up; never the same one twice.
    """

    chosen = pyqtSignal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.across = named(
            QComboBox(), "Input across", "The input that goes from left to right"
        )
        self.up = named(QComboBox(), "Input up", "The input that goes upwards")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 2)
        row.setSpacing(4)
        for text, box in (("across", self.across), ("up", self.up)):
            label = QLabel(text)
            label.setObjectName("muted")
            label.setBuddy(box)
            box.setMinimumContentsLength(SHORTEST)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.activated.connect(lambda _, box=box: self._choose(box))
            row.addWidget(label)
            row.addWidget(box, 1)
        self._axes = 0, 1

    def set_inputs(self, names: Sequence[str], axes: tuple[int, int]) -> None:
        """Show the names of all inputs, and which of them are the axes."""
        for box in (self.across, self.up):
            with QSignalBlocker(box):
                box.clear()
                box.addItems([shortened(name) for name in names])
        self.set_axes(axes)

    def set_axes(self, axes: tuple[int, int]) -> None:
        """Show which inputs are the axes."""
        self._axes = axes
        for box, axis in zip((self.across, self.up), axes, strict=True):
            with QSignalBlocker(box):
                box.setCurrentIndex(axis)

    def _choose(self, box: QComboBox) -> None:
        across, up = self.across.currentIndex(), self.up.currentIndex()
        if across == up:  # the other one takes the place that this one has left
            was_across, was_up = self._axes
            across, up = (across, was_across) if box is self.across else (was_up, up)
        if (across, up) != self._axes:
            self.set_axes((across, up))
            self.chosen.emit(across, up)
