"""Paints the equations of a phase: formulas, shapes, notes, and the values below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from gui.microscope.equation_flow import flow_layout, statements
from gui.microscope.matrix_painter import MatrixGeometry, MatrixPainter
from gui.style import theme as themes
from gui.style.devices import is_vector, pixel_ratio
from gui.widgets.pointer import show_hand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtGui import QPixmap, QResizeEvent

    from gui.graph.hover_target import HoverTarget
    from gui.microscope.equation_rows import EquationRow
    from gui.microscope.latex_renderer import LatexRenderer
    from gui.style.theme import Theme

MARGIN: Final = 12.0
SPACING: Final = 14.0
"""Pixels beside the equations, and between two of them."""

FONT_PIXELS, SMALL_PIXELS = 11, 10
"""Pixels of numbers and of the names beside them, which a presentation has larger."""

WAITING: Final = "The equations are being typeset …"
WORD_WRAP: Final = int(Qt.TextFlag.TextWordWrap)


class _RowGeometry(NamedTuple):
    """Where a row's formula and result, shapes, note and matrices are painted."""

    top: float
    bottom: float
    formula: tuple[QRectF, ...]
    shapes: QRectF
    note: QRectF
    matrices: tuple[MatrixGeometry, ...]


class EquationView(QWidget):
    """Paints the equations of a phase of an update; of large ones the visible part.

    Signals
    -------
    pointed(object)
        The parameter or unit of the entry under the pointer, or None.
    parameter_chosen(int)
        An entry of a parameter was clicked.
    sample_chosen(int)
        An entry in the column of a sample was clicked: its number in the data.
    """

    pointed = pyqtSignal(object)
    parameter_chosen = pyqtSignal(int)
    sample_chosen = pyqtSignal(int)

    def __init__(self, renderer: LatexRenderer) -> None:
        super().__init__()
        self.setObjectName("equationView")
        self.setAccessibleName("Equations of the update, with their values")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._renderer = renderer
        renderer.ready.connect(self._show_next)
        self._theme = themes.LIGHT
        self._font = themes.number_font(self.font())
        self._font.setPixelSize(FONT_PIXELS)
        self._small_font = themes.number_font(self.font())
        self._small_font.setPixelSize(SMALL_PIXELS)
        self._rows: Sequence[EquationRow] = ()
        self._samples: Sequence[int] = ()
        self._next: tuple[Sequence[EquationRow], Sequence[int]] | None = None
        self._geometries: list[_RowGeometry] = []
        self._highlighted: HoverTarget = None
        self._hovered: HoverTarget = None
        self._selected: int | None = None
        self._lay_out()

    # Data in

    def set_theme(self, theme: Theme) -> None:
        """Set the colours, and the size of numbers."""
        self._theme = theme
        self._renderer.scale = theme.scale
        self._font.setPixelSize(round(FONT_PIXELS * theme.scale))
        self._small_font.setPixelSize(round(SMALL_PIXELS * theme.scale))
        self._lay_out()

    def set_rows(self, rows: Sequence[EquationRow], samples: Sequence[int]) -> None:
        """Show the equations of a phase, with the columns of these samples.

        Until their formulas are rendered, what was painted before stays.
        """
        self.setAccessibleDescription("; ".join(row.equation.plain for row in rows))
        self._next = None
        unchanged = _layout_keys(rows) == _layout_keys(self._rows)
        if unchanged and samples == self._samples:  # only the numbers are new
            self._rows = rows
            self._geometries = [
                geometry._replace(
                    matrices=tuple(
                        place._replace(matrix=matrix)
                        for place, matrix in zip(
                            geometry.matrices, row.matrices, strict=True
                        )
                    )
                )
                for geometry, row in zip(self._geometries, rows, strict=True)
            ]
            self.update()
        else:
            self._next = rows, samples
            self._show_next()

    def _show_next(self) -> None:
        """Show the rows that are wanted if all of their formulas are rendered."""
        if self._next is None:
            return
        rows, samples = self._next
        ready = [  # all are requested at once
            self._renderer.is_ready(statement.latex)
            for row in rows
            for statement in statements(row.equation)
        ]
        if all(ready):
            self._rows, self._samples, self._next = rows, samples, None
            self._lay_out()

    def set_highlighted(self, target: HoverTarget) -> None:
        """Highlight the entries of a parameter or a unit."""
        if target != self._highlighted:
            self._highlighted = target
            self.update()

    def select(self, parameter: int | None) -> None:
        """Frame a parameter, and bring its column into view."""
        if parameter != self._selected:
            self._selected = parameter
            self._lay_out()

    def geometry_of(self, name: str) -> MatrixGeometry | None:
        """Return where the matrix of that name is painted, if it is shown."""
        places = (place for row in self._geometries for place in row.matrices)
        return next((place for place in places if place.matrix.name == name), None)

    # Layout

    def _lay_out(self) -> None:
        self._geometries = []
        painter = MatrixPainter(self._font, self._small_font, self._theme)
        small = QFontMetricsF(self._small_font)
        right = max(self.width() - MARGIN, 200.0)
        width, top = right - MARGIN, 8.0
        for row in self._rows:
            formula = flow_layout(self._formula_sizes(row), MARGIN, top, right)
            last = formula[-1]
            bottom = last.bottom()
            shapes_width = small.horizontalAdvance(row.equation.shapes) + 4
            shapes = QRectF(last.right() + 24, last.top(), shapes_width, last.height())
            if shapes.right() > right:
                shapes = QRectF(MARGIN, bottom + 2, width, small.height())
                bottom = shapes.bottom() if row.equation.shapes else bottom
            note = QRectF(MARGIN, bottom + 3, width, 0.0)
            if row.equation.note:
                text = small.boundingRect(note, WORD_WRAP, row.equation.note)
                note.setHeight(text.height())
                bottom = note.bottom()
            matrices = painter.layout(
                row.matrices, MARGIN, bottom + 6, right, self._selected
            )
            bottom = max([place.area.bottom() for place in matrices], default=bottom)
            self._geometries.append(
                _RowGeometry(top, bottom, tuple(formula), shapes, note, tuple(matrices))
            )
            top = bottom + SPACING
        self.setFixedHeight(max(round(top), 40))
        self.update()

    def _formula_sizes(self, row: EquationRow) -> list[tuple[float, float]]:
        """Return the sizes of a formula's statements, and of its result."""
        metrics = QFontMetricsF(self._font)
        sizes = []
        for statement in statements(row.equation):
            pixmap = self._pixmap(statement.latex, QColor(self._theme.text))
            if pixmap is None:
                sizes.append((metrics.horizontalAdvance(statement.plain), 24.0))
            else:
                size = pixmap.deviceIndependentSize()
                sizes.append((size.width(), max(size.height(), 18.0)))
        if row.result:
            sizes.append((metrics.horizontalAdvance(row.result) + 4, 18.0))
        return sizes

    def _pixmap(self, latex: str, colour: QColor) -> QPixmap | None:
        return self._renderer.pixmap(latex, colour, self.devicePixelRatioF())

    # Painting

    def _paint_row(
        self, painter: QPainter, geometry: _RowGeometry, row: EquationRow
    ) -> None:
        equation, theme = row.equation, self._theme
        colour = QColor(theme.error if equation.wrong else theme.text)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._font)
        painter.setPen(colour)
        parts = statements(equation)
        for statement, box in zip(parts, geometry.formula, strict=False):
            pixmap = self._renderer.pixmap(
                statement.latex, colour, pixel_ratio(painter)
            )
            if pixmap is None:
                painter.drawText(box, middle, statement.plain)
            else:
                height = pixmap.deviceIndependentSize().height()
                at = QPointF(box.left(), box.center().y() - height / 2)
                if is_vector(painter):
                    self._renderer.paint(painter, statement.latex, colour, at)
                else:
                    painter.drawPixmap(at, pixmap)
        for box in geometry.formula[len(parts) :]:
            # The result may have grown longer since the layout.
            painter.drawText(box, middle | Qt.TextFlag.TextDontClip, row.result)
        painter.setFont(self._small_font)
        painter.setPen(QColor(theme.muted))
        painter.drawText(geometry.shapes, middle, equation.shapes)
        if equation.note:
            painter.setPen(QColor(theme.error if equation.wrong else theme.muted))
            sign = "✗ " if equation.wrong else ""
            painter.drawText(geometry.note, WORD_WRAP, f"{sign}{equation.note}")

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the visible equations."""
        exposed = QRectF(event.rect() if event is not None else self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._rows and self._next is not None:
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(QPointF(MARGIN, 2 * MARGIN), WAITING)
        matrices = MatrixPainter(self._font, self._small_font, self._theme)
        for geometry, row in zip(self._geometries, self._rows, strict=True):
            if geometry.bottom < exposed.top() or geometry.top > exposed.bottom():
                continue
            self._paint_row(painter, geometry, row)
            for place in geometry.matrices:
                matrices.paint(
                    painter, place, exposed, self._highlighted, self._selected
                )

    def sizeHint(self) -> QSize:
        """Return the preferred size."""
        return QSize(400, self.height())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Lay out the equations for another width."""
        if event is not None and event.size().width() != event.oldSize().width():
            self._lay_out()

    # The pointer

    def _cell_at(self, point: QPointF) -> tuple[MatrixGeometry, int, int] | None:
        if self._next is not None:  # what is painted may be of another network
            return None
        for geometry in self._geometries:
            if geometry.top <= point.y() <= geometry.bottom:
                for place in geometry.matrices:
                    cell = place.cell_at(point)
                    if cell is not None:
                        return place, *cell
        return None

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Highlight the parameter or unit under the pointer."""
        if event is not None:
            hit = self._cell_at(event.position())
            target = hit[0].matrix.target_at(*hit[1:]) if hit else None
            is_sample = hit is not None and hit[0].matrix.axis == "samples"
            show_hand(self, isinstance(target, int) or is_sample)
            self._set_hovered(target)

    def leaveEvent(self, event: QEvent | None) -> None:
        """End the highlight."""
        self._set_hovered(None)

    def _set_hovered(self, target: HoverTarget) -> None:
        if target != self._hovered:
            self._hovered = target
            self.set_highlighted(target)
            self.pointed.emit(target)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Choose the parameter or the sample whose entry was clicked."""
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        hit = self._cell_at(event.position())
        if hit is None:
            return
        place, row, column = hit
        target = place.matrix.target_at(row, column)
        if isinstance(target, int):
            self.parameter_chosen.emit(target)
        elif place.matrix.axis == "samples":
            self.sample_chosen.emit(self._samples[column])


def _layout_keys(rows: Sequence[EquationRow]) -> list[object]:
    """Return what determines the layout of rows, apart from their results."""
    return [
        (
            row.equation,
            [(tuple(m.row_labels), tuple(m.column_labels)) for m in row.matrices],
        )
        for row in rows
    ]
