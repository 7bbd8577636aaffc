"""The legend of the graph: what a line's width and a unit's colour stand for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QImage, QPen

from gui.graph.edge_style import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray
    from PyQt6.QtGui import QPainter

    from gui.graph.display_mode import UnitValues
    from gui.graph.probe import ResponseMaps
    from gui.style.theme import Theme

HEIGHT: Final = 48
MARKS: Final = 20
"""Room above it for marks of what is going wrong: they are to cover no unit."""

LEFT: Final = 16.0
RAMP: Final = 153.0
LEAST_RAMP: Final = 60.0
"""Pixels of a scale where it has all the room that it likes, and where it has least."""
CELLS: Final = (
    "  or a cell of [W b]: a row for each unit, biases last",
    "  or a cell of [W b]",
    "  or a cell",
)
"""Where lines would be too many, matrices stand: said as the room allows."""


@cache
def colour_table(theme: Theme) -> NDArray[np.uint32]:
    """Return 256 colours, 0xffrrggbb, from negative over the surface to positive."""
    surface, low, high = (
        np.array(QColor(colour).getRgb()[:3], dtype=np.float64)
        for colour in (theme.surface, theme.negative, theme.positive)
    )
    level = np.arange(-128, 128)[:, np.newaxis]
    end = np.where(level >= 0, high, low)
    share = np.minimum(np.abs(level) / 127, 1.0)
    mixed = np.rint(surface + (end - surface) * share).astype(np.uint32)
    table: NDArray[np.uint32] = mixed @ np.array([1 << 16, 1 << 8, 1], dtype=np.uint32)
    table |= np.uint32(0xFF000000)
    table.flags.writeable = False  # it is the same for all who ask
    return table


class Legend(NamedTuple):
    """Paints the scale of the edges and that of the units' responses."""

    painter: QPainter
    theme: Theme
    pens: Mapping[int, QPen]
    colours: NDArray[np.uint32]

    def paint(
        self,
        area: QRectF,
        edge_title: str,
        edge_limit: float,
        maps: ResponseMaps,
        units: UnitValues | None,
        inputs: Sequence[str],
        *,
        matrices: bool = False,
    ) -> None:
        """Draw the scale of the edges and that of the units.

        Parameters
        ----------
        area : QRectF
        edge_title : str
            What the edges show.
        edge_limit : float
            The value at the ends of the edges' scale.
        maps : ResponseMaps
            The responses that are drawn.
        units : UnitValues or None
            What the units show in their place.
        inputs : sequence of str
            The names of the inputs, the first two of which the responses run over.
        matrices : bool
            Whether some layers' parameters stand as a matrix.
        """
        metrics = QFontMetricsF(self.painter.font())
        label = metrics.horizontalAdvance("weights, biases") + 14
        value = metrics.horizontalAdvance("−10000") + 10
        y = area.top() + 8.0
        left = LEFT + label + value
        width = max(min(RAMP, area.right() - left - value - 4), LEAST_RAMP)
        ramp = QRectF(left, y - 6, width, 12.0)
        room = area.right() - ramp.right() - 16 - metrics.horizontalAdvance("+0.5")

        def fitting(texts: Sequence[str]) -> str:
            fit = (text for text in texts if metrics.horizontalAdvance(text) < room)
            return next(fit, "")

        cells = fitting(CELLS) if matrices else ""
        limit = _short(edge_limit)
        self._caption(ramp, edge_title, limit, f"{limit}{cells}")
        step = ramp.width() / (LEVELS + 1)
        for number, level in enumerate(range(-LEVELS, LEVELS + 1, 2)):
            pen = QPen(self.pens[level])
            # Strokes this short are dashed or not by their length alone.
            pen.setStyle(Qt.PenStyle.SolidLine)
            self.painter.setPen(pen)
            x = ramp.left() + number * step
            length = step * (0.6 if level < 0 else 1.0)
            self.painter.drawLine(QPointF(x, y), QPointF(x + length, y))
        below = ramp.translated(0, 20)
        if units is not None:
            self._paint_values(below, units, fitting)
            return
        hidden = [
            limit
            for layer, limit in zip(maps.layers[:-1], maps.limits[:-1], strict=True)
            if layer is not None
        ]
        if len(set(hidden)) > 1:
            span = f"{_short(min(hidden))} to {_short(max(hidden))}"
            more = fitting([f"  ({span}, by layer)", f"  ({span})"])
            self._caption(below, "a unit's output", "limit", f"limit{more}")
        else:
            limit = f"{hidden[0] if hidden else maps.limits[-1]:g}"
            text = "a unit's output" if hidden else "ŷ less mean y"
            plane = fitting(_plane(inputs))
            self._caption(below, text, limit, f"{limit}{plane}")
        self._bar(below)

    def _paint_values(
        self,
        ramp: QRectF,
        units: UnitValues,
        fitting: Callable[[Sequence[str]], str],
    ) -> None:
        """Draw the scale of a value that the units show."""
        limits = [
            limit
            for values, limit in zip(units.layers, units.limits, strict=True)
            if values is not None
        ]
        over = f"  {units.over}" if units.over else ""
        if not units.signed:
            self._caption(ramp, units.title, "0", f"100 %{fitting([over])}", sign="")
            self._bar(ramp, self.colours[128:])
            return
        if len(set(limits)) > 1:
            span = f"{_short(min(limits))} to {_short(max(limits))}"
            more = fitting([f"  ({span}, by layer){over}", f"  ({span})"])
            self._caption(ramp, units.title, "limit", f"limit{more}")
        else:
            limit = _short(limits[0])
            self._caption(ramp, units.title, limit, f"{limit}{fitting([over])}")
        self._bar(ramp)

    def _bar(self, ramp: QRectF, colours: NDArray[np.uint32] | None = None) -> None:
        shown = self.colours[1:] if colours is None else colours
        width = len(shown)
        bar = QImage(shown.tobytes(), width, 1, 4 * width, QImage.Format.Format_RGB32)
        self.painter.drawImage(ramp, bar)

    def _caption(
        self, ramp: QRectF, text: str, low: str, high: str, sign: str = "±"
    ) -> None:
        metrics = QFontMetricsF(self.painter.font())
        base = ramp.center().y() + 4
        minus, plus = ("−", "+") if sign else ("", "")
        self.painter.setPen(QColor(self.theme.muted))
        self.painter.drawText(QPointF(LEFT, base), text)
        left = ramp.left() - 8 - metrics.horizontalAdvance(f"{minus}{low}")
        self.painter.drawText(QPointF(left, base), f"{minus}{low}")
        self.painter.drawText(QPointF(ramp.right() + 8, base), f"{plus}{high}")


def _short(limit: float) -> str:
    return f"{limit:g}".replace("e-0", "e-").replace("-", "−")


def _plane(inputs: Sequence[str]) -> list[str]:
    """Say what the responses run over, at most in words and at least in short."""
    if len(inputs) == 1:
        return [f"  over {inputs[0]} (across)"]
    plane = f"  over {inputs[0]} (across) and {inputs[1]} (up)"
    short = f"  over {inputs[0]}, {inputs[1]}"
    if len(inputs) == 2:
        return [plane, short]
    return [f"{plane}, others at their means", f"{short}, others at means", short]
