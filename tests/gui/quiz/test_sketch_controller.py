"""Predicting the loss of the next updates: asked, drawn, run, compared."""

from __future__ import annotations

import math
from typing import Any

import pytest
from PyQt6.QtCore import QObject, Qt

from gui.plots.loss_plot import LossPlot
from gui.quiz.sketch_controller import SketchController
from gui.training.commands import Pause, Start
from gui.training.status import RunState, Status
from shallownet import Recipe, Trainer
from shallownet.data import datasets
from shallownet.errors import DivergedError
from shallownet.lessons.answers import judge_sketch
from tests.gui.hands import at_rest, train

K = Qt.Key


class Bench:
    """A controller with a plot, and a run that is shown to it."""

    def __init__(self, qtbot, **settings: Any) -> None:
        self.recipe = Recipe.of(samples=50, **settings)
        self.trainer = Trainer(self.recipe.config, datasets.notebook(50))
        self.plot = LossPlot()
        qtbot.addWidget(self.plot)
        self.plot.resize(500, 400)
        self.plot.show()
        self.opened = 0
        self.parent = QObject()
        self.controller = SketchController(self.plot, self.note_opening, self.parent)
        self.layer, self.bar = self.controller.layer, self.controller.bar
        self.commands: list[Any] = []
        self.messages: list[str] = []
        self.revealed: list[tuple[Any, Any]] = []
        self.ended: list[bool] = []
        self.controller.command_requested.connect(self.commands.append)
        self.controller.message.connect(self.messages.append)
        self.controller.revealed.connect(lambda *both: self.revealed.append(both))
        self.controller.ended.connect(lambda: self.ended.append(True))
        self.show()

    def note_opening(self) -> None:
        self.opened += 1

    def show(self, state: RunState = RunState.PAUSED, **more: Any) -> None:
        status = Status(self.trainer.snapshot(), self.recipe, state, 0.0, **more)
        self.plot.set_history(status.snapshot)
        self.controller.set_status(status)

    def run(self, updates: int, state: RunState = RunState.PAUSED) -> None:
        self.trainer.run(updates)
        self.show(state)

    def predict(self) -> None:
        self.layer.sketch.move_handle(4, -0.5)
        self.layer.finish()


@pytest.fixture
def bench(qtbot) -> Bench:
    return Bench(qtbot)


def test_a_prediction_is_compared_with_what_the_run_did(bench):
    bench.run(20)
    bench.controller.ask(200)
    assert bench.opened == 1
    assert "next 200 updates" in bench.bar.text.text()
    assert not bench.commands
    bench.predict()
    assert bench.commands == [Start(200)]
    bench.run(100, RunState.RUNNING)
    assert not bench.revealed
    bench.run(100)
    ((drawn, truth),) = bench.revealed
    losses = bench.trainer.history.loss
    assert truth[0] == (20.0, pytest.approx(math.log10(losses[20])))
    assert truth[-1][0] == 220.0
    assert truth[-1][1] == pytest.approx(math.log10(bench.trainer.snapshot().loss))
    inner = dict(truth)
    assert inner[120.0] == pytest.approx(math.log10(losses[120]))
    assert bench.bar.text.text() == judge_sketch(drawn, truth).reason
    assert bench.ended


def test_a_run_that_goes_further_is_compared_up_to_the_asked_update(bench):
    bench.controller.ask(100)
    bench.predict()
    bench.run(250, RunState.RUNNING)
    ((_, truth),) = bench.revealed
    assert truth[-1][0] == 100.0
    assert truth[-1][1] == pytest.approx(math.log10(bench.trainer.history.loss[100]))


def test_no_more_updates_are_asked_for_than_are_planned(qtbot):
    bench = Bench(qtbot, iterations=30)
    bench.run(10)
    bench.controller.ask(1000)
    assert "next 20 updates" in bench.bar.text.text()


def test_a_running_run_is_paused_first(bench):
    bench.show(RunState.RUNNING)
    bench.controller.ask(50)
    assert bench.commands == [Pause()]
    assert not bench.bar.isVisible()
    bench.show(RunState.PAUSED)
    assert bench.bar.isVisible()


@pytest.mark.parametrize(
    ("state", "more", "word"),
    [
        (RunState.FINISHED, {}, "planned"),
        (RunState.DIVERGED, {}, "diverged"),
        (RunState.PAUSED, {"is_past": True}, "past"),
    ],
)
def test_what_cannot_be_predicted_is_said(bench, state, more, word):
    bench.show(state, **more)
    bench.controller.ask()
    assert word in bench.messages[0]
    assert bench.ended
    assert not bench.bar.isVisible()


def test_a_changed_run_voids_the_prediction(bench):
    bench.controller.ask(100)
    bench.predict()
    bench.trainer.change("learning_rate", 0.5)
    bench.run(5, RunState.RUNNING)
    assert "not scored" in bench.messages[0]
    assert not bench.layer.isVisible()
    assert bench.ended
    bench.run(200)
    assert not bench.revealed


def test_an_update_while_it_is_drawn_ends_the_question(bench):
    bench.controller.ask(100)
    bench.run(1)
    assert not bench.layer.isVisible()
    assert bench.messages


def test_cancelling_pauses_what_the_prediction_started(bench):
    bench.controller.ask(100)
    bench.predict()
    bench.run(5, RunState.RUNNING)
    bench.bar.close_button.click()
    assert bench.commands[-1] == Pause()
    assert not bench.layer.isVisible()
    assert not bench.bar.isVisible()


def test_a_pause_on_the_way_only_waits(bench):
    bench.controller.ask(100)
    bench.predict()
    bench.run(40)
    assert "Paused at update 40" in bench.bar.text.text()
    bench.run(60, RunState.RUNNING)
    assert bench.revealed


def test_a_run_that_diverges_is_revealed_as_that(qtbot):
    bench = Bench(qtbot, learning_rate=0.9, hidden_units=())
    bench.controller.ask(500)
    bench.predict()
    with pytest.raises(DivergedError):
        bench.trainer.run(500)
    bench.show(RunState.DIVERGED)
    ((_, truth),) = bench.revealed
    assert 0 < truth[-1][0] < 500
    assert "diverge" in bench.bar.text.text()
    assert bench.layer.isVisible()


def test_in_the_window_by_keys_alone(qtbot, make_window):
    window = make_window(Recipe.of(samples=50, batch_size=10, iterations=400))
    train(qtbot, window, 100)
    window.speed.set_full_speed(True)
    qtbot.keyClick(window, K.Key_J)
    sketch = window.quizzes.sketch
    qtbot.waitUntil(sketch.layer.hasFocus)
    step = window.shown.snapshot.step
    for key in (K.Key_Right, K.Key_Down, K.Key_Down):  # → makes no update now
        qtbot.keyClick(sketch.layer, key)
    assert window.shown.snapshot.step == step
    qtbot.keyClick(sketch.layer, K.Key_Return)
    qtbot.waitUntil(lambda: at_rest(window, 400, RunState.FINISHED), timeout=20_000)
    qtbot.waitUntil(lambda: sketch.bar.close_button.text() == "Close")
    assert "The loss" in sketch.bar.text.text() or "You drew" in sketch.bar.text.text()
    qtbot.keyClick(sketch.layer, K.Key_Escape)
    assert not sketch.bar.isVisible()
    assert not sketch.layer.isVisible()
