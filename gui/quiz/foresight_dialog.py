"""A prediction about the run: a question with answers, the wait, and the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from gui.quiz.fate_plot import FatePlot
from gui.style import theme as themes
from gui.text.number_format import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.quiz.fate_plot import FateCurve
    from gui.style.theme import Theme

WIDTH: Final = 470
COLUMNS: Final = 4
"""Answers beside each other, if there are more than that."""


class ForesightDialog(QDialog):
    """Stays open beside the window, and blocks nothing.

    Signals
    -------
    predicted(int)
        The answer of this number was chosen.
    cancelled()
        The computation is not wanted any more.
    """

    predicted = pyqtSignal(int)
    cancelled = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("foresightDialog")
        self.setWindowTitle("Predict")
        self._theme = themes.LIGHT
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setFixedWidth(WIDTH)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.answers = QWidget()
        self.group = QButtonGroup(self)
        self.progress = QProgressBar()
        self.progress.setAccessibleName("How far the computation is")
        self.legend = QLabel()
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.plot = FatePlot()
        self.predict_button = _button("Predict", "Keep this answer, and see")
        self.cancel_button = _button("Cancel", "Give up the computation")
        self.close_button = _button("Close", "Close (Esc)")
        self.predict_button.setDefault(True)
        self.predict_button.clicked.connect(self._predict)
        self.cancel_button.clicked.connect(self.reject)
        self.close_button.clicked.connect(self.reject)
        self.group.idClicked.connect(lambda _: self.predict_button.setEnabled(True))
        row = QHBoxLayout()
        row.addStretch()
        buttons = self.predict_button, self.cancel_button, self.close_button
        for button in buttons:
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        shown = self.answers, self.progress, self.plot, self.legend
        layout.addWidget(self.text)
        for part in shown:
            layout.addWidget(part)
        layout.addLayout(row)
        self._parts: set[QWidget] = {*shown, *buttons}

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._theme = theme
        self.plot.set_theme(theme)

    # What is shown

    def work(self, text: str) -> None:
        """Say what is being computed."""
        self.progress.setRange(0, 0)
        self._show(text, self.progress, self.cancel_button)

    def set_progress(self, done: int, total: int) -> None:
        """Show how far it is."""
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def say(self, text: str) -> None:
        """Say why nothing is asked."""
        self._show(text, self.close_button)

    def ask(self, question: str, answers: Sequence[str]) -> None:
        """Ask a question with these answers."""
        old = self.answers
        self.answers = _grid(answers, self.group)
        layout = self.layout()
        assert layout is not None
        layout.replaceWidget(old, self.answers)
        self._parts = self._parts - {old} | {self.answers}
        old.deleteLater()
        self.predict_button.setEnabled(False)
        self._show(question, self.answers, self.predict_button, self.close_button)
        first = self.group.button(0)
        assert first is not None
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def reveal(
        self,
        text: str,
        curves: Sequence[FateCurve],
        axis: str,
        names: Sequence[tuple[str, str]],
        *,
        log: bool,
    ) -> None:
        """Show the answer and its picture.

        ``names`` are what the colours of the theme stand for.
        """
        self.plot.set_curves(curves, axis, log=log)
        self.legend.setText(
            "&nbsp;&nbsp; ".join(
                f"<span style='color:{getattr(self._theme, role)}'>━</span> {name}"
                for role, name in names
            )
        )
        self._show(text, self.plot, self.legend, self.close_button)
        self.close_button.setFocus()

    def _show(self, text: str, *shown: QWidget) -> None:
        self.text.setText(text)
        for part in self._parts:
            part.setVisible(part in shown)
        self.show()
        self.raise_()

    def _predict(self) -> None:
        chosen = self.group.checkedId()
        if chosen >= 0:
            self.predicted.emit(chosen)

    def reject(self) -> None:
        """Close, and give up what is being computed."""
        self.cancelled.emit()
        super().reject()


def _grid(answers: Sequence[str], group: QButtonGroup) -> QWidget:
    for old in group.buttons():
        group.removeButton(old)
    widget = QWidget()
    columns = QHBoxLayout(widget)
    columns.setContentsMargins(0, 0, 0, 0)
    # Long answers below each other; many short ones in columns.
    count = 1 if len(answers) <= COLUMNS else COLUMNS
    rows = -(-len(answers) // count)
    for start in range(0, len(answers), rows):
        column = QVBoxLayout()
        for number in range(start, min(start + rows, len(answers))):
            button = QRadioButton(answers[number])
            group.addButton(button, number)
            column.addWidget(button)
        column.addStretch()
        columns.addLayout(column)
    return widget


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setAccessibleName(text)
    button.setToolTip(wrapped(tip))
    return button
