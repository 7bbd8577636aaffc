"""The question of the quiz, a field for the answer, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QRect, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QWIDGETSIZE_MAX,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from gui.style import theme as themes
from gui.style.theme import number_font
from gui.text.number_format import as_tip, wrapped
from gui.widgets.hint_label import HintLabel
from shallownet.wording import figure

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from gui.style.theme import Theme
    from shallownet.analysis.quiz import Question, Verdict

FIELD_WIDTH: Final = 110
BELOW: Final = 30
MARGINS: Final = 24
"""Pixels of height for the equations below, and around the texts and the buttons."""

SIGNS: Final = {"right": "✓ ", "mistake": "✗ ", "sign": "✗ ", "wrong": "✗ "}


class QuizBar(QFrame):
    """Shows one question at a time; the keyboard alone is enough.

    Signals
    -------
    answered(str)
        What was typed.
    given_up()
    next_requested()
    closed()
    """

    answered = pyqtSignal(str)
    given_up = pyqtSignal()
    next_requested = pyqtSignal()
    closed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("quizBar")
        self._theme = themes.LIGHT
        self._right: bool | None = None
        self._told = (("", ""), ("", ""))  # verdict and solution, in full and short
        self.question, self.givens = _label("The question"), _label("What is given")
        self.question.setObjectName("title")
        self.result, self.solution = _label("The verdict"), _label("The solution")
        self.score = _label("The score of this session")
        self.score.setObjectName("note")
        self.field = QLineEdit()
        self.field.setFixedWidth(FIELD_WIDTH)
        self.field.setFont(number_font(self.field.font()))
        self.field.setAccessibleName("Your answer")
        self.field.setPlaceholderText("a number")
        self.problem = HintLabel(self.field)
        self.check_button = _button("Check", "Judge what you typed (Enter)")
        self.give_up_button = _button(
            "Give up", "Show the number; that counts as not right"
        )
        self.next_button = _button(
            "Next question",
            "Ask for another number. After two right answers in a row the phase before "
            "is asked about: the last steps fade first",
        )
        self.close_button = _button("Leave", "End the quiz; the score is kept (Esc)")
        self.check_button.clicked.connect(self._answer)
        self.give_up_button.clicked.connect(self.given_up)
        self.next_button.clicked.connect(self.next_requested)
        self.close_button.clicked.connect(self.closed)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.field)
        for button in (self.check_button, self.give_up_button, self.next_button):
            row.addWidget(button)
        row.addWidget(self.close_button)
        row.addWidget(self.score, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 5, 8, 6)
        column.setSpacing(3)
        for part in (self.question, self.givens, self.result, self.solution):
            column.addWidget(part)
        column.addLayout(row)
        column.addWidget(self.problem)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._theme = theme
        self._colour_result()

    def ask(self, question: Question, score: str) -> None:
        """Ask a question, and move the keyboard to the field."""
        self._right = None
        what = f"to {question.digits} significant digits"
        if question.is_sign:
            what = "+ or −"
        asked = question.name
        self.question.setText(f"{asked} = ?   ({what})")
        self.givens.setText(f"Given: {question.givens}")
        self.field.setPlaceholderText("+ or −" if question.is_sign else "a number")
        self.field.setToolTip(
            wrapped(
                f"{asked}, {what}: an entry is right if it is off by "
                f"{figure(question.tolerance)} at most. Enter checks."
            )
        )
        self.field.clear()
        self._show(asking=True, score=score)
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def reveal(self, question: Question, verdict: Verdict | None, score: str) -> None:
        """Show the verdict and the solution; None as a verdict is giving up."""
        self._right = verdict is not None and verdict.kind == "right"
        text = "Given up." if verdict is None else SIGNS[verdict.kind] + verdict.text
        short = text
        if verdict is not None and verdict.slip is not None:
            text += f"\nRight: {verdict.slip.right}"
            short = f"{SIGNS[verdict.kind]}{verdict.slip.title}"
        end = f"{question.name} = {question.shown}"
        self._told = (text, question.solution), (short, end)
        for label, told in zip(
            (self.result, self.solution), self._told[0], strict=True
        ):
            label.setToolTip(as_tip(told))
        self._fit()
        self._colour_result()
        self._show(asking=False, score=score)
        self.next_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _fit(self) -> None:
        """Tell less where the panel is low; the tips have all of it."""
        parent = self.parentWidget()
        room = QWIDGETSIZE_MAX if parent is None else parent.height() - self.y() - BELOW
        needed = self.next_button.sizeHint().height() + MARGINS
        area = QRect(0, 0, max(self.width() - 20, 1), QWIDGETSIZE_MAX)
        for label, text in zip(
            (self.result, self.solution), self._told[0], strict=True
        ):
            wrap = int(Qt.TextFlag.TextWordWrap)
            needed += label.fontMetrics().boundingRect(area, wrap, text).height()
        texts = self._told[needed > room]
        for label, text in zip((self.result, self.solution), texts, strict=True):
            label.setText(text)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit the texts into the new size."""
        super().resizeEvent(event)
        self._fit()

    def show_problem(self, problem: str) -> None:
        """Say why what was typed is no answer."""
        self.problem.show_problem(problem)

    def _show(self, *, asking: bool, score: str) -> None:
        self.problem.show_problem("")
        self.score.setText(score)
        asked = self.question, self.givens, self.field
        for part in (*asked, self.check_button, self.give_up_button):
            part.setVisible(asking)
        for part in (self.result, self.solution, self.next_button):
            part.setVisible(not asking)

    def _colour_result(self) -> None:
        if self._right is not None:
            theme = self._theme
            colour = theme.accent if self._right else theme.error
            self.result.setStyleSheet(f"color: {colour}; font-weight: 600")

    def _answer(self) -> None:
        self.answered.emit(self.field.text())

    # Keys

    def event(self, event: QEvent | None) -> bool:
        """Claim Esc before it cancels something else."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Leave with Esc; Enter is for the field or the button that has the focus."""
        if event is None:
            return
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if focused is self.field:
                self._answer()
            elif isinstance(focused, QPushButton):
                focused.click()
        else:
            super().keyPressEvent(event)


def _label(about: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAccessibleDescription(about)  # a name would hide its text
    label.setFont(number_font(label.font()))
    return label


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName("compact")
    button.setAccessibleName(text)
    button.setToolTip(wrapped(tip))
    return button
