"""Which of two rates diverges, which unit dies first: in the window, by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from gui.quiz.foresight_controller import ANSWERS, ForesightController
from gui.quiz.foresight_dialog import COLUMNS
from gui.training.status import RunState, Status
from shallownet import Recipe, Trainer, TrainingConfig
from shallownet.curvature import lanczos
from shallownet.data import datasets
from shallownet.foresight.rates import RatePair, try_rates
from shallownet.foresight.unit_fates import unit_fates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gui.quiz.foresight_dialog import ForesightDialog

K = Qt.Key


@pytest.fixture
def controller_of(qtbot) -> Iterator[Callable[..., ForesightController]]:
    """Return a function that makes a controller of a run at its start."""
    made: list[ForesightController] = []

    def make(samples: int = 50, **settings: Any) -> ForesightController:
        parent = QWidget()
        qtbot.addWidget(parent)
        controller = ForesightController(parent)
        recipe = Recipe.of(samples=samples, **settings)
        trainer = Trainer(recipe.config, datasets.notebook(samples))
        status = Status(trainer.snapshot(), recipe, RunState.PAUSED, 0.0)
        controller.set_status(status)
        made.append(controller)
        return controller

    yield make
    for controller in made:
        controller.shut_down()


def wait_for_question(qtbot, dialog: ForesightDialog) -> None:
    qtbot.waitUntil(lambda: dialog.answers.isVisible() and bool(answers(dialog)))


def answers(dialog: ForesightDialog) -> list[str]:
    return [button.text() for button in dialog.group.buttons()]


def choose(qtbot, dialog: ForesightDialog, answer: int) -> None:
    """Go to an answer with the arrow keys, and predict it."""
    first = dialog.group.button(0)
    qtbot.waitUntil(first.hasFocus)
    assert not dialog.predict_button.isEnabled()
    qtbot.keyClick(first, K.Key_Space)
    count = len(dialog.group.buttons())
    rows = count if count <= COLUMNS else -(-count // COLUMNS)
    keys = [K.Key_Right] * (answer // rows) + [K.Key_Down] * (answer % rows)
    for key in keys:
        qtbot.keyClick(dialog.group.checkedButton(), key)
    assert dialog.group.checkedId() == answer
    qtbot.keyClick(dialog, K.Key_Return)


def waits_for_plot(qtbot, dialog: ForesightDialog) -> None:
    qtbot.waitUntil(dialog.plot.isVisible, timeout=20_000)


@pytest.mark.parametrize("right", [True, False])
def test_which_rate_diverges(qtbot, controller_of, right):
    controller = controller_of()
    dialog = controller.dialog
    controller.ask_rates()
    wait_for_question(qtbot, dialog)
    assert len(answers(dialog)) == 4
    assert "λmax" in dialog.text.text()
    texts = [answers(dialog)[n].removeprefix("η = ") for n in (0, 1)]
    trainer = Trainer(TrainingConfig(), datasets.notebook(50))
    sharpness = lanczos.sharpness(trainer.objective)
    pair = RatePair((float(texts[0]), float(texts[1])), 2 / sharpness, sharpness)
    trial = try_rates(trainer.snapshot(), pair)
    at = ANSWERS.index(trial.answer)
    choose(qtbot, dialog, at if right else (at + 1) % 4)
    waits_for_plot(qtbot, dialog)
    text = dialog.text.text()
    assert text.startswith("✓" if right else "✗")
    assert texts[0] in text
    assert texts[1] in text
    curves = [item.getData() for item in dialog.plot.items_]
    for (x, y), losses in zip(curves, trial.losses, strict=True):
        drawn = np.isfinite(losses)
        np.testing.assert_allclose(10 ** y[drawn], losses[drawn], rtol=1e-6)
        assert x[0] == 0.0


def test_which_unit_dies_first(qtbot, controller_of):
    controller = controller_of(learning_rate=0.3)
    dialog = controller.dialog
    controller.ask_units()
    wait_for_question(qtbot, dialog)
    trainer = Trainer(TrainingConfig(learning_rate=0.3), datasets.notebook(50))
    fates = unit_fates(trainer.snapshot())
    assert answers(dialog) == [f"unit {n}" for _, n in fates.alive]
    wrong = next(n for n, unit in enumerate(fates.alive) if unit not in fates.first)
    choose(qtbot, dialog, wrong)
    waits_for_plot(qtbot, dialog)
    text = dialog.text.text()
    assert text.startswith("✗")
    assert f"By update {fates.at:,}" in text
    assert all(f"unit {n}" in text for _, n in fates.first)
    assert len(dialog.plot.items_) == len(fates.shares)
    assert f"unit {fates.alive[wrong][1]}" in dialog.legend.text()


@pytest.mark.parametrize(
    ("changes", "ask", "words"),
    [
        ({"learning_rate": 1e-7, "iterations": 50}, "ask_units", "No unit dies in the"),
        ({"activation": "sine"}, "ask_units", "No hidden unit here can die"),
        ({"optimizer": "adam"}, "ask_rates", "no limit such as 2/λmax"),
    ],
)
def test_where_nothing_can_be_asked_it_is_said(
    qtbot, controller_of, changes, ask, words
):
    controller = controller_of(**changes)
    getattr(controller, ask)()
    dialog = controller.dialog
    qtbot.waitUntil(lambda: words in dialog.text.text())
    assert not dialog.answers.isVisible()
    assert dialog.close_button.isVisible()


def test_looking_ahead_can_be_cancelled(qtbot, controller_of):
    controller = controller_of(samples=5_000, learning_rate=1e-6)
    controller.ask_units()
    dialog = controller.dialog
    qtbot.waitUntil(lambda: dialog.progress.maximum() > 0)
    qtbot.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    # What is asked next does not wait for it, and gets its own answer.
    controller.ask_rates()
    wait_for_question(qtbot, dialog)
    assert "λmax" in dialog.text.text()


def test_in_the_window_the_run_is_left_alone(qtbot, same_window):
    same_window.actions_["predict_rates"].trigger()
    dialog = same_window.quizzes.foresight.dialog
    wait_for_question(qtbot, dialog)
    choose(qtbot, dialog, 1)
    waits_for_plot(qtbot, dialog)
    assert same_window.shown.snapshot.step == 0
    assert not same_window.shown.snapshot.events
    qtbot.keyClick(dialog, K.Key_Escape)
    assert not dialog.isVisible()
