"""The panel of lessons: the list, or a page of one with what can be done there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.lessons.hand_in import HandIn
from gui.lessons.list_view import LessonList
from gui.lessons.page_view import PageView
from gui.lessons.question_frame import counted_points
from gui.microscope.latex_renderer import LatexRenderer
from gui.style.polish import repolish
from gui.widgets.builders import named, plain_label
from gui.widgets.card_header import CardHeader
from gui.widgets.scroll_column import scrolled
from shallownet.wording import figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gui.lessons.list_view import ListEntry
    from gui.lessons.question_state import QuestionState
    from gui.style.theme import Theme
    from shallownet.lessons.lesson import Lesson

BACK_TO_STATE: Final = "Back to the lesson's state"
STATE_TIP: Final = (
    "Begin the run that this page is about, and train it as far; Undo (Ctrl+Z) brings "
    "back the run before"
)
FIRST_STATE_TIP: Final = (
    "Begin the run of the first page that is about one, and train it as far; Undo "
    "(Ctrl+Z) brings back the run before"
)
HAND_IN_TIP: Final = (
    "Save your answers and the run in one file for your teacher; nothing is sent"
)

MIN_WIDTH: Final = 290
"""Pixels of width in which the buttons of a question stand side by side."""


class LessonPanel(QFrame):
    """Shows a lesson page by page; never keeps anybody from doing something else.

    Signals
    -------
    lesson_chosen(str)
        The path of a lesson in the list.
    file_requested, list_requested, state_requested
        A button was pressed.
    hand_in_requested(str)
        Under this name.
    page_requested(int)
    answered(str, str)
        A question's id, and the answer to it.
    hint_requested(str)
    gave_up(str)
        A question's id.

    Attributes
    ----------
    header : CardHeader
    list : LessonList
    page : PageView
    """

    lesson_chosen = pyqtSignal(str)
    file_requested = pyqtSignal()
    list_requested = pyqtSignal()
    state_requested = pyqtSignal()
    hand_in_requested = pyqtSignal(str)
    page_requested = pyqtSignal(int)
    answered = pyqtSignal(str, str)
    hint_requested = pyqtSignal(str)
    gave_up = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lessonPanel")
        self.setAccessibleName("Lessons")
        self.setMinimumWidth(MIN_WIDTH)
        self._renderer = LatexRenderer(self)
        self._number, self._pages = 0, 1
        self.header = CardHeader("Lessons")
        self.all_button = named(
            QToolButton(), "All lessons", "Close this lesson, and show the list"
        )
        self.all_button.setText("All lessons")
        self.all_button.clicked.connect(self._leave)
        self.header.buttons.addWidget(self.all_button)
        self.list, self.page = LessonList(), PageView(self._renderer)
        self.list.chosen.connect(self.lesson_chosen)
        self.list.file_requested.connect(self.file_requested)
        for signal in ("answered", "hint_requested", "gave_up"):
            getattr(self.page, signal).connect(getattr(self, signal))
        self.list_area = scrolled(self.list, "List of lessons")
        self.page_area = scrolled(self.page, "Page of the lesson")
        self._lesson_side = QWidget()
        self._build_lesson_side()
        self._sides = QStackedWidget()
        self._sides.addWidget(self.list_area)
        self._sides.addWidget(self._lesson_side)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 1, 6)
        column.addWidget(self._sides)
        self.set_list_shown()

    def _build_lesson_side(self) -> None:
        self.state_button = named(QPushButton(BACK_TO_STATE), BACK_TO_STATE, STATE_TIP)
        self.hand_in_button = named(QPushButton("Hand in …"), "Hand in", HAND_IN_TIP)
        self.back_button = named(QPushButton("Back"), "Page before", "The page before")
        self.next_button = named(QPushButton("Next"), "Next page", "The next page")
        for button in (
            *(self.state_button, self.hand_in_button),
            *(self.back_button, self.next_button),
        ):
            button.setObjectName("compact")
        self.hand_in = HandIn()
        self.title, self.score = plain_label(object_name="muted"), QLabel()
        self.score.setObjectName("muted")
        top = Qt.AlignmentFlag.AlignTop
        about = QHBoxLayout()
        about.setContentsMargins(12, 0, 12, 0)
        about.addWidget(self.title, 1, top)
        about.addWidget(self.score, 0, top)
        self.where, self.message = QLabel(), plain_label(object_name="muted")
        self.where.setObjectName("muted")
        self.where.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.state_button.clicked.connect(lambda _: self.state_requested.emit())
        self.hand_in_button.clicked.connect(lambda _: self.hand_in.ask())
        self.hand_in.requested.connect(self.hand_in_requested)
        self.hand_in.left.connect(
            lambda: self.hand_in_button.setFocus(Qt.FocusReason.TabFocusReason)
        )
        self.back_button.clicked.connect(lambda _: self._turn(-1))
        self.next_button.clicked.connect(lambda _: self._turn(1))
        state, pages = QHBoxLayout(), QHBoxLayout()
        state.addWidget(self.state_button, 1)
        pages.addWidget(self.back_button)
        pages.addWidget(self.where, 1)
        pages.addWidget(self.hand_in_button)
        pages.addWidget(self.next_button)
        below = QVBoxLayout()
        below.setContentsMargins(12, 2, 12, 2)
        below.setSpacing(6)
        below.addWidget(self.hand_in)
        below.addWidget(self.message)
        below.addLayout(state)
        below.addLayout(pages)
        column = QVBoxLayout(self._lesson_side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(about)
        column.addWidget(self.page_area, 1)
        column.addLayout(below)

    # Data in

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self.page.set_theme(theme)

    def set_list_shown(self) -> None:
        """Show the list of lessons."""
        self._turn_over(self.list_area)

    def set_lessons(self, entries: Sequence[ListEntry]) -> None:
        """Show these lessons in the list."""
        focused = self._has_focus and self._sides.currentWidget() is self.list_area
        self.list.set_entries(entries)
        self._lead_focus()
        if focused and not self.list.open_button.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # into the new cards

    def set_page(self, lesson: Lesson, number: int) -> None:
        """Show a page of a lesson, from its top."""
        self._number, self._pages = number, len(lesson.pages)
        self.set_text_size(lesson.text_size)
        self.page.set_page(lesson.pages[number])
        self.title.setText(lesson.title if number else "")  # else it is the heading
        self._turn_over(self._lesson_side)
        self.state_button.setVisible(lesson.has_state)  # else to which one?
        introduces = all(page.state is None for page in lesson.pages[: number + 1])
        tip = FIRST_STATE_TIP if introduces else STATE_TIP
        named(self.state_button, BACK_TO_STATE, tip)
        self.where.setText(f"{number + 1} of {self._pages}")
        self.where.setAccessibleName(f"Page {number + 1} of {self._pages}")
        self.back_button.setEnabled(number > 0)
        self.next_button.setEnabled(number + 1 < self._pages)
        self.hand_in_button.setVisible(number + 1 == self._pages)
        self.next_button.setVisible(number + 1 < self._pages)
        self.hand_in.hide()
        self.set_message("")
        bar = self.page_area.verticalScrollBar()
        if bar is not None:
            bar.setValue(0)

    def set_text_size(self, points: float | None) -> None:
        """Set the size of letters of the pages; None is that of the window."""
        font = QFont()  # which takes over all from the panel
        if points is not None:
            font.setPointSizeF(points)
        self.page.setFont(font)

    def set_states(
        self, states: Mapping[str, QuestionState], points: float, of: float
    ) -> None:
        """Show the answers to the questions, and what all have brought."""
        focused, widget = self._focused_question(), self.focusWidget()
        self.page.set_states({n: states[n] for n in self.page.questions})
        self.score.setText(f"{figure(points)} of {counted_points(of)}" if of else "")
        if focused is None or widget is None:
            return
        question = self.page.questions[focused]
        if question.state.is_over:
            self._focus_after(focused)
        elif widget.isHidden() or not widget.isEnabled():  # there is no more of it
            question.focus_first()

    def set_at_state(self, at_state: bool) -> None:
        """Point out the way back to the lesson's state, or no longer."""
        if self.state_button.isDefault() is at_state:
            self.state_button.setDefault(not at_state)
            repolish(self.state_button)

    def set_message(self, text: str) -> None:
        """Say something above the buttons; an empty text says nothing."""
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def show_problems(self, name: str, problems: Sequence[str]) -> None:
        """Show all that is wrong with a file, above the list of lessons."""
        self.list.set_problems(name, problems)
        self.set_list_shown()
        bar = self.list_area.verticalScrollBar()
        if bar is not None:
            bar.setValue(0)

    # Focus

    def _turn(self, by: int) -> None:
        page = self._number + by
        if 0 <= page < self._pages:
            self.page_requested.emit(page)
            self.setFocus(Qt.FocusReason.TabFocusReason)  # the keys scroll the page

    def _leave(self) -> None:
        self.list_requested.emit()
        self.setFocus(Qt.FocusReason.TabFocusReason)

    def _turn_over(self, side: QWidget) -> None:
        """Show the list or the lesson, and take the focus along."""
        focused = self._has_focus or self.all_button.hasFocus()
        self._sides.setCurrentWidget(side)
        self.all_button.setVisible(side is self._lesson_side)
        self._lead_focus()
        if focused:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lead_focus(self) -> None:
        """Let the panel's focus go into the list, or into the page."""
        in_list = self._sides.currentWidget() is self.list_area
        first = self.list.first_card or self.list_area
        self.setFocusProxy(first if in_list else self.page_area)

    @property
    def _has_focus(self) -> bool:
        focused = self.focusWidget()
        return focused is not None and focused.hasFocus() and self.isAncestorOf(focused)

    def _focused_question(self) -> str | None:
        focused = self.focusWidget()
        for name, frame in self.page.questions.items():
            if focused is not None and focused.hasFocus():
                if frame.isAncestorOf(focused) and not frame.state.is_over:
                    return name
        return None

    def _focus_after(self, name: str) -> None:
        """Move the focus on from a question that is over."""
        names = [*self.page.questions]
        for other in names[names.index(name) + 1 :]:
            if not self.page.questions[other].state.is_over:
                self.page.questions[other].focus_first()
                return
        last = self.next_button if self.next_button.isVisible() else self.hand_in_button
        last.setFocus(Qt.FocusReason.TabFocusReason)

    def shut_down(self) -> None:
        """Wait for the equation that is being typeset."""
        self._renderer.shut_down()
