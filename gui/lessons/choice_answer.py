"""Answers to choose from: radio buttons with text beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QGridLayout, QLabel, QRadioButton

from gui.lessons.answering import Answering
from gui.lessons.lesson_text import LessonText
from gui.lessons.question_frame import SOLVED, WRONG

if TYPE_CHECKING:
    from gui.lessons.question_state import QuestionState
    from gui.microscope.latex_renderer import LatexRenderer
    from gui.style.theme import Theme
    from shallownet.lessons.lesson import Choice

MARK_WIDTH: Final = 14


class ChoiceAnswer(Answering):
    """One of several answers; those that were tried are marked."""

    def __init__(self, question: Choice, renderer: LatexRenderer) -> None:
        super().__init__()
        self._question = question
        self.setObjectName("answers")
        self.buttons: list[QRadioButton] = []
        self._texts: list[LessonText] = []
        self._marks: list[QLabel] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for row, answer in enumerate(question.answers):
            button, mark = QRadioButton(), QLabel()
            text = LessonText(renderer, f"Answer {row + 1}")
            text.set_markdown(answer.text)
            button.setAccessibleName(text.plain_text)
            button.toggled.connect(lambda _: self.changed.emit())
            text.clicked.connect(button.click)
            mark.setFixedWidth(MARK_WIDTH)
            grid.addWidget(button, row, 0, top)
            grid.addWidget(text, row, 1, top)
            grid.addWidget(mark, row, 2, top)
            self.buttons.append(button)
            self._texts.append(text)
            self._marks.append(mark)
        self.setFocusProxy(self.buttons[0])

    @property
    def answer(self) -> str | None:
        """The number of the chosen answer, from 0."""
        for number, button in enumerate(self.buttons):
            if button.isChecked():
                return str(number)
        return None

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        for text in self._texts:
            text.set_theme(theme)

    def set_state(self, state: QuestionState) -> None:
        """Mark the answers that were tried, and choose the last one."""
        tried = [int(a) for a in state.attempts if a.isdecimal()]
        chosen = tried[-1] if tried else None
        for number, (answer, button, mark) in enumerate(
            zip(self._question.answers, self.buttons, self._marks, strict=True)
        ):
            right = answer.correct
            known = number in tried or (state.given_up and right)
            mark.setText((SOLVED if right else WRONG) if known else "")
            mark.setObjectName("right" if right else "problem")
            told = ("right" if right else "wrong") if known else ""
            button.setAccessibleDescription(told)
            button.setEnabled(not state.is_over)
            if number == chosen and not self._has_choice(tried):
                button.setChecked(True)

    def _has_choice(self, tried: list[int]) -> bool:
        """Return whether an answer is chosen that was not tried yet."""
        return self.answer is not None and int(self.answer) not in tried
