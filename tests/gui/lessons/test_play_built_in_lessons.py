"""Each built-in lesson, played to its end with wrong and with right answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QMessageBox

import shallownet as sn
from gui.training.commands import Edit, GoTo
from gui.training.status import RunState
from shallownet.lessons.grading import Grader
from shallownet.lessons.lesson import Choice, Number, Sketch, Task
from tests.gui.hands import press, train
from tests.gui.lessons.hands import (
    answer,
    draw,
    go_to_state,
    open_lesson,
    question,
    turn,
    wait_until_done,
)
from tests.shallownet.lessons.lesson_text import FILES, facts_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gui.window.main_window import MainWindow
    from shallownet.lessons.lesson import Lesson
    from shallownet.lessons.progress import LessonProgress

    Deed = Callable[[object, MainWindow], None]


def trains(updates: int, **settings: object) -> Deed:
    """Return what changes some settings, and trains."""

    def deed(qtbot, window: MainWindow) -> None:
        if settings:
            window.run.change(settings)
            qtbot.waitUntil(
                lambda: settings.items() <= window.shown.recipe.settings.items()
            )
        train(qtbot, window, updates)

    return deed


def sets(parameter: str, value: float) -> Deed:
    return lambda qtbot, window: window.run.send(Edit(parameter, value))


def steps(qtbot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_Right)


def begins_again(qtbot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 0)
    trains(30, learning_rate=0.005)(qtbot, window)


def looks_back(qtbot, window: MainWindow) -> None:
    window.run.send(GoTo(0))


def lets_it_stop(qtbot, window: MainWindow) -> None:
    """Train until early stopping ends the run, and look at the test samples."""
    window.speed.set_full_speed(True)
    window.run.start(2_000)
    qtbot.waitUntil(
        lambda: (
            window.shown.snapshot.step > 300
            and window.shown.state is not RunState.RUNNING
        ),
        timeout=20_000,
    )
    window.speed.set_full_speed(False)
    window.actions_["look_at_test"].trigger()


DEEDS: Final[dict[str, dict[str, Deed]]] = {
    "01": {"update": steps},
    "02": {"watch": trains(500), "edit": sets("b2[0]", -0.06)},
    "03": {"measure": sets("b1[1]", 1.01), "train": trains(2_000)},
    "04": {
        "hold": trains(3, learning_rate=0.5),
        "see": trains(2),
        "quiet": begins_again,
    },
    "05": {
        "one": trains(1, learning_rate=0.122),
        "standardize": trains(1, standardize_inputs=True, learning_rate=1.0),
        "look": looks_back,
    },
    "06": {"harm": steps, "moves": steps},
    "07": {
        "twins": trains(300),
        "part": trains(300),
        "random": trains(500, initialization="xavier"),
    },
    "08": {"saturate": trains(10), "learn": trains(100)},
    "09": {"reach": trains(500), "calm": trains(500, learning_rate=0.0005)},
    "10": {"train": trains(1_000)},
    "11": {"overfit": trains(2_700), "stop": lets_it_stop},
}
"""What is to be done for each task, in each lesson."""

DRAWN: Final = {"curve": -2, "grow": 6, "jump": -2}
"""How far the loss is drawn to rise, in twentieths of a decade; "grow" too little."""

SAME_RUN: Final = {"watch", "quiet", "reach", "calm"}
"""The tasks that begin where the one before has ended."""


@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_a_lesson_is_played_to_its_end(
    qtbot, same_window, monkeypatch, tmp_path, name: str
):
    window = same_window
    look = QMessageBox.StandardButton.Ok  # to look at the test samples
    monkeypatch.setattr(QMessageBox, "exec", lambda box: look)
    if window.lessons.controller().lesson is not None:
        window.lessons.controller().close()  # a test before this one has failed
    controller = open_lesson(qtbot, window, name)
    lesson = controller.lesson
    assert lesson.name == name and controller.progress.page == 0
    deeds = DEEDS[name[:2]]
    assert deeds.keys() == {
        k for k, q in lesson.questions.items() if isinstance(q, Task)
    }
    for number in range(len(lesson.pages)):
        assert controller.view.where.text() == f"{number + 1} of {len(lesson.pages)}"
        for part in lesson.pages[number].parts:
            match part:
                case Choice():
                    choose_wrong_then_right(qtbot, window, part)
                case Number():
                    mistake_then_answer(qtbot, window, name, part)
                case Sketch():
                    frame = draw(qtbot, window, part.id, DRAWN[part.id])
                    assert frame.state.points > 0.4 and frame.reveal.plain_text
                case Task():
                    if part.id not in SAME_RUN:
                        go_to_state(qtbot, window)
                    frame = question(window, part.id)
                    assert not frame.state.solved
                    deeds[part.id](qtbot, window)
                    wait_until_done(qtbot, window, part.id)
                    assert frame.reveal.plain_text
        if number + 1 < len(lesson.pages):
            turn(qtbot, window)
    assert controller.view.hand_in_button.isVisible()
    assert_believed(lesson, controller.progress, tmp_path / "hand-in.shallownet")
    controller.view.all_button.click()
    assert controller.lesson is None


def assert_believed(lesson: Lesson, progress: LessonProgress, path: Path) -> None:
    """Check that whoever grades a hand-in finds all tasks done, in their own runs.

    Answers were judged by the lesson's numbers: making these again takes seconds.
    """
    progress = replace(progress, answers={}, sketches={})
    trainer = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook(50))
    sn.save_run(trainer, path, lesson=progress.as_json())
    grade = Grader([lesson]).grade(path)
    for mark in grade.marks:
        if isinstance(mark.question, Task):
            assert mark.points == mark.question.points, (mark.said, grade.remarks)


def choose_wrong_then_right(qtbot, window, part: Choice) -> None:
    """Choose every wrong answer and be told why, then the right one."""
    frame = question(window, part.id)
    order = sorted(range(len(part.answers)), key=lambda n: part.answers[n].correct)
    for number in order:
        answer(qtbot, window, part.id, number)
        if not part.answers[number].correct:
            assert not frame.state.is_over
            assert frame.state.comment == part.answers[number].reason
    assert frame.state.solved and frame.reveal.plain_text


def mistake_then_answer(qtbot, window, lesson: str, part: Number) -> None:
    """Type the number of each known mistake and be told of it, then the right one."""
    frame, facts = question(window, part.id), facts_at(lesson, part.id)
    for mistake in part.mistakes:
        answer(qtbot, window, part.id, repr(mistake.answer.number(facts)))
        assert frame.state.comment == mistake.reason
    answer(qtbot, window, part.id, f"{part.answer.number(facts):.4g}")
    assert frame.state.solved and frame.reveal.plain_text
