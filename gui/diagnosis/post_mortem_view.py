"""The panel of the post-mortem: why a run diverged, with remedies as buttons."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui.style.theme import number_font
from gui.text.number_format import wrapped
from shallownet.wording import capital, figure

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QResizeEvent

    from shallownet.analysis.post_mortem import PostMortem, Remedy, StateReport
    from shallownet.training.reports import Divergence

TITLES: Final = ("Update", "Loss", "Largest gradient", "λmax", "2/η", "")
GRADIENT, VERDICT = 2, 5  # columns of text
TITLE_TIPS: Final = {
    "Loss": "Over the samples of the next update",
    "Largest gradient": "The entry of the gradient that is the largest in size",
    "λmax": (
        "The largest curvature of the loss. Where it is above 2/η (η is the learning "
        "rate), a step of gradient descent lands further from the minimum than it was."
    ),
    "2/η": "The largest λmax for which a step of this learning rate does not overshoot",
    "Bound": "The largest λmax for which the optimizer does not overshoot",
}


def state_cells(state: StateReport) -> tuple[str, ...]:
    """Return the texts of a row of the table."""

    def number(value: float) -> str:
        return "–" if math.isnan(value) else figure(value, zeros=True)

    gradient = f"{state.gradient_name} = {number(state.gradient_value)}"
    return (
        f"{state.step:,}",
        number(state.loss),
        gradient if state.gradient_name else "–",
        number(state.sharpness),
        number(state.bound),
        state.verdict,
    )


def column_titles(states: tuple[StateReport, ...]) -> tuple[str, ...]:
    """Return the titles of the table: "2/η" only if that is the optimizer's bound."""
    exact = all(
        math.isnan(state.bound) or math.isclose(state.bound * state.learning_rate, 2.0)
        for state in states
    )
    return tuple("Bound" if t == "2/η" and not exact else t for t in TITLES)


def remedy_label(remedy: Remedy) -> str:
    """Return the text of a remedy's button."""
    names = {
        "learning_rate": "η = {}",
        "standardize_inputs": "standardized inputs",
        "gradient": "the exact gradient",
    }
    changes = [_described(names.get(n, n), v) for n, v in remedy.changes]
    start = f"Go on from update {remedy.step:,}" if remedy.step else "Retry"
    if len(remedy.undone) == 1 and remedy.undone[0].name in names:
        (event,) = remedy.undone
        changes = [_described(names[event.name], event.before)]
    elif remedy.undone:
        what = "that change" if len(remedy.undone) == 1 else "those changes"
        return f"{start} without {what}"
    return f"{start} with {', '.join(changes)}"


def _described(words: str, value: object) -> str:
    return words.format(figure(value, 6) if isinstance(value, float) else value)


def trial_outcome(remedy: Remedy) -> str:
    """Return the note beside a remedy's button: the loss of its trial run."""
    trial = remedy.trial
    if trial is None:
        return ""
    return f"tried: loss {figure(trial.initial_loss)} → {figure(trial.final_loss)}"


