"""Changing parameters by hand: from a click in the graph to a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QObject, QPoint, pyqtSignal
from PyQt6.QtWidgets import QMenu

from gui.graph.parameter_editor import ParameterEditor
from gui.training.commands import Edit, Freeze

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PyQt6.QtWidgets import QWidget

    from gui.graph.network_view import NetworkView
    from shallownet.training.snapshot import Snapshot


class EditController(QObject):
    """Joins the graph, the editor of a parameter, and the menu of what can be done.

    Signals
    -------
    wanted(Command)
        Something is to be done to the run.
    """

    command_requested = pyqtSignal(object)

    def __init__(self, parent: QWidget, view: NetworkView) -> None:
        super().__init__(parent)
        self._view = view
        self._snapshot: Snapshot | None = None
        self._last = 0
        self.editor = ParameterEditor(parent)
        self.editor.edited.connect(
            lambda name, to: self.command_requested.emit(Edit(name, to))
        )
        self.editor.frozen.connect(
            lambda name, fixed: self.command_requested.emit(Freeze((name,), fixed))
        )
        self.editor.selected.connect(view.select)
        view.edit_requested.connect(self.open)
        view.menu_requested.connect(self._open_menu)

    def set_state(self, snapshot: Snapshot) -> None:
        """Follow the run."""
        self._snapshot = snapshot
        if self.editor.isVisible():
            self.editor.set_state(snapshot)

    def open(self, index: int | None = None, place: QPoint | None = None) -> None:
        """Open the editor on a parameter, or on the one it showed last."""
        if self._snapshot is None:
            return
        self._last = self._last if index is None else index
        self._last = min(self._last, self._snapshot.theta.size - 1)
        self.editor.set_state(self._snapshot)
        if place is None:
            place = self._view.mapToGlobal(QPoint(40, 60))
        self.editor.open_at(self._last, place)

    def menu(self, chosen: Sequence[int]) -> QMenu:
        """Return what can be done with some parameters, and with all that are frozen.

        Parameters
        ----------
        chosen : sequence of int
            Entries of theta: one edge, all that lead to a unit, or none.
        """
        menu = QMenu(self._view)
        if self._snapshot is None:
            return menu
        network = self._snapshot.run.model.network
        names = tuple(network.parameter_name(index) for index in chosen)
        which = names[0] if len(names) == 1 else f"the {len(names)} lines to this unit"
        fixed = self._snapshot.frozen
        if len(names) == 1:
            index = chosen[0]
            self._add(menu, f"Edit {which} …", lambda: self.open(index))
            if self._snapshot.theta[index]:
                zero = Edit(names[0], 0.0)
                self._add(
                    menu,
                    f"Set {which} to zero",
                    lambda: self.command_requested.emit(zero),
                )
        if names and not fixed[list(chosen)].all():
            freeze = Freeze(names, True)
            self._add(
                menu, f"Freeze {which}", lambda: self.command_requested.emit(freeze)
            )
        if names and fixed[list(chosen)].any():
            free = Freeze(names, False)
            self._add(
                menu, f"Unfreeze {which}", lambda: self.command_requested.emit(free)
            )
        frozen = np.flatnonzero(fixed).tolist()
        if frozen and set(frozen) != set(chosen):
            everything = tuple(network.parameter_name(index) for index in frozen)
            release = Freeze(everything, False)
            text = f"Unfreeze all {len(frozen)} frozen parameters"
            self._add(menu, text, lambda: self.command_requested.emit(release))
        return menu

    def _add(self, menu: QMenu, text: str, act: Callable[[], None]) -> None:
        action = menu.addAction(text)
        assert action is not None
        action.triggered.connect(act)

    def _open_menu(self, chosen: Sequence[int], place: QPoint) -> None:
        menu = self.menu(chosen)
        if not menu.isEmpty():
            menu.popup(place)
            menu.aboutToHide.connect(menu.deleteLater)
