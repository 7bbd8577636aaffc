"""The colours and lines of a map of losses, and the bar that is the key to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QRectF

from gui.landscape.loss_scale import LossScale
from gui.plots.colour_bar import ColourBar
from gui.plots.level_map import LevelMap
from gui.style.colour_maps import sequential_colours

if TYPE_CHECKING:
    from gui.plots.plot_items import Plot
    from gui.style.theme import Theme
    from shallownet.analysis.landscape.loss_map import LossMap


NOTE: Final = "Its ends are the smallest and the largest loss of the map."


class LossLayer:
    """Draws a map of losses into a plot, on a logarithmic scale of its own.

    Parameters
    ----------
    plot : Plot
    """

    def __init__(self, plot: Plot) -> None:
        self._plot = plot
        self.map, self.bar = LevelMap(), ColourBar("Colours of the loss")
        item: Any = plot.getPlotItem()
        self._box = item.getViewBox()
        item.addItem(self.map, ignoreBounds=True)
        self.map.setZValue(-1)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours of labels, and of places where there is no loss."""
        self.map.set_theme_colour(theme.faint)
        self.bar.set_theme(theme)

    def set_landscape(self, landscape: LossMap) -> None:
        """Draw a map."""
        scale, colours = LossScale.for_losses(landscape.losses), sequential_colours()
        values = scale.of(landscape.losses)
        area = _area_of(landscape)
        self.map.set_values(values, area, colours, scale.limits, scale.levels)
        self.bar.set_scale(
            colours,
            scale.limits,
            scale.levels,
            f"{landscape.quantity}, on a logarithmic scale",
            labels=scale.labels,
            note=NOTE,
        )

    @property
    def shape(self) -> float:
        """The height of the plot's area relative to its width."""
        size = self._box.size()
        return max(float(size.height()), 20.0) / max(float(size.width()), 20.0)

    def fitting_area(self, landscape: LossMap) -> QRectF:
        """Return the part of a map that fills the plot: its margin may be cut off."""
        area, shape = _area_of(landscape), self.shape
        width = min(area.width(), area.height() / shape)
        shown = QRectF(0.0, 0.0, width, width * shape)
        shown.moveCenter(area.center())
        return shown

    def align_bar(self) -> None:
        """Let the bar be as high as the map."""
        box = self._box.sceneBoundingRect()
        bottom = self._plot.height() - box.bottom()
        self.bar.set_insets(round(box.top()), round(bottom))


def _area_of(landscape: LossMap) -> QRectF:
    columns, rows = landscape.columns, landscape.rows
    left, bottom = float(columns[0]), float(rows[0])
    return QRectF(left, bottom, float(columns[-1]) - left, float(rows[-1]) - bottom)
