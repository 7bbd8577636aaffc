"""The graph of the network with what a person can do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt, pyqtSignal
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QWidget

from gui.graph.canvas import GraphCanvas
from gui.graph.cover import Cover
from gui.widgets.focus_ring import paint_ring
from gui.widgets.pointer import show_hand

if TYPE_CHECKING:
    from PyQt6.QtGui import (
        QContextMenuEvent,
        QFocusEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QWheelEvent,
    )

    from gui.graph.hover_target import HoverTarget
    from shallownet.training.snapshot import Run

PAN_KEYS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
"""Keys that, with Shift, move the part in view."""

WITH_THE_WINDOW: Final = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
"""Reasons for which the focus goes and comes back without a word from the person."""

DRAG_DISTANCE: Final = 5
"""Pixels that the pressed pointer moves before a click becomes a drag."""


class NetworkView(GraphCanvas):
    """Shows numbers on hovering, magnifies with the wheel, moves by dragging.

    Signals
    -------
    settings_chosen(dict)
        New values of hyperparameters, by name: layers, units, activations.
    edges_chosen(EdgeMode)
    units_chosen(UnitMode)
        What edges or units are to show.
    edit_requested(int, QPoint)
        Open the editor on a parameter (an entry of theta), at a point of the graph.
    background_clicked()
    menu_requested(list, QPoint)
        Open the menu for these parameters, at a place on the screen.
    parameter_chosen(int)
        A parameter was clicked to select it: see `set_selecting`.
    pointed(object)
        The pointer is now over a parameter (int), a unit (`Unit`), or nothing (None).
    """

    settings_chosen = pyqtSignal(object)
    edges_chosen = pyqtSignal(object)
    units_chosen = pyqtSignal(object)
    edit_requested = pyqtSignal(int, QPoint)
    background_clicked = pyqtSignal()
    menu_requested = pyqtSignal(object, QPoint)
    parameter_chosen = pyqtSignal(int)
    pointed = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.controls.settings_chosen.connect(self.settings_chosen)
        for part in self.findChildren(QWidget):
            part.setMouseTracking(True)  # else hovering would go on under the buttons
        self.choices.edges_chosen.connect(self.edges_chosen)
        self.choices.units_chosen.connect(self.units_chosen)
        self._target: HoverTarget = None
        self._pressed: QPointF | None = None
        self._dragged = False
        self._selecting = False
        self._cover = Cover()
        self._ringed = False

    def set_run(self, run: Run) -> None:
        """Lay out the network of a run, and reset scales and marks."""
        if run is not self._run:
            self._target = None
        super().set_run(run)

    def edit(self, parameter: int) -> None:
        """Request the editor for a parameter, at its line."""
        self.edit_requested.emit(parameter, self.place_of(parameter))

    def set_selecting(self, selecting: bool) -> None:
        """Let a click select a parameter, so that only a double click edits it."""
        self._selecting = selecting

    def set_cover(self, cover: Cover) -> None:
        """Tell nothing at the pointer of what a person is asked for."""
        self._cover = cover
        self.update()

    def _covers(self, node: int | None, edge: int | None) -> bool:
        """Whether the card at a node or a parameter would tell a covered gradient."""
        if not self._cover.gradient or self._state is None or self.graph is None:
            return False
        if node is not None:
            bias = self.graph.nodes[node]
            if not bias.layer or bias.index is None:
                return False
            network = self._state[0].run.model.network
            edge = network.parameter_index(f"b{bias.layer}[{bias.index}]")
        return edge is not None and edge == self._cover.parameter

    def description_at(self, x: float, y: float) -> list[str]:
        """Return what hovering a point shows: names, values, and what a click does."""
        lines = super().description_at(x, y)
        node, edge = self._hit(QPointF(x, y))
        if not lines or self._state is None or self.graph is None:
            return lines
        if self._covers(node, edge):
            lines = self._cover.of_card(lines)
        if edge is not None:
            click = "click to choose, double-click" if self._selecting else "click"
            freeze = "unfreeze" if self._state[0].frozen[edge] else "freeze"
            lines.append(f"{click} to edit, right-click to {freeze}")
        elif node is not None and self.graph.nodes[node].unit in self.marked.off:
            lines.append("off in the picture: see the panel of the units")
        elif node is not None and (self.graph.targets == node).any():
            lines.append("right-click to freeze its lines")
        return lines

    # Qt overrides

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        """Show a ring, unless the focus came by a click or with the window."""
        super().focusInEvent(event)
        reason = event.reason() if event is not None else None
        if reason is Qt.FocusReason.MouseFocusReason:
            self._ringed = False
        elif reason not in WITH_THE_WINDOW:
            self._ringed = True
        self.update()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self._ringed = (
            self._ringed and event is not None and (event.reason() in WITH_THE_WINDOW)
        )
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the network, and a ring around it while keys go there."""
        super().paintEvent(event)
        if self._ringed and self.hasFocus():
            painter = QPainter(self)
            paint_ring(painter, self)
            painter.end()

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Magnify about the pointer."""
        if event is not None and event.angleDelta().y():
            self.magnify(1.2 ** (event.angleDelta().y() / 120), event.position())
            event.accept()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Begin a click or a drag."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Hover; with the button down, move the part in view."""
        if event is None:
            return
        if self._pressed is not None:
            by = self._pressed - event.position()
            if self._dragged or by.manhattanLength() > DRAG_DISTANCE:
                self._dragged = True
                self.zoom.move(by)
                self._pressed = event.position()
                self._lay_out()
        dragging = self._pressed is not None and self._dragged
        self._hover(None if dragging else event.position())

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Edit or select the parameter that was clicked."""
        if event is None or self._pressed is None:
            return
        self._pressed, self._pointer = None, event.position()
        node, edge = self._hit(event.position())
        if self._dragged:
            return
        if node is None and edge is None:
            self.background_clicked.emit()
        elif edge is not None and self._selecting:
            self.parameter_chosen.emit(edge)
        elif edge is not None:
            self._request_edit(edge, event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Edit the parameter; where there is nothing, show the whole graph."""
        if event is None:
            return
        node, edge = self._hit(event.position())
        if edge is not None:
            self._pressed = None  # the release that follows is not a click
            self._request_edit(edge, event.position())
        elif node is None:
            self.show_all()

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        """Request the menu for a parameter, or for all that lead to a unit."""
        if event is None or self.graph is None:
            return
        node, edge = self._hit(QPointF(event.pos()))
        parameters = [edge] if edge is not None else []
        if node is not None:
            parameters = np.flatnonzero(self.graph.targets == node).tolist()
        self.menu_requested.emit(parameters, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Move the part in view with Shift and the arrow keys."""
        if event is None:
            return
        pan = PAN_KEYS.get(Qt.Key(event.key()))
        if pan and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.move_by(pan[0] / 6, pan[1] / 6)
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent | None) -> None:
        """End the hovering."""
        self._hover(None)

    def _request_edit(self, parameter: int, place: QPointF) -> None:
        """Request the editor, in place of the card that pointing shows."""
        self._hover(None)
        self.edit_requested.emit(parameter, place.toPoint())

    def _hover(self, pointer: QPointF | None) -> None:
        self._pointer = pointer
        node, edge = self._hovered
        target: HoverTarget = edge
        if node is not None and self.graph is not None:
            target = self.graph.nodes[node].unit
        if target != self._target:
            self._target = target
            show_hand(self, edge is not None)
            self.pointed.emit(target)
        self.update()
