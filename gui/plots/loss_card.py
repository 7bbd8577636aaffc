"""What plots of losses share: a loss axis, logarithmic or not, and zooming."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from gui.plots.plot_card import PlotCard
from gui.widgets.painted_label import PaintedLabel

if TYPE_CHECKING:
    from PyQt6.QtCore import QPointF
    from PyQt6.QtWidgets import QWidget

    from shallownet.arrays import Array

TINIEST: Final = 1e-300
"""Replaces a loss of exactly zero on the logarithmic axis."""


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
        self._auto_range = True
        self.log_button = self.add_switch(
            "log", "Logarithmic loss axis (G)", checked=True
        )
        self.log_button.toggled.connect(self._set_log)
        self._left_axis.setLogMode(x=False, y=True)
        self.box = self.item.getViewBox()
        self.box.setLimits(xMin=-1e7, xMax=1e9)
        self.box.sigRangeChangedManually.connect(self._stop_auto_range)
        self.item.scene().sigMouseMoved.connect(self._move_cursor)

    @property
    def is_log(self) -> bool:
        """Whether the loss axis is logarithmic."""
        return bool(self.log_button.isChecked())

    def to_axis(self, losses: Array) -> Array:
        """Return where losses lie on the loss axis."""
        if not self.is_log:
            return losses
        with np.errstate(invalid="ignore"):
            return np.log10(np.maximum(losses, TINIEST))

    def show_all(self) -> None:
        """Show all of the curves again, after zooming or panning."""
        raise NotImplementedError

    def _set_log(self, log: bool) -> None:
        self._left_axis.setLogMode(x=False, y=log)
        self.show_all()

    def _stop_auto_range(self) -> None:
        self._auto_range = False

    def _move_cursor(self, position: QPointF) -> None:
        """Read values off at a position of the mouse in the scene."""
        raise NotImplementedError
