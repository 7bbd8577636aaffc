"""Where the microscope stands: under the graph, or beside it in the plots' place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QApplication, QFrame, QVBoxLayout

from gui.microscope.controls import fill

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QStackedWidget

    from gui.bars.step_panel import StepPanel
    from gui.microscope.panel import MicroscopePanel


class PanelPlace:
    """Moves the microscope between the step panel and the stack that holds the plots.

    Under the graph it takes half of the graph's height, which leaves little of a graph
    on a low screen; beside it the graph keeps all of its height.
    """

    def __init__(self, under: StepPanel, beside: QStackedWidget) -> None:
        self._under, self._beside = under, beside
        self._plots = beside.currentWidget()
        self._card = QFrame(beside)
        self._card.setObjectName("card")
        self._layout = fill(QVBoxLayout(self._card), margins=(3, 6, 3, 3))
        beside.addWidget(self._card)

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
        self._beside.setCurrentWidget(self._card if is_open and beside else self._plots)
        panel.setVisible(is_open)
        if is_open and focus is not None and panel.isAncestorOf(focus):
            focus.setFocus()
