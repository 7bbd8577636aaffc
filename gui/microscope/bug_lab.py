"""The bug lab: the mistakes made in back propagation, refuted, and what they do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.microscope.bug_table import EXACT, LOSS, MISTAKES, TITLES, BugTable
from gui.microscope.loss_curves import LossCurves
from gui.style import theme as themes
from gui.text.number_format import loss
from gui.widgets.scroll_column import scrolled
from shallownet.analysis.microscope import TRIAL_UPDATES
from shallownet.errors import ConfigError
from shallownet.nn.gradient_rules import RULES, touched

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from gui.style.theme import Theme
    from shallownet.analysis.microscope import RuleTrial
    from shallownet.training.snapshot import Snapshot

NARROW: Final = 520
"""Pixels of width below which the details stand under the table, not beside it."""


class BugLab(QWidget):
    """Shows each mistake's lines, its verdict, and its loss beside the exact run's.

    Signals
    -------
    trials_requested(list of str)
        These rules are to be tried at the present state.
    cancel_requested()
        The trials under way are to be given up.
    rule_requested(str)
        The run is to go on with this rule.
    """

    trials_requested = pyqtSignal(list)
    cancel_requested = pyqtSignal()
    rule_requested = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mistakesView")
        self._theme = themes.LIGHT
        self._now: Snapshot | None = None
        self._impossible: dict[str, str] = {}
        self._trials: dict[str, tuple[Snapshot, RuleTrial]] = {}
        self._open: set[str] = set()  # what was asked for and has not come yet

        self.intro = _text("What the bug lab does")
        self.intro.setObjectName("note")
        self.try_button = QPushButton("Try all six")
        self.try_button.setAccessibleName("Try all six mistakes")
        self.try_button.setToolTip(
            "Check every mistake at this state, and make a short run with each and "
            "with the exact gradient"
        )
        self.try_button.clicked.connect(self._try)
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.setAccessibleName("Cancel the trials")
        self.cancel_button.setToolTip("Give up the trials that have not come yet")
        self.cancel_button.clicked.connect(self.cancel_requested)
        self.wrong = _text("The line with the mistake")
        self.right = _text("The line as it should be")
        self.why = _text("What comes of it")
        self.legend = _text("What is plotted")
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.curves = LossCurves()
        self.train_button = QPushButton()
        self.train_button.clicked.connect(self._want_rule)
        self.table = BugTable()
        self._lay_out()
        self.table.setCurrentCell(0, 0)
        self.table.currentCellChanged.connect(self._show_details)
        self.set_theme(self._theme)

    def _lay_out(self) -> None:
        lines = QGridLayout()
        lines.setColumnStretch(1, 1)
        for row, (sign, label) in enumerate((("✗", self.wrong), ("✓", self.right))):
            lines.addWidget(QLabel(sign), row, 0, Qt.AlignmentFlag.AlignTop)
            lines.addWidget(label, row, 1)
        details = QVBoxLayout()
        details.setSpacing(4)
        details.addLayout(lines)
        details.addWidget(self.why)
        details.addWidget(self.legend)
        details.addWidget(self.curves, 1)
        details.addStretch()  # while there is no plot
        details.addWidget(self.train_button)
        top = QHBoxLayout()
        top.addWidget(self.intro, 1)
        top.addWidget(self.try_button)
        top.addWidget(self.cancel_button)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._parts.setSpacing(8)
        self._parts.addWidget(self.table, alignment=Qt.AlignmentFlag.AlignTop)
        self._parts.addLayout(details)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addLayout(top)
        column.addLayout(self._parts, 1)
        area = scrolled(content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    # Data in

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.curves.set_theme(theme)
        self.wrong.setStyleSheet(f"color: {theme.error}")
        chosen = themes.mix(theme.surface, theme.accent, 0.25).name()
        faded = themes.mix(theme.surface, theme.text, 0.42).name()
        self.setStyleSheet(
            f"QTableWidget {{ selection-background-color: {chosen};"
            f" selection-color: {theme.text}; }}"
            "QTableWidget::item { padding: 2px 0; }"
            f"QPushButton:disabled {{ color: {faded}; }}"
        )
        self._show()

    def set_state(self, snapshot: Snapshot) -> None:
        """Follow the run; what was tried in another one is forgotten.

        So it is after a change of the settings: the losses would be others now.
        """
        before, self._now = self._now, snapshot
        if before is None or before.run is not snapshot.run:
            self._impossible = _impossible(snapshot)
        if before is None or not _comparable(before, snapshot):
            self._trials.clear()
            self._show()
        elif before.settings != snapshot.settings:
            self._show()
        else:
            self._introduce()

    def set_trial(self, snapshot: Snapshot, trial: RuleTrial) -> None:
        """Show what came of trying a rule at a state, unless the run is another now."""
        self._open.discard(trial.rule)
        if self._now is None:
            self.set_state(snapshot)
        if self._now is not None and _comparable(snapshot, self._now):
            self._trials[trial.rule] = snapshot, trial
        self._show()

    def set_cancelled(self, rule: str) -> None:
        """Wait no longer for a rule: its trial was given up."""
        self._open.discard(rule)
        self._show()

    # Showing

    def _trial(self, rule: str) -> RuleTrial | None:
        return self._trials[rule][1] if rule in self._trials else None

    def _in_use(self, rule: str) -> bool:
        return self._now is not None and self._now.settings.gradient == rule

    def _show(self) -> None:
        text, error = self._theme.text, self._theme.error
        for row, rule in enumerate(MISTAKES):
            verdict = self._verdict(rule.name)
            used = " (in use)" if self._in_use(rule.name) else ""
            self.table.set_row(
                row,
                (f"{rule.title}{used}", verdict, _end(self._trial(rule.name))),
                (text, error if verdict.startswith("✗") else text, text),
            )
        title = self.table.horizontalHeaderItem(LOSS)
        assert title is not None
        title.setText(TITLES[LOSS].replace("–", _end(self._trial(EXACT))))
        self.table.fit()
        self._offer()
        self._introduce()
        self._show_details()

    def _offer(self) -> None:
        """Offer to try, or to cancel what is tried."""
        start, cancel, busy = self.try_button, self.cancel_button, bool(self._open)
        here = start.hasFocus() or cancel.hasFocus()
        start.setVisible(not busy)
        cancel.setVisible(busy)
        if here:  # the focus of a button that is hidden would go anywhere
            (cancel if busy else start).setFocus()

    def _verdict(self, rule: str) -> str:
        trial = self._trial(rule)
        if rule in self._open:
            return "…"
        if trial is not None and trial.check is not None:
            names = ", ".join(f"d{name}" for name in trial.check.wrong)
            return f"✗ refuted: {names}" if names else "✓ not seen here"
        impossible = trial is not None or rule in self._impossible
        return "cannot be made here" if impossible else "not tried yet"

    def _introduce(self) -> None:
        """Say what is done here, at which state, and where the run stands now."""
        tried = [snapshot for snapshot, _ in self._trials.values()]
        steps = sorted({snapshot.step for snapshot in tried})
        where = "at this state"
        if len(steps) == 1:
            where = f"at update {steps[0]:,}"
        elif steps:
            where = f"at updates {steps[0]:,} to {steps[-1]:,}"
        text = (
            "The mistakes learners make in back propagation; each checked against "
            f"central differences {where}, and run for {TRIAL_UPDATES} updates from "
            "the start beside the exact run."
        )
        if self._open:
            count = len(MISTAKES) + 1
            text += f" Trying: {count - len(self._open)} of {count} done."
        elif self._now is not None:
            now = self._now
            if any(step != now.step for step in steps):
                text += f" The run is at update {now.step:,} now."
            elif any(not np.array_equal(s.theta, now.theta) for s in tried):
                text += " The parameters have been changed since."
        self.intro.setText(text)

    def _show_details(self) -> None:
        rule = MISTAKES[self.table.currentRow()]
        self.wrong.setText(rule.wrong)
        self.right.setText(rule.right)
        trial, exact = self._trial(rule.name), self._trial(EXACT)
        known = self._impossible.get(rule.name, "")
        impossible = known if trial is None else trial.impossible
        reason = f" Here it cannot be made: {impossible}." if impossible else ""
        self.why.setText(f"{rule.why}{reason}")
        nothing = np.empty(0)
        self.curves.set_losses(
            nothing if exact is None else exact.losses,
            nothing if trial is None else trial.losses,
        )
        shown = not impossible
        self.curves.setVisible(shown)
        self.legend.setVisible(shown)
        self.legend.setText(
            f"loss by update: <span style='color:{self._theme.loss}'>━</span>&nbsp;"
            f"exact <span style='color:{self._theme.error}'>╍</span>&nbsp;mistake"
        )
        used = self._in_use(rule.name)
        text = "Back to the exact gradient" if used else "Train with this mistake"
        self.train_button.setText(text)
        self.train_button.setAccessibleName(text)
        self.train_button.setToolTip(
            "Go on with the right gradient, from the next update on"
            if used
            else "Go on with this mistake in the gradient, from the next update on"
        )
        self.train_button.setEnabled(used or not impossible)

    # Asking

    def _try(self) -> None:
        rules = list(RULES)
        self._open = set(rules)
        self._show()
        self.trials_requested.emit(rules)

    def _want_rule(self) -> None:
        rule = MISTAKES[self.table.currentRow()].name
        self.rule_requested.emit(EXACT if self._in_use(rule) else rule)

    # Making room

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Put the details beside the table, or under it where that is too narrow."""
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        narrow = self.width() < NARROW
        self._parts.setDirection(
            directions.TopToBottom if narrow else directions.LeftToRight
        )
        # One under the other, each is as high as what it shows.
        for part, stretch in enumerate((0, 0) if narrow else (8, 5)):
            self._parts.setStretch(part, stretch)


def _text(name: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAccessibleName(name)
    return label


def _comparable(one: Snapshot, other: Snapshot) -> bool:
    """Whether a run from the start goes alike: same run and settings but the rule."""
    return one.run is other.run and replace(one.settings, gradient=EXACT) == replace(
        other.settings, gradient=EXACT
    )


def _impossible(snapshot: Snapshot) -> dict[str, str]:
    """Return why this network leaves no room for a mistake, by the mistake's name."""
    reasons = {}
    for rule in MISTAKES:
        try:
            touched(snapshot.run.model.network, rule.name)
        except ConfigError as error:
            reasons[rule.name] = str(error)
    return reasons


def _end(trial: RuleTrial | None) -> str:
    """Say where a trial's losses end."""
    if trial is None or trial.impossible:
        return "–"
    if len(trial.losses) <= TRIAL_UPDATES:
        return f"diverged at update {len(trial.losses)}"
    return loss(float(trial.losses[-1]))
