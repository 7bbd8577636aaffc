"""Paints matrices of numbers with fixed decimals, in brackets, in part if large."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPen

from gui.style.theme import mix
from gui.text.number_format import signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtGui import QPainter

    from gui.graph.hover_target import HoverTarget
    from gui.microscope.equation_rows import MatrixBlock
    from gui.style.theme import Theme

ROW: Final = 16.0
HEAD: Final = 17.0
"""Height of a row of numbers, and of what stands over them."""

WIDEST: Final = "−0.0000e−00"
"""Every cell is wide enough for this, so that no number moves its neighbours."""


class MatrixGeometry(NamedTuple):
    """Where a matrix stands, and which of its columns are shown there.

    Attributes
    ----------
    matrix : MatrixBlock
    area : QRectF
        All of it, its name and heads among them.
    cells : QRectF
        The numbers alone.
    first, shown : int
        The first column that is shown, and how many are.
    cell_width : float
    """

    matrix: MatrixBlock
    area: QRectF
    cells: QRectF
    first: int
    shown: int
    cell_width: float

    def cell_at(self, at: QPointF) -> tuple[int, int] | None:
        """Return row and column (of all of the matrix) of the entry at a point."""
        if not self.cells.contains(at):
            return None
        row = int((at.y() - self.cells.top()) / ROW)
        column = int((at.x() - self.cells.left()) / self.cell_width)
        if not (row < len(self.matrix.rows) and column < self.shown):
            return None
        return row, self.first + column

    def box(self, row: int, column: int) -> QRectF:
        """Return the rectangle of an entry, its column counted from the first shown."""
        return QRectF(
            self.cells.left() + column * self.cell_width,
            self.cells.top() + row * ROW,
            self.cell_width,
            ROW,
        )

    @property
    def hidden(self) -> str:
        """What is not shown, in words; empty if all is."""
        matrix = self.matrix
        if self.shown >= matrix.total:
            return ""
        last = self.first + self.shown - 1
        if matrix.axis == "samples":
            return f"{self.shown} of {matrix.total:,} samples"
        return (
            f"columns {matrix.columns[self.first]} to {matrix.columns[last]} "
            f"of {matrix.total}"
        )


class MatrixPainter:
    """Places matrices beside each other, and paints them."""

    def __init__(self, font: QFont, small: QFont, theme: Theme) -> None:
        self._font, self._small, self._theme = font, small, theme
        self._metrics, self._tiny = QFontMetricsF(font), QFontMetricsF(small)

    def place(
        self,
        matrices: Sequence[MatrixBlock],
        left: float,
        top: float,
        right: float,
        selected: int | None,
    ) -> list[MatrixGeometry]:
        """Return places for some matrices from a corner on, in rows as they fit.

        A matrix with more columns than there is room for shows its first ones, or
        those around the parameter that is selected.
        """
        places: list[MatrixGeometry] = []
        x, y, lowest = left, top, top
        wide = self._metrics.horizontalAdvance(WIDEST) + 8
        for matrix in matrices:
            before = self._before(matrix)
            columns = matrix.values.shape[1]
            fitting = max(int((right - left - before - 6) // wide), 1)
            count = min(columns, fitting)
            first = _first(matrix, count, selected)
            hidden = MatrixGeometry(
                matrix, QRectF(), QRectF(), first, count, wide
            ).hidden
            name = self._metrics.horizontalAdvance(matrix.name) + 8
            if hidden:
                name += self._tiny.horizontalAdvance(hidden) + 10
            width = max(before + count * wide + 8, name)
            if x > left and x + width > right:
                x, y = left, lowest + 8
            cells = QRectF(
                x + before, y + 2 * HEAD, count * wide, len(matrix.rows) * ROW
            )
            bare = not any(matrix.columns)
            if bare:
                cells.moveTop(y + HEAD + 3)
            area = QRectF(x, y, width, cells.bottom() + 3 - y)
            places.append(MatrixGeometry(matrix, area, cells, first, count, wide))
            x, lowest = x + width + 16, max(lowest, area.bottom())
        return places

    def _before(self, matrix: MatrixBlock) -> float:
        """Return the room that the rows' names take."""
        widest = max(map(self._tiny.horizontalAdvance, matrix.rows), default=0.0)
        return widest + 12 if widest else 8.0

    def paint(
        self,
        painter: QPainter,
        place: MatrixGeometry,
        exposed: QRectF,
        highlighted: HoverTarget,
        selected: int | None,
    ) -> None:
        """Paint a matrix, as far as it is in view."""
        if not place.area.intersects(exposed):
            return
        matrix, theme, cells = place.matrix, self._theme, place.cells
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._font)
        painter.setPen(QColor(theme.text))
        base = place.area.top() + self._metrics.ascent() + 2
        painter.drawText(QPointF(place.area.left(), base), matrix.name)
        painter.setFont(self._small)
        painter.setPen(QColor(theme.muted))
        if place.hidden:
            name = self._metrics.horizontalAdvance(matrix.name)
            at = QPointF(place.area.left() + name + 10, base)
            painter.drawText(at, place.hidden)
        if any(matrix.columns):
            for column in range(place.shown):
                head = place.box(-1, column).adjusted(0, 0, -4, 0)
                text = self._tiny.elidedText(
                    matrix.columns[place.first + column],
                    Qt.TextElideMode.ElideRight,
                    head.width(),
                )
                painter.drawText(head, right, text)
        shown = [
            row
            for row in range(len(matrix.rows))
            if place.box(row, 0).bottom() >= exposed.top()
            and place.box(row, 0).top() <= exposed.bottom()
        ]
        for row in shown:
            label = QRectF(place.area.left(), place.box(row, 0).top(), 0, ROW)
            label.setRight(cells.left() - 8)
            painter.drawText(label, right, matrix.rows[row])
        self._bracket(painter, cells)
        painter.setFont(self._font)
        ground = mix(theme.surface, theme.accent, 0.28)
        for row in shown:
            for column in range(place.shown):
                box, whole = place.box(row, column), place.first + column
                if matrix.is_highlighted(row, whole, highlighted):
                    painter.fillRect(box, ground)
                if selected is not None and matrix.thing(row, whole) == selected:
                    painter.setPen(QPen(QColor(theme.accent), 1.4))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRect(box.adjusted(1, 1, -1, -1))
                painter.setPen(QColor(theme.text))
                number = signed(float(matrix.values[row, whole]))
                painter.drawText(box.adjusted(0, 0, -4, 0), right, number)

    def _bracket(self, painter: QPainter, cells: QRectF) -> None:
        painter.setPen(QPen(QColor(self._theme.muted), 1.2))
        for x, tip in ((cells.left() - 3, 4.0), (cells.right() + 3, -4.0)):
            top, bottom = cells.top() - 1, cells.bottom() + 1
            painter.drawPolyline(
                QPointF(x + tip, top),
                QPointF(x, top),
                QPointF(x, bottom),
                QPointF(x + tip, bottom),
            )


def _first(matrix: MatrixBlock, count: int, selected: int | None) -> int:
    """Return the first column to show: around the selected parameter, if it is here."""
    if selected is None or matrix.start < 0:
        return 0
    row, column = divmod(selected - matrix.start, matrix.stride)
    if not (0 <= row < len(matrix.rows) and 0 <= column < matrix.total):
        return 0
    return max(min(column - count // 2, matrix.total - count), 0)
