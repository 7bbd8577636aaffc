"""Why a run broke off: a panel over the panes, with what would help as buttons."""

from __future__ import annotations

import math
from functools import partial
from html import escape
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
from shallownet.wording import capital, figure

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QResizeEvent

    from shallownet.analysis.post_mortem import PostMortem, PriorState, Remedy
    from shallownet.training.reports import Divergence

TITLES: Final = ("Update", "Loss", "Largest gradient", "λmax", "2/η", "")
EXPLAINED: Final = {
    "Loss": "Over the samples of the next update",
    "Largest gradient": "The entry of the gradient that is the largest in size",
    "λmax": (
        "The largest curvature of the loss. Where it is above 2/η (η is the learning "
        "rate), a step of gradient descent lands further from the minimum than it was."
    ),
    "2/η": "The largest λmax for which a step of this learning rate does not overshoot",
    "Bound": "The largest λmax for which the optimiser does not overshoot",
}


def row_of(state: PriorState) -> tuple[str, ...]:
    """Tell a state before the divergence, column by column."""

    def number(value: float) -> str:
        return "–" if math.isnan(value) else figure(value)

    gradient = f"{state.gradient_name} = {number(state.gradient_value)}"
    return (
        f"{state.step:,}",
        number(state.loss),
        gradient if state.gradient_name else "–",
        number(state.sharpness),
        number(state.bound),
        state.verdict,
    )


def titles_of(states: tuple[PriorState, ...]) -> tuple[str, ...]:
    """Return the columns' titles: 2/η where that is the optimiser's bound."""
    plain = all(
        math.isnan(state.bound) or math.isclose(state.bound * state.learning_rate, 2.0)
        for state in states
    )
    return tuple("Bound" if t == "2/η" and not plain else t for t in TITLES)


def label_of(remedy: Remedy) -> str:
    """Name a remedy in a few words."""
    names = {
        "learning_rate": "η = {:g}",
        "standardize_inputs": "standardized inputs",
        "gradient": "the exact gradient",
    }
    told = [names.get(n, n).format(v) for n, v in remedy.changes]
    start = f"Go on from update {remedy.step:,}" if remedy.step else "Retry"
    return f"{start} with {', '.join(told)}"


def outcome_of(remedy: Remedy) -> str:
    """Say in a few words what came of trying a remedy."""
    trial = remedy.trial
    if trial is None:
        return ""
    return f"tried: loss {figure(trial.before)} → {figure(trial.after)}"


class PostMortemView(QFrame):
    """Shows what is known of a run that diverged.

    Signals
    -------
    go_to(int)
        The state after so many updates is to be shown.
    remedy_chosen(Remedy)
    closed()
        A person has seen enough.
    """

    go_to = pyqtSignal(int)
    remedy_chosen = pyqtSignal(object)
    closed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setAccessibleName("Post-mortem")
        self.headline, self.cause = QLabel(), QLabel()
        self.headline.setObjectName("title")
        self.headline.setAccessibleName("What overflowed")
        self.cause.setAccessibleName("Why")
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
        self._whole = 0  # pixels that all of it takes
        self.buttons: list[QPushButton] = []
        self.hide()

    def set_waiting(self, divergence: Divergence) -> None:
        """Show what is known at once, while the rest is found out."""
        self._clear()
        self.headline.setText(capital(f"{divergence}."))
        self.cause.setText("Examining the updates before it …")

    def set_unknown(self) -> None:
        """Say that the rest will not be found out."""
        self._clear()
        self.cause.setText("The updates before it could not be examined.")

    def set_result(self, found: PostMortem) -> None:
        """Show the states before it, and what would help."""
        self._clear()
        self.headline.setText(found.headline)
        self.cause.setText(found.cause)
        self.cause.setToolTip(f"<p>{EXPLAINED['λmax']}</p>")
        self._body = body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(28)
        for part in (self._table(found), self._choices(found)):
            column = QVBoxLayout()
            column.addLayout(part)
            column.addStretch(1)
            row.addLayout(column)
        row.addStretch(1)
        self._layout.addWidget(body)
        self._whole = body.sizeHint().width()
        self._fit()

    def _fit(self) -> None:
        """Leave out what came of trying where there is no room: tooltips tell too."""
        margins = self._layout.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        for note in self._notes:
            note.setVisible(self._whole <= room)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit into the new width."""
        super().resizeEvent(event)
        self._fit()

    def _table(self, found: PostMortem) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        if not found.last:
            return grid
        titles = titles_of(found.last)
        rows = [titles, *(row_of(state) for state in found.last)]
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row, texts in enumerate(rows):
            for place, text in enumerate(texts):
                cell = QLabel(text)
                if row and place < len(TITLES) - 1:
                    cell.setFont(number_font(cell.font()))
                if not row:
                    cell.setObjectName("muted")
                    cell.setToolTip(f"<p>{escape(EXPLAINED.get(text, ''))}</p>")
                else:
                    cell.setAccessibleName(f"{titles[place]} {text}".strip())
                flag = Qt.TextInteractionFlag.TextSelectableByMouse
                cell.setTextInteractionFlags(flag)
                if place not in (2, 5):
                    cell.setAlignment(right)
                grid.addWidget(cell, row, place)
        return grid

    def _choices(self, found: PostMortem) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        for remedy in found.remedies:
            button = self._button(
                label_of(remedy),
                remedy.sentence,
                partial(self.remedy_chosen.emit, remedy),
            )
            note = QLabel(outcome_of(remedy))
            note.setObjectName("note")
            self._notes.append(note)
            place = grid.rowCount()
            grid.addWidget(button, place, 0)
            button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            grid.addWidget(note, place, 1)
        line = QHBoxLayout()
        line.setSpacing(6)
        last = found.divergence.step - 1
        steps = {last: "the last state whose loss was finite"}
        if found.blow_up is not None and found.blow_up.began != last:
            steps = {
                found.blow_up.began: "the last state before the loss got out of hand"
            } | steps
        for step, why in steps.items():
            if 0 <= step <= last:
                name = f"Go to update {step:,}" if step else "Go to the start"
                told, act = f"Look back at {why}.", partial(self.go_to.emit, step)
                line.addWidget(self._button(name, told, act))
        line.addStretch(1)
        grid.addLayout(line, grid.rowCount(), 0, 1, 2)
        return grid

    def _button(self, text: str, told: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName("compact")
        button.setToolTip(f"<p>{escape(told)}</p>")
        button.setAccessibleDescription(told)
        button.clicked.connect(lambda: act())  # not whether it is checked
        self.buttons.append(button)
        return button

    def _clear(self) -> None:
        self.buttons, self._notes = [], []
        if self._body is not None:
            self._layout.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
            self._body = None
