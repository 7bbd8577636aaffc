"""The areas of the graph's widget: controls, network, and the legend at the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QRectF

from gui.graph.layer_controls import HEIGHT as CONTROLS_HEIGHT
from gui.graph.legend import CHIPS_HEIGHT
from gui.graph.legend import HEIGHT as LEGEND_HEIGHT

if TYPE_CHECKING:
    from PyQt6.QtCore import QSize

TOP_MARGIN: Final = 12
"""Pixels above the network in a presentation, which has no controls."""


def top_of(scale: float) -> int:
    """Return where the network begins, with letters of a scale."""
    return CONTROLS_HEIGHT if scale == 1.0 else TOP_MARGIN


def legend_area(size: QSize, scale: float) -> QRectF:
    """Return the area of the legend, in a widget of a size."""
    height = round(LEGEND_HEIGHT * scale)
    return QRectF(0, size.height() - height, size.width(), height)


def network_area(size: QSize, scale: float) -> QRectF:
    """Return the area of the network: between the controls and the chips."""
    top = top_of(scale)
    foot = legend_area(size, scale).top() - round(CHIPS_HEIGHT * scale)
    return QRectF(0, top, size.width(), max(foot - top, 1.0))
