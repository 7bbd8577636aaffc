"""Compares the gradient with central differences of the loss, number by number."""

from __future__ import annotations

import math
from time import monotonic
from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from gui.microscope.check_table_view import CheckTableView
from gui.microscope.controls import fill, plain_label, push_button, show_busy
from gui.style import theme as themes
from gui.text.number_format import duration, wrapped

if TYPE_CHECKING:
    from gui.style.theme import Theme
    from shallownet.analysis.gradient_check import GradientCheck
    from shallownet.training.snapshot import Snapshot

EXACT_TIP: Final = "Show what the exact rule gives beside the gradient that was checked"


class GradientCheckView(QWidget):
    """Requests a gradient check, and shows its progress and its result.

    Signals
    -------
    check_requested()
        Check the gradient of the present state.
    cancel_requested()
        Cancel the running check.
    """

    check_requested = pyqtSignal()
    cancel_requested = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("gradientCheckView")
        self._theme = themes.LIGHT
        self._snapshot: Snapshot | None = None
        self._result: tuple[Snapshot, GradientCheck] | None = None
        self._progress_start: tuple[float, int] | None = None

        self.check_button = push_button(
            "Check gradients",
            "Check gradients",
            "Compare every number of the gradient with central differences (C)",
            self._request_check,
        )
        self.progress_bar = QProgressBar()
        self.progress_bar.setAccessibleName("How much of the gradient is checked")
        self.cancel_button = push_button(
            "Cancel",
            "Cancel the check",
            "Give the check up; what was shown stays",
            self.cancel_requested,
        )
        self.origin, self.outdated = plain_label("muted"), plain_label("muted")
        self.verdict = plain_label("", "What the check has found")
        self.verdict.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.only_wrong = QCheckBox("Only wrong ones")
        self.only_wrong.setToolTip("Leave out the numbers that agree")
        self.exact = QCheckBox("Exact rule's values")
        self.table = CheckTableView()
        for box in (self.only_wrong, self.exact):
            box.setAccessibleName(box.text())
            box.toggled.connect(self._apply_boxes)

        notes = fill(QVBoxLayout(), self.origin, self.outdated, spacing=0)
        top = fill(
            QHBoxLayout(),
            *(self.check_button, (notes, 1)),
            *((self.progress_bar, 1), self.cancel_button),
        )
        boxes = fill(QHBoxLayout(), self.only_wrong, self.exact, None, spacing=12)
        fill(
            QVBoxLayout(self),
            *(top, self.verdict, boxes, (self.table, 1), None),
            spacing=6,
            margins=(8, 8, 8, 8),
        )
        self._set_busy(False)
        self._show_result()

    # Data in

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._theme = theme
        self.table.check_model.set_theme(theme)
        self._show_result()

    def set_state(self, snapshot: Snapshot) -> None:
        """Follow the run; the check of another run is removed."""
        previous, self._snapshot = self._snapshot, snapshot
        if previous is None or previous.run is not snapshot.run:
            self._result = None
            self.table.check_model.clear()
            self._show_result()
        elif self._result is None:
            self.verdict.setText(_explanation(snapshot))
        self._show_outdated()

    def set_progress(self, completed: int, total: int) -> None:
        """Show the progress of a check, and the time left, measured since its start."""
        now = monotonic()
        if self._progress_start is None or completed < self._progress_start[1]:
            self._progress_start = now, completed
        start, first = self._progress_start
        seconds = math.nan
        if completed > first:
            seconds = (now - start) / (completed - first) * (total - completed)
        self.progress_bar.setRange(0, total)
        self.progress_bar.setValue(completed)
        self.progress_bar.setFormat(
            f"{completed:,} of {total:,} parameters, {duration(seconds)} left"
        )
        self._set_busy(True)

    def set_check(self, snapshot: Snapshot, check: GradientCheck) -> None:
        """Show the check of a state, unless another run has begun since."""
        self._set_busy(False)
        if self._snapshot is None:
            self._snapshot = snapshot
        if snapshot.run is not self._snapshot.run:
            return
        self._result = snapshot, check
        self.table.check_model.set_check(snapshot.run.model.network, check)
        self._show_result()
        self._show_outdated()
        self.table.show_first_wrong()

    def set_cancelled(self) -> None:
        """Offer another check after one was cancelled."""
        self._set_busy(False)

    # Showing

    def _show_result(self) -> None:
        snapshot, check = self._result or (None, None)
        refuted = check is not None and not check.passed
        colour = self._theme.error if refuted else self._theme.text
        self.verdict.setStyleSheet(f"color: {colour}")
        self.verdict.setText(str(check) if check else _explanation(self._snapshot))
        origin = ""
        if snapshot is not None:
            origin = (
                f"Gradient of update {snapshot.step + 1:,}, over "
                f"{_samples_text(snapshot)}"
            )
        self.origin.setText(origin)
        # Without a check the explanation needs the room of the table.
        for widget in (self.origin, self.only_wrong, self.exact, self.table):
            widget.setVisible(check is not None)
        self.only_wrong.setEnabled(refuted)
        checked_exact = check is not None and check.rule == "exact"
        self.exact.setEnabled(check is not None and not checked_exact)
        self.exact.setToolTip(
            wrapped(
                "The gradient that was checked is the exact one"
                if checked_exact
                else EXACT_TIP
            )
        )
        self._apply_boxes()

    def _apply_boxes(self) -> None:
        """Show the rows and columns that the check boxes select."""
        only_wrong, exact = (
            box.isChecked() and box.isEnabled() for box in (self.only_wrong, self.exact)
        )
        self.table.check_model.set_only_wrong(only_wrong)
        self.table.show_exact(exact)

    def _show_outdated(self) -> None:
        """Show how the run has changed since the check; hide an empty label."""
        text = ""
        if self._result is not None and self._snapshot is not None:
            checked, now = self._result[0], self._snapshot
            same = (now.step, now.settings) == (checked.step, checked.settings)
            if now.step > checked.step:
                text = "The run has moved on since."
            elif not (same and np.array_equal(now.theta, checked.theta, True)):
                text = f"The run is elsewhere now: after update {now.step:,}."
        self.outdated.setText(text)
        self.outdated.setVisible(bool(text) and self.progress_bar.isHidden())

    def _set_busy(self, busy: bool) -> None:
        if not busy:
            self._progress_start = None
        self.progress_bar.setVisible(busy)
        self.origin.setVisible(not busy and self._result is not None)
        self._show_outdated()
        show_busy(self.check_button, self.cancel_button, busy)

    def _request_check(self) -> None:
        self.progress_bar.setRange(0, 0)
        self.progress_bar.setFormat("")
        self._set_busy(True)
        self.check_requested.emit()


def _samples_text(snapshot: Snapshot) -> str:
    """Return the samples that a gradient is computed over."""
    if snapshot.rows is not None:
        return f"the {len(snapshot.rows):,} samples of the batch"
    split = snapshot.run.split
    kind = "training samples" if split.held_out.size else "samples"
    return f"all {len(split.train):,} {kind}"


def _explanation(snapshot: Snapshot | None) -> str:
    """Return what a check does."""
    if snapshot is None:
        return ""
    count = snapshot.theta.size
    # No line may break inside a formula.
    losses = f"{count:,} × 2 = {2 * count:,} losses".replace(" ", "\N{NO-BREAK SPACE}")
    slope = "(J(θ + h) − J(θ − h)) / 2h".replace(" ", "\N{NO-BREAK SPACE}")
    return (
        f"A check moves each of the {count:,} parameters a little up and a little "
        f"down, computes the loss over {_samples_text(snapshot)} both times "
        f"({losses}), and compares the slope it finds, {slope}, with what back "
        "propagation says."
    )
