"""Where the microscope stands: under the graph, or beside it in the plots' place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QApplication, QFrame, QVBoxLayout

from gui.microscope.controls import fill

if TYPE_CHECKING:
    from gui.bars.step_panel import StepPanel
    from gui.docks.dock_area import DockArea
    from gui.microscope.panel import MicroscopePanel


class PanelPlace:
    """Moves the microscope between the step panel and the place of the plots' panels.

    Under the graph it takes half of the graph's height, which leaves little of a graph
    on a low screen; beside it the graph keeps all of its height.
    """

    def __init__(self, under: StepPanel, beside: DockArea) -> None:
        self._under, self._beside = under, beside
        self._card = QFrame(beside)
        self._card.setObjectName("card")
        self._card.hide()
        self._layout = fill(QVBoxLayout(self._card), margins=(3, 6, 3, 3))

    def show(self, panel: MicroscopePanel, *, is_open: bool, beside: bool) -> None:
        """Show the panel in one of the places, or hide it; its focus stays."""
        focus = QApplication.focusWidget()
        self._under.set_open(is_open and not beside)
        if beside != self._card.isAncestorOf(panel):
            if beside:
                self._layout.addWidget(panel)
            else:
                self._under.set_microscope(panel)
                self._under.set_open(is_open)
        panel.setVisible(is_open)
        if is_open and beside:
            self._beside.lend(self._card)
        else:
            self._beside.take_back()
        if is_open and focus is not None and panel.isAncestorOf(focus):
            focus.setFocus()
