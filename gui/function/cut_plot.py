"""Plots what lies along a cut: the prediction, the truth, and samples near the cut."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen

from gui.plots.curve_items import LineItem
from gui.plots.plot_card import PlotCard
from gui.plots.point_cloud import PointCloud, disc
from gui.style.theme import translucent
from gui.widgets.painted_label import PaintedLabel, Part
from shallownet.wording import counted, figure, shortened

if TYPE_CHECKING:
    from gui.function.cut import Cut, Line
    from gui.plots.data_text import Column
    from gui.style.theme import Theme
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Run


class CutLine(pg.GraphicsObject):
    """The line of a cut on the map, with a dot at its end, readable on any colour."""

    def __init__(self) -> None:
        super().__init__()
        self.line: Line | None = None

    def set_line(self, line: Line | None) -> None:
        """Draw another line, or none."""
        if line != self.line:
            self.line = line
            self.update()

    # pyqtgraph overrides

    def boundingRect(self) -> QRectF:
        """Return the view's rectangle."""
        return QRectF(self.viewRect() or QRectF())

    def viewTransformChanged(self) -> None:
        """Follow the view, which is the bounding rectangle."""
        self.prepareGeometryChange()
        super().viewTransformChanged()

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        """Draw a light line on a dark one."""
        if self.line is None:
            return
        transform = painter.worldTransform()
        start, end = (
            transform.map(QPointF(*place)) for place in (self.line[:2], self.line[2:])
        )
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in (("#10161c", 4.0), ("#ffffff", 2.0)):
            painter.setPen(QPen(QColor(colour), width))
            painter.setBrush(QColor(colour))
            painter.drawLine(start, end)
            painter.drawEllipse(end, 2.0, 2.0)
        painter.restore()


class CutPlot(PlotCard):
    """The prediction along a cut, dashed the true function, and samples near it."""

    reading: PaintedLabel

    def __init__(self) -> None:
        super().__init__("cutPlot", "Cut", None, PaintedLabel())
        self._run: Run | None = None
        self._cut: Cut | None = None
        self._predicted: Array = np.empty(0)
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(0, 2, 0, 0)  # it stands in another card
        # Its height is needed for the plot.
        layout.removeWidget(self.reading)
        self.note.hide()
        self.header.row.insertWidget(1, self.reading, 1)
        self.plot.setMinimumSize(160, 60)
        self.item.setMouseEnabled(False, False)
        self.points = PointCloud(disc(5.0))
        self.true, self.curve = LineItem(), LineItem()
        for part in (self.points, self.true, self.curve):
            self.item.addItem(part)
        self.box.sigResized.connect(self._follow_size)
        self.set_theme(self._theme)

    def _follow_size(self) -> None:
        if self._run is not None and self._cut is not None:
            self._tell(self._run, self._cut)

    def recolour(self, theme: Theme) -> None:
        """Apply a theme's colours to the contents of the plot."""
        self.points.set_colour(translucent(theme.points, 190))
        self.curve.setPen(pg.mkPen(theme.loss, width=2 * theme.scale))
        dashed = Qt.PenStyle.DashLine
        self.true.setPen(pg.mkPen(theme.text, width=1.4 * theme.scale, style=dashed))
        self._follow_size()

    def show_all(self) -> None:
        """Show all: nothing else is ever shown."""

    def columns(self) -> dict[str, Column]:
        """Return what lies along the cut, and the samples near it."""
        run, cut = self._run, self._cut
        if run is None or cut is None:
            return {}
        name = run.data.input_names[cut.axis]
        columns: dict[str, Column] = {name: cut.places, "predicted ŷ": self._predicted}
        if cut.true is not None:
            columns["true y"] = cut.true
        samples = {"sample": cut.samples, f"{name} of the sample": cut.sample_places}
        return columns | samples | {"y of the sample": run.data.y[0, cut.samples]}

    def set_cut(
        self, run: Run, cut: Cut, predicted: Array, limits: tuple[float, float]
    ) -> None:
        """Show a cut.

        Parameters
        ----------
        run : Run
        cut : Cut
        predicted : ndarray, shape (n,)
            The predictions along it.
        limits : tuple of float
            The values at the lower and the upper end, those of the map's colours.
        """
        self._predicted = predicted
        if cut is not self._cut:
            self._run, self._cut = run, cut
            self._begin(run, cut)
            self._tell(run, cut)
        self.curve.setData(cut.places, predicted, connect="finite")
        margin = 0.04 * (limits[1] - limits[0])
        wanted = [limits[0] - margin, limits[1] + margin]
        if self.box.viewRange()[1] != wanted:
            self.box.setYRange(*wanted, padding=0.0)

    def _begin(self, run: Run, cut: Cut) -> None:
        """Show what does not change with the parameters."""
        self.true.setVisible(cut.true is not None)
        if cut.true is not None:
            self.true.setData(cut.places, cut.true, connect="finite")
        y = run.data.y[0, cut.samples]
        self.points.setData(cut.sample_places, y, cut.samples)
        low, high = sorted((float(cut.places[0]), float(cut.places[-1])))
        if low < high:
            self.box.setXRange(low, high, padding=0.0)

    def _tell(self, run: Run, cut: Cut) -> None:
        """Name the axes, the curves, and the ends of the cut."""
        name = escape(shortened(run.data.input_names[cut.axis], 24))
        self.label_axis("bottom", name, self._theme.muted)
        self.label_axis("left", "ŷ, y", self._theme.muted)
        ends = cut.line[:2], cut.line[2:]
        start, end = (", ".join(map(figure, place)) for place in ends)
        key = [Part("ŷ", self._theme.loss)]
        if cut.true is not None:
            key.append(Part("dashed: y"))
        near = Part(f"{counted(len(cut.samples), 'sample')} near", self._theme.points)
        where = Part(f"from ({start}) to ({end})")
        self.reading.set_longest([[*key, near, where], [*key, near], [near]])
