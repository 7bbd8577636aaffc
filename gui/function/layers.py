"""The items of the plot: a map over two inputs, or curves over a single one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor

from gui.function.sample_dots import SampleDots, colours_of
from gui.plots.curve_items import LineItem
from gui.plots.hatching import Hatching
from gui.plots.level_map import LevelMap
from gui.plots.point_cloud import PointCloud, disc
from gui.style.theme import translucent

if TYPE_CHECKING:
    from gui.function.map_image import MapImage
    from gui.function.surface import Surface
    from gui.style.theme import Theme

DARK_RIM: Final = QColor(16, 22, 28, 190)


class MapLayers:
    """Colours with lines, hatching where no samples are, and the samples.

    Parameters
    ----------
    item : PlotItem
    """

    def __init__(self, item: Any) -> None:
        self.map, self.hatching, self.dots = LevelMap(), Hatching(), SampleDots()
        self._on_errors = DARK_RIM
        self._parts: list[Any] = [self.map, self.hatching, self.dots]
        for depth, part in enumerate(self._parts):
            part.setZValue(depth)
            item.addItem(part)

    def set_visible(self, visible: bool) -> None:
        """Show or hide all parts."""
        for part in self._parts:
            part.setVisible(visible)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self.map.set_theme_colour(theme.surface)
        self.hatching.set_theme(theme)
        self._on_errors = translucent(theme.text, 170)

    def show_places(self, surface: Surface) -> None:
        """Show where the samples are; needed for other axes alone."""
        self.hatching.set_polygon(surface.hull)

    def show(self, surface: Surface, image: MapImage, *, samples: bool) -> None:
        """Show an image, with or without the samples."""
        plane = surface.plane
        area = QRectF(
            QPointF(plane.across[0], plane.up[0]),
            QPointF(plane.across[-1], plane.up[-1]),
        )
        self.map.set_values(
            image.values, area, image.colours, image.limits, image.levels
        )
        shown = samples and image.samples is not None
        self.dots.setVisible(shown)
        if shown and image.samples is not None:
            X, axes = surface.run.data.X, surface.axes
            colours = colours_of(image.samples, image.colours, image.limits)
            x, y = (X[axis, surface.shown] for axis in axes)
            # Errors are pale, in any theme's own way; no value is darker than this rim.
            rim = DARK_RIM if image.is_target else self._on_errors
            self.dots.set_rim(rim)
            self.dots.set_points(x, y, surface.shown, colours)

    def sample_at(self, place: QPointF) -> int | None:
        """Return the number of the sample that is drawn near a place."""
        return self.dots.number_at(place) if self.dots.isVisible() else None


class CurveLayers:
    """The curve over a single input, the true one and the samples.

    Parameters
    ----------
    item : PlotItem
    """

    def __init__(self, item: Any) -> None:
        self.hatching = Hatching()
        self.points = PointCloud(disc(4.0))
        self.true, self.curve = LineItem(), LineItem()
        self._zero = pg.InfiniteLine(angle=0)
        lines = [self._zero, self.true, self.curve]
        self._parts: list[Any] = [self.hatching, self.points, *lines]
        for depth, part in enumerate(self._parts):
            part.setZValue(depth)
            item.addItem(part)

    def set_visible(self, visible: bool) -> None:
        """Show or hide all parts."""
        for part in self._parts:
            part.setVisible(visible)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self.hatching.set_theme(theme)
        self.points.set_colour(translucent(theme.points, 150))
        self.curve.setPen(pg.mkPen(theme.loss, width=2 * theme.scale))
        dashed = Qt.PenStyle.DashLine
        self.true.setPen(pg.mkPen(theme.text, width=1.4 * theme.scale, style=dashed))
        self._zero.setPen(pg.mkPen(theme.border))

    def show_places(self, surface: Surface) -> None:
        """Show where the samples are."""
        low, high = surface.hull[0].tolist()
        self.hatching.set_strip(low, high)

    def show(self, surface: Surface, image: MapImage, *, samples: bool) -> None:
        """Show the values of an image, with or without the samples."""
        truth = surface.true_values() if image.is_target else None
        rows = surface.shown
        # Of the true function alone there is one line.
        is_truth = truth is not None and image.values is truth
        for line, values in (
            (self.curve, None if is_truth else image.values),
            (self.true, truth),
        ):
            line.setVisible(values is not None)
            if values is not None:
                line.setData(surface.plane.across, values[0], connect="finite")
        self._zero.setVisible(not image.is_target)
        shown = samples and image.samples is not None
        self.points.setVisible(shown)
        if shown and image.samples is not None:
            finite = np.isfinite(image.samples)
            x, y = surface.run.data.X[0, rows], image.samples
            self.points.setData(x[finite], y[finite], rows[finite])

    def sample_at(self, place: QPointF) -> int | None:
        """Return the number of the sample that is drawn near a place."""
        return self.points.number_at(place) if self.points.isVisible() else None
