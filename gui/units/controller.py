"""The controller of the units: it has them described for the state that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QObject, pyqtSignal

from gui.analysis.state_analysis import StateAnalysis
from gui.analysis.tasks import ReportUnits
from gui.training.status import RunState
from gui.units.units_panel import UnitsPanel
from gui.widgets.visibility import is_in_view

if TYPE_CHECKING:
    from gui.graph.hover_target import Unit
    from gui.graph.network_view import NetworkView
    from gui.graph.probe import Probe
    from gui.graph.what_if import WhatIf
    from gui.style.theme import Theme
    from gui.training.status import Status


class UnitsController(QObject):
    """Shows a report on the newest state, and lights the selected unit in the graph.

    Parameters
    ----------
    parent : QObject
    graph : NetworkView
    what_if : WhatIf
        The units that are off in all pictures.

    Signals
    -------
    failed(str, str)
        An unforeseen exception in the thread: a summary and the traceback.
    """

    failed = pyqtSignal(str, str)

    def __init__(self, parent: QObject, graph: NetworkView, what_if: WhatIf) -> None:
        super().__init__(parent)
        self.view = UnitsPanel()
        self._graph, self._what_if = graph, what_if
        self._state: tuple[Status, Probe] | None = None
        self._analysis = StateAnalysis(self)
        self._analysis.found.connect(self._show)
        self._analysis.failed.connect(self.failed)
        self.view.unit_selected.connect(graph.set_lit)
        graph.background_clicked.connect(lambda: self.view.table.select(None))
        self.view.switched.connect(self._switch)
        self.view.all_on_requested.connect(lambda: what_if.set_off(()))
        what_if.changed.connect(self._follow_what_if)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self.view.set_theme(theme)

    def set_status(self, status: Status, probe: Probe, *, update_text: bool) -> None:
        """Have the units of a status described; they are shown when that is done."""
        self._state = status, probe
        self._request()

    def _request(self) -> None:
        if self._state is None:
            return
        status, _ = self._state
        off = frozenset((unit.layer, unit.index) for unit in self._what_if.off)
        at_rest = status.state is not RunState.RUNNING
        self._analysis.request(ReportUnits(status.snapshot, off), at_rest=at_rest)

    def _follow_what_if(self) -> None:
        if is_in_view(self.view):
            self._request()

    def _switch(self, unit: Unit, on: bool) -> None:
        off = self._what_if.off
        self._what_if.set_off(off - {unit} if on else off | {unit})

    def _show(self, task: ReportUnits, result: Any) -> None:
        assert self._state is not None
        _, probe = self._state
        probe.update_maps(task.snapshot)
        self.view.set_report(task.snapshot, result, probe.maps)
        self._graph.set_lit(self.view.table.selected)  # a new run has put it out

    def shut_down(self) -> None:
        """End the thread and wait for it."""
        self._analysis.shut_down()
