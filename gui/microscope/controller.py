"""The controller of the microscope: graph, plot, panel and analysis threads.

Panel and threads are created when they are first needed, so that a window whose
microscope stays closed does not pay for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import QObject, pyqtSignal

from gui.analysis.tasks import ComputeContributions, MeasureSharpness, ProfileStep
from gui.graph.display_mode import DisplayModes, EdgeMode, UnitMode
from gui.graph.sample_selection import SampleSelection
from gui.microscope.marked_samples import marked_samples
from gui.microscope.phase_stepper import PhaseStepper
from gui.training.commands import Change, Step, WatchSharpness
from gui.training.status import RunState
from gui.widgets.visibility import is_in_view

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtWidgets import QWidget

    from gui.actions import Actions
    from gui.bars.step_panel import StepPanel
    from gui.docks.dock_area import DockArea
    from gui.graph.network_view import NetworkView
    from gui.graph.probe import Probe
    from gui.graph.what_if import WhatIf
    from gui.microscope.analyses import Analyses
    from gui.microscope.panel import MicroscopePanel
    from gui.microscope.panel_place import PanelPlace
    from gui.plots.fit_plot import FitPlot
    from gui.style.theme import Theme
    from gui.training.status import Status
    from shallownet.training.snapshot import Snapshot


PHASE_DECIDES: Final = (
    "{} decides what edges and units show. ↑ leaves the phases; then V and U choose it."
)


class MicroscopeController(QObject):
    """Shows one update with all its numbers in the graph, the plot and the panel.

    Signals
    -------
    command_requested(Command)
        A command for the training thread.
    redraw_requested()
        The graph shows something else of the same state.
    panel_created(QWidget)
    failed(str, str)
        An unforeseen exception in a thread: a summary and the traceback.
    """

    command_requested = pyqtSignal(object)
    panel_created = pyqtSignal(object)
    redraw_requested = pyqtSignal()
    failed = pyqtSignal(str, str)

    def __init__(
        self,
        parent: QWidget,
        view: NetworkView,
        fit_plot: FitPlot,
        step_panel: StepPanel,
        docks: DockArea,
        actions: Actions,
        what_if: WhatIf,
    ) -> None:
        super().__init__(parent)
        self._what_if = what_if
        self._view, self._fit_plot, self._step_panel = view, fit_plot, step_panel
        self._actions = actions
        self._docks = docks
        self._place: PanelPlace | None = None
        self.selection = SampleSelection(parent=self)
        self.modes = DisplayModes(selection=self.selection)
        self.phases = PhaseStepper(self)
        self.panel: MicroscopePanel | None = None
        self.parameter: int | None = None
        self._theme: Theme | None = None
        self._state: tuple[Status, Probe] | None = None
        self._analyses: Analyses | None = None
        actions["microscope"].toggled.connect(self._set_open)
        actions["microscope_beside"].toggled.connect(self._move)
        actions["next_phase"].triggered.connect(self._show_next_phase)
        actions["previous_phase"].triggered.connect(self.phases.show_previous)
        actions["check_gradient"].triggered.connect(self._open_gradient_check)
        actions["edge_mode"].triggered.connect(self._show_next_edges)
        actions["unit_mode"].triggered.connect(self._show_next_units)
        self.phases.changed.connect(self.redraw)
        self.phases.commit_requested.connect(
            lambda: self.command_requested.emit(Step())
        )
        self.selection.changed.connect(self._follow_selection)
        what_if.changed.connect(self.redraw)
        fit_plot.sample_chosen.connect(self.select_sample)
        view.parameter_chosen.connect(self.select)
        view.edges_chosen.connect(self._show_edges)
        view.units_chosen.connect(self._show_units)

    # Data in

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._theme = theme
        if self.panel is not None:
            self.panel.set_theme(theme)

    def set_status(self, status: Status, probe: Probe) -> None:
        """Follow the newest status of the run; `show_state` shows it in the views."""
        previous, snapshot = self._snapshot, status.snapshot
        self._state = status, probe
        if previous is None or previous.run is not snapshot.run:
            self.modes.begin_run(snapshot.run.data)
            self.parameter = None
        can_step = status.state is RunState.PAUSED
        self.phases.set_state(snapshot, can_step=can_step)
        for name in ("next_phase", "quiz"):
            self._actions[name].setEnabled(can_step)
        self._update_actions()
        self._update_display()

    def _update_display(self) -> None:
        """Set what the graph shows of the status that was set last."""
        if self._state is not None:
            (status, probe), phases = self._state, self.phases
            snapshot = status.snapshot
            if phases.phase is None:  # the phases are those of the run's next update
                snapshot = self._what_if.applied_to(snapshot)
            self.modes.set_state(snapshot, probe, phases.phase, phases.layers_shown)

    def show_state(self, *, in_panel: bool = True) -> None:
        """Show the status that was set last in the plot's marks, and in the panel."""
        if self._state is None:
            return
        if in_panel:
            self._show_in_panel(*self._state)
        (status, probe), panel = self._state, self.panel
        if is_in_view(self._fit_plot):
            shown, pulls = self._what_if.applied_to(status.snapshot), None
            if panel is not None and panel.in_view() is panel.weight_tab:
                pulls = panel.weight_tab.marks
            marks = marked_samples(shown, probe, self.selection, pulls)
            self._fit_plot.mark(marks)

    def _show_in_panel(self, status: Status, probe: Probe) -> None:
        panel, snapshot = self.panel, status.snapshot
        if panel is not None and panel.isVisible():
            if self.parameter is None:
                gradient = np.nan_to_num(np.abs(snapshot.gradient))
                self._set_parameter(int(np.argmax(gradient)))
            panel.samples.set_samples(snapshot.run.data.samples, self.modes.sample)
            panel.step_size.sharpness.set_watched(status.watching)
            self._show_tab(panel, status, probe)

    def _show_tab(self, panel: MicroscopePanel, status: Status, probe: Probe) -> None:
        """Show the state in the visible tab, and request the analyses it shows."""
        assert self._analyses is not None
        snapshot, sample, tab = status.snapshot, self.modes.sample, panel.in_view()
        at_rest = status.state is not RunState.RUNNING
        if tab is panel.update_tab:
            panel.update_tab.set_state(snapshot, probe, sample)
        elif tab is panel.weight_tab and self.parameter is not None:
            panel.weight_tab.set_state(snapshot, probe, self.parameter, sample)
            task = ComputeContributions(snapshot, self.parameter)
            self._analyses.request(task, at_rest=at_rest)
        elif tab is panel.step_size:
            panel.step_size.set_state(snapshot)
            self._analyses.request(ProfileStep(snapshot), at_rest=at_rest)
            if at_rest:
                self._analyses.request(MeasureSharpness(snapshot), at_rest=True)
        elif tab is panel.gradient_check:
            panel.gradient_check.set_state(snapshot)
        elif tab is panel.bug_lab:
            panel.bug_lab.set_state(snapshot)

    @property
    def _snapshot(self) -> Snapshot | None:
        return None if self._state is None else self._state[0].snapshot

    # User actions

    def select(self, parameter: int) -> None:
        """Select a parameter in the graph, the equations and the weight tab."""
        self._set_parameter(parameter)
        if self.panel is not None:
            self.show_state()

    def _set_parameter(self, parameter: int) -> None:
        self.parameter = parameter
        self._view.set_selected(parameter)
        if self.panel is not None:
            self.panel.update_tab.view.select(parameter)

    def select_sample(self, sample: int | None) -> None:
        """Select a sample by its number in the data; None or the same again: none."""
        self.selection.toggle(sample)

    def show(
        self, edges: EdgeMode | None, units: UnitMode | None, sample: int | None
    ) -> None:
        """Show the graph in these modes, and a sample; None leaves a mode as it is."""
        if sample != self.selection.sample:
            self.selection.toggle(sample)
        if edges is not None:
            self.modes.edges = edges
        if units is not None and (units is not UnitMode.SAMPLE or sample is not None):
            self.modes.units = units
        self.redraw()

    def _follow_selection(self) -> None:
        if self.modes.has_inputs:
            self.modes.units = UnitMode.SAMPLE
        elif self.modes.units is UnitMode.SAMPLE:
            self.modes.units = UnitMode.RESPONSE
        self.redraw()

    def _select_worst(self, sample: int) -> None:
        if sample != self.modes.sample:
            self.select_sample(sample)

    def open(self) -> MicroscopePanel:
        """Open the panel and return it."""
        self._actions["microscope"].setChecked(True)
        assert self.panel is not None
        return self.panel

    def _set_open(self, is_open: bool) -> None:
        if self.panel is None:
            self._create_panel()
        self._actions["microscope_beside"].setEnabled(is_open)
        self._show_panel()
        self._view.set_selecting(is_open)
        self._view.set_selected(self.parameter if is_open else None)
        if not is_open:
            self.phases.reset()
        self.redraw()

    def _move(self) -> None:
        self._show_panel()
        self.redraw()

    def _show_panel(self) -> None:
        """Show the panel where it is wanted, if it was ever opened."""
        if self.panel is not None and self._place is not None:
            is_open, beside = (
                self._actions[name].isChecked()
                for name in ("microscope", "microscope_beside")
            )
            self._place.show(self.panel, is_open=is_open, beside=beside)

    def _create_panel(self) -> None:
        # Imported late: its tabs take 50 ms.
        from gui.microscope.analyses import Analyses
        from gui.microscope.panel import MicroscopePanel
        from gui.microscope.panel_place import PanelPlace

        actions = self._actions
        names = "next_phase", "previous_phase", "quiz"
        self.panel = panel = MicroscopePanel(
            self.phases, *(actions[name] for name in names)
        )
        self._step_panel.set_microscope(panel)
        self._place = PanelPlace(self._step_panel, self._docks)
        self.panel_created.emit(panel)
        if self._theme is not None:
            panel.set_theme(self._theme)
        panel.tab_changed.connect(self.show_state)
        panel.samples.chosen.connect(self.select_sample)
        self._analyses = analyses = Analyses(panel, lambda: self._snapshot)
        analyses.worst_found.connect(self._select_worst)
        analyses.completed.connect(self.show_state)  # which requests the next
        analyses.failed.connect(self.failed)
        equations, weight = panel.update_tab.view, panel.weight_tab
        equations.pointed.connect(self._view.set_highlighted)
        panel.gradient_check.table.pointed.connect(self._view.set_highlighted)
        self._view.pointed.connect(panel.set_highlighted)
        for tab in (equations, weight):
            tab.parameter_chosen.connect(self.select)
            tab.sample_chosen.connect(self.select_sample)
        weight.edit_requested.connect(self._view.edit)
        panel.step_size.sharpness.watch_requested.connect(
            lambda on: self.command_requested.emit(WatchSharpness(on))
        )
        panel.bug_lab.rule_requested.connect(
            lambda rule: self.command_requested.emit(Change({"gradient": rule}))
        )

    def _show_next_phase(self) -> None:
        panel = self.open()
        panel.tabs.setCurrentWidget(panel.update_tab)
        self.phases.show_next()

    def _open_gradient_check(self) -> None:
        panel = self.open()
        panel.tabs.setCurrentWidget(panel.gradient_check)
        panel.gradient_check.check_button.click()  # disabled during a check

    def _show_next_edges(self) -> None:
        self._choose_mode(self.modes.next_edges)

    def _show_next_units(self) -> None:
        self._choose_mode(self.modes.next_units)

    def _choose_mode(self, choose: Callable[[], None]) -> None:
        """Choose a mode; in a phase, which decides itself, say so instead."""
        if self.phases.phase is None:
            choose()
            self.redraw()
        else:
            self._step_panel.notify(PHASE_DECIDES.format(self.phases.phase.value))

    def _show_edges(self, mode: EdgeMode) -> None:
        self._choose_mode(lambda: setattr(self.modes, "edges", mode))

    def _show_units(self, mode: UnitMode) -> None:
        self._choose_mode(lambda: setattr(self.modes, "units", mode))

    def redraw(self) -> None:
        """Show the same state in the present modes and phase."""
        self._update_actions()
        self._update_display()
        if self._state is not None:
            self.redraw_requested.emit()

    def _update_actions(self) -> None:
        actions, phases = self._actions, self.phases
        self._view.choices.set_modes(self.modes, by_phase=phases.phase is not None)
        actions["edge_mode"].setText(f"Edges: {self.modes.edges.value}")
        actions["unit_mode"].setText(f"Units: {self.modes.units.value}")
        actions["previous_phase"].setEnabled(phases.phase is not None)
        actions["next_phase"].setText(phases.next_text)

    def shut_down(self) -> None:
        """End the threads and wait for them."""
        if self._analyses is not None:
            self._analyses.shut_down()
        if self.panel is not None:
            self.panel.shut_down()
