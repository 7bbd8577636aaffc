"""Puts the window at the state of a lesson's page: the run, and what is visible."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, pyqtSignal

from gui.graph.display_mode import EDGE_MODES, UnitMode
from gui.training.commands import SetPace, Start
from gui.training.status import RunState
from shallownet.analysis.equations import Phase
from shallownet.lessons.state_run import run_at
from shallownet.settings.recipe import Recipe
from shallownet.settings.table_config import TableConfig

if TYPE_CHECKING:
    from gui.training.status import Status
    from gui.window.main_window import MainWindow
    from shallownet.lessons.lesson import State
    from shallownet.lessons.state_run import RunStart
    from shallownet.training.snapshot import Run

NOTICE: Final = "The lesson's state. Undo (Ctrl+Z) brings back the run before."


class LessonState(QObject):
    """Begins the run of a state, trains it as far, and shows what is to be seen.

    Signals
    -------
    reached(State, Status)
        The run stands where it was to be.
    """

    reached = pyqtSignal(object, object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._wanted: State | None = None
        self._before: Run | None = None
        self._run: Run | None = None

    def go_to(self, state: State) -> None:
        """Go to a state; `reached` tells when the window is there."""
        window, start = self._window, run_at(state)
        self._wanted, self._run = state, None
        shown = window.shown
        self._before = None if shown is None else shown.snapshot.run
        window.run.load(_recipe(start), start.data, NOTICE, start.edits)
        if start.update:
            window.run.send(SetPace(math.inf))
            window.run.send(Start(start.update))

    def set_status(self, status: Status) -> None:
        """Follow the run, and show the rest once it is there."""
        state, run = self._wanted, status.snapshot.run
        if state is None or run is self._before:
            return
        if self._run is None:
            self._run = run
        if run is not self._run:
            self._wanted = None  # another run was begun meanwhile
        elif status.state is RunState.RUNNING:
            return
        elif status.snapshot.step == state.update and not status.is_past:
            self._wanted = None
            self._restore_pace(state)
            self._show(state, status)
            self.reached.emit(state, status)
        elif status.snapshot.step:  # it was paused, or diverged
            self._wanted = None
            self._restore_pace(state)

    def _restore_pace(self, state: State) -> None:
        if state.update:
            self._window.run.send(SetPace(self._window.speed.pace))

    def _show(self, state: State, status: Status) -> None:
        window, microscope = self._window, self._window.microscope
        for name in state.panels:
            window.panels.bring_into_view(name)
        edges = {mode.name.lower(): mode for mode in EDGE_MODES}.get(state.edges or "")
        units = {mode.name.lower(): mode for mode in UnitMode}.get(state.units or "")
        microscope.show(edges, units, state.sample)
        if state.phase is not None and window.actions_["microscope"].isVisible():
            panel = microscope.open()
            panel.tabs.setCurrentWidget(panel.update_tab)
            microscope.phases.show(Phase[state.phase.upper()])


def _recipe(start: RunStart) -> Recipe:
    """Return the recipe to begin with, which may plan more updates than the lesson's.

    Samples that the lesson gives come from no formula: a file of the run must hold
    them, as it holds those of a table.
    """
    recipe, planned = start.recipe, start.recipe.config.iterations
    if start.update >= planned:
        recipe = recipe.changed(iterations=start.update + planned)
    if start.data is None:
        return recipe
    names = start.data.input_names
    table = TableConfig("the lesson's samples", start.data.target_name, names)
    return Recipe(recipe.config, table)
