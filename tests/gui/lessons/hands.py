"""What a learner does in the panel of lessons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt

from gui.lessons.choice_answer import ChoiceAnswer
from gui.lessons.number_answer import NumberAnswer
from gui.quiz.sketch import HANDLES
from gui.training.status import RunState

if TYPE_CHECKING:
    from gui.lessons.controller import LessonController
    from gui.lessons.question_frame import QuestionFrame
    from gui.window.main_window import MainWindow

PATIENCE_MS = 20_000


def open_lesson(qtbot, window: MainWindow, place: str) -> LessonController:
    """Open a lesson: the name of a built-in one, or the path of a file."""
    window.lessons.open(str(place))
    controller = window.lessons.controller()
    qtbot.waitUntil(lambda: controller.lesson is not None, timeout=PATIENCE_MS)
    qtbot.waitUntil(controller.view.isVisible)
    return controller


def question(window: MainWindow, name: str) -> QuestionFrame:
    """Return a question of the page that is open."""
    return window.lessons.controller().view.page.questions[name]


def answer(qtbot, window: MainWindow, name: str, text: str | int) -> QuestionFrame:
    """Choose the answer of that number, or type a number; then check it."""
    frame, view = question(window, name), window.lessons.controller().view
    answering = frame.findChild(ChoiceAnswer) or frame.findChild(NumberAnswer)
    if isinstance(answering, ChoiceAnswer):
        answering.buttons[int(text)].click()
    else:
        answering.line.setText(str(text))
    tried = len(frame.state.attempts)
    frame.check.click()
    qtbot.waitUntil(
        lambda: (
            not frame.state.waiting
            and (len(frame.state.attempts) > tried or view.message.text() != "")
        ),
        timeout=PATIENCE_MS,
    )
    return frame


def turn(qtbot, window: MainWindow) -> None:
    """Go to the next page."""
    controller = window.lessons.controller()
    page = controller.progress.page
    controller.view.next_button.click()
    assert controller.progress.page == page + 1


def go_to_state(qtbot, window: MainWindow) -> None:
    """Go back to the state of the page, and wait until the run is there."""
    controller = window.lessons.controller()
    state = controller.lesson.state_at(controller.progress.page)
    before = window.shown.snapshot.run
    controller.view.state_button.click()
    qtbot.waitUntil(
        lambda: (
            window.shown.snapshot.run is not before
            and window.shown.state is not RunState.RUNNING
            and window.shown.snapshot.step == state.update
            and not controller.view.state_button.isDefault()
        ),
        timeout=PATIENCE_MS,
    )


def draw(qtbot, window: MainWindow, name: str, by: int = -6) -> QuestionFrame:
    """Draw a curve by keys, to end above or below the loss, and have it compared."""
    frame, sketch = question(window, name), window.quizzes.sketch
    sketch.close()  # the answer to the last one, which is still in view
    frame.check.click()
    qtbot.waitUntil(sketch.layer.isVisible, timeout=PATIENCE_MS)
    for _ in range(HANDLES):
        qtbot.keyClick(sketch.layer, Qt.Key.Key_Right)
    for _ in range(abs(by)):
        qtbot.keyClick(sketch.layer, Qt.Key.Key_Up if by > 0 else Qt.Key.Key_Down)
    qtbot.keyClick(sketch.layer, Qt.Key.Key_Return)
    window.speed.set_full_speed(True)
    qtbot.waitUntil(lambda: frame.state.is_over, timeout=PATIENCE_MS)
    window.speed.set_full_speed(False)
    return frame


def wait_until_done(qtbot, window: MainWindow, name: str) -> QuestionFrame:
    """Wait until the run shows that a task is done."""
    frame = question(window, name)
    qtbot.waitUntil(lambda: frame.state.solved, timeout=PATIENCE_MS)
    return frame
