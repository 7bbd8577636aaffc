"""Where the microscope stands: it joins graph, plot and panel with what looks for them.

The panel and the threads are made when they are first needed: a window that is never
looked into closely pays nothing for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PyQt6.QtCore import QObject, pyqtSignal

from gui.analysis.request_limiter import RequestLimiter
from gui.analysis.tasks import (
    AnalysisTask,
    CheckGradient,
    ComputeContributions,
    FindWorst,
    MeasureSharpness,
    ProfileStep,
    TryRule,
)
from gui.graph.display_mode import DisplayModes, UnitMode
from gui.microscope.phase_stepper import PhaseStepper
from gui.plots.fit_plot import SampleMarks
from gui.training.commands import Change, Step, WatchSharpness
from gui.training.status import RunState

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.actions import Actions
    from gui.analysis.analysis_thread import AnalysisThread
    from gui.bars.step_panel import StepPanel
    from gui.graph.display_mode import GraphDisplay
    from gui.graph.network_view import NetworkView
    from gui.graph.probe import Probe
    from gui.microscope.panel import MicroscopePanel
    from gui.plots.fit_plot import FitPlot
    from gui.style.theme import Theme
    from gui.training.status import Status
    from shallownet.arrays import Array, Indices
    from shallownet.training.snapshot import Snapshot

LONG: Final = (CheckGradient, TryRule)
"""Tasks with a thread of their own, so that short ones need not wait for them."""


class MicroscopeController(QObject):
    """Shows one update with all its numbers, in the graph, the plot and the panel.

    Signals
    -------
    wanted(Command)
        Something is to be done to the run.
    redraw_requested()
        The graph is to show the same state with another face.
    made(QWidget)
        The panel was made, which is when it is first needed.
    failed(str, str)
        An exception was not foreseen: a summary and the traceback.
    """

    command_requested = pyqtSignal(object)
    made = pyqtSignal(object)
    redraw_requested = pyqtSignal()
    failed = pyqtSignal(str, str)

    def __init__(
        self,
        parent: QWidget,
        view: NetworkView,
        fit_plot: FitPlot,
        step_panel: StepPanel,
        actions: Actions,
    ) -> None:
        super().__init__(parent)
        self._view, self._fit_plot, self._step_panel = view, fit_plot, step_panel
        self._actions = actions
        self.faces = DisplayModes()
        self.phases = PhaseStepper(self)
        self.panel: MicroscopePanel | None = None
        self.parameter: int | None = None
        self._theme: Theme | None = None
        self._status: Status | None = None
        self._probe: Probe | None = None
        self._threads: dict[bool, AnalysisThread] = {}
        self._inquiries = RequestLimiter(self._ask)
        self._connect()

    def _connect(self) -> None:
        actions = self._actions
        actions["microscope"].toggled.connect(self._open)
        actions["next_phase"].triggered.connect(self._go_on)
        actions["previous_phase"].triggered.connect(self.phases.go_back)
        actions["check_gradient"].triggered.connect(self._check_shown)
        actions["edge_mode"].triggered.connect(self._next_edges)
        actions["unit_face"].triggered.connect(self._next_units)
        self.phases.changed.connect(self._redraw)
        self.phases.commit_requested.connect(self._commit)
        self._fit_plot.sample_chosen.connect(self.select_sample)
        self._view.parameter_chosen.connect(self.select)

    # Data in

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        if self.panel is not None:
            self.panel.set_theme(theme)

    def face(self, status: Status, probe: Probe) -> GraphDisplay:
        """Return what the graph shows of a state: a state that comes in here first."""
        snapshot = status.snapshot
        before, self._status, self._probe = self._status, status, probe
        if before is None or before.snapshot.run is not snapshot.run:
            self.faces.begin_run(snapshot.run.data.samples)
            self.parameter = None
        possible = status.state is RunState.PAUSED
        self.phases.set_state(snapshot, possible=possible)
        self._actions["next_phase"].setEnabled(possible)
        self._tell_actions()
        phases = self.phases
        return self.faces.build_display(snapshot, probe, phases.phase, phases.stage)

    def show_state(self) -> None:
        """Show the state that came in last in the plot's marks and in the panel."""
        status, probe, panel = self._status, self._probe, self.panel
        if status is None or probe is None:
            return
        snapshot = status.snapshot
        if panel is not None and panel.isVisible():
            if self.parameter is None:
                gradient = np.nan_to_num(np.abs(snapshot.gradient))
                self.select(int(np.argmax(gradient)))
            panel.samples.set_samples(snapshot.run.data.samples, self.faces.sample)
            panel.step_size.set_watched(status.watching)
            self._fill(panel, snapshot, probe)
        if self._fit_plot.isVisible():
            self._fit_plot.mark(self._marks(snapshot, probe))

    def _fill(self, panel: MicroscopePanel, snapshot: Snapshot, probe: Probe) -> None:
        """Show a state in the tab that is in view, and ask for what that needs."""
        tab, sample = panel.in_view(), self.faces.sample
        at_rest = not self._is_running
        if tab is panel.update_tab:
            panel.update_tab.set_state(snapshot, probe, sample)
        elif tab is panel.weight_tab and self.parameter is not None:
            panel.weight_tab.set_state(snapshot, probe, self.parameter, sample)
            task = ComputeContributions(snapshot, self.parameter)
            self._inquiries.want(task, at_rest=at_rest)
        elif tab is panel.step_size:
            panel.step_size.set_state(snapshot)
            self._inquiries.want(ProfileStep(snapshot), at_rest=at_rest)
            if at_rest:
                self._inquiries.want(MeasureSharpness(snapshot), at_rest=True)
        elif tab is panel.proof:
            panel.proof.set_state(snapshot)
        elif tab is panel.mistakes:
            panel.mistakes.set_state(snapshot)

    @property
    def _is_running(self) -> bool:
        return self._status is not None and self._status.state is RunState.RUNNING

    def _marks(self, snapshot: Snapshot, probe: Probe) -> SampleMarks:
        def values(samples: Indices) -> tuple[Array, Array]:
            return snapshot.run.data.y[0, samples], probe.predict(snapshot, samples)

        sample, panel = self.faces.sample, self.panel
        looked_at = (
            SampleMarks() if sample is None else SampleMarks(values(np.array([sample])))
        )
        if panel is None or panel.in_view() is not panel.weight_tab:
            return looked_at
        up, down = panel.weight_tab.marks
        return SampleMarks(looked_at.looked_at, values(up), values(down))

    # What a person does

    def select(self, parameter: int) -> None:
        """Look at a parameter: in the graph, the equations, and the tug of war."""
        self.parameter = parameter
        self._view.set_selected(parameter)
        if self.panel is not None:
            self.panel.update_tab.view.select(parameter)
            if self._status is not None:
                self.show_state()

    def _commit(self) -> None:
        self.command_requested.emit(Step())

    def select_sample(self, sample: int | None) -> None:
        """Look at one sample, by its number in the data, or at all."""
        if sample == self.faces.sample:
            sample = None  # a second click on it lets go
        self.faces.sample = sample
        if sample is not None:
            self.faces.units = UnitMode.SAMPLE
        elif self.faces.units is UnitMode.SAMPLE:
            self.faces.units = UnitMode.RESPONSE
        self._redraw()

    def open(self) -> MicroscopePanel:
        """Open the panel, and return it."""
        self._actions["microscope"].setChecked(True)
        assert self.panel is not None
        return self.panel

    def _open(self, wanted: bool) -> None:
        if wanted and self.panel is None:
            self._make_panel()
        assert self.panel is not None
        self._step_panel.set_open(wanted)
        self._view.set_selecting(wanted)
        self._view.set_selected(self.parameter if wanted else None)
        if not wanted:
            self.phases.leave()
        self._redraw()

    def _make_panel(self) -> None:
        actions = self._actions
        # Only now: its six tabs take 50 ms to import.
        from gui.microscope.panel import MicroscopePanel

        panel = MicroscopePanel(
            self.phases, actions["next_phase"], actions["previous_phase"]
        )
        self.panel = panel
        self._step_panel.set_microscope(panel)
        self.made.emit(panel)
        if self._theme is not None:
            panel.set_theme(self._theme)
        panel.turned.connect(self.show_state)
        panel.samples.chosen.connect(self.select_sample)
        panel.samples.worst_requested.connect(self._find_worst)
        update, weight = panel.update_tab, panel.weight_tab
        for pointed in (update.pointed, panel.proof.pointed):
            pointed.connect(self._view.set_highlighted)
        for chosen in (update.parameter_chosen, weight.parameter_chosen):
            chosen.connect(self.select)
        for chosen in (update.sample_chosen, weight.sample_chosen):
            chosen.connect(self.select_sample)
        self._view.pointed.connect(panel.light)
        weight.edit_requested.connect(self._view.edit)
        panel.step_size.watch_requested.connect(
            lambda on: self.command_requested.emit(WatchSharpness(on))
        )
        panel.proof.check_requested.connect(self._check)
        panel.mistakes.trials_requested.connect(self._try)
        for cancel in (panel.proof.cancel_requested, panel.mistakes.cancel_requested):
            cancel.connect(self._cancel)
        panel.mistakes.rule_requested.connect(
            lambda rule: self.command_requested.emit(Change({"gradient": rule}))
        )

    def _go_on(self) -> None:
        panel = self.open()
        panel.tabs.setCurrentWidget(panel.update_tab)
        self.phases.go_on()

    def _check_shown(self) -> None:
        panel = self.open()
        panel.tabs.setCurrentWidget(panel.proof)
        panel.proof.check_button.click()  # which cannot ask while one is under way

    def _check(self) -> None:
        if self._status is not None:
            self._ask(CheckGradient(self._status.snapshot))

    def _try(self, rules: list[str]) -> None:
        if self._status is not None:
            for rule in rules:
                self._ask(TryRule(self._status.snapshot, rule))

    def _find_worst(self) -> None:
        if self._status is not None:
            self._ask(FindWorst(self._status.snapshot))

    def _cancel(self) -> None:
        if True in self._threads:
            self._threads[True].cancel()

    def _next_edges(self) -> None:
        self.faces.next_edges()
        self._redraw()

    def _next_units(self) -> None:
        self.faces.next_units()
        self._redraw()

    def _redraw(self) -> None:
        self._tell_actions()
        if self._status is not None:
            self.redraw_requested.emit()

    def _tell_actions(self) -> None:
        """Let the actions say what they show now."""
        actions, phases = self._actions, self.phases
        actions["edge_mode"].setText(f"Edges: {self.faces.edges.value}")
        actions["unit_face"].setText(f"Units: {self.faces.units.value}")
        actions["previous_phase"].setEnabled(phases.phase is not None)
        actions["next_phase"].setText(phases.next_text)

    # Asking, and what comes of it

    def _ask(self, task: AnalysisTask) -> None:
        is_long = isinstance(task, LONG)
        if is_long not in self._threads:
            from gui.analysis.analysis_thread import AnalysisThread

            name = "proofs" if is_long else "microscope"
            thread = AnalysisThread(name, self)
            thread.found.connect(self._take)
            thread.progressed.connect(self._progress)
            thread.cancelled.connect(self._give_up)
            thread.failed.connect(self._fail)
            thread.start()
            self._threads[is_long] = thread
        self._threads[is_long].ask(task)

    def _take(self, task: AnalysisTask, result: Any) -> None:
        panel = self.panel
        if panel is None:
            return
        self._inquiries.done(task)
        snapshot = task.snapshot
        status = self._status
        if status is None or status.snapshot.run is not snapshot.run:
            self.show_state()  # another run was begun meanwhile: ask about that
            return
        match task:
            case ComputeContributions():
                if result.index == self.parameter:
                    panel.weight_tab.set_contributions(snapshot, result)
            case ProfileStep():
                panel.step_size.set_profile(snapshot, result)
            case CheckGradient():
                panel.proof.set_check(snapshot, result)
            case TryRule():
                panel.mistakes.set_trial(snapshot, result)
            case FindWorst():
                if result != self.faces.sample:
                    self.select_sample(result)
            case MeasureSharpness():
                panel.step_size.set_sharpness(snapshot, result)
        self.show_state()

    def _progress(self, task: AnalysisTask, done: int, of: int) -> None:
        if self.panel is not None:
            self.panel.proof.set_progress(done, of)

    def _give_up(self, task: AnalysisTask) -> None:
        self._inquiries.done(task)
        if self.panel is None:
            return
        if isinstance(task, CheckGradient):
            self.panel.proof.set_cancelled()
        elif isinstance(task, TryRule):
            self.panel.mistakes.set_cancelled(task.rule)

    def _fail(self, task: AnalysisTask, summary: str, detail: str) -> None:
        self._give_up(task)
        self.failed.emit(summary, detail)

    def shut_down(self) -> None:
        """End the threads, and wait for them."""
        for thread in self._threads.values():
            thread.shut_down()
        if self.panel is not None:
            self.panel.shut_down()
