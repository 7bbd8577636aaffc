"""A histogram of errors whose bars lie beside a plot with the same axis of errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QPainterPath
from PyQt6.QtWidgets import QGraphicsPathItem

from gui.plots.plot_items import Plot
from gui.style import theme as themes

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PyQt6.QtCore import QPointF
    from PyQt6.QtGui import QKeyEvent

    from gui.style.theme import Theme
    from shallownet.analysis.residuals import Residuals
    from shallownet.arrays import Array

ROOM: Final = 1.08
"""The end of the axis of shares, relative to the longest bar."""

SHRINK: Final = 0.7
"""The longest bar, relative to that end, below which the axis shrinks: not before, or
it would change its labels with every update."""

STEPS: Final = {Qt.Key.Key_PageUp: 1, Qt.Key.Key_PageDown: -1}
"""Keys that choose the bar above and the one below."""


class ErrorBars(Plot):
    """The share of the samples whose errors lie in each bin, as lying bars.

    Bars of the training samples are filled, those of the test samples outlined.

    Signals
    -------
    bin_chosen(int)
        A bar was clicked, or chosen with Page up and Page down.
    """

    bin_chosen = pyqtSignal(int)

    def __init__(self) -> None:
        super().__init__("Histogram of the errors")
        self.setObjectName("errorBars")
        self.setMinimumSize(58, 90)
        self.selected_bin: int | None = None
        self._edges = np.empty(0)
        self._shares = np.empty(0)
        self._end = 0.0
        item = self.getPlotItem()
        item.hideAxis("left")
        item.layout.setContentsMargins(0, 7, 3, 3)
        item.setMouseEnabled(False, True)
        self.box = item.getViewBox()
        self.train, self.test, self.selected = (QGraphicsPathItem() for _ in range(3))
        for part in (self.train, self.selected, self.test):
            item.addItem(part, ignoreBounds=True)
        self.scene().sigMouseClicked.connect(self._click)

    def set_errors(self, residuals: Residuals) -> None:
        """Show the distribution of the errors."""
        self._edges = residuals.edges
        train = _shares(residuals.train.counts, residuals.train.samples)
        test = np.zeros_like(train)
        if residuals.held_out is not None:
            test = _shares(residuals.held_out.counts, residuals.held_out.samples)
        self._shares = np.maximum(train, test)
        self.train.setPath(_bars(self._edges, train))
        self.test.setPath(_bars(self._edges, test))
        self.test.setVisible(residuals.held_out is not None)
        longest = float(self._shares.max(initial=0.0)) or 1.0
        if not SHRINK * self._end <= ROOM * longest <= self._end:
            self._end = ROOM * longest
            self.box.setXRange(0.0, self._end, padding=0.0)
        if self.selected_bin is not None:  # the bins are others by now
            self.set_selected(None)

    def set_selected(self, number: int | None) -> None:
        """Highlight a bar."""
        self.selected_bin = number
        path = QPainterPath()
        if number is not None:
            edges = self._edges[number : number + 2]
            path = _bars(edges, self._shares[number : number + 1])
        self.selected.setPath(path)

    def bin_at(self, position: QPointF) -> int | None:
        """Return the bin at a position in the scene; a short bar needs no aiming."""
        if not self.box.sceneBoundingRect().contains(position) or not self._edges.size:
            return None
        error = self.box.mapSceneToView(position).y()
        number = int(np.searchsorted(self._edges, error, side="right")) - 1
        return number if 0 <= number < len(self._shares) else None

    def is_filled(self, number: int | None) -> bool:
        """Return whether there is a bar of that number, which can be chosen."""
        return number is not None and bool(self._shares[number])

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        super().set_theme(theme)
        self.train.setPen(pg.mkPen(None))
        self.train.setBrush(pg.mkBrush(themes.translucent(theme.points, 190)))
        self.selected.setPen(pg.mkPen(None))
        self.selected.setBrush(pg.mkBrush(theme.text))
        self.test.setPen(pg.mkPen(theme.test, width=1))
        axis = self.getPlotItem().getAxis("bottom")
        axis.setLabel("samples, %", color=theme.muted)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Choose the bar above or below the one that is chosen."""
        step = None if event is None else STEPS.get(Qt.Key(event.key()))
        if step is None or not self._shares.size:
            super().keyPressEvent(event)
            return
        filled = np.flatnonzero(self._shares)
        if not filled.size:
            return
        if self.selected_bin is None:
            number = int(np.argmax(self._shares))
        else:
            beyond = filled[(filled - self.selected_bin) * step > 0]
            if not beyond.size:
                return
            number = int(beyond[0] if step > 0 else beyond[-1])
        self.bin_chosen.emit(number)

    def _click(self, event: Any) -> None:
        number = self.bin_at(event.scenePos())
        single = event.button() == Qt.MouseButton.LeftButton and not event.double()
        if number is not None and single:
            self.bin_chosen.emit(number)


def _shares(counts: NDArray[np.intp], samples: int) -> Array:
    """Return counts as percent of the samples."""
    shares: Array = 100.0 * counts / samples
    return shares


def _bars(edges: Array, lengths: Array) -> QPainterPath:
    """Return the outline of bars that lie on the axis between their edges."""
    x = np.concatenate([[0.0], np.repeat(lengths, 2), [0.0]])
    path: QPainterPath = pg.arrayToQPath(x, np.repeat(edges, 2))
    path.closeSubpath()
    return path
