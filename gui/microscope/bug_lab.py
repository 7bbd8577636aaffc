"""The bug lab: common mistakes in back propagation, their verdicts and their losses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.microscope.bug_table import BUGS, EXACT, BugTable
from gui.microscope.controls import (
    fill,
    plain_label,
    push_button,
    set_beside,
    show_busy,
)
from gui.microscope.loss_curves import LossCurves
from gui.style import theme as themes
from gui.text.number_format import loss, wrapped
from gui.widgets.scroll_column import scrolled
from shallownet.analysis.microscope import TRIAL_UPDATES
from shallownet.errors import ConfigError
from shallownet.nn.gradient_rules import RULES, touched

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from gui.style.theme import Theme
    from shallownet.analysis.microscope import RuleTrial
    from shallownet.training.snapshot import Snapshot

MIN_WIDTH_BESIDE: Final = 520
"""Pixels of width from which the details are beside the table, not below it."""

NO_LOSSES: Final = np.empty(0)


class BugLab(QWidget):
    """Shows each bug's lines, its verdict, and its loss beside the exact run's.

    Signals
    -------
    trials_requested(list of str)
        Try these gradient rules at the present state.
    cancel_requested()
        Cancel the trials that have not ended.
    rule_requested(str)
        Continue the run with this rule.
    """

    trials_requested = pyqtSignal(list)
    cancel_requested = pyqtSignal()
    rule_requested = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("bugLab")
        self._theme = themes.LIGHT
        self._snapshot: Snapshot | None = None
        self._impossible: dict[str, str] = {}
        self._trials: dict[str, tuple[Snapshot, RuleTrial]] = {}
        self._pending: set[str] = set()

        self.intro = plain_label("note", "What the bug lab does")
        self.try_button = push_button(
            "Try all six",
            "Try all six mistakes",
            "Check every mistake at this state, and make a short run with each and "
            "with the exact gradient",
            self._request_trials,
        )
        self.cancel_button = push_button(
            "Cancel",
            "Cancel the trials",
            "Give up the trials that have not come yet",
            self.cancel_requested,
        )
        self.wrong = plain_label("problem", "The line with the mistake")
        self.right = plain_label("", "The line as it should be")
        self.why = plain_label("", "What comes of it")
        self.legend = plain_label("", "What is plotted")
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.curves = LossCurves()
        self.train_button = QPushButton()
        self.train_button.clicked.connect(self._request_rule)
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
        details = fill(
            QVBoxLayout(),
            *(lines, self.why, self.legend, (self.curves, 1)),
            *(None, self.train_button),  # the stretch is for a hidden plot
            spacing=4,
        )
        top = fill(QHBoxLayout(), (self.intro, 1), self.try_button, self.cancel_button)
        self._body = fill(QHBoxLayout(), spacing=8)
        self._body.addWidget(self.table, alignment=Qt.AlignmentFlag.AlignTop)
        self._body.addLayout(details)
        content = QWidget()
        margins = (8, 8, 8, 8)
        fill(QVBoxLayout(content), top, (self._body, 1), spacing=6, margins=margins)
        fill(QVBoxLayout(self), scrolled(content, "Bug lab"), margins=(0, 0, 0, 0))

    # Data in

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._theme = theme
        self.curves.set_theme(theme)
        self._show()

    def set_state(self, snapshot: Snapshot) -> None:
        """Follow the run; trials of another run or other settings are removed."""
        previous, self._snapshot = self._snapshot, snapshot
        if previous is None or previous.run is not snapshot.run:
            self._impossible = _impossible(snapshot)
        if previous is None or not _comparable(previous, snapshot):
            self._trials.clear()
            self._show()
        elif previous.settings != snapshot.settings:
            self._show()
        else:
            self._show_intro()

    def set_trial(self, snapshot: Snapshot, trial: RuleTrial) -> None:
        """Show the trial of a rule, unless it is of another run or other settings."""
        self._pending.discard(trial.rule)
        if self._snapshot is None:
            self.set_state(snapshot)
        if self._snapshot is not None and _comparable(snapshot, self._snapshot):
            self._trials[trial.rule] = snapshot, trial
        self._show()

    def set_cancelled(self, rule: str) -> None:
        """Note that the trial of a rule was cancelled."""
        self._pending.discard(rule)
        self._show()

    # Showing

    def _trial(self, rule: str) -> RuleTrial | None:
        return self._trials[rule][1] if rule in self._trials else None

    def _in_use(self, rule: str) -> bool:
        return self._snapshot is not None and self._snapshot.settings.gradient == rule

    def _show(self) -> None:
        text, error = self._theme.text, self._theme.error
        for row, rule in enumerate(BUGS):
            verdict = self._verdict(rule.name)
            in_use = " (in use)" if self._in_use(rule.name) else ""
            self.table.set_row(
                row,
                (f"{rule.title}{in_use}", verdict, _loss_text(self._trial(rule.name))),
                (text, error if verdict.startswith("✗") else text, text),
            )
        self.table.set_exact_loss(_loss_text(self._trial(EXACT)))
        self.table.fit()
        show_busy(self.try_button, self.cancel_button, bool(self._pending))
        self._show_intro()
        self._show_details()

    def _verdict(self, rule: str) -> str:
        trial = self._trial(rule)
        if rule in self._pending:
            return "…"
        if trial is not None and trial.check is not None:
            names = ", ".join(f"d{name}" for name in trial.check.wrong)
            return f"✗ refuted: {names}" if names else "✓ not seen here"
        return "cannot be made here" if rule in self._impossible else "not tried yet"

    def _show_intro(self) -> None:
        """Show what the lab does, at which updates, and where the run is now."""
        snapshots = [snapshot for snapshot, _ in self._trials.values()]
        steps = sorted({snapshot.step for snapshot in snapshots})
        where = "at this state"
        if len(steps) == 1:
            where = f"after update {steps[0]:,}"
        elif steps:
            where = f"after updates {steps[0]:,} to {steps[-1]:,}"
        text = (
            "The mistakes learners make in back propagation; each checked against "
            f"central differences {where}, and run for {TRIAL_UPDATES} updates from "
            "the start beside the exact run."
        )
        now = self._snapshot
        if self._pending:
            count = len(RULES)
            text += f" Trying: {count - len(self._pending)} of {count} done."
        elif now is not None:
            if any(step != now.step for step in steps):
                text += f" {now.step:,} updates are made by now."
            elif any(not np.array_equal(s.theta, now.theta) for s in snapshots):
                text += " The parameters have been changed since."
        self.intro.setText(text)

    def _show_details(self) -> None:
        """Show the lines, the losses and the button of the selected bug."""
        rule = BUGS[self.table.currentRow()]
        self.wrong.setText(rule.wrong)
        self.right.setText(rule.right)
        trial, exact = self._trial(rule.name), self._trial(EXACT)
        impossible = self._impossible.get(rule.name, "")
        reason = f" Here it cannot be made: {impossible}." if impossible else ""
        self.why.setText(f"{rule.why}{reason}")
        self.curves.set_losses(
            NO_LOSSES if exact is None else exact.losses,
            NO_LOSSES if trial is None else trial.losses,
        )
        self.curves.setVisible(not impossible)
        self.legend.setVisible(not impossible)
        self.legend.setText(
            f"loss by update: <span style='color:{self._theme.loss}'>━</span>&nbsp;"
            f"exact <span style='color:{self._theme.error}'>╍</span>&nbsp;mistake"
        )
        in_use = self._in_use(rule.name)
        text, gradient = "Train with this mistake", "this mistake in the gradient"
        if in_use:
            text, gradient = "Back to the exact gradient", "the right gradient"
        self.train_button.setText(text)
        self.train_button.setAccessibleName(text)
        tip = f"Go on with {gradient}, from the next update on"
        self.train_button.setToolTip(wrapped(tip))
        self.train_button.setEnabled(in_use or not impossible)

    # Intent out

    def _request_trials(self) -> None:
        self._pending = set(RULES)
        self._show()
        self.trials_requested.emit(list(RULES))

    def _request_rule(self) -> None:
        rule = BUGS[self.table.currentRow()].name
        self.rule_requested.emit(EXACT if self._in_use(rule) else rule)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Lay out the details beside the table or, in a narrow window, below it."""
        super().resizeEvent(event)
        beside = self.width() >= MIN_WIDTH_BESIDE
        set_beside(self._body, beside)
        # Below each other, each takes the height of its content.
        for part, stretch in enumerate((8, 5) if beside else (0, 0)):
            self._body.setStretch(part, stretch)


def _comparable(one: Snapshot, other: Snapshot) -> bool:
    """Whether trials give the same losses: same run, same settings but for the rule."""
    return one.run is other.run and replace(one.settings, gradient=EXACT) == replace(
        other.settings, gradient=EXACT
    )


def _impossible(snapshot: Snapshot) -> dict[str, str]:
    """Return by rule why a bug cannot be made in this network."""
    reasons = {}
    for rule in BUGS:
        try:
            touched(snapshot.run.model.network, rule.name)
        except ConfigError as error:
            reasons[rule.name] = str(error)
    return reasons


def _loss_text(trial: RuleTrial | None) -> str:
    """Return the loss at the end of a trial."""
    if trial is None or trial.impossible:
        return "–"
    if len(trial.losses) <= TRIAL_UPDATES:
        return f"diverged at update {len(trial.losses)}"
    return loss(float(trial.losses[-1]))
