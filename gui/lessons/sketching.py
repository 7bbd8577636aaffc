"""The question of a lesson that is answered by drawing on the loss plot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QObject, pyqtSignal

from shallownet.lessons.answers import judge_sketch

if TYPE_CHECKING:
    from collections.abc import Container

    from shallownet.lessons.lesson import Sketch

DRAWING: Final = "Draw it on the loss plot: Enter predicts, Esc leaves."


class Sketching(QObject):
    """Has the answer to one question drawn, and judges it.

    Signals
    -------
    requested(int, str)
        Let the loss of so many updates be drawn, for this question; `take` takes the
        answer, and `end` that there is none.
    changed()
        Another question waits for a drawing, or none.
    judged(str, object, Judgement)
        A question's id, the points that were drawn, and the verdict.
    """

    requested = pyqtSignal(int, str)
    changed = pyqtSignal()
    judged = pyqtSignal(str, object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._question: Sketch | None = None

    @property
    def waiting(self) -> dict[str, str]:
        """What the question waits for, by its id; empty if none is drawn."""
        return {} if self._question is None else {self._question.id: DRAWING}

    def begin(self, question: Sketch) -> None:
        """Note which question is to be drawn; `ask` asks for it, at its state."""
        self._question = question
        self.changed.emit()

    def ask(self, on_page: Container[str]) -> None:
        """Ask for the drawing, if its question is among those on the page."""
        question = self._question
        if question is not None and question.id in on_page:
            self.requested.emit(question.updates, question.question)

    def forget(self) -> None:
        """Forget the question: another lesson is open, or none."""
        self._question = None

    def end(self) -> None:
        """Note that nothing is drawn any more."""
        if self._question is not None:
            self._question = None
            self.changed.emit()

    def take(self, drawn: Any, truth: Any) -> None:
        """Judge a drawing by what the run did."""
        question = self._question
        self.end()
        if question is not None:
            self.judged.emit(question.id, drawn, judge_sketch(drawn, truth))
