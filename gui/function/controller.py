"""The controller of the function's panel: graph, selected samples and view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from gui.analysis.state_analysis import StateAnalysis
from gui.analysis.tasks import ProfileInputs, WeighInputs
from gui.function.function_view import FunctionView
from gui.training.status import RunState
from gui.widgets.visibility import is_in_view
from shallownet.settings.data_config import DataConfig

if TYPE_CHECKING:
    from gui.graph.hover_target import HoverTarget
    from gui.graph.network_view import NetworkView
    from gui.graph.probe import Probe
    from gui.graph.sample_selection import SampleSelection
    from gui.graph.what_if import WhatIf
    from gui.style.theme import Theme
    from gui.training.status import Status
    from shallownet.training.snapshot import Run, Snapshot


class FunctionController(QObject):
    """Shows the function of the run, and the unit that is pointed at in the graph.

    Parameters
    ----------
    parent : QObject
    graph : NetworkView
        The unit under the pointer there is shown here.
    selection : SampleSelection
        Follows a click on a sample here, and is marked here.
    what_if : WhatIf
        The units that are turned off in pictures.

    Signals
    -------
    failed(str, str)
        An unforeseen exception in the thread: a summary and the traceback.

    Attributes
    ----------
    view : FunctionView
    """

    failed = pyqtSignal(str, str)

    def __init__(
        self,
        parent: QObject,
        graph: NetworkView,
        selection: SampleSelection,
        what_if: WhatIf,
    ) -> None:
        super().__init__(parent)
        self.view = FunctionView()
        self._selection, self._what_if = selection, what_if
        self._run: Run | None = None
        self._analysis = StateAnalysis(self)
        self._analysis.found.connect(lambda _, means: self.view.set_profiles(means))
        self._weighing = StateAnalysis(self)
        self._weighing.found.connect(lambda _, found: self.view.set_importance(found))
        for analysis in (self._analysis, self._weighing):
            analysis.failed.connect(self.failed)
        self._state: tuple[Status, Snapshot] | None = None
        self.view.inputs_opened.connect(self._request_profiles)
        graph.pointed.connect(self._point_at)
        self.view.sample_chosen.connect(selection.toggle)
        self.view.asked.connect(selection.ask)
        selection.changed.connect(self._mark)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self.view.set_theme(theme)

    def set_status(self, status: Status, probe: Probe, *, update_text: bool) -> None:
        """Show the newest status; called only while the view can be seen."""
        snapshot = status.snapshot
        if snapshot.run is not self._run:
            self._run, data = snapshot.run, status.recipe.data
            truth = data.true_function if isinstance(data, DataConfig) else None
            self.view.set_run(snapshot, truth)
        self.view.set_selected(self._selection.samples, self._selection.asked)
        self.view.set_off(self._what_if.off)
        snapshot = self._what_if.applied_to(snapshot)
        self.view.set_state(snapshot, update_text=update_text)
        if update_text:
            self.view.note.set_update(snapshot.step)
        self._state = status, snapshot
        self._request_profiles()

    def _request_profiles(self) -> None:
        surface = self.view.surface
        if self._state is None or surface is None or not self.view.lists_inputs:
            return
        status, snapshot = self._state
        if snapshot.run is not surface.run:  # opened for a new run, whose state comes
            return
        task = ProfileInputs(snapshot, surface.profile_rows, surface.profile_values)
        at_rest = status.state is not RunState.RUNNING
        self._analysis.request(task, at_rest=at_rest)
        self._weighing.request(WeighInputs(snapshot), at_rest=at_rest)

    def _point_at(self, target: HoverTarget) -> None:
        if is_in_view(self.view):
            self.view.set_highlighted(target)

    def shut_down(self) -> None:
        """End the threads and wait for them."""
        self._analysis.shut_down()
        self._weighing.shut_down()

    def _mark(self) -> None:
        if is_in_view(self.view):
            self.view.set_selected(self._selection.samples, self._selection.asked)
