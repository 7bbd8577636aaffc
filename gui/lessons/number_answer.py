"""A number to type, by the one rule for typed numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QLineEdit, QVBoxLayout

from gui.lessons.answering import Answering
from gui.style.theme import number_font
from gui.widgets.builders import named
from gui.widgets.hint_label import HintLabel
from shallownet.number_text import read_number

if TYPE_CHECKING:
    from gui.lessons.question_state import QuestionState


class NumberAnswer(Answering):
    """A line for a number; what cannot be read is refused with the reason."""

    def __init__(self) -> None:
        super().__init__()
        self.line = named(
            QLineEdit(), "Your number", "A number such as 0.25 or 3e-4; Enter checks it"
        )
        self.line.setFont(number_font(self.line.font()))
        self.line.setPlaceholderText("a number")
        self.line.setObjectName("numberLine")
        self.line.setMaxLength(64)
        self.problem = HintLabel(self.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.line)
        column.addWidget(self.problem)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._follow)
        self.line.returnPressed.connect(self.entered)

    @property
    def answer(self) -> str | None:
        """The text, if it is a number."""
        text = self.line.text().strip()
        try:
            read_number(text)
        except ValueError:
            return None
        return text

    def _follow(self, text: str) -> None:
        problem = ""
        if text.strip() not in ("", "-", "+", ".", "−"):
            try:
                read_number(text)
            except ValueError as error:
                problem = f"{error}."
        self.problem.show_problem(problem)
        self.changed.emit()

    def set_state(self, state: QuestionState) -> None:
        """Show the last answer, but keep what is being typed."""
        if state.attempts and (state.is_over or not self.line.isModified()):
            self.line.setText(state.attempts[-1])
        self.line.setReadOnly(state.is_over)
