"""What plots of losses share: a loss axis, logarithmic or not, and zooming."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from gui.plots.grid import Grid
from gui.plots.plot_card import PlotCard
from gui.plots.zero_marks import NOTE, TIP, ZeroMarks
from gui.widgets.card_header import NOTE_SEPARATOR
from gui.widgets.painted_label import PaintedLabel

if TYPE_CHECKING:
    from PyQt6.QtCore import QPointF
    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Theme
    from shallownet.arrays import Array

LOG_AXIS: Final = "Logarithmic loss axis"

FAR: Final = 100.0
"""Heights of the plot above which values are drawn nearer: Qt paints 1e12 badly."""

NOTES: Final = ("peak", "zeros", "branches", "means")
"""The notes beside the title, the most important one first: there is room for few."""


class LossCard(PlotCard):
    """A card with losses, and a readout of them at the mouse.

    Parameters
    ----------
    name : str
        The object name.
    """

    reading: PaintedLabel

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, "Loss J = half MSE", parent, PaintedLabel())
        self._notes: dict[str, tuple[str, str]] = {}
        self.grid = Grid(self.item)
        self.zeros = ZeroMarks(self.item)
        self.log_button = self.add_switch(
            "log", "Logarithmic loss axis (G)", checked=True, name=LOG_AXIS
        )
        self.log_button.toggled.connect(self._set_log)
        self._left_axis.setLogMode(x=False, y=True)
        self.box.setLimits(xMin=-1e7, xMax=1e9)
        self.item.scene().sigMouseMoved.connect(self._move_cursor)

    @property
    def is_log(self) -> bool:
        """Whether the loss axis is logarithmic."""
        return bool(self.log_button.isChecked())

    def to_axis(self, losses: Array) -> Array:
        """Return where losses lie on the loss axis; NaN where it has no place."""
        if self.is_log:
            nowhere = np.full_like(losses, np.nan)
            logs: Array = np.log10(losses, out=nowhere, where=losses > 0.0)
            return logs
        _, (bottom, top) = self.box.viewRange()
        nearer: Array = np.minimum(losses, top + FAR * (top - bottom))
        return nearer

    def mark_zeros(self, x: Array) -> None:
        """Mark where a loss is exactly 0, which a logarithmic axis cannot show."""
        if not (x.size or self.zeros.positions.size):
            return
        self.zeros.set_positions(x)
        self.set_note("zeros", NOTE if x.size else "", TIP)

    def set_note(self, name: str, text: str, tip: str) -> None:
        """Set one of the `NOTES` beside the title; an empty text removes it."""
        if self._notes.get(name) == (text, tip):
            return
        self._notes[name] = text, tip
        notes = [self._notes.get(name, ("", "")) for name in NOTES]
        shown = [note for note in notes if note[0]]
        self.note.setText(NOTE_SEPARATOR.join(text for text, _ in shown))
        self.note.setToolTip("\n".join(tip for _, tip in shown))

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self.grid.set_theme(theme)
        super().set_theme(theme)

    def _set_log(self, log: bool) -> None:
        self._left_axis.setLogMode(x=False, y=log)
        self.show_all()

    def _move_cursor(self, position: QPointF) -> None:
        """Read values off at a position of the mouse in the scene."""
        raise NotImplementedError
