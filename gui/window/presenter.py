"""The presenter: shows the newest status in the views that are visible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QObject, pyqtSignal

from gui.graph.probe import Probe
from gui.training.status import RunState
from gui.window.action_states import set_enabled, title_of
from gui.window.narration import describe
from gui.window.redraw_scheduler import RedrawScheduler

if TYPE_CHECKING:
    from gui.actions import Actions
    from gui.bars.banner import Banner
    from gui.bars.step_panel import StepPanel
    from gui.bars.timeline_bar import TimelineBar
    from gui.bars.toolbar import Toolbar
    from gui.diagnosis.controller import DiagnosisController
    from gui.graph.edit_controller import EditController
    from gui.graph.network_view import NetworkView
    from gui.graph.what_if import WhatIf
    from gui.microscope.controller import MicroscopeController
    from gui.settings.parameter_panel import ParameterPanel
    from gui.training.status import Status
    from gui.window.panels import Panel, Panels

FEW: Final = 4
"""Updates from one frame to the next that are watched one by one; on a busy machine
some frames show more than one."""


class Views(NamedTuple):
    """The views of a run, and what acts on it in their place."""

    network: NetworkView
    panels: Panels
    steps: StepPanel
    timeline: TimelineBar
    toolbar: Toolbar
    settings: ParameterPanel
    banner: Banner
    actions: Actions
    microscope: MicroscopeController
    diagnosis: DiagnosisController
    editing: EditController
    what_if: WhatIf


class Presenter(QObject):
    """Gives each view what it shows of a status.

    Attributes
    ----------
    shown : Status or None
        The status that is shown; None before the first run.
    probe : Probe or None
        What is computed of that run for the views alone.

    Signals
    -------
    presented(Status)
        The views show a status.
    run_changed(Status)
        They show another run than before.
    title_changed(str)
    """

    presented = pyqtSignal(object)
    run_changed = pyqtSignal(object)
    title_changed = pyqtSignal(str)

    def __init__(self, views: Views, parent: QObject) -> None:
        super().__init__(parent)
        self._views = views
        self.shown: Status | None = None
        self.probe: Probe | None = None
        self._scheduler = RedrawScheduler("text", "lines", "timeline")
        # Its numbers take twice as long to paint as all else.
        self._panel_scheduler = RedrawScheduler("microscope", interval=0.4)

    def present(
        self, status: Status | None, *, everything: bool, playing: bool = False
    ) -> None:
        """Show a status, unless it is shown already.

        Parameters
        ----------
        status : Status or None
        everything : bool
            Redraw all parts; otherwise this is one of many frames of a running run.
        playing : bool
            Whether the past is being played, so that no user went to this update.
        """
        if status is None or status is self.shown:
            return
        previous, self.shown = self.shown, status
        is_new_run = (
            previous is None or previous.snapshot.run is not status.snapshot.run
        )
        if self.probe is None or is_new_run:
            self.probe = Probe(status.snapshot.run)
            sizes = status.snapshot.run.model.network.layer_sizes
            self._views.what_if.drop_beyond(sizes)
        running = status.state is RunState.RUNNING
        at_once = everything or not running
        one_by_one = previous is None or (
            status.snapshot.step <= previous.snapshot.step + FEW
        )
        due = self._scheduler.due(everything=at_once, one_by_one=one_by_one)
        text_is_due, views = "text" in due, self._views
        views.microscope.set_status(status, self.probe)
        self._show_graph(status, self.probe, fresh="lines" in due if running else None)
        views.panels.set_status(
            status,
            self.probe,
            update_text=text_is_due,
            everything=at_once or len(due) > 1,
        )
        slow = self._panel_scheduler.due(everything=at_once, one_by_one=one_by_one)
        views.microscope.show_state(in_panel="microscope" in slow)
        views.diagnosis.set_status(status)
        if is_new_run:
            views.banner.set_text(_substitute_text(status))
            views.steps.end_notice()
            self.run_changed.emit(status)
        elif previous is not None and _notice_is_over(previous, status, playing):
            views.steps.end_notice()
        views.timeline.set_status(
            status, update_text=text_is_due, move="timeline" in due
        )
        if text_is_due:
            self._narrate(status)
            views.toolbar.set_status(status)
        self._show_settings(status, previous)
        self.presented.emit(status)

    def show_in(self, panel: Panel) -> None:
        """Show the same state in a panel that could not be seen so far."""
        if self.shown is not None and self.probe is not None:
            panel.set_status(self.shown, self.probe, update_text=True)
            self._views.microscope.show_state()

    def redraw(self) -> None:
        """Show the same state in another display mode."""
        self.redraw_graph()
        if self.shown is not None and self.probe is not None:
            panels = self._views.panels
            panels.set_status(self.shown, self.probe, update_text=True)

    def redraw_graph(self) -> None:
        """Draw the same state in another display mode."""
        if self.shown is not None and self.probe is not None:
            self._show_graph(self.shown, self.probe)
            self._views.microscope.show_state()
            if self.shown.state is RunState.PAUSED:
                self._narrate(self.shown)

    def _narrate(self, status: Status) -> None:
        phase = self._views.microscope.phases.phase
        self._views.steps.set_text(describe(status, phase))

    def _show_graph(
        self, status: Status, probe: Probe, *, fresh: bool | None = None
    ) -> None:
        view, snapshot = self._views.network, status.snapshot
        display = self._views.microscope.modes.display
        if view.isVisible() and display is not None:
            view.set_run(snapshot.run)
            shown, what_if = view.needed_maps(display), self._views.what_if
            probe.update_maps(what_if.applied_to(snapshot), shown)
            view.set_off(what_if.off)
            view.set_state(snapshot, probe.maps, display, fresh=fresh)
            self._views.editing.set_state(snapshot)

    def _show_settings(self, status: Status, previous: Status | None) -> None:
        """Show the settings, and enable the actions, if they may have changed."""
        views, at_rest = self._views, status.state is not RunState.RUNNING
        if (
            previous is None
            or (previous.state, previous.path) != (status.state, status.path)
            or at_rest
        ):
            views.settings.set_status(status)
            can_examine = views.diagnosis.post_mortem.is_available
            set_enabled(views.actions, status, can_examine=can_examine)
            self.title_changed.emit(title_of(status, views.settings.run_title))
        elif (
            previous.recipe != status.recipe
            or previous.snapshot.learning_rate != status.snapshot.learning_rate
        ):
            views.settings.set_status(status)


def _notice_is_over(previous: Status, status: Status, playing: bool) -> bool:
    """Return whether the user has done something since a notice was shown."""
    if playing:
        moved = False
    elif previous.state is RunState.RUNNING:
        moved = status.state is RunState.PAUSED
    else:
        moved = (previous.snapshot.step, previous.state) != (
            status.snapshot.step,
            status.state,
        )
    return moved or _changes(previous) != _changes(status)


def _changes(status: Status) -> tuple[object, ...]:
    """Return what differs after every change that the user makes."""
    undo_and_redo = status.undo, status.redo
    if status.is_past:
        return undo_and_redo  # the settings are those of a past update
    return *undo_and_redo, status.recipe, len(status.snapshot.events)


def _substitute_text(status: Status) -> str:
    """Say why this run was begun instead of the one requested, if it was."""
    if not status.substitute_reason:
        return ""
    return (
        f"The run asked for could not be begun: {status.substitute_reason}. "
        "This is the lesson's run instead."
    )
