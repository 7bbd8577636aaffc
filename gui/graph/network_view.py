"""The network as a graph: every parameter shown, every unit with its response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt, pyqtSignal

from gui.graph.canvas import GraphCanvas
from gui.graph.hover_target import HoverTarget, Unit

if TYPE_CHECKING:
    from PyQt6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent
    from PyQt6.QtWidgets import QWidget

    from shallownet.training.snapshot import Run

PANS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
"""Keys that, with Shift, move what is magnified."""


class NetworkView(GraphCanvas):
    """What a person does with the graph: hovering tells the numbers.

    The wheel magnifies; dragging moves what is magnified.

    Signals
    -------
    settings_chosen(dict)
        Hyperparameters that are to have other values: layers, units, activations.
    edit_requested(int, QPoint)
        A parameter (an entry of theta) is to be edited, at a place on the screen.
    menu_requested(list, QPoint)
        What can be done with these parameters is to be offered, at a place.
    parameter_chosen(int)
        A parameter was clicked that is to be looked at: see `set_selecting`.
    pointed(object)
        What the pointer has come to: a parameter (int), a unit (`Unit`), or None.
    """

    settings_chosen = pyqtSignal(object)
    edit_requested = pyqtSignal(int, QPoint)
    menu_requested = pyqtSignal(object, QPoint)
    parameter_chosen = pyqtSignal(int)
    pointed = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.controls.settings_chosen.connect(self.settings_chosen)
        self._told: HoverTarget = None
        self._pressed: QPointF | None = None
        self._dragged = False
        self._selecting = False

    def set_run(self, run: Run) -> None:
        """Make a place for everything a run's network has, with a scale of its own."""
        if run is not self._run:
            self._told = None
        super().set_run(run)

    def edit(self, parameter: int) -> None:
        """Ask for a parameter to be edited, near the graph's corner."""
        self.edit_requested.emit(parameter, self.mapToGlobal(QPoint(40, 60)))

    def set_selecting(self, selecting: bool) -> None:
        """Let a click select a parameter to look at, and a double click edit it."""
        self._selecting = selecting

    # Qt overrides

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
        """Follow the pointer; with the button down, move what is magnified."""
        if event is None:
            return
        if self._pressed is not None:
            by = self._pressed - event.position()
            if self._dragged or by.manhattanLength() > 5:
                self._dragged = True
                self._magnifier.move(by)
                self._pressed = event.position()
                self._lay_out()
        dragging = self._pressed is not None and self._dragged
        self._pointer = None if dragging else event.position()
        self._tell()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Edit the parameter that was clicked."""
        if event is None or self._pressed is None:
            return
        clicked = not self._dragged
        self._pressed, self._pointer = None, event.position()
        if clicked:
            _, edge = self._hit(event.position())
            if edge is not None and self._selecting:
                self.parameter_chosen.emit(edge)
            elif edge is not None:
                self.edit_requested.emit(edge, event.globalPosition().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Edit the parameter; where there is none, show the whole graph again."""
        if event is None:
            return
        node, edge = self._hit(event.position())
        if edge is not None:
            self._pressed = None  # its release is no click any more
            self.edit_requested.emit(edge, event.globalPosition().toPoint())
        elif node is None:
            self.show_all()

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        """Offer what can be done with a parameter, or with all that lead to a unit."""
        if event is None or self._layout is None:
            return
        node, edge = self._hit(QPointF(event.pos()))
        chosen = [edge] if edge is not None else []
        if node is not None:
            chosen = np.flatnonzero(self._layout.targets == node).tolist()
        self.menu_requested.emit(chosen, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Move what is magnified with Shift and the arrows."""
        if event is None:
            return
        pan = PANS.get(Qt.Key(event.key()))
        if pan and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.move_by(pan[0] / 6, pan[1] / 6)
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent | None) -> None:
        """Forget the pointer."""
        self._pointer = None
        self._tell()
        self.update()

    def _tell(self) -> None:
        """Say what the pointer has come to."""
        node, edge = self._meant
        told: HoverTarget = edge
        if node is not None and self._layout is not None:
            entry = self._layout.nodes[node]
            told = Unit(entry.layer, entry.index) if entry.index is not None else None
        if told != self._told:
            self._told = told
            self.pointed.emit(told)
