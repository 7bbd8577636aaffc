"""The part of a question that takes the answer; one class for each kind of question."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QWidget

if TYPE_CHECKING:
    from gui.lessons.question_state import QuestionState
    from gui.style.theme import Theme


class Answering(QWidget):
    """Takes an answer, which the frame around it hands in.

    Attributes
    ----------
    kind : str
        What the question is called.
    button_text : str
        The text of the button that hands the answer in; empty without one.
    over_text : str
        What is said once it is answered.

    Signals
    -------
    changed()
        There is another answer.
    entered()
        It is to be handed in.
    """

    changed = pyqtSignal()
    entered = pyqtSignal()
    kind: ClassVar = "Question"
    button_text: ClassVar = "Check"
    over_text: ClassVar = "Right"

    @property
    def answer(self) -> str | None:
        """What is to be handed in; None if there is nothing yet."""
        raise NotImplementedError

    def set_state(self, state: QuestionState) -> None:
        """Show what was answered."""

    def set_theme(self, theme: Theme) -> None:
        """Set the colours that the style sheet does not set."""


class TaskAnswer(Answering):
    """Something to do; that it is done is seen at the run."""

    kind = "Task"
    button_text = ""
    over_text = "Done"

    @property
    def answer(self) -> str | None:
        """Nothing is handed in."""
        return None


class SketchAnswer(Answering):
    """A curve to draw over the loss plot; the button begins that."""

    kind = "Prediction"
    button_text = "Draw it …"
    over_text = "Compared with the run"

    @property
    def answer(self) -> str | None:
        """An empty text, which begins the drawing."""
        return ""
