"""The gradient held against central differences of the loss, number by number."""

from __future__ import annotations

import math
from time import monotonic
from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.microscope.check_table_view import CheckTableView
from gui.style import theme as themes
from gui.text.number_format import duration

if TYPE_CHECKING:
    from gui.style.theme import Theme
    from shallownet.analysis.gradient_check import GradientCheck
    from shallownet.training.snapshot import Snapshot

EXACT_TIP: Final = "Show what the exact rule gives beside the gradient that was checked"


class GradientCheckView(QWidget):
    """Asks for a gradient check, and shows what came of it.

    Signals
    -------
    check_requested()
        The gradient of the present state is to be checked.
    cancel_requested()
        The check under way is to be given up.
    pointed(object)
        The parameter (an entry of theta) of the row under the pointer, or None.
    """

    check_requested = pyqtSignal()
    cancel_requested = pyqtSignal()
    pointed = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("proofView")
        self._theme = themes.LIGHT
        self._now: Snapshot | None = None
        self._checked: tuple[Snapshot, GradientCheck] | None = None
        self._began: tuple[float, int] | None = None

        self.check_button = QPushButton("Check gradients")
        self.check_button.setAccessibleName("Check gradients")
        self.check_button.setToolTip(
            "Hold every number of the gradient against central differences (C)"
        )
        self.check_button.clicked.connect(self._ask)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("How much of the gradient is checked")
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.setAccessibleName("Cancel the check")
        self.cancel_button.setToolTip("Give the check up; what was shown stays")
        self.cancel_button.clicked.connect(self.cancel_requested)
        self.moved = QLabel()
        self.moved.setObjectName("muted")
        self.moved.setWordWrap(True)
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setAccessibleName("What the check has found")
        self.sentence.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.where = QLabel()
        self.where.setObjectName("muted")
        self.where.setWordWrap(True)
        self.only_wrong = QCheckBox("Only wrong ones")
        self.only_wrong.setAccessibleName("Only wrong ones")
        self.only_wrong.setToolTip("Leave out the numbers that agree")
        self.exact = QCheckBox("Exact rule's values")
        self.exact.setAccessibleName("Exact rule's values")
        self.table = CheckTableView()
        self.table.pointed.connect(self.pointed)
        self.only_wrong.toggled.connect(self._choose)
        self.exact.toggled.connect(self._choose)

        top = QHBoxLayout()
        top.addWidget(self.check_button)
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(self.where)
        told.addWidget(self.moved)
        top.addLayout(told, 1)
        top.addWidget(self.bar, 1)
        top.addWidget(self.cancel_button)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.only_wrong)
        row.addWidget(self.exact)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.sentence)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        layout.addStretch()
        self._set_busy(False)
        self._show()

    # Data in

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.table.rows.set_theme(theme)
        self.setStyleSheet(_style(theme))
        self._show()

    def set_state(self, snapshot: Snapshot) -> None:
        """Follow the run; a check of another run is forgotten."""
        before, self._now = self._now, snapshot
        if before is None or before.run is not snapshot.run:
            self._checked = None
            self.table.rows.clear()
            self._show()
        elif self._checked is None:
            self.sentence.setText(_invitation(snapshot))
        self._tell_moved()

    def set_progress(self, done: int, of: int) -> None:
        """Show how many parameters a check has done, and how long it will still take.

        The time is measured from the first report on.
        """
        now = monotonic()
        if self._began is None or done < self._began[1]:
            self._began = now, done
        since, first = self._began
        ahead = (now - since) / (done - first) * (of - done) if done > first else None
        left = duration(math.nan if ahead is None else ahead)
        self.bar.setRange(0, of)
        self.bar.setValue(done)
        self.bar.setFormat(f"{done:,} of {of:,} parameters, {left} left")
        self._set_busy(True)

    def set_check(self, snapshot: Snapshot, check: GradientCheck) -> None:
        """Show a check of a state, unless the run is another one by now."""
        self._set_busy(False)
        if self._now is None:
            self._now = snapshot
        if snapshot.run is not self._now.run:
            return
        self._checked = snapshot, check
        self.table.rows.set_check(snapshot.run.model.network, check)
        self._show()
        self._tell_moved()
        self.table.show_first_wrong()

    def set_cancelled(self) -> None:
        """Offer a check again: the one under way was given up."""
        self._set_busy(False)

    def set_highlighted(self, index: int | None) -> None:
        """Light the row of a parameter (an entry of theta) and bring it into view."""
        self.table.set_highlighted(index)

    # Showing

    def _show(self) -> None:
        check = None if self._checked is None else self._checked[1]
        refuted = check is not None and not check.passed
        colour = self._theme.error if refuted else self._theme.text
        self.sentence.setStyleSheet(f"color: {colour}")
        self.sentence.setText(_invitation(self._now) if check is None else str(check))
        self.where.setText(_where(self._checked[0]) if self._checked else "")
        # An empty table would take the room of what a check is.
        for widget in (self.where, self.only_wrong, self.exact, self.table):
            widget.setVisible(check is not None)
        self.only_wrong.setEnabled(refuted)
        self.exact.setEnabled(check is not None and check.rule != "exact")
        self.exact.setToolTip(
            "The gradient that was checked is the exact one"
            if check is not None and check.rule == "exact"
            else EXACT_TIP
        )
        self._choose()

    def _choose(self) -> None:
        """Show the rows and columns that are asked for, where there are any."""
        only, exact = (
            box.isChecked() and box.isEnabled() for box in (self.only_wrong, self.exact)
        )
        self.table.rows.set_only_wrong(only)
        self.table.set_exact_shown(exact)

    def _what_moved(self) -> str:
        if self._checked is None or self._now is None:
            return ""
        checked, now = self._checked[0], self._now
        if now.step > checked.step:
            return "The run has moved on since."
        same = now.step == checked.step and now.settings == checked.settings
        if same and np.array_equal(now.theta, checked.theta, equal_nan=True):
            return ""
        return f"The run is elsewhere now: at update {now.step:,}."

    def _tell_moved(self) -> None:
        """Say what has changed since the check; without that, leave no gap for it."""
        self.moved.setText(self._what_moved())
        self.moved.setVisible(bool(self.moved.text()) and self.bar.isHidden())

    def _set_busy(self, busy: bool) -> None:
        if not busy:
            self._began = None
        ask, cancel = self.check_button, self.cancel_button
        here = ask.hasFocus() or cancel.hasFocus()
        ask.setEnabled(not busy)  # its key is no way around that
        self.bar.setVisible(busy)
        cancel.setVisible(busy)
        self.where.setVisible(not busy and self._checked is not None)
        self._tell_moved()
        ask.setVisible(not busy)
        if here:  # the focus of a button that is hidden would go anywhere
            (cancel if busy else ask).setFocus()

    # Asking

    def _ask(self) -> None:
        self.bar.setRange(0, 0)
        self.bar.setFormat("")
        self._set_busy(True)
        self.check_requested.emit()


