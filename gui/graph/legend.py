"""The legend of the graph: what a line's width and a unit's colour stand for.

The titles at its left are buttons: see `legend_choices`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from gui.graph.edge_style import LEVELS
from shallownet.wording import figure

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from gui.graph.display_mode import GraphDisplay
    from gui.graph.edge_style import GraphStyle
    from gui.graph.probe import ResponseMaps
    from gui.graph.unit_values import UnitValues

HEIGHT: Final = 48
CHIPS_HEIGHT: Final = 20
"""Room above the legend for the chips of the diagnosis, which must cover no unit."""

ROWS: Final = (8, 28)
"""Middles of the edges' row and the units', in pixels below the legend's top."""

TITLES: Final = 136
"""Pixels at the left that the titles have."""

MAX_RAMP: Final = 153.0
MIN_RAMP: Final = 16.0
"""Width of a scale in pixels, where there is enough room and where there is little."""
GAP: Final = 8
"""Pixels between a scale and the numbers at its ends."""

CELLS: Final = (
    "  or a cell of [W b]: a row for each unit, biases last",
    "  or a cell of [W b]",
    "  or a cell",
)
"""Text about matrices, the longest first."""


class Span(NamedTuple):
    """The values at the two ends of a layer's scale."""

    low: float
    high: float

    @classmethod
    def about(cls, middle: float, limit: float) -> Span:
        """Return the span of a limit to both sides of a middle."""
        return cls(middle - limit, middle + limit)

    def __str__(self) -> str:
        if self.low == -self.high:
            return f"±{_short(self.high)}"
        return f"{_short(self.low)} … {_short(self.high)}"


class ScaleTexts(NamedTuple):
    """The texts at a scale's ends, and texts beside it, the longest first.

    The scale becomes shorter where ``least`` would have no room otherwise.
    """

    low: str
    high: str
    beside: Sequence[str] = ()
    least: str = ""

    @classmethod
    def of(cls, spans: Sequence[tuple[str, Span]], notes: Sequence[str]) -> ScaleTexts:
        """Return what tells the true span of every layer.

        Parameters
        ----------
        spans : sequence of (str, Span)
            The layers' names and the spans of their colours.
        notes : sequence of str
            What may stand behind, the longest first.
        """
        inner = [span for name, span in spans if name not in ("x", "ŷ")]
        common = set(inner) or {span for _, span in spans}
        if len(common) == 1:
            (ends,) = common
            low, high = _signed(ends.low), _signed(ends.high)
            others = [f"{name} {span}" for name, span in spans if span != ends]
            texts = [", ".join(others)]
        else:
            low, high = "−", "+"
            texts = [", ".join(f"{name} {span}" for name, span in spans)]
            if inner:
                rest = [f"{n} {s}" for n, s in spans if n in ("x", "ŷ")]
                least, most = (f(inner, key=lambda s: s.high) for f in (min, max))
                texts.append(", ".join([f"layers {least} to {most}", *rest]))
            limits = [(span.high - span.low) / 2 for _, span in spans]
            texts.append(f"±{_short(min(limits))} to ±{_short(max(limits))} by layer")
        beside = [_join(text, note) for text in texts for note in (*notes, "")]
        if texts[0] and len(common) == 1:  # say at least whose the ends are
            beside.append(_join("hidden"))
        return cls(low, high, beside, _join(min(texts, key=len)))


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
        return ("legend", limit, *shown, *maps.limits, maps.middle)

    def paint(
        self,
        painter: QPainter,
        area: QRectF,
        display: GraphDisplay,
        limit: float,
        maps: ResponseMaps,
    ) -> None:
        """Paint the legend in an area; the other parameters are those of `key`."""
        width_of = QFontMetricsF(painter.font()).horizontalAdvance
        texts, scale = self.unit_texts(display, maps), self.style.theme.scale
        number = width_of(max(f"−{_short(limit)}", texts.low, key=len))
        left = TITLES * scale + number + GAP
        longest = max(width_of(texts.high + texts.least), number)
        room = area.right() - left - longest - 2 * GAP
        width = max(min(MAX_RAMP, room), MIN_RAMP)
        edges, units = (
            QRectF(left, area.top() + (row - 6) * scale, width, 12.0 * scale)
            for row in ROWS
        )
        end = _short(limit)
        cells = CELLS if self.has_matrices else ()
        self._write(painter, area, edges, ScaleTexts(f"−{end}", f"+{end}", cells))
        self._paint_strokes(painter, edges)
        self._write(painter, area, units, texts)
        signed = display.units is None or display.units.signed
        self._paint_bar(painter, units, self.style.colours[1 if signed else 128 :])

    def unit_texts(self, display: GraphDisplay, maps: ResponseMaps) -> ScaleTexts:
        """Return the texts of the units' scale."""
        if display.units is not None:
            return _value_texts(display.units)
        *hidden, output = [layer is not None for layer in maps.layers]
        spans = [
            (_layer_name(number, len(hidden)), Span.about(0.0, maps.limits[number - 1]))
            for number, shown in enumerate(hidden, 1)
            if shown
        ]
        if output:
            spans.append(("ŷ", Span.about(maps.middle, maps.limits[-1])))
        return ScaleTexts.of(spans, _plane(self.input_names)) if spans else NO_SCALE

    def _paint_strokes(self, painter: QPainter, ramp: QRectF) -> None:
        step, y = ramp.width() / (LEVELS + 1), ramp.center().y()
        for number, level in enumerate(range(-LEVELS, LEVELS + 1, 2)):
            pen = QPen(self.style.pens[level])
            # Strokes are shorter than the dash pattern: their length shows the dashes.
            pen.setStyle(Qt.PenStyle.SolidLine)
            painter.setPen(pen)
            x = ramp.left() + number * step
            length = step * (0.6 if level < 0 else 1.0)
            painter.drawLine(QPointF(x, y), QPointF(x + length, y))

    def _paint_bar(
        self, painter: QPainter, ramp: QRectF, colours: NDArray[np.uint32]
    ) -> None:
        width, rgb = len(colours), QImage.Format.Format_RGB32
        painter.drawImage(ramp, QImage(colours.tobytes(), width, 1, 4 * width, rgb))

    def _write(
        self, painter: QPainter, area: QRectF, ramp: QRectF, texts: ScaleTexts
    ) -> None:
        """Write the ends of a scale, and the longest text that fits beside it."""
        base = ramp.center().y() + 4 * self.style.theme.scale
        width_of = QFontMetricsF(painter.font())
        painter.setPen(QColor(self.style.theme.muted))
        low = ramp.left() - GAP - width_of.horizontalAdvance(texts.low)
        painter.drawText(QPointF(low, base), texts.low)
        room = area.right() - ramp.right() - 2 * GAP
        whole = (texts.high + text for text in texts.beside)
        fits = (text for text in whole if width_of.horizontalAdvance(text) <= room)
        painter.drawText(QPointF(ramp.right() + GAP, base), next(fits, texts.high))


