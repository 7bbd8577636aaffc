"""Paints a network's parameters: as lines where there are few, else as matrices."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from PyQt6.QtCore import QLineF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from gui.style.theme import number_font

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from gui.graph.network_layout import Matrix
    from gui.graph.scene import Scene
    from gui.style.theme import Theme

FADED: Final = 0.10
REACH: Final = 5.0
"""How far a line's pen and its pin extend to either side of it, in pixels."""

MAX_LABELS: Final = 60
"""Lines that are tried: the graph has no room for more labels."""

LABEL_AT: Final = (0.30, 0.5, 0.7, 0.15, 0.85)
"""Where along a line its label may stand, as shares of its length."""


class EdgePainter(NamedTuple):
    """Paints the value of each parameter at its place."""

    painter: QPainter
    scene: Scene

    def paint(self) -> None:
        """Paint edges, marked parameters and labels."""
        self._paint_edges()
        for parameter in self.scene.marks.parameters:
            self._mark(parameter)
        display, drawn = self.scene.display, self.scene.layout.drawn
        if display.label is not None:
            plain = self.painter.font()
            self.painter.setFont(small_font(plain, self.scene.style.theme.scale))
            # The largest changes are labelled first: not all have room.
            sizes = np.abs(np.nan_to_num(display.values[drawn]))
            self.label(display.label, drawn[np.argsort(-sizes)].tolist())
            self.painter.setFont(plain)

    def _paint_edges(self) -> None:
        layout, chosen = self.scene.layout, self.scene.chosen_edges
        self.painter.setOpacity(1.0)
        for matrix in layout.matrices:
            if chosen is not None:
                whole = bool(chosen[matrix.entries].all())
                self.painter.setOpacity(1.0 if whole else FADED)
            self._paint_matrix(matrix)
        self.painter.setOpacity(1.0)
        drawn = layout.drawn
        if chosen is None:
            self._paint_lines(drawn)
            return
        self.painter.setOpacity(FADED)
        self._paint_lines(drawn[~chosen[drawn]])
        self.painter.setOpacity(1.0)
        # A few lines may be drawn over a layer's matrix, but not thousands.
        of_node = self.scene.marks.hovered is not None
        few = of_node and int(chosen.sum()) <= max(drawn.size, 200)
        self._paint_lines(np.flatnonzero(chosen) if few else drawn[chosen[drawn]])

    def _paint_lines(self, members: NDArray[np.intp]) -> None:
        members = members[self._in_view(members)]
        values = self.scene.display.values[members]
        levels = self.scene.scale.levels(values)
        lines = [QLineF(*line) for line in self.scene.layout.lines[members].tolist()]
        # Thin edges first, so that strong ones lie on top; one call for each pen.
        for level in sorted(set(levels.tolist()), key=abs):
            self.painter.setPen(self.scene.style.pens[level])
            self.painter.drawLines(*(lines[i] for i in np.flatnonzero(levels == level)))
        broken = np.flatnonzero(~np.isfinite(values))
        if broken.size:
            error = QColor(self.scene.style.theme.error)
            self.painter.setPen(QPen(error, 2, Qt.PenStyle.DotLine))
            self.painter.drawLines(*(lines[i] for i in broken))
        frozen = np.flatnonzero(self.scene.snapshot.frozen[members])
        if frozen.size:
            self.painter.setPen(QPen(QColor(self.scene.style.theme.surface), 1.5))
            self.painter.setBrush(QColor(self.scene.style.theme.text))
            for i in frozen:
                at = lines[i].pointAt(0.5)
                pin = QRectF(at.x() - 4, at.y() - 4, 8, 8)
                self.painter.drawRoundedRect(pin, 2, 2)

    def _in_view(self, members: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which lines may cross the canvas: magnified, most of them do not."""
        x1, y1, x2, y2 = self.scene.layout.lines[members].T
        canvas = self.scene.canvas.adjusted(-REACH, -REACH, REACH, REACH)
        visible: NDArray[np.bool_] = (
            (np.maximum(x1, x2) >= canvas.left())
            & (np.minimum(x1, x2) <= canvas.right())
            & (np.maximum(y1, y2) >= canvas.top())
            & (np.minimum(y1, y2) <= canvas.bottom())
        )
        return visible

    def _paint_matrix(self, matrix: Matrix) -> None:
        values = self.scene.display.values[matrix.entries]
        shares = np.clip(np.nan_to_num(values / self.scene.scale.maximum), -1.0, 1.0)
        # Like an edge's strength, the colour grows with the square root of the size:
        # small parameters can be told from zero.
        shares = np.sign(shares) * np.sqrt(np.abs(shares))
        theme = self.scene.style.theme
        pixels = self.scene.style.colours[(128.0 + 127.0 * shares).astype(np.intp)]
        pixels[~np.isfinite(values)] = QColor(theme.error).rgb()
        image = QImage(
            pixels.tobytes(),
            matrix.columns,
            matrix.rows,
            4 * matrix.columns,
            QImage.Format.Format_RGB32,
        )
        area = QRectF(matrix.left, matrix.top, matrix.width, matrix.height)
        smooth = QPainter.RenderHint.SmoothPixmapTransform
        self.painter.setRenderHint(smooth, False)
        self.painter.drawImage(area, image)
        self.painter.setRenderHint(smooth, True)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.setPen(QPen(QColor(theme.border), 1))
        self.painter.drawRect(area)
        self.painter.setPen(QPen(QColor(theme.text), 1))
        for index in np.flatnonzero(self.scene.snapshot.frozen[matrix.entries]):
            self.painter.drawRect(QRectF(*matrix.cell(matrix.start + int(index))))

    def _mark(self, parameter: int) -> None:
        """Make one parameter stand out, such as the one under the pointer."""
        matrix = self.scene.layout.matrix_of(parameter)
        if matrix is not None:
            cell = QRectF(*matrix.cell(parameter)).adjusted(-1.5, -1.5, 1.5, 1.5)
            self.painter.setBrush(Qt.BrushStyle.NoBrush)
            self.painter.setPen(QPen(QColor(self.scene.style.theme.text), 2))
            self.painter.drawRect(cell)
        value = self.scene.display.values[parameter : parameter + 1]
        pen = QPen(self.scene.style.pens[int(self.scene.scale.levels(value)[0])])
        pen.setWidthF(pen.widthF() + 2.5)
        self.painter.setPen(pen)
        self.painter.drawLine(QLineF(*self.scene.layout.lines[parameter].tolist()))

    def label(self, text_of: Callable[[int], str], order: Sequence[int]) -> None:
        """Write texts on the lines, as far as there is room.

        Parameters
        ----------
        text_of : callable
            Returns the text of a parameter.
        order : sequence of int
            The parameters, the most important first: a text that would overlap an
            earlier one is left out (hovering the line shows the numbers).
        """
        metrics = QFontMetricsF(self.painter.font())
        # Left, top, right and bottom of all that labels must not cover, in one array:
        # with hundreds of units, a loop over them would take 40 ms.
        sides = [(n.x, n.y, n.size / 2) for n in self.scene.layout.nodes]
        boxes = [(x - half, y - half, x + half, y + half) for x, y, half in sides]
        taken = np.array([*boxes, *[(math.inf,) * 4] * MAX_LABELS])
        free, size = len(boxes), self.scene.style.theme.scale
        for parameter in order[:MAX_LABELS]:
            line = QLineF(*self.scene.layout.lines[parameter].tolist())
            text = text_of(parameter)
            width = metrics.horizontalAdvance(text) + 6
            for share in LABEL_AT:
                at = line.pointAt(share)
                box = QRectF(at.x() - width / 2, at.y() - 7 * size, width, 14 * size)
                left, top, right, bottom = taken.T
                if not (
                    (left < box.right())
                    & (right > box.left())
                    & (top < box.bottom())
                    & (bottom > box.top())
                ).any():
                    taken[free] = box.left(), box.top(), box.right(), box.bottom()
                    free += 1
                    paint_tag(self.painter, self.scene.style.theme, box, text)
                    break


def paint_tag(painter: QPainter, theme: Theme, box: QRectF, text: str) -> None:
    """Write a text on a plate through which the lines below can be seen faintly."""
    ground = QColor(theme.surface)
    ground.setAlpha(225)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QColor(theme.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def small_font(font: QFont, scale: float) -> QFont:
    """Return the font of the numbers in the graph."""
    small = number_font(font)
    small.setPixelSize(round(9 * scale))
    return small
