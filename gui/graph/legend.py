"""The legend of the graph: what a line's width and a unit's colour stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from gui.graph.edge_style import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from gui.graph.display_mode import GraphDisplay, UnitValues
    from gui.graph.edge_style import GraphStyle
    from gui.graph.probe import ResponseMaps

HEIGHT: Final = 48
CHIPS_HEIGHT: Final = 20
"""Room above the legend for the chips of the diagnosis, which must cover no unit."""

LEFT: Final = 16.0
MAX_RAMP: Final = 153.0
MIN_RAMP: Final = 60.0
"""Width of a scale in pixels, where there is enough room and where there is little."""
CELLS: Final = (
    "  or a cell of [W b]: a row for each unit, biases last",
    "  or a cell of [W b]",
    "  or a cell",
)
"""Text about matrices, the longest first."""


class Legend(NamedTuple):
    """Paints the scale of the edges and that of the units, in an area of the graph."""

    area: QRectF
    style: GraphStyle
    input_names: Sequence[str]
    has_matrices: bool

    def key(self, display: GraphDisplay, limit: float, maps: ResponseMaps) -> Hashable:
        """Return all that decides how `paint` looks; None if updates may change it.

        The edges' scale ends at ``limit``.
        """
        if display.units is not None:
            return None
        shown = [layer is not None for layer in maps.layers]
        return ("legend", display.edges, limit, *shown, *maps.limits)

    def paint(
        self,
        painter: QPainter,
        area: QRectF,
        display: GraphDisplay,
        limit: float,
        maps: ResponseMaps,
    ) -> None:
        """Paint the legend in an area; the other parameters are those of `key`."""
        metrics = QFontMetricsF(painter.font())
        label = metrics.horizontalAdvance("weights, biases") + 14
        value = metrics.horizontalAdvance("−10000") + 10
        y = area.top() + 8.0
        left = LEFT + label + value
        width = max(min(MAX_RAMP, area.right() - left - value - 4), MIN_RAMP)
        ramp = QRectF(left, y - 6, width, 12.0)
        room = area.right() - ramp.right() - 16 - metrics.horizontalAdvance("+0.5")

        def fitting(texts: Sequence[str]) -> str:
            fit = (text for text in texts if metrics.horizontalAdvance(text) < room)
            return next(fit, "")

        cells = fitting(CELLS) if self.has_matrices else ""
        end = _short(limit)
        self._caption(painter, ramp, display.edges.value, end, f"{end}{cells}")
        step = ramp.width() / (LEVELS + 1)
        for number, level in enumerate(range(-LEVELS, LEVELS + 1, 2)):
            pen = QPen(self.style.pens[level])
            # Strokes are shorter than the dash pattern: their length shows the dashes.
            pen.setStyle(Qt.PenStyle.SolidLine)
            painter.setPen(pen)
            x = ramp.left() + number * step
            length = step * (0.6 if level < 0 else 1.0)
            painter.drawLine(QPointF(x, y), QPointF(x + length, y))
        below = ramp.translated(0, 20)
        if display.units is not None:
            self._paint_values(painter, below, display.units, fitting)
        else:
            self._paint_responses(painter, below, maps, fitting)

    def _paint_responses(
        self,
        painter: QPainter,
        ramp: QRectF,
        maps: ResponseMaps,
        fitting: Callable[[Sequence[str]], str],
    ) -> None:
        hidden = [
            limit
            for layer, limit in zip(maps.layers[:-1], maps.limits[:-1], strict=True)
            if layer is not None
        ]
        if len(set(hidden)) > 1:
            more = fitting([f"  ({_span(hidden)}, by layer)", f"  ({_span(hidden)})"])
            self._caption(painter, ramp, "a unit's output", "limit", f"limit{more}")
        else:
            limit = f"{hidden[0] if hidden else maps.limits[-1]:g}"
            text = "a unit's output" if hidden else "ŷ less mean y"
            plane = fitting(_plane(self.input_names))
            self._caption(painter, ramp, text, limit, f"{limit}{plane}")
        self._bar(painter, ramp, self.style.colours[1:])

    def _paint_values(
        self,
        painter: QPainter,
        ramp: QRectF,
        units: UnitValues,
        fitting: Callable[[Sequence[str]], str],
    ) -> None:
        limits = [
            limit
            for values, limit in zip(units.layers, units.limits, strict=True)
            if values is not None
        ]
        scope = f"  {units.scope}" if units.scope else ""
        if not units.signed:
            high = f"100 %{fitting([scope])}"
            self._caption(painter, ramp, units.title, "0", high, signed=False)
            self._bar(painter, ramp, self.style.colours[128:])
            return
        if len(set(limits)) > 1:
            span = _span(limits)
            more = fitting([f"  ({span}, by layer){scope}", f"  ({span})"])
            self._caption(painter, ramp, units.title, "limit", f"limit{more}")
        else:
            limit = _short(limits[0])
            high = f"{limit}{fitting([scope])}"
            self._caption(painter, ramp, units.title, limit, high)
        self._bar(painter, ramp, self.style.colours[1:])

    def _bar(
        self, painter: QPainter, ramp: QRectF, colours: NDArray[np.uint32]
    ) -> None:
        width, rgb = len(colours), QImage.Format.Format_RGB32
        painter.drawImage(ramp, QImage(colours.tobytes(), width, 1, 4 * width, rgb))

    def _caption(
        self,
        painter: QPainter,
        ramp: QRectF,
        text: str,
        low: str,
        high: str,
        *,
        signed: bool = True,
    ) -> None:
        """Write a scale's title at its left, and the values at its two ends."""
        base = ramp.center().y() + 4
        minus, plus = ("−", "+") if signed else ("", "")
        painter.setPen(QColor(self.style.theme.muted))
        painter.drawText(QPointF(LEFT, base), text)
        width = QFontMetricsF(painter.font()).horizontalAdvance(f"{minus}{low}")
        painter.drawText(QPointF(ramp.left() - 8 - width, base), f"{minus}{low}")
        painter.drawText(QPointF(ramp.right() + 8, base), f"{plus}{high}")


def _short(limit: float) -> str:
    return f"{limit:g}".replace("e-0", "e-").replace("-", "−")


def _span(limits: Sequence[float]) -> str:
    return f"{_short(min(limits))} to {_short(max(limits))}"


def _plane(inputs: Sequence[str]) -> list[str]:
    """Return texts about the inputs of the response maps, the longest first."""
    if len(inputs) == 1:
        return [f"  over {inputs[0]} (across)"]
    plane = f"  over {inputs[0]} (across) and {inputs[1]} (up)"
    short = f"  over {inputs[0]}, {inputs[1]}"
    if len(inputs) == 2:
        return [plane, short]
    return [f"{plane}, others at their means", f"{short}, others at means", short]