def _style(theme: Theme) -> str:
    # Text lies across the filled part of the bar: that has to stay pale.
    filled = themes.mix(theme.surface, theme.accent, 0.35).name()
    faded = themes.mix(theme.surface, theme.text, 0.42).name()
    return (
        f"QProgressBar {{ border: 1px solid {theme.border}; border-radius: 6px;"
        " text-align: center; }"
        f"QProgressBar::chunk {{ background: {filled}; border-radius: 5px; }}"
        f"QCheckBox:disabled {{ color: {faded}; }}"
        f"QTableView {{ background: {theme.surface}; border-radius: 6px;"
        f" border: 1px solid {theme.border}; }}"
        "QTableView::item { padding: 0 3px; }"
        "QHeaderView::section { padding: 4px 6px; }"
    )


def _samples(snapshot: Snapshot) -> str:
    """Say what a gradient is computed over."""
    if snapshot.rows is not None:
        return f"the {len(snapshot.rows):,} samples of the batch"
    split = snapshot.run.split
    kind = "training samples" if split.test.size else "samples"
    return f"all {len(split.train):,} {kind}"


def _where(snapshot: Snapshot) -> str:
    return f"At update {snapshot.step:,}, over {_samples(snapshot)}"


def _invitation(snapshot: Snapshot | None) -> str:
    if snapshot is None:
        return ""
    count = snapshot.theta.size
    # No line may break inside a formula.
    losses = f"{count:,} × 2 = {2 * count:,} losses".replace(" ", "\N{NO-BREAK SPACE}")
    slope = "(J(θ + h) − J(θ − h)) / 2h".replace(" ", "\N{NO-BREAK SPACE}")
    return (
        f"A check moves each of the {count:,} parameters a little up and a little "
        f"down, computes the loss over {_samples(snapshot)} both times ({losses}), and "
        f"compares the slope it finds, {slope}, with what back propagation says."
    )
