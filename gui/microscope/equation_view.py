"""The lines of a phase, painted: each formula, its shapes, and its values below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from gui.microscope.equation_flow import flow, pieces
from gui.microscope.matrix_painter import MatrixGeometry, MatrixPainter
from gui.style import theme as themes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtGui import QPixmap, QResizeEvent

    from gui.graph.hover_target import HoverTarget
    from gui.microscope.equation_flow import Piece
    from gui.microscope.equation_rows import EquationRow
    from gui.microscope.latex_renderer import LatexRenderer
    from gui.style.theme import Theme

LEFT: Final = 12.0
GAP: Final = 14.0
"""Room between two lines of an update, in pixels."""


def _shape(block: EquationRow) -> object:
    """Return what two lines have to share to stand in the same place."""
    heads = [(tuple(m.rows), tuple(m.columns)) for m in block.matrices]
    return block.equation, heads


class _Row(NamedTuple):
    """Where a line stands: its formula and what it gives, its texts, its matrices."""

    top: float
    bottom: float
    formula: tuple[QRectF, ...]
    shapes: QRectF
    note: QRectF
    places: tuple[MatrixGeometry, ...]


class EquationView(QWidget):
    """Paints the lines of a phase of an update; of long ones only what is in view.

    Signals
    -------
    pointed(object)
        The parameter or the unit whose entry the pointer has come to, or None.
    parameter_chosen(int)
        An entry of a parameter was clicked.
    sample_chosen(int)
        An entry in the column of a sample was clicked: its number in the data.
    """

    pointed = pyqtSignal(object)
    parameter_chosen = pyqtSignal(int)
    sample_chosen = pyqtSignal(int)

    def __init__(
        self, typesetter: LatexRenderer, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("equationView")
        self.setAccessibleName("Equations of the update, with their values")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._typesetter = typesetter
        typesetter.ready.connect(self._place)
        self._theme = themes.LIGHT
        self._font = themes.number_font(self.font())
        self._font.setPixelSize(11)
        self._small = themes.number_font(self.font())
        self._small.setPixelSize(10)
        self._blocks: Sequence[EquationRow] = ()
        self._samples: tuple[int, ...] = ()
        self._rows: list[_Row] = []
        self._lit: HoverTarget = None
        self._told: HoverTarget = None
        self._selected: int | None = None

    # Data in

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self._place()

    def set_rows(
        self, equation_rows: Sequence[EquationRow], samples: Sequence[int]
    ) -> None:
        """Show the lines of a phase, with the columns of these samples."""
        same = [_shape(b) for b in equation_rows] == [_shape(b) for b in self._blocks]
        fixed = same and tuple(samples) == self._samples
        self._blocks, self._samples = equation_rows, tuple(samples)
        if fixed:
            # Only the numbers are new: everything stays where it is.
            self._rows = [
                row._replace(
                    places=tuple(
                        place._replace(matrix=matrix)
                        for place, matrix in zip(
                            row.places, block.matrices, strict=True
                        )
                    )
                )
                for row, block in zip(self._rows, equation_rows, strict=True)
            ]
            self.update()
        else:
            self._place()
        self.setAccessibleDescription(
            "; ".join(b.equation.plain for b in equation_rows)
        )

    def light(self, what: HoverTarget) -> None:
        """Mark the entries of what is pointed at elsewhere."""
        if what != self._lit:
            self._lit = what
            self.update()

    def select(self, parameter: int | None) -> None:
        """Frame a parameter that was chosen, and bring its column into view."""
        if parameter != self._selected:
            self._selected = parameter
            self._place()

    # For tests and for those who scroll

    def place_of(self, name: str) -> MatrixGeometry | None:
        """Return where the matrix of that name stands, if it is shown."""
        places = (place for row in self._rows for place in row.places)
        return next((place for place in places if place.matrix.name == name), None)

    # Placing

    def _place(self) -> None:
        self._rows = []
        painter = MatrixPainter(self._font, self._small, self._theme)
        small = QFontMetricsF(self._small)
        right = max(self.width() - LEFT, 200.0)
        top = 8.0
        for block in self._blocks:
            formula = tuple(flow(self._sizes(block), LEFT, top, right))
            last = formula[-1]
            shapes, bottom = block.equation.shapes, last.bottom()
            width = small.horizontalAdvance(shapes) + 4
            beside = last.right() + 24
            if beside + width <= right:
                box = QRectF(beside, last.top(), width, last.height())
            else:
                box = QRectF(LEFT, bottom + 2, right - LEFT, small.height())
                bottom = box.bottom() if shapes else bottom
            note = QRectF(LEFT, bottom + 3, right - LEFT, 0.0)
            if block.equation.note:
                flags = int(Qt.TextFlag.TextWordWrap)
                bounds = small.boundingRect(note, flags, block.equation.note)
                note.setHeight(bounds.height())
                bottom = note.bottom()
            places = painter.place(
                block.matrices, LEFT, bottom + 6, right, self._selected
            )
            if places:
                bottom = max(place.area.bottom() for place in places)
            self._rows.append(_Row(top, bottom, formula, box, note, tuple(places)))
            top = bottom + GAP
        self.setFixedHeight(max(round(top), 1))
        self.update()

    def _sizes(self, block: EquationRow) -> list[tuple[float, float]]:
        """Return the sizes of a formula's pieces, and of what it gives."""
        metrics = QFontMetricsF(self._font)
        sizes = []
        for piece in pieces(block.equation):
            picture = self._picture(piece, QColor(self._theme.text))
            if picture is None:
                sizes.append((metrics.horizontalAdvance(piece.plain), 24.0))
            else:
                size = picture.deviceIndependentSize()
                sizes.append((size.width(), max(size.height(), 18.0)))
        if block.result:
            sizes.append((metrics.horizontalAdvance(block.result) + 4, 18.0))
        return sizes

    def _picture(self, piece: Piece, ink: QColor) -> QPixmap | None:
        return self._typesetter.picture(piece.latex, ink, self.devicePixelRatioF())

    def _hit(self, at: QPointF) -> tuple[MatrixGeometry, int, int] | None:
        for row in self._rows:
            if row.top <= at.y() <= row.bottom:
                for place in row.places:
                    cell = place.cell_at(at)
                    if cell is not None:
                        return place, *cell
        return None

    # Painting

    def _paint_row(self, painter: QPainter, row: _Row, block: EquationRow) -> None:
        equation, theme = block.equation, self._theme
        ink = QColor(theme.error if equation.wrong else theme.text)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._font)
        painter.setPen(ink)
        parts = pieces(equation)
        for piece, box in zip(parts, row.formula, strict=False):
            picture = self._picture(piece, ink)
            if picture is None:
                painter.drawText(box, middle, piece.plain)
            else:
                height = picture.deviceIndependentSize().height()
                y = box.center().y() - height / 2
                painter.drawPixmap(QPointF(box.left(), y), picture)
        for box in row.formula[len(parts) :]:
            # What it gives now may be longer than what there was room made for.
            painter.drawText(box, middle | Qt.TextFlag.TextDontClip, block.result)
        painter.setFont(self._small)
        painter.setPen(QColor(theme.muted))
        painter.drawText(row.shapes, middle, equation.shapes)
        if equation.note:
            painter.setPen(QColor(theme.error if equation.wrong else theme.muted))
            sign = "✗ " if equation.wrong else ""
            painter.drawText(
                row.note, int(Qt.TextFlag.TextWordWrap), f"{sign}{equation.note}"
            )

    # Qt overrides

    def sizeHint(self) -> QSize:
        """Return the size it likes best."""
        return QSize(400, self.height())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Place the lines anew in another width."""
        if event is not None and event.size().width() != event.oldSize().width():
            self._place()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Tell what the entry under the pointer belongs to."""
        if event is not None:
            hit = self._hit(event.position())
            self._tell(hit[0].matrix.thing(hit[1], hit[2]) if hit else None)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Choose the parameter or the sample whose entry was clicked."""
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        hit = self._hit(event.position())
        if hit is None:
            return
        place, row, column = hit
        thing = place.matrix.thing(row, column)
        if isinstance(thing, int):
            self.parameter_chosen.emit(thing)
        elif place.matrix.axis == "samples":
            self.sample_chosen.emit(self._samples[column])

    def leaveEvent(self, event: QEvent | None) -> None:
        """Forget the pointer."""
        self._tell(None)

    def _tell(self, thing: HoverTarget) -> None:
        if thing != self._told:
            self._told = thing
            self.light(thing)
            self.pointed.emit(thing)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the lines that are in view."""
        exposed = QRectF(event.rect() if event is not None else self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        matrices = MatrixPainter(self._font, self._small, self._theme)
        for row, block in zip(self._rows, self._blocks, strict=True):
            if row.bottom < exposed.top() or row.top > exposed.bottom():
                continue
            self._paint_row(painter, row, block)
            for place in row.places:
                matrices.paint(painter, place, exposed, self._lit, self._selected)
