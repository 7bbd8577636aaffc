"""A question or a task on a page: what is asked, how to answer, and what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from gui.lessons.lesson_text import LessonText
from gui.lessons.question_state import QuestionState
from gui.style.polish import repolish
from gui.widgets.builders import named, plain_label
from shallownet.wording import counted, figure

if TYPE_CHECKING:
    from gui.lessons.answering import Answering
    from gui.microscope.latex_renderer import LatexRenderer
    from gui.style.theme import Theme
    from shallownet.lessons.lesson import Question

SOLVED: Final = "✓"
WRONG: Final = "✗"


class QuestionFrame(QFrame):
    """Frames a question of any kind.

    Signals
    -------
    answered(str)
    hint_requested()
    gave_up()
    """

    answered = pyqtSignal(str)
    hint_requested = pyqtSignal()
    gave_up = pyqtSignal()

    def __init__(
        self,
        question: Question,
        text: str,
        answering: Answering,
        renderer: LatexRenderer,
    ) -> None:
        super().__init__()
        self.setObjectName("question")
        self.question, self._answering = question, answering
        self.state = QuestionState()
        self.text = LessonText(renderer, answering.kind)
        self.text.set_markdown(text)
        self.worth = QLabel()
        self.worth.setObjectName("muted")
        self.verdict = plain_label()
        self.verdict.setAccessibleDescription("What is said of the answer")
        self.comment = LessonText(renderer, "Why")
        self.hints = LessonText(renderer, "Hints")
        self.reveal = LessonText(renderer, "Revealed")
        self.check = named(QPushButton(answering.button_text), answering.button_text)
        self.hint = named(
            QPushButton("Hint"),
            "Hint",
            "Show a hint, or the next one; it costs nothing",
        )
        self.give_up = named(
            QPushButton("Give up"),
            "Give up",
            "See what is revealed; this question then brings no points",
        )
        for button in (self.check, self.hint, self.give_up):
            button.setObjectName("compact")
            # A click leaves the keys where they are: Space goes on training.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.check.clicked.connect(self._hand_in)
        self.hint.clicked.connect(lambda _: self.hint_requested.emit())
        self.give_up.clicked.connect(lambda _: self.gave_up.emit())
        answering.entered.connect(self._hand_in)
        answering.changed.connect(self._follow)
        self._lay_out()
        self.set_state(self.state)

    def _lay_out(self) -> None:
        title = QLabel(self._answering.kind)
        title.setObjectName("section")
        heading = QHBoxLayout()
        heading.addWidget(title)
        heading.addStretch()
        heading.addWidget(self.worth)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.check, self.hint, self.give_up):
            buttons.addWidget(button)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 10)
        column.setSpacing(7)
        column.addLayout(heading)
        column.addWidget(self.text)
        column.addWidget(self._answering)
        self._answering.setVisible(self._answering.layout() is not None)
        column.addWidget(self.hints)
        column.addLayout(buttons)
        for widget in (self.verdict, self.comment, self.reveal):
            column.addWidget(widget)

    # Data in

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._answering.set_theme(theme)
        for text in (self.text, self.comment, self.hints, self.reveal):
            text.set_theme(theme)

    def set_state(self, state: QuestionState) -> None:
        """Show what was answered, and what is said to it."""
        self.state = state
        self._answering.set_state(state)
        self._say_verdict(state)
        shown = [f"*Hint {n}.* {hint}" for n, hint in enumerate(state.hints, 1)]
        for text, markdown in (
            (self.comment, state.comment),
            (self.hints, "\n\n".join(shown)),
            (self.reveal, state.reveal),
        ):
            text.set_markdown(markdown)
            text.setVisible(bool(markdown))
        self.hint.setVisible(bool(state.more_hints) and not state.is_over)
        self.hint.setText("Next hint" if state.hints else "Hint")
        self.give_up.setVisible(not state.is_over)
        self.check.setVisible(bool(self._answering.button_text) and not state.is_over)
        worth = counted_points(self.question.points)
        if state.is_over:
            worth = f"{figure(state.points)} of {worth}"
        self.worth.setText(worth)
        self._follow()

    def _say_verdict(self, state: QuestionState) -> None:
        if state.waiting:
            name, said = "muted", state.waiting
        elif state.solved:
            name, said = "right", f"{SOLVED} {self._answering.over_text}"
        elif state.given_up:
            name, said = "muted", "Given up"
        elif state.attempts:
            name, said = "problem", f"{WRONG} Not yet"
        else:
            name, said = "muted", ""
        self.verdict.setText(said)
        self.verdict.setVisible(bool(said))
        if name != self.verdict.objectName():
            self.verdict.setObjectName(name)
            repolish(self.verdict)

    def _follow(self) -> None:
        ready = self._answering.answer is not None and not self.state.waiting
        self.check.setEnabled(ready)

    def _hand_in(self) -> None:
        answer = self._answering.answer
        if answer is not None and not self.state.is_over and not self.state.waiting:
            self.answered.emit(answer)

    def focus_first(self) -> None:
        """Move the focus to where the answer is given, or to what else one can do."""
        for widget in (self._answering, self.check, self.hint, self.give_up):
            if widget.isVisible() and widget.isEnabled():
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                return


def counted_points(points: float) -> str:
    """Return a number of points in words."""
    whole = int(points) == points
    return counted(int(points), "point") if whole else f"{figure(points)} points"