class PostMortemView(QFrame):
    """Shows the states before the divergence, its cause, and what would help.

    Signals
    -------
    go_to_requested(int)
        The update whose state is to be shown.
    remedy_chosen(Remedy)
    closed()
        The user pressed Close.
    """

    go_to_requested = pyqtSignal(int)
    remedy_chosen = pyqtSignal(object)
    closed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setAccessibleName("Post-mortem")
        self.headline, self.cause = QLabel(), QLabel()
        self.headline.setObjectName("title")
        self.headline.setAccessibleDescription("What overflowed")
        self.cause.setAccessibleDescription("Why")
        for label in (self.headline, self.cause):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QPushButton("Close")
        close.setAccessibleName("Close the post-mortem")
        close.setToolTip("Close this; Z opens it again")
        close.clicked.connect(self.closed)
        top = QHBoxLayout()
        top.addWidget(self.headline, 1)
        top.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 6, 8, 8)
        self._layout.setSpacing(6)
        self._layout.addLayout(top)
        self._layout.addWidget(self.cause)
        self._body: QWidget | None = None
        self._notes: list[QLabel] = []
        self._full_width = 0  # of the body with all notes
        self.buttons: list[QPushButton] = []
        self.hide()

    def set_waiting(self, divergence: Divergence) -> None:
        """Show the divergence while the post-mortem is pending."""
        self._clear()
        self.headline.setText(capital(f"{divergence}."))
        self.cause.setText("Examining the updates before it …")

    def set_failed(self) -> None:
        """Say that there is no post-mortem."""
        self._clear()
        self.cause.setText("The updates before it could not be examined.")

    def set_result(self, result: PostMortem) -> None:
        """Show the post-mortem."""
        self._clear()
        self.headline.setText(result.headline)
        self.cause.setText(result.cause)
        self.cause.setToolTip(wrapped(TITLE_TIPS["λmax"]))
        self._body = body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(28)
        for part in (self._table(result.last), self._choices(result)):
            column = QVBoxLayout()
            column.addLayout(part)
            column.addStretch(1)
            row.addLayout(column)
        row.addStretch(1)
        self._layout.addWidget(body)
        self._full_width = body.sizeHint().width()
        self._fit()

    def _fit(self) -> None:
        """Hide the notes if they do not fit: the tooltips have the same."""
        margins = self._layout.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        for note in self._notes:
            note.setVisible(self._full_width <= room)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Show or hide the notes."""
        super().resizeEvent(event)
        self._fit()

    def _table(self, states: tuple[StateReport, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        if not states:
            return grid
        titles = column_titles(states)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row, texts in enumerate([titles, *map(state_cells, states)]):
            for column, text in enumerate(texts):
                cell = QLabel(text)
                if row == 0:
                    cell.setObjectName("muted")
                    cell.setToolTip(wrapped(TITLE_TIPS.get(text, "")))
                else:
                    cell.setAccessibleName(f"{titles[column]} {text}".strip())
                    if column != VERDICT:
                        cell.setFont(number_font(cell.font()))
                if column not in (GRADIENT, VERDICT):
                    cell.setAlignment(right)
                flag = Qt.TextInteractionFlag.TextSelectableByMouse
                cell.setTextInteractionFlags(flag)
                grid.addWidget(cell, row, column)
        return grid

    def _choices(self, result: PostMortem) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        for remedy in result.remedies:
            choose = partial(self.remedy_chosen.emit, remedy)
            button = self._button(remedy_label(remedy), remedy.sentence, choose)
            button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            note = QLabel(trial_outcome(remedy))
            note.setObjectName("note")
            self._notes.append(note)
            row = grid.rowCount()
            grid.addWidget(button, row, 0)
            grid.addWidget(note, row, 1)
        line = QHBoxLayout()
        line.setSpacing(6)
        last, blow_up = result.divergence.step - 1, result.blow_up
        steps = {last: "the last state whose loss was finite"}
        if blow_up is not None and blow_up.began != last:
            why = "the last state before the loss got out of hand"
            steps = {blow_up.began: why} | steps
        for step, why in steps.items():
            if 0 <= step <= last:
                name = f"Go to update {step:,}" if step else "Go to the start"
                go_to = partial(self.go_to_requested.emit, step)
                line.addWidget(self._button(name, f"Look back at {why}.", go_to))
        line.addStretch(1)
        grid.addLayout(line, grid.rowCount(), 0, 1, 2)
        return grid

    def _button(
        self, text: str, description: str, on_click: Callable[[], object]
    ) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName("compact")
        button.setToolTip(wrapped(description))
        button.setAccessibleDescription(description)
        button.clicked.connect(lambda: on_click())  # without the argument `checked`
        self.buttons.append(button)
        return button

    def _clear(self) -> None:
        self.buttons, self._notes = [], []
        if self._body is not None:
            self._layout.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
            self._body = None
