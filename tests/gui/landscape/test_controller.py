"""The landscape is computed when it is seen, once for each state, the newest first."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import QObject, Qt

from gui.landscape.controller import RUNNING_CELLS, LandscapeController
from gui.training.commands import CollectPath
from gui.training.status import RunState
from gui.widgets.visibility import is_in_view
from shallownet.runs.rewind import Rewind
from tests.shallownet.analysis.landscape.runs import path_of, trainer_of


class Session:
    """A run, a panel that shows it, and what the panel asked for."""

    def __init__(self, qtbot, panel: LandscapeController) -> None:
        self.qtbot, self.panel, self.view = qtbot, panel, panel.view
        self.trainer = trainer_of(hidden_units=(3,))
        self.trainer.run(20)
        self.commands: list[CollectPath] = []
        self.tasks: list[Any] = []
        panel.command_requested.connect(self.answer)

    def answer(self, command: CollectPath) -> None:
        self.commands.append(command)
        self.panel.set_path(path_of(self.trainer, command.chosen))

    def show(self, snapshot=None, state=RunState.PAUSED) -> None:
        snapshot = snapshot or self.trainer.snapshot()
        status: Any = SimpleNamespace(
            snapshot=snapshot, made=self.trainer.updates, state=state
        )
        probe: Any = None
        self.panel.set_status(status, probe, update_text=True)

    def settle(self) -> None:
        """Wait for a whole map of the state that is shown."""
        self.qtbot.waitUntil(lambda: self.view.landscape is not None)
        self.qtbot.waitUntil(lambda: self.view.landscape.is_whole)
        self.qtbot.waitUntil(lambda: "λmax" in self.view.notes.text.text())


@pytest.fixture
def session(qtbot, monkeypatch):
    parent = QObject()
    panel = LandscapeController(parent)
    qtbot.addWidget(panel.view)
    panel.view.resize(420, 360)
    session = Session(qtbot, panel)
    start = panel._threads.start_task

    def counted(task) -> None:
        session.tasks.append(task)
        start(task)

    monkeypatch.setattr(panel._threads, "start_task", counted)
    failures: list[str] = []
    panel.failed.connect(lambda summary, _: failures.append(summary))
    panel.view.show()
    qtbot.waitUntil(lambda: is_in_view(panel.view))
    yield session
    panel.shut_down()
    assert failures == []


def kinds(session: Session) -> list[str]:
    return [type(task).__name__ for task in session.tasks]


def test_a_state_at_rest_is_mapped_once(session, qtbot):
    session.show()
    session.settle()
    landscape = session.view.landscape
    assert landscape.losses.shape == (65, 65)
    assert session.commands == [CollectPath()]
    assert kinds(session) == ["MapLandscape", "DescribePlace"]
    session.show()  # the same parameters again
    session.view.area_changed.emit()
    qtbot.wait(100)
    assert len(session.tasks) == 2
    here = landscape.plane.coordinates(session.trainer.network.theta)
    shown = session.view.landmarks.now.pos()
    assert (shown.x(), shown.y()) == pytest.approx(tuple(here))


def test_only_the_last_of_many_states_is_mapped(session):
    rewind = Rewind(session.trainer)
    for update in range(15):
        session.show(rewind.snapshot_at(update))
    session.settle()
    assert [task.snapshot.step for task in session.tasks] == [14, 14]


def test_something_newer_cancels_a_map_that_is_being_computed(session, qtbot):
    session.trainer = trainer_of(m=4_000, hidden_units=(8, 8))
    session.trainer.run(3)
    rewind = Rewind(session.trainer)
    session.show(rewind.snapshot_at(1))
    qtbot.waitUntil(lambda: session.view.landscape is not None)
    assert not session.view.landscape.is_whole
    session.show(rewind.snapshot_at(2))
    qtbot.waitUntil(lambda: len(session.tasks) == 4)
    first = session.view.landscape
    qtbot.waitUntil(lambda: session.view.landscape is not first)
    point = rewind.theta_at(2)[np.newaxis]
    assert session.view.landscape.plane.distances(point)[0] < 1e-9
    assert "computed" in session.view.note.text()


def test_a_hidden_panel_asks_for_nothing(session, qtbot):
    session.view.hide()
    session.show()
    qtbot.wait(100)
    assert session.commands == [] and session.tasks == []
    session.view.show()
    session.show()
    session.settle()


def test_while_training_runs_maps_are_coarser_and_seldom(session, qtbot):
    session.show(state=RunState.RUNNING)
    qtbot.waitUntil(lambda: session.view.landscape is not None)
    qtbot.waitUntil(lambda: session.view.landscape.is_whole)
    assert len(session.view.landscape.columns) == RUNNING_CELLS + 1
    for _ in range(10):
        session.trainer.step()
        session.show(state=RunState.RUNNING)
    assert kinds(session).count("MapLandscape") == 1
    # The present point goes on, on the map that is there.
    here = session.view.landscape.plane.coordinates(session.trainer.network.theta)
    shown = session.view.landmarks.now.pos()
    assert (shown.x(), shown.y()) == pytest.approx(tuple(here))
    session.show()  # and at rest it is whole
    qtbot.waitUntil(lambda: len(session.view.landscape.columns) == 65)


def test_chosen_states_are_asked_for(session, qtbot):
    session.show()
    session.settle()
    chooser = session.view.chooser
    chooser.kinds.setCurrentIndex(chooser.kinds.findData("states"))
    chooser.kinds.activated.emit(chooser.kinds.currentIndex())
    qtbot.waitUntil(lambda: session.view.landscape.choice.kind == "states")
    chooser.updates[1].setValue(7)
    qtbot.waitUntil(lambda: session.view.landscape.choice.second == 7)
    assert session.commands[-1] == CollectPath((0, 7))
    state = Rewind(session.trainer).theta_at(7)
    assert session.view.landscape.plane.distances(state[np.newaxis])[0] < 1e-12


def test_the_moves_are_computed_when_they_are_shown(session, qtbot):
    session.show()
    session.settle()
    session.view.moves_button.click()
    qtbot.waitUntil(lambda: len(session.view.moves.heights) > 0)
    assert kinds(session) == ["MapLandscape", "DescribePlace", "CompareMoves"]
    snapshot = session.trainer.snapshot()
    before = snapshot.loss
    session.trainer.step()
    change = session.trainer.snapshot().loss - before
    assert session.view.moves.heights[-1] == pytest.approx(change)
    session.show()
    qtbot.waitUntil(lambda: len(session.tasks) == 4)  # of the moves alone
    assert kinds(session)[-1] == "CompareMoves"


def test_a_parameter_set_by_hand_moves_the_path(session, qtbot):
    session.show()
    session.settle()
    session.trainer.edit("b2[0]", 3.0)
    session.show()
    qtbot.waitUntil(lambda: len(session.commands) == 2)
    now = session.trainer.network.theta.copy()

    def path_ends_there() -> bool:
        landscape = session.view.landscape
        end = landscape.plane.at(*landscape.path[:, -1])
        return bool(np.abs(end - now).max() < 1e-9)

    qtbot.waitUntil(path_ends_there)


def test_parameters_that_are_not_finite_are_not_mapped(session, qtbot):
    session.show()
    session.settle()
    session.trainer.network.theta[0] = np.inf
    session.show()
    qtbot.wait(100)
    assert len(session.tasks) == 2
    assert "not finite" in session.view.notes.text.text()


def test_another_run_has_a_landscape_of_its_own(session, qtbot):
    session.show()
    session.settle()
    session.trainer = trainer_of(hidden_units=(2,))
    session.show()
    assert "being computed" in session.view.notes.text.text()
    session.settle()
    assert session.view.landscape.plane.origin.size == 9
    assert session.view.chooser.parameters[0].count() == 9


def test_a_path_of_another_run_is_left_alone(session):
    session.show()
    session.settle()
    before = session.view.landscape
    other = trainer_of(hidden_units=(2,))
    session.panel.set_path(path_of(other))
    assert session.view.landscape is before


def test_in_the_window_it_opens_by_its_key_and_a_click_goes_to_an_update(window, qtbot):
    for step in (1, 2, 3):
        qtbot.keyClick(window, Qt.Key.Key_Right)
        qtbot.waitUntil(lambda step=step: window.shown.snapshot.step == step)
    qtbot.keyClick(window, Qt.Key.Key_6)
    view: Any = window.panels.bring_into_view("landscape")
    qtbot.waitUntil(lambda: view.landscape is not None and view.landscape.is_whole)
    assert view.landscape.path.shape[1] == 4
    view.update_requested.emit(1)
    qtbot.waitUntil(lambda: window.shown.is_past)
    assert window.shown.snapshot.step == 1
    points = view.landmarks.past.path().elementCount()
    qtbot.waitUntil(lambda: view.landmarks.past.path().elementCount() == 2)
    assert points in (2, 4)
