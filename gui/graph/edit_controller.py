"""Changing parameters by hand: from a click in the graph to a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QObject, QPoint, pyqtSignal
from PyQt6.QtWidgets import QApplication, QMenu

from gui.graph.parameter_editor import ParameterEditor
from gui.training.commands import Edit, Freeze

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PyQt6.QtWidgets import QWidget

    from gui.graph.network_view import NetworkView
    from shallownet.training.snapshot import Snapshot


class EditController(QObject):
    """Connects the graph, the editor of a parameter, and the context menu.

    Signals
    -------
    command_requested(Command)
        Change the run.
    """

    command_requested = pyqtSignal(object)

    def __init__(self, parent: QWidget, view: NetworkView) -> None:
        super().__init__(parent)
        self._view = view
        self._snapshot: Snapshot | None = None
        self._last, self._allowed = 0, True
        self.editor = ParameterEditor(parent)
        self.editor.command_requested.connect(self.command_requested)
        self.editor.parameter_changed.connect(view.set_edited)
        self.editor.parameter_changed.connect(self._return_focus)
        view.edit_requested.connect(self.open)
        view.background_clicked.connect(self.editor.hide)
        view.menu_requested.connect(self._open_menu)

    def set_state(self, snapshot: Snapshot) -> None:
        """Show a new state of the run in an open editor."""
        self._snapshot = snapshot
        if self.editor.isVisible():
            self.editor.set_state(snapshot)

    def set_allowed(self, allowed: bool) -> None:
        """Allow to change parameters by hand, or no longer."""
        self._allowed = allowed
        if not allowed:
            self.editor.hide()

    def open(self, index: int | None = None, place: QPoint | None = None) -> None:
        """Open the editor on a parameter, by default on the last one, at its line.

        Another place is given in pixels of the graph.
        """
        if self._snapshot is None or not self._allowed:
            return
        self._last = self._last if index is None else index
        self._last = min(self._last, self._snapshot.theta.size - 1)
        self.editor.set_state(self._snapshot)
        if place is None:
            place = self._view.place_of(self._last)
        window = self.editor.parentWidget()
        assert window is not None
        self.editor.open_at(self._last, self._view.mapTo(window, place))

    def _return_focus(self, parameter: int | None) -> None:
        """Hand the keys back to the graph once the editor is closed."""
        if parameter is None and self.editor.isAncestorOf(QApplication.focusWidget()):
            self._view.setFocus()

    def build_menu(self, parameters: Sequence[int]) -> QMenu:
        """Return a menu with the commands for some parameters, and to unfreeze all.

        Parameters
        ----------
        parameters : sequence of int
            Entries of theta: one edge, all that lead to a unit, or none.
        """
        menu = QMenu(self._view)
        if self._snapshot is None:
            return menu

        def add(text: str, slot: Callable[[], None]) -> None:
            action = menu.addAction(text)
            assert action is not None
            action.triggered.connect(slot)

        def add_command(text: str, command: Edit | Freeze) -> None:
            add(text, lambda: self.command_requested.emit(command))

        name_of = self._snapshot.run.model.network.parameter_name
        names = tuple(map(name_of, parameters))
        which = names[0] if len(names) == 1 else f"the {len(names)} lines to this unit"
        if len(names) == 1:
            index = parameters[0]
            add(f"Edit {which} …", lambda: self.open(index))
            if self._snapshot.theta[index]:
                add_command(f"Set {which} to zero", Edit(names[0], 0.0))
        frozen = self._snapshot.frozen[list(parameters)]
        if not frozen.all():
            add_command(f"Freeze {which}", Freeze(names, True))
        if frozen.any():
            add_command(f"Unfreeze {which}", Freeze(names, False))
        everything = np.flatnonzero(self._snapshot.frozen).tolist()
        if everything and set(everything) != set(parameters):
            text = f"Unfreeze all {len(everything)} frozen parameters"
            add_command(text, Freeze(tuple(map(name_of, everything)), False))
        return menu

    def _open_menu(self, parameters: Sequence[int], place: QPoint) -> None:
        menu = self.build_menu(parameters)
        if self._allowed and not menu.isEmpty():
            menu.popup(place)
            menu.aboutToHide.connect(menu.deleteLater)
