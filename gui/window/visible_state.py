"""What is visible of a run, as its file keeps it, and showing it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.graph.display_mode import EDGE_MODES, UnitMode
from gui.training.commands import GoTo

if TYPE_CHECKING:
    from gui.microscope.controller import MicroscopeController
    from gui.training.status import Status
    from gui.window.run_controller import RunController
    from shallownet.documents.manifest import View


def view_of(microscope: MicroscopeController, status: Status | None) -> View:
    """Return the modes of the graph, the selected sample and the past update shown."""
    modes = microscope.modes
    is_past = status is not None and status.is_past
    return {
        "edges": modes.edges.name.lower(),
        "units": modes.units.name.lower(),
        "sample": microscope.selection.sample,
        "update": status.snapshot.step if status is not None and is_past else None,
    }


def show_view(
    view: View, microscope: MicroscopeController, run: RunController, samples: int
) -> None:
    """Show what was visible of the present run; values that are odd change nothing."""
    sample, update = view.get("sample"), view.get("update")
    edges = {mode.name.lower(): mode for mode in EDGE_MODES}.get(str(view.get("edges")))
    units = {mode.name.lower(): mode for mode in UnitMode}.get(str(view.get("units")))
    if not _is_count(sample) or not 0 <= int(sample or 0) < samples:
        sample = None
    microscope.show(edges, units, None if sample is None else int(sample))
    if _is_count(update):
        run.send(GoTo(int(update or 0)))


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
