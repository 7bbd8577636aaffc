"""Plots in a picture: symbols as shapes, and lines as wide as on the screen."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import pyqtgraph as pg
from PyQt6.QtGui import QPen
from PyQt6.QtWidgets import QGraphicsView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PyQt6.QtWidgets import QWidget

EXPORT: Final = {"antialias": True, "resolutionScale": 1.0}
"""pyqtgraph's options for items that are exported."""


@contextmanager
def exported(widget: QWidget, scale: float) -> Iterator[None]:
    """Let the plots in a widget be drawn for a picture with so many pixels to a unit.

    pyqtgraph gives widths of lines in pixels of the device: four times as many of them
    would leave a line a fourth as wide.
    """
    candidates = [widget, *widget.findChildren(QGraphicsView)]
    views = [view for view in candidates if isinstance(view, QGraphicsView)]
    items = [item for view in views for item in view.items()]
    caches = [(view, view.cacheMode()) for view in views]
    exporting = [item for item in items if isinstance(item, pg.GraphicsItem)]
    widths = [(pen, pen.widthF()) for item in items for pen in _pens(item)]
    try:
        for view in views:  # or the background would be a picture of one
            view.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        for item in exporting:
            item.setExportMode(True, EXPORT)
        for pen, width in widths:
            pen.setWidthF(scale * max(width, 1.0))
        yield
    finally:
        for view, mode in caches:
            view.setCacheMode(mode)
        for item in exporting:
            item.setExportMode(False)
        for pen, width in widths:
            pen.setWidthF(width)


def _pens(item: Any) -> Iterator[QPen]:
    """Yield the pens of constant width that an item draws lines with."""
    if isinstance(item, pg.PlotCurveItem):
        pens = [item.opts["pen"], item.opts["shadowPen"]]
    elif isinstance(item, pg.InfiniteLine):
        pens = [item.currentPen]
    else:
        pens = []
    yield from (pen for pen in pens if isinstance(pen, QPen) and pen.isCosmetic())
