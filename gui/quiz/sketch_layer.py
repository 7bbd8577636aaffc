"""Drawing what the loss will do: a layer over the loss plot, for pointer and keys."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPen, QPolygonF
from PyQt6.QtWidgets import QWidget

from gui.quiz.sketch import HANDLES, Sketch
from gui.style.theme import number_font, translucent
from gui.text.number_format import loss as loss_text
from gui.widgets.focus_ring import paint_ring

if TYPE_CHECKING:
    from PyQt6.QtGui import QFocusEvent, QMouseEvent, QPaintEvent, QWheelEvent

    from gui.plots.loss_plot import LossPlot
    from gui.quiz.sketch import Points
    from gui.style.theme import Theme

STEP: Final = 0.05
"""Powers of ten that an arrow key moves a handle by; with Shift four times as many."""

BEFORE: Final = 0.3
"""What the plot shows of the run so far, as a share of the updates to be drawn."""

BELOW: Final = 1.6
ABOVE: Final = 0.9
"""Powers of ten of room around the present loss while a curve is drawn."""

BESIDE: Final = 0.3
"""Powers of ten of room around both curves."""

FARTHEST: Final = 150.0
"""The largest power of ten that is shown: Qt draws only what has a finite square."""

ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ARROWS: Final = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)

KEYS_TIP: Final = (
    "Draw with the pointer. Or by keys: ←\u00a0→ choose a handle, ↑\u00a0↓ move it "
    "(with Shift further), Enter predicts, Esc leaves."
)


class SketchLayer(QWidget):
    """Lies over the loss plot while a curve is drawn, and while it is compared.

    Signals
    -------
    changed()
        More was drawn, or another handle was chosen.
    drawn(tuple)
        The curve is finished: points of update and log10 J.
    left()
        Nothing is to be predicted after all.

    Attributes
    ----------
    sketch : Sketch or None
        What is drawn; None while the layer is hidden.
    handle : int
        The handle that the keys move, counted from 0.
    """

    changed = pyqtSignal()
    drawn = pyqtSignal(object)
    left = pyqtSignal()

    def __init__(self, plot: LossPlot) -> None:
        super().__init__(plot.plot.viewport())
        self.setObjectName("sketchLayer")
        self.setAccessibleName("Your curve of the loss")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setToolTip(KEYS_TIP)
        self.setFont(number_font(self.font()))
        self._plot = plot
        self._theme = plot.theme
        self.sketch: Sketch | None = None
        self.handle = 0
        self._truth: Points = ()
        self._last_point: tuple[float, float] | None = None
        for moved in (plot.box.sigResized, plot.box.sigRangeChanged):
            moved.connect(self._follow_plot)
        plot.log_button.toggled.connect(lambda _: self._follow_plot())
        self.hide()

    # Data in

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._theme = theme
        self.update()

    def begin(self, first: int, last: int, loss: float) -> None:
        """Let a curve be drawn from the present update and its loss to a later one."""
        height = math.log10(loss)
        self.sketch, self.handle = Sketch(first, last, height), 0
        self._truth, self._last_point = (), None
        self._show_span(first, last, height - BELOW, height + ABOVE)
        self._set_open(True)
        self._follow_plot()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say()

    def finish(self) -> None:
        """End the drawing; does nothing before anything is drawn."""
        if self.sketch is not None and self.sketch.is_drawn and self._open:
            self._set_open(False)
            self.drawn.emit(self.sketch.points)

    def set_truth(self, truth: Points) -> None:
        """Show what the loss did, as far as it is finite, with room for both curves."""
        self._truth = tuple(point for point in truth if math.isfinite(point[1]))
        if self.sketch is not None:
            heights = [y for _, y in (*self._truth, *self.sketch.points)]
            first, last = self.sketch.updates[[0, -1]].tolist()
            self._show_span(first, last, min(heights) - BESIDE, max(heights) + BESIDE)
        self.update()

    def end(self) -> None:
        """Hide the layer, and let the plot show all of the run."""
        if self.sketch is not None:
            self.sketch, self._truth = None, ()
            self.hide()
            self._plot.show_all()

    # Places

    def _show_span(self, first: float, last: float, low: float, high: float) -> None:
        """Let the plot show the updates to come, and powers of ten of the loss."""
        plot, width = self._plot, last - first
        start = max(first - BEFORE * width, 1.0 if plot.axis.log else 0.0)
        if not plot.is_log:
            low, high = 0.0, 10.0 ** min(high, FARTHEST)
        room = 0.04 * (high - low)
        plot.hold_range()
        left, right = plot.axis.x_of(start), plot.axis.x_of(last)
        side = 0.03 * (right - left)
        plot.box.setRange(
            xRange=(left - side, right + side),
            yRange=(low - room, high + room),
            padding=0.0,
        )

    def _follow_plot(self, *_: object) -> None:
        if self.sketch is not None:
            plot = self._plot.plot
            area = plot.mapFromScene(self._plot.box.sceneBoundingRect())
            self.setGeometry(area.boundingRect())
            self.update()

    def place_of(self, update: float, height: float) -> QPointF:
        """Return where an update and log10 of a loss lie, in pixels of the layer."""
        plot = self._plot
        y = height if plot.is_log else 10.0 ** min(height, FARTHEST)
        x = plot.axis.x_of(max(update, 1.0) if plot.axis.log else update)
        scene = plot.box.mapViewToScene(QPointF(x, y))
        view = QPointF(plot.plot.viewportTransform().map(scene))
        return view - QPointF(self.pos())

    def _point_at(self, place: QPointF) -> tuple[float, float]:
        """Return the update and log10 of the loss at a place, inside the plot."""
        plot = self._plot
        y = min(max(place.y(), 0.0), self.height() - 1.0)
        inverse, _ = plot.plot.viewportTransform().inverted()
        scene = inverse.map(QPointF(place.x(), y) + QPointF(self.pos()))
        view = plot.box.mapSceneToView(scene)
        if plot.is_log:
            height = view.y()
        else:
            (low, high) = plot.box.viewRange()[1]
            height = math.log10(max(view.y(), 1e-4 * (high - low)))
        return plot.axis.to_update(view.x()), float(height)

    # Painting

    def _line(self, points: Points) -> QPolygonF:
        return QPolygonF([self.place_of(*point) for point in points])

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the curve, the handles and, once it is known, what the loss did."""
        sketch = self.sketch
        if sketch is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, own = self._theme, QColor(self._theme.mean_error)
        start = self.place_of(*sketch.points[0])
        future = QRectF(start.x(), 0.0, self.width() - start.x(), self.height())
        painter.fillRect(future, translucent(theme.mean_error, 18))
        painter.setPen(QPen(QColor(theme.muted), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(start.x(), 0.0), QPointF(start.x(), self.height()))
        dashed = Qt.PenStyle.SolidLine if sketch.is_drawn else Qt.PenStyle.DashLine
        own.setAlpha(255 if sketch.is_drawn else 150)
        painter.setPen(QPen(own, 2.4, dashed))
        painter.drawPolyline(self._line(sketch.points))
        if self._open:
            self._paint_handles(painter, sketch, own)
        if self._truth:
            painter.setPen(QPen(QColor(theme.loss), 2.4))
            painter.drawPolyline(self._line(self._truth))
            self._paint_names(painter, sketch)
        if self.hasFocus() and self._open:
            paint_ring(painter, self)
        painter.end()

    def _paint_handles(self, painter: QPainter, sketch: Sketch, colour: QColor) -> None:
        for handle in range(HANDLES):
            update = sketch.handle_update(handle)
            chosen = handle == self.handle and self.hasFocus()
            painter.setPen(QPen(colour, 2.0))
            painter.setBrush(colour if chosen else QColor(self._theme.surface))
            radius = 6.0 if chosen else 4.5
            painter.drawEllipse(
                self.place_of(update, sketch.at(update)), radius, radius
            )
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_names(self, painter: QPainter, sketch: Sketch) -> None:
        """Name both curves at their ends, one above the other."""
        metrics = QFontMetricsF(self.font())
        ends = [
            (self.place_of(*sketch.points[-1]).y(), "predicted", sketch.points[-1][1]),
            (self.place_of(*self._truth[-1]).y(), "it did", self._truth[-1][1]),
        ]
        colours = {"predicted": self._theme.mean_error, "it did": self._theme.loss}
        ends.sort()
        height = metrics.height()
        for place, (y, name, log_loss) in enumerate(ends):
            text = f"{name} {loss_text(10.0**log_loss)}"
            top = y - height - 4 if not place else y + 4
            top = min(max(top, 2.0), self.height() - height - 2)
            width = metrics.horizontalAdvance(text)
            box = QRectF(self.width() - width - 12, top, width + 8, height)
            ground = QColor(self._theme.surface)
            ground.setAlpha(220)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.fillRect(box, ground)
            painter.setPen(QColor(colours[name]))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    # Pointer and keys

    @property
    def _open(self) -> bool:
        return not self.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def _set_open(self, is_open: bool) -> None:
        """Take what the pointer does, or let it through to the plot."""
        through = Qt.WidgetAttribute.WA_TransparentForMouseEvents
        self.setAttribute(through, not is_open)
        self.update()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Begin a line."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self._last_point = self._point_at(event.position())
            self._draw_to(self._last_point)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Go on with the line."""
        if event is not None and self._last_point is not None:
            self._draw_to(self._point_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """End the line; another one may follow."""
        self._last_point = None

    def _draw_to(self, point: tuple[float, float]) -> None:
        if self.sketch is not None and self._last_point is not None:
            if point[0] >= self.sketch.updates[0]:
                self.sketch.draw(self._last_point, point)
            self._last_point = point
            self._note_change()

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Do not zoom what is drawn on."""
        if event is not None:
            event.accept()

    def event(self, event: QEvent | None) -> bool:
        """Claim the keys of the drawing before they make an update."""
        if isinstance(event, QKeyEvent) and (
            event.type() == QEvent.Type.ShortcutOverride
        ):
            keys = (*ARROWS, *ENTER) if self._open else ()
            if event.key() in (*keys, Qt.Key.Key_Escape):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Choose a handle, move it, finish or leave."""
        if event is None or self.sketch is None:
            return
        key, keys = event.key(), Qt.Key
        if key == keys.Key_Escape:
            self.left.emit()
        elif not self._open:
            super().keyPressEvent(event)
        elif key in ENTER:
            self.finish()
        elif key in (keys.Key_Left, keys.Key_Right):
            beside = self.handle + (1 if key == keys.Key_Right else -1)
            self.handle = min(max(beside, 0), HANDLES - 1)
            self._note_change()
        elif key in (keys.Key_Up, keys.Key_Down):
            far = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            by = STEP * (4 if far else 1)
            self.sketch.move_handle(self.handle, by if key == keys.Key_Up else -by)
            self._note_change()
        else:
            super().keyPressEvent(event)

    def _note_change(self) -> None:
        self._say()
        self.update()
        self.changed.emit()

    @property
    def handle_text(self) -> str:
        """What the chosen handle says: its update, and the loss it stands at."""
        if self.sketch is None:
            return ""
        update = self.sketch.handle_update(self.handle)
        loss = loss_text(10.0 ** self.sketch.at(update))
        return f"handle {self.handle + 1} of {HANDLES}: update {update:,.0f}, J {loss}"

    def _say(self) -> None:
        self.setAccessibleDescription(f"{self.handle_text}. {KEYS_TIP}")

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        """Show the handles."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Show that the keys go elsewhere."""
        super().focusOutEvent(event)
        self.update()