NO_SCALE: Final = ScaleTexts("−", "+")
"""For units that are too small to show anything."""


def _value_texts(units: UnitValues) -> ScaleTexts:
    if not units.signed:
        return ScaleTexts("0", "100 %", [_join("", units.scope)])
    last = len(units.layers) - 1
    spans = [
        (_layer_name(number, last - 1), Span.about(0.0, limit))
        for number, (values, limit) in enumerate(
            zip(units.layers, units.limits, strict=True)
        )
        if values is not None
    ]
    return ScaleTexts.of(spans, [units.scope])


def _layer_name(number: int, hidden: int) -> str:
    """Return a short name of a layer, the inputs being 0, among so many hidden ones."""
    if number == 0:
        return "x"
    if number > hidden:
        return "ŷ"
    return "hidden" if hidden == 1 else f"layer {number}"


def _short(value: float) -> str:
    return figure(value, 3)


def _signed(value: float) -> str:
    return f"+{_short(value)}" if value > 0.0 else _short(value)


def _join(*texts: str) -> str:
    """Return texts to stand behind a number, with gaps before each."""
    return "".join(f"  {text}" for text in texts if text)


def _plane(inputs: Sequence[str]) -> list[str]:
    """Return texts about the inputs of the response maps, the longest first."""
    if len(inputs) == 1:
        return [f"over {inputs[0]} (across)"]
    plane = f"over {inputs[0]} (across) and {inputs[1]} (up)"
    short = f"over {inputs[0]}, {inputs[1]}"
    if len(inputs) == 2:
        return [plane, short]
    return [f"{plane}, others at their means", f"{short}, others at means", short]
