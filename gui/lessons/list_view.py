"""The list of lessons: what each is about, how long it takes, how far one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gui.text.number_format import breakable
from gui.widgets.builders import named, plain_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtGui import QKeyEvent

OPEN: Final = "Open a lesson file …"
INTRODUCTION: Final = (
    "A lesson asks you to predict before it shows, and sees at the run whether a task "
    "is done. It never stops you from trying something else."
)


MIN_CARD: Final = 120
"""Pixels of width that a card is never narrower than."""

MAX_PROBLEMS: Final = 40
"""Mistakes of a file that are listed; `shallownet lesson check` lists all."""


class ListEntry(NamedTuple):
    """A lesson in the list.

    Attributes
    ----------
    path : str
        Of its file.
    title, summary : str
    minutes : int
    place : str
        How far one is, such as "page 2 of 5, 3 of 7 points"; empty if not begun.
    """

    path: str
    title: str
    summary: str
    minutes: int
    place: str = ""


class LessonCard(QPushButton):
    """A button that says what a lesson is about, in as many lines as it takes.

    Attributes
    ----------
    path : str
        Of the lesson's file.
    """

    def __init__(self, entry: ListEntry) -> None:
        super().__init__()
        self.path = entry.path
        self.setObjectName("lessonCard")
        # A click leaves the keys where they are: Space goes on training.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(entry.title)
        told = [f"about {entry.minutes} min", entry.place]
        facts = ", ".join(filter(None, told))
        self.setAccessibleDescription(f"{facts}. {entry.summary}")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 7, 10, 8)
        column.setSpacing(2)
        for text, name in (
            (entry.title, "title"),
            (facts, "muted"),
            (entry.summary, ""),
        ):
            label = plain_label(text, name)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(label)
        any_width, any_height = QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        policy = QSizePolicy(any_width, any_height)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Return True: the lines are broken to fit."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines."""
        layout = self.layout()
        assert layout is not None
        return layout.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        """Return the size at the present width."""
        width = max(self.width(), MIN_CARD)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the same height."""
        return QSize(MIN_CARD, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Open the lesson with Enter too, as the entry of a list."""
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event is not None and event.key() in enter:
            self.click()
        else:
            super().keyPressEvent(event)


class LessonList(QWidget):
    """Lists lessons, and offers to open a file.

    Signals
    -------
    chosen(str)
        The path of a lesson.
    file_requested()
    """

    chosen = pyqtSignal(str)
    file_requested = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lessonList")
        self.open_button = named(
            QPushButton(OPEN), OPEN, "A lesson of your own or of your teacher: *.md"
        )
        self.open_button.clicked.connect(lambda _: self.file_requested.emit())
        self.note = plain_label(object_name="muted")
        self.problems = plain_label(object_name="problem")
        self.problems.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.problems.hide()
        self.cards: list[LessonCard] = []
        self._taken = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 2, 12, 12)
        self._column.setSpacing(8)
        self._column.addWidget(plain_label(INTRODUCTION, "muted"))
        self._column.addWidget(self.open_button)
        self._column.addWidget(self.problems)
        self._column.addWidget(self.note)
        self._column.addStretch()
        self.set_note("The lessons are being read …")

    def set_note(self, text: str) -> None:
        """Say something above the lessons."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def set_problems(self, name: str, problems: Sequence[str]) -> None:
        """Say all that is wrong with a file; nothing, with no problem."""
        lines = [f"{name} is no lesson:", *problems[:MAX_PROBLEMS]]
        if len(problems) > MAX_PROBLEMS:
            lines.append(f"and {len(problems) - MAX_PROBLEMS:,} more.")
        self.problems.setText(breakable("\n".join(lines) if problems else ""))
        self.problems.setVisible(bool(problems))

    def set_taken(self, path: str) -> None:
        """Set the lesson that was taken last, where the keys begin."""
        self._taken = path

    @property
    def first_card(self) -> LessonCard | None:
        """The lesson that was taken last, else the first one; None if there is none."""
        taken = (card for card in self.cards if card.path == self._taken)
        return next(taken, self.cards[0] if self.cards else None)

    def set_entries(self, entries: Sequence[ListEntry]) -> None:
        """Show these lessons."""
        self.set_note("" if entries else "There are no lessons here.")
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [LessonCard(entry) for entry in entries]
        place = self._column.indexOf(self.note) + 1
        for number, (card, entry) in enumerate(zip(self.cards, entries, strict=True)):
            card.clicked.connect(lambda _, path=entry.path: self.chosen.emit(path))
            self._column.insertWidget(place + number, card)
