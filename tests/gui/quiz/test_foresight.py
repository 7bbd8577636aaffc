"""Which of two rates diverges, which unit dies first: in the window, by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PyQt6.QtCore import Qt

from gui.quiz.foresight_controller import ANSWERS
from gui.quiz.foresight_dialog import COLUMNS
from gui.training.commands import Change
from shallownet import Recipe, Trainer
from shallownet.curvature import lanczos
from shallownet.foresight.rates import RatePair, try_rates
from shallownet.foresight.unit_fates import unit_fates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.quiz.foresight_controller import ForesightController
    from gui.quiz.foresight_dialog import ForesightDialog
    from gui.window.main_window import MainWindow

K = Qt.Key


@pytest.fixture
def window(same_window: MainWindow) -> Iterator[MainWindow]:
    yield same_window
    same_window.quizzes.foresight.dialog.close()


def change(qtbot, window: MainWindow, **settings) -> None:
    window.run.send(Change(settings))
    qtbot.waitUntil(
        lambda: all(
            getattr(window.shown.snapshot.settings, name) == value
            for name, value in settings.items()
        )
    )


def dialog_of(window: MainWindow) -> ForesightDialog:
    return window.quizzes.foresight.dialog


def answers(dialog: ForesightDialog) -> list[str]:
    return [button.text() for button in dialog.group.buttons()]


def wait_for_question(qtbot, window: MainWindow) -> ForesightDialog:
    dialog = dialog_of(window)
    qtbot.waitUntil(lambda: dialog.answers.isVisible() and bool(answers(dialog)))
    return dialog


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
def test_which_rate_diverges(qtbot, window, right):
    window.actions_["predict_rates"].trigger()
    dialog = wait_for_question(qtbot, window)
    assert len(answers(dialog)) == 4
    assert "λmax" in dialog.text.text()
    snapshot = window.shown.snapshot
    texts = [answers(dialog)[n].removeprefix("η = ") for n in (0, 1)]
    trainer = Trainer(snapshot.run.config, snapshot.run.data)
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
    assert window.shown.snapshot.step == 0  # the run itself was left alone


def test_which_unit_dies_first(qtbot, window):
    change(qtbot, window, learning_rate=0.3)
    window.actions_["predict_units"].trigger()
    dialog = wait_for_question(qtbot, window)
    snapshot = window.shown.snapshot
    fates = unit_fates(snapshot)
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
    ("changes", "action", "words"),
    [
        ({"learning_rate": 1e-7}, "predict_units", "No unit dies in the next"),
        ({"activation": "sine"}, "predict_units", "No hidden unit here can die"),
        ({"optimizer": "adam"}, "predict_rates", "no limit such as 2/λmax"),
    ],
)
def test_where_nothing_can_be_asked_it_is_said(
    qtbot, make_window, changes, action, words
):
    window = make_window(Recipe.of(samples=50, **changes))
    window.actions_[action].trigger()
    dialog = dialog_of(window)
    qtbot.waitUntil(lambda: words in dialog.text.text(), timeout=20_000)
    assert not dialog.answers.isVisible()
    assert dialog.close_button.isVisible()


def test_looking_ahead_can_be_cancelled(qtbot, make_window):
    window = make_window(Recipe.of(samples=20_000, learning_rate=1e-6))
    controller: ForesightController = window.quizzes.foresight
    controller.ask_units()
    dialog = dialog_of(window)
    qtbot.waitUntil(lambda: dialog.progress.maximum() > 0, timeout=20_000)
    qtbot.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    # What is asked next does not wait for it, and gets its own answer.
    controller.ask_rates()
    wait_for_question(qtbot, window)
    assert "λmax" in dialog.text.text()
