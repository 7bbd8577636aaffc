"""Lays out and paints matrices of numbers; of large ones only some columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPen

from gui.style.theme import selection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtGui import QPainter

    from gui.graph.hover_target import HoverTarget
    from gui.microscope.equation_rows import LabelledMatrix
    from gui.style.theme import Theme

ROW: Final = 16.0
HEADER: Final = 17.0
"""Height of a row of numbers, and of the name and the column labels, in pixels."""

WIDEST: Final = "−0.0000e−00"
"""Every cell has room for this, so that no number moves its neighbours."""

MAX_LABEL: Final = 90.0
"""Pixels beside a matrix for the names of its rows."""

RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class MatrixGeometry(NamedTuple):
    """Where a matrix is painted, and which of its columns."""

    matrix: LabelledMatrix
    area: QRectF  # with name and labels
    cells: QRectF  # the numbers alone
    first: int  # the first visible column
    shown: int  # how many columns are visible
    cell_width: float

    def cell_at(self, point: QPointF) -> tuple[int, int] | None:
        """Return row and column (of the whole matrix) of the entry at a point."""
        if not self.cells.contains(point):
            return None
        row = int((point.y() - self.cells.top()) / ROW)
        column = int((point.x() - self.cells.left()) / self.cell_width)
        if not (row < len(self.matrix.row_labels) and column < self.shown):
            return None
        return row, self.first + column

    def cell_rect(self, row: int, column: int) -> QRectF:
        """Return the rectangle of an entry; columns count from the first visible."""
        return QRectF(
            self.cells.left() + column * self.cell_width,
            self.cells.top() + row * ROW,
            self.cell_width,
            ROW,
        )

    @property
    def hidden_text(self) -> str:
        """Which columns are visible; empty if all are."""
        matrix = self.matrix
        if self.shown >= matrix.total:
            return ""
        if matrix.axis == "samples":
            return f"{self.shown} of {matrix.total:,} samples"
        first, last = self.first, self.first + self.shown - 1
        labels = matrix.column_labels
        return f"columns {labels[first]} to {labels[last]} of {matrix.total}"


class MatrixPainter:
    """Lays out matrices side by side, and paints them."""

    def __init__(self, font: QFont, small_font: QFont, theme: Theme) -> None:
        self._font, self._small_font, self._theme = font, small_font, theme
        self._metrics, self._small = QFontMetricsF(font), QFontMetricsF(small_font)

    def layout(
        self,
        matrices: Sequence[LabelledMatrix],
        left: float,
        top: float,
        right: float,
        selected: int | None,
    ) -> list[MatrixGeometry]:
        """Return the geometry of matrices, in rows from the top left corner on.

        A matrix that is too wide shows its first columns, or those around the selected
        parameter.
        """
        geometries: list[MatrixGeometry] = []
        x, y, lowest = left, top, top
        cell_width = self._metrics.horizontalAdvance(WIDEST) + 8
        for matrix in matrices:
            widest = max(map(self._small.horizontalAdvance, matrix.row_labels))
            widest = min(widest, MAX_LABEL)
            label_width = widest + 12 if widest else 8.0
            fitting = max(int((right - left - label_width - 6) // cell_width), 1)
            shown = min(matrix.values.shape[1], fitting)
            first = _first_column(matrix, shown, selected)
            geometry = MatrixGeometry(
                matrix, QRectF(), QRectF(), first, shown, cell_width
            )
            name_width = self._metrics.horizontalAdvance(matrix.name) + 8
            if geometry.hidden_text:
                name_width += self._small.horizontalAdvance(geometry.hidden_text) + 10
            width = max(label_width + shown * cell_width + 8, name_width)
            if x > left and x + width > right:
                x, y = left, lowest + 8
            header = 2 * HEADER if any(matrix.column_labels) else HEADER + 3
            height = len(matrix.row_labels) * ROW
            cells = QRectF(x + label_width, y + header, shown * cell_width, height)
            area = QRectF(x, y, width, header + height + 3)
            geometries.append(geometry._replace(area=area, cells=cells))
            x, lowest = x + width + 16, max(lowest, area.bottom())
        return geometries

    def paint(
        self,
        painter: QPainter,
        geometry: MatrixGeometry,
        exposed: QRectF,
        highlighted: HoverTarget,
        selected: int | None,
    ) -> None:
        """Paint the exposed part of a matrix."""
        matrix, area, cells = geometry.matrix, geometry.area, geometry.cells
        if not area.intersects(exposed):
            return
        rows = [
            row
            for row in range(len(matrix.row_labels))
            if geometry.cell_rect(row, 0).bottom() >= exposed.top()
            and geometry.cell_rect(row, 0).top() <= exposed.bottom()
        ]
        self._paint_labels(painter, geometry, rows)
        self._paint_brackets(painter, cells)
        text, accent = QColor(self._theme.text), QColor(self._theme.accent)
        highlight = selection(self._theme)
        painter.setFont(self._font)
        for row in rows:
            for shown_column in range(geometry.shown):
                rect = geometry.cell_rect(row, shown_column)
                column = geometry.first + shown_column
                if matrix.is_highlighted(row, column, highlighted):
                    painter.fillRect(rect, highlight)
                if selected is not None and matrix.target_at(row, column) == selected:
                    painter.setPen(QPen(accent, 1.4))
                    painter.drawRect(rect.adjusted(1, 1, -1, -1))
                if (row, column) == matrix.covered:
                    painter.fillRect(rect, QColor(self._theme.warning))
                painter.setPen(text)
                number = matrix.text_at(row, column)
                painter.drawText(rect.adjusted(0, 0, -4, 0), RIGHT, number)

    def _paint_labels(
        self, painter: QPainter, geometry: MatrixGeometry, rows: Sequence[int]
    ) -> None:
        matrix, area = geometry.matrix, geometry.area
        painter.setFont(self._font)
        painter.setPen(QColor(self._theme.text))
        baseline = area.top() + self._metrics.ascent() + 2
        painter.drawText(QPointF(area.left(), baseline), matrix.name)
        painter.setFont(self._small_font)
        painter.setPen(QColor(self._theme.muted))
        if geometry.hidden_text:
            x = area.left() + self._metrics.horizontalAdvance(matrix.name) + 10
            painter.drawText(QPointF(x, baseline), geometry.hidden_text)
        if any(matrix.column_labels):
            for column in range(geometry.shown):
                rect = geometry.cell_rect(-1, column).adjusted(0, 0, -4, 0)
                label = matrix.column_labels[geometry.first + column]
                self._paint_label(painter, rect, label)
        for row in rows:
            rect = geometry.cell_rect(row, 0)
            rect.setLeft(area.left())
            rect.setRight(geometry.cells.left() - 8)
            self._paint_label(painter, rect, matrix.row_labels[row])

    def _paint_label(self, painter: QPainter, rect: QRectF, label: str) -> None:
        """Paint a label elided to fit: the name of a column may have any length."""
        right = Qt.TextElideMode.ElideRight
        painter.drawText(
            rect, RIGHT, self._small.elidedText(label, right, rect.width())
        )

    def _paint_brackets(self, painter: QPainter, cells: QRectF) -> None:
        painter.setPen(QPen(QColor(self._theme.muted), 1.2))
        top, bottom = cells.top() - 1, cells.bottom() + 1
        for x, tip in ((cells.left() - 3, 4.0), (cells.right() + 3, -4.0)):
            painter.drawPolyline(
                QPointF(x + tip, top),
                QPointF(x, top),
                QPointF(x, bottom),
                QPointF(x + tip, bottom),
            )


def _first_column(matrix: LabelledMatrix, shown: int, selected: int | None) -> int:
    """Return the first visible column; it centres a selected parameter's column."""
    if selected is None or matrix.start < 0:
        return 0
    row, column = divmod(selected - matrix.start, matrix.stride)
    if not (0 <= row < len(matrix.row_labels) and 0 <= column < matrix.total):
        return 0
    return max(min(column - shown // 2, matrix.total - shown), 0)
