"""The card of the tour: what to do now, and what is done already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from gui.style.polish import repolish
from gui.tour.steps import AFTERWARDS, STEPS
from gui.widgets.builders import named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Theme
    from gui.tour.steps import Task

WIDTH: Final = 330
DONE, NOW, LATER = "✓", "▸", "·"
"""Marks of tasks that are done, to be done now, and to be done later."""


class TourCard(QFrame):
    """Shows a step with its tasks; it takes no key unless one of its buttons has focus.

    Signals
    -------
    left()
        Leave the tour.
    skipped()
        Go on without doing the step.
    """

    left = pyqtSignal()
    skipped = pyqtSignal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("tourCard")
        self.setFixedWidth(WIDTH)
        self.counter = QLabel()
        self.counter.setObjectName("note")
        self.title, self.why = QLabel(), QLabel()
        self.title.setObjectName("title")
        self.tasks = [QLabel() for _ in range(max(len(s.tasks) for s in STEPS) + 1)]
        for label in (self.title, self.why, *self.tasks):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.leave = named(
            QPushButton("&Leave"), "Leave the tour", "Help, Tour goes on from here"
        )
        self.skip = named(
            QPushButton("&Skip"), "Skip this step", "Go on without doing this"
        )
        for button, signal in ((self.skip, self.skipped), (self.leave, self.left)):
            button.setObjectName("compact")
            button.setAutoDefault(False)
            button.clicked.connect(signal)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.counter, 0, Qt.AlignmentFlag.AlignTop)
        bottom = QHBoxLayout()
        bottom.addStretch(1)
        bottom.addWidget(self.skip)
        bottom.addWidget(self.leave)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.why)
        for label in self.tasks:
            layout.addWidget(label)
        layout.addLayout(bottom)

    def show_step(self, number: int, tasks: Sequence[Task], done: int) -> None:
        """Show a step with its tasks, so many of which are done."""
        step = STEPS[number]
        self.counter.setText(f"{number + 1} of {len(STEPS)}")
        self.title.setText(step.title)
        self.why.setText(step.why)
        lines = []
        for at, label in enumerate(self.tasks):
            label.setVisible(at < len(tasks))
            if at < len(tasks):
                mark = DONE if at < done else NOW if at == done else LATER
                lines.append(f"{tasks[at].text} ({tasks[at].keys})")
                label.setText(f"{mark}  {lines[-1]}")
                label.setEnabled(at <= done)
                label.setObjectName("taskNow" if at == done else "task")
                repolish(label)
        self.skip.show()
        self.leave.setText("&Leave")
        what = f"Now: {lines[done]}" if done < len(lines) else "Done"
        self._tell(f"Tour, step {number + 1} of {len(STEPS)}: {step.title}", what)

    def show_end(self) -> None:
        """Say what there is after the tour."""
        self.counter.setText("")
        self.title.setText("That was the tour")
        self.why.setText(AFTERWARDS)
        for label in self.tasks:
            label.hide()
        self.skip.hide()
        self.leave.setText("C&lose")
        self._tell("The tour is over", AFTERWARDS)

    def _tell(self, name: str, description: str) -> None:
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        self._fit()

    def set_theme(self, theme: Theme) -> None:
        """Take the size that letters of a theme need."""
        self.setFixedWidth(round(WIDTH * theme.scale))
        self._fit()

    def _fit(self) -> None:
        """Be as high as the texts are."""
        layout = self.layout()
        assert layout is not None
        for label in self.findChildren(QLabel):
            label.ensurePolished()
        layout.invalidate()
        self.setFixedHeight(layout.totalHeightForWidth(self.width()))
