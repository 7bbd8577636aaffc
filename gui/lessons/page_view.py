"""A page of a lesson: its texts and questions, one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from gui.lessons.answering import SketchAnswer, TaskAnswer
from gui.lessons.choice_answer import ChoiceAnswer
from gui.lessons.lesson_text import LessonText
from gui.lessons.number_answer import NumberAnswer
from gui.lessons.question_frame import QuestionFrame
from gui.style import theme as themes
from shallownet.lessons.lesson import Choice, Number, Sketch, Task, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui.lessons.answering import Answering
    from gui.lessons.question_state import QuestionState
    from gui.microscope.latex_renderer import LatexRenderer
    from gui.style.theme import Theme
    from shallownet.lessons.lesson import Page, Part

    Asked = Choice | Number | Sketch | Task


class PageView(QWidget):
    """Shows one page; views are made anew for the next one.

    Signals
    -------
    answered(str, str)
        A question's id, and the answer to it.
    hint_requested(str)
    gave_up(str)

    Attributes
    ----------
    questions : dict of str to QuestionFrame
        Those of the page by their id, in order.
    """

    answered = pyqtSignal(str, str)
    hint_requested = pyqtSignal(str)
    gave_up = pyqtSignal(str)

    def __init__(self, renderer: LatexRenderer) -> None:
        super().__init__()
        self.setObjectName("lessonPage")
        self._renderer = renderer
        self._theme = themes.LIGHT
        self._texts: list[LessonText] = []
        self.questions: dict[str, QuestionFrame] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 12)
        self._column.setSpacing(10)
        self._title = LessonText(renderer, "Heading of the page")
        self._column.addWidget(self._title)
        self._content = QWidget()
        self._column.addWidget(self._content)
        self._column.addStretch()

    # Data in

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._theme = theme
        for text in (self._title, *self._texts):
            text.set_theme(theme)
        for frame in self.questions.values():
            frame.set_theme(theme)

    def set_page(self, page: Page) -> None:
        """Show another page."""
        self._title.set_markdown(f"### {page.title}")
        self._texts, self.questions = [], {}
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in page.parts:
            column.addWidget(self._view_of(part))
        old, self._content = self._content, content
        self._column.replaceWidget(old, content)
        old.hide()
        old.deleteLater()
        self.set_theme(self._theme)

    def set_states(self, states: Mapping[str, QuestionState]) -> None:
        """Show how far the questions of the page are answered."""
        for name, frame in self.questions.items():
            frame.set_state(states[name])

    def _view_of(self, part: Part) -> QWidget:
        if isinstance(part, Text):
            text = LessonText(self._renderer, "Text of the lesson")
            text.set_markdown(part.markdown)
            self._texts.append(text)
            return text
        match part:
            case Choice():
                return self._framed(part, ChoiceAnswer(part, self._renderer))
            case Number():
                return self._framed(part, NumberAnswer())
            case Sketch():
                return self._framed(part, SketchAnswer())
            case Task():
                return self._framed(part, TaskAnswer())

    def _framed(self, part: Asked, answering: Answering) -> QuestionFrame:
        text = part.text if isinstance(part, Task) else part.question
        frame = QuestionFrame(part, text, answering, self._renderer)
        name = part.id
        frame.answered.connect(lambda answer: self.answered.emit(name, answer))
        frame.hint_requested.connect(lambda: self.hint_requested.emit(name))
        frame.gave_up.connect(lambda: self.gave_up.emit(name))
        self.questions[name] = frame
        return frame
