"""The legend of the graph: what a line's width and a unit's colour stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QImage, QPen

from gui import theme as themes
from gui.edge_style import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from PyQt6.QtGui import QPainter

    from gui.theme import Theme

HEIGHT: Final = 48
LEFT: Final = 16.0
ROOMY: Final = 480.0
"""Width from which there is room to say what lies across and up in a unit."""


def colour_table(theme: Theme) -> NDArray[np.uint32]:
    """Return 256 colours, 0xffrrggbb, from negative over the surface to positive."""
    return np.array(
        [
            themes.mix(
                theme.surface,
                theme.positive if level >= 128 else theme.negative,
                abs(level - 128) / 127,
            ).rgb()
            for level in range(256)
        ],
        dtype=np.uint32,
    )


def paint_legend(
    painter: QPainter,
    area: QRectF,
    theme: Theme,
    pens: Mapping[int, QPen],
    edge_limit: float,
    colours: NDArray[np.uint32],
    unit_limit: float | None,
) -> None:
    """Draw the scale of the edges and, unless its limit is None, that of the units."""
    metrics = QFontMetricsF(painter.font())
    label = metrics.horizontalAdvance("weights, biases") + 14
    value = metrics.horizontalAdvance("−10000") + 10
    y = area.top() + 8.0
    ramp = QRectF(LEFT + label + value, y - 6, 153.0, 12.0)

    def caption(text: str, limit: float, base: float, after: str = "") -> None:
        painter.setPen(QColor(theme.muted))
        painter.drawText(QPointF(LEFT, base), text)
        low = f"−{limit:g}"
        right = ramp.left() - 8 - metrics.horizontalAdvance(low)
        painter.drawText(QPointF(right, base), low)
        painter.drawText(QPointF(ramp.right() + 8, base), f"+{limit:g}{after}")

    caption("weights, biases", edge_limit, y + 4)
    step = ramp.width() / (LEVELS + 1)
    for number, level in enumerate(range(-LEVELS, LEVELS + 1, 2)):
        pen = QPen(pens[level])
        # Strokes this short are dashed or not by their length alone.
        pen.setStyle(Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        x = ramp.left() + number * step
        length = step * (0.6 if level < 0 else 1.0)
        painter.drawLine(QPointF(x, y), QPointF(x + length, y))
    if unit_limit is None:
        return
    where = "  over x1 (across) and x2 (up)" if area.width() >= ROOMY else ""
    caption("a unit's output", unit_limit, y + 24, where)
    strip = colours[1:].tobytes()
    bar = QImage(strip, 255, 1, 4 * 255, QImage.Format.Format_RGB32)
    painter.drawImage(ramp.translated(0, 20), bar)
