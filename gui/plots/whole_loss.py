"""The loss over all samples in a run with batches, at the states that it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import Qt

from gui.plots.curve_items import LineItem
from gui.plots.history_curve import mean_width
from gui.plots.layer_curves import Reading
from gui.plots.peak_decimation import EMPTY_RANGE, finite_range
from gui.text.number_format import loss as loss_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.plots.data_text import Column
    from gui.plots.update_axis import UpdateAxis
    from gui.style.theme import Theme
    from shallownet.analysis.kept_states import KeptValues
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot

NAME = "Loss over all samples"


class WholeLoss:
    """A line on the loss axis; each update measures the loss of its own batch alone.

    Attributes
    ----------
    line : LineItem
    wanted : bool
        Whether it is chosen.
    has_batches : bool
        Whether the run has batches: the loss itself is over all samples otherwise.
    """

    def __init__(self) -> None:
        self.line = LineItem()
        self.wanted = self.has_batches = False
        self._colour = ""
        self._kept: KeptValues | None = None
        self._step, self._present = 0, np.nan

    @property
    def shown(self) -> bool:
        """Whether the line is to be seen."""
        return self.wanted and self.has_batches

    @property
    def range(self) -> tuple[float, float]:
        """The smallest positive and the largest value, if it is shown."""
        if not self.shown:
            return EMPTY_RANGE
        _, values = self._known()
        return finite_range(values[values > 0.0])[0], finite_range(values)[1]

    def set_theme(self, theme: Theme) -> None:
        """Apply the colours of a theme."""
        self._colour = theme.text
        pen = pg.mkPen(theme.text, width=1.0, style=Qt.PenStyle.DashLine)
        self.line.setPen(pen)

    def set_kept(self, kept: KeptValues | None) -> None:
        """Take what is known of kept states."""
        self._kept = kept

    def set_history(self, snapshot: Snapshot) -> None:
        """Take the present state of a run."""
        if self._kept is not None and self._kept.run is not snapshot.run:
            self._kept = None
        self._step, self._present = snapshot.step, snapshot.loss
        self.has_batches = mean_width(snapshot) > 1

    def draw(self, to_axis: Callable[[Array], Array], axis: UpdateAxis) -> None:
        """Draw the line, if it is to be seen."""
        self.line.setVisible(self.shown)
        if self.shown:
            updates, losses = self._known()
            x = axis.to_x(updates)
            drawn = np.isfinite(x)
            self.line.setData(x[drawn], to_axis(losses[drawn]), connect="finite")

    def reading_at(self, update: int) -> Reading:
        """Return the loss at the state nearest to an update."""
        updates, losses = self._known()
        at = int(np.argmin(np.abs(updates - update)))
        text = loss_text(float(losses[at]))
        named = ("loss over all", text, self._colour)
        return Reading(int(updates[at]), "", (named,))

    def columns(self) -> dict[str, Column]:
        """Return the losses, None between the states."""
        column: list[float | None] = [None] * (self._step + 1)
        for update, loss in zip(*self._known(), strict=True):
            column[int(update)] = float(loss)
        return {"loss over all": column}

    def _known(self) -> tuple[Array, Array]:
        if self._kept is None:
            return np.array([float(self._step)]), np.array([self._present])
        past = int(np.searchsorted(self._kept.updates, self._step))
        updates = np.append(self._kept.updates[:past], self._step).astype(np.float64)
        return updates, np.append(self._kept.losses[:past], self._present)
