"""The controller of the function's panel: graph, selected samples and view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject

from gui.function.function_view import FunctionView
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
    from shallownet.training.snapshot import Run


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

    Attributes
    ----------
    view : FunctionView
    """

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
        graph.pointed.connect(self._point_at)
        self.view.sample_chosen.connect(selection.toggle)
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
        self.view.set_selected(self._selection.samples)
        self.view.set_off(self._what_if.off)
        snapshot = self._what_if.applied_to(snapshot)
        self.view.set_state(snapshot, update_text=update_text)

    def _point_at(self, target: HoverTarget) -> None:
        if is_in_view(self.view):
            self.view.set_highlighted(target)

    def _mark(self) -> None:
        if is_in_view(self.view):
            self.view.set_selected(self._selection.samples)
