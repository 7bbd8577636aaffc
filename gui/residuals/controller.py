"""The controller of the errors: it has them computed for the state that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QObject, pyqtSignal

from gui.analysis.state_analysis import StateAnalysis
from gui.analysis.tasks import ComputeResiduals
from gui.residuals.residual_plot import ResidualPlot
from gui.training.status import RunState
from gui.widgets.visibility import is_in_view

if TYPE_CHECKING:
    from gui.graph.probe import Probe
    from gui.graph.sample_selection import SampleSelection
    from gui.graph.what_if import WhatIf
    from gui.style.theme import Theme
    from gui.training.status import Status
    from shallownet.arrays import Indices


class ResidualsController(QObject):
    """Shows the errors at the newest state, and the samples that are selected.

    Parameters
    ----------
    parent : QObject
    selection : SampleSelection
    what_if : WhatIf
        The units that are off in all pictures.

    Signals
    -------
    failed(str, str)
        An unforeseen exception in the thread: a summary and the traceback.
    """

    failed = pyqtSignal(str, str)

    def __init__(
        self, parent: QObject, selection: SampleSelection, what_if: WhatIf
    ) -> None:
        super().__init__(parent)
        self.view = ResidualPlot()
        self._selection, self._what_if = selection, what_if
        self._against: int | None = None
        self._state: tuple[Status, Probe] | None = None
        self._analysis = StateAnalysis(self)
        self._analysis.found.connect(self._show)
        self._analysis.failed.connect(self.failed)
        self.view.against_chosen.connect(self._choose_axis)
        self.view.sample_chosen.connect(selection.toggle)
        self.view.samples_chosen.connect(selection.toggle_group)
        selection.changed.connect(self._follow_selection)
        what_if.changed.connect(self._follow_what_if)
        self._marked: Indices | None = None

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self.view.set_theme(theme)

    def set_status(self, status: Status, probe: Probe, *, update_text: bool) -> None:
        """Have the errors of a status computed; they are shown when they are there."""
        run = status.snapshot.run
        if self._state is None or self._state[0].snapshot.run is not run:
            if len(run.data.X) <= (self._against or 0):
                self._against = None
            self.view.set_run(run, self._against)
        self._state = status, probe
        self._request()
        if self._marked is not self._selection.samples:  # chosen while out of view
            self._mark()

    def _request(self) -> None:
        if self._state is None:
            return
        status, _ = self._state
        snapshot = self._what_if.applied_to(status.snapshot)
        task = ComputeResiduals(snapshot, self._against)
        at_rest = status.state is not RunState.RUNNING
        self._analysis.request(task, at_rest=at_rest)

    def _choose_axis(self, against: int | None) -> None:
        self._against = against
        self._request()

    def _show(self, task: ComputeResiduals, result: Any) -> None:
        assert self._state is not None
        _, probe = self._state
        if task.against == self._against:
            self.view.set_errors(result, probe.chosen)
            self.view.note.set_update(task.snapshot.step)
            self._mark()

    def _follow_what_if(self) -> None:
        if is_in_view(self.view):
            self._request()

    def _follow_selection(self) -> None:
        if is_in_view(self.view):
            self._mark()

    def _mark(self) -> None:
        self._marked = self._selection.samples
        self.view.set_selected(self._selection.samples, self._selection.sample)

    def shut_down(self) -> None:
        """End the thread and wait for it."""
        self._analysis.shut_down()
