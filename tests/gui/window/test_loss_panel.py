"""What kept states tell is measured off the window's thread, and only where seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gui.analysis.analysis_threads import AnalysisThreads
from gui.analysis.tasks import MeasureStates
from gui.training.commands import GoTo, Step
from gui.training.status import RunState
from shallownet import Recipe
from shallownet.analysis.kept_states import KeptMeter, KeptStates

if TYPE_CHECKING:
    from gui.analysis.tasks import AnalysisTask
    from gui.window.main_window import MainWindow


@pytest.fixture
def tasks(monkeypatch) -> list[MeasureStates]:
    """Return the tasks that are handed to the thread."""
    found: list[MeasureStates] = []
    start = AnalysisThreads.start_task

    def noted(threads: AnalysisThreads, task: AnalysisTask) -> None:
        if isinstance(task, MeasureStates):
            found.append(task)
        start(threads, task)

    monkeypatch.setattr(AnalysisThreads, "start_task", noted)
    return found


@pytest.fixture
def window(make_window) -> MainWindow:
    return make_window(Recipe.of(samples=50, iterations=40_000, batch_size=20))


def known(window: MainWindow) -> int:
    """Return at how many updates the layers' values are known."""
    column = window.loss_plot.columns().get("‖∇J‖, layer 2", [])
    return sum(value is not None for value in column)


def train(window: MainWindow, qtbot, updates: int) -> None:
    goal = window.shown.snapshot.step + updates
    window.run.start(updates)
    qtbot.waitUntil(
        lambda: (
            window.shown.snapshot.step == goal
            and window.shown.state is not RunState.RUNNING
        )
    )


def test_chosen_curves_are_measured_in_a_thread_and_each_state_once(
    window, qtbot, tasks, monkeypatch
):
    train(window, qtbot, 100)
    assert not tasks
    measured: list[int] = []
    values_of = KeptMeter._measure

    def noted(meter, state, *args):
        measured.append(state.updates)
        return values_of(meter, state, *args)

    monkeypatch.setattr(KeptMeter, "_measure", noted)
    plot = window.loss_plot
    plot.extra.choose("layer_gradients")
    qtbot.waitUntil(lambda: known(window) == 101)
    states = KeptStates.of(window.training.sessions.trainer)
    expected = KeptMeter(states.run).measure(states, [64])
    column = plot.columns()["‖∇J‖, layer 2"]
    assert column[64] == expected.gradient_norms[1, 0]
    measured.clear()
    plot.extra.choose("update_ratios")
    plot.whole_choice.setChecked(True)
    window.run.send(Step())
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 101)
    qtbot.waitUntil(
        lambda: sum(v is not None for v in plot.columns()["loss over all"]) == 102
    )
    assert set(measured) <= {100, 101}
    window.run.send(GoTo(50))
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 50)
    assert len(plot.columns()["loss over all"]) == 51


def test_while_training_they_follow_and_behind_a_closed_panel_they_cost_nothing(
    window, qtbot, tasks
):
    window.loss_plot.extra.choose("layer_gradients")
    window.run.start()
    qtbot.waitUntil(lambda: known(window) > 10 and window.shown.snapshot.step > 20)
    window.run.pause()
    qtbot.waitUntil(lambda: window.shown.state is not RunState.RUNNING)
    qtbot.waitUntil(lambda: known(window) > window.shown.snapshot.step / 2)
    window.actions_["loss_panel"].trigger()  # closes it
    tasks.clear()
    train(window, qtbot, 100)
    window.loss_plot.extra.choose("update_ratios")
    qtbot.wait(100)
    assert not tasks
    window.actions_["loss_panel"].trigger()
    qtbot.waitUntil(lambda: len(tasks) == 1)


def test_a_part_of_the_run_that_is_zoomed_into_has_states_of_its_own(
    window, qtbot, tasks, monkeypatch
):
    monkeypatch.setattr("shallownet.analysis.kept_states.MOST", 32)
    train(window, qtbot, 400)
    plot = window.loss_plot
    plot.extra.choose("layer_gradients")
    qtbot.waitUntil(lambda: known(window) > 32)
    before = [n for n in range(300, 331) if plot.columns()["‖∇J‖, layer 1"][n]]
    assert len(before) <= 3
    plot.item.getViewBox().setRange(xRange=(300.0, 330.0), padding=0.0)
    qtbot.waitUntil(lambda: all(plot.columns()["‖∇J‖, layer 1"][300:331]))
