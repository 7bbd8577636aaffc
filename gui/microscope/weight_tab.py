"""One parameter: the chain rule with its numbers, and the tug of war of the samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QWIDGETSIZE_MAX,
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.graph.display_mode import old_to_new
from gui.microscope import chain_rule_text as chain_text
from gui.microscope.contribution_plot import ContributionPlot
from gui.microscope.equation_rows import clipping
from gui.style.theme import number_font
from gui.text.number_format import signed
from gui.widgets.hint_label import HintLabel
from gui.widgets.scroll_column import scrolled
from shallownet.errors import ConfigError

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from gui.graph.probe import Probe
    from gui.style.theme import Theme
    from shallownet.analysis.contributions import Contributions
    from shallownet.arrays import Indices
    from shallownet.training.snapshot import Snapshot

WIDE: Final = 520
"""Pixels from which text and plot stand beside each other."""

HIGH: Final = 320
"""Pixels from which the plot has room below the text."""

BELOW: Final = 150
"""Pixels of height of the plot where it follows the words."""

MARKED: Final = 5
"""How many of the samples that pull most are marked, on each side."""


class WeightTab(QWidget):
    """Tells how the gradient of the selected parameter comes about.

    Signals
    -------
    parameter_chosen(int)
        Another parameter was named.
    edit_requested(int)
        The parameter is to be edited.
    sample_chosen(int)
        A sample that pulls strongly is to be looked at.
    """

    parameter_chosen = pyqtSignal(int)
    edit_requested = pyqtSignal(int)
    sample_chosen = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._snapshot: Snapshot | None = None
        self._probe: Probe | None = None
        self._parameter = 0
        self._sample: int | None = None
        self._found: tuple[Snapshot, Contributions] | None = None
        self._marks: tuple[Indices, Indices] = (np.empty(0, int), np.empty(0, int))
        self.name = QLineEdit()
        self.name.setFixedWidth(96)
        self.name.setFont(number_font(self.name.font()))
        self.name.setAccessibleName("Parameter that is looked at")
        self.name.setToolTip(
            "The parameter's name, such as W1[3, 0] or b2[0]; or click its line in the "
            "graph, or its number in the equations"
        )
        self.name.editingFinished.connect(self._find)
        self.problem = HintLabel(self.name)
        edit = QPushButton("Edit …")
        edit.setObjectName("compact")
        edit.setAccessibleName("Edit this parameter")
        edit.setToolTip("Set this parameter by hand, or freeze it (W)")
        edit.clicked.connect(lambda: self.edit_requested.emit(self._parameter))
        self.change = self._text("muted")
        self.sum, self.part = self._text(), self._text()
        self.pulls = self._text()
        self.pulls.setTextFormat(Qt.TextFormat.RichText)
        self.pulls.linkActivated.connect(
            lambda link: self.sample_chosen.emit(int(link))
        )
        self.plot = ContributionPlot()
        self.plot.setMinimumWidth(220)
        head = QHBoxLayout()
        for widget in (self.name, edit):
            head.addWidget(widget)
        head.addWidget(self.change, 1)
        text = QWidget()
        words = self._words = QVBoxLayout(text)
        words.setContentsMargins(0, 0, 6, 0)
        words.setSpacing(6)
        words.addLayout(head)
        for label in (self.problem, self.sum, self.part, self.pulls):
            words.addWidget(label)
        words.addStretch()
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(10, 8, 6, 4)
        area = scrolled(text)
        self._box.addWidget(area, 1)
        self._box.addWidget(self.plot, 1)

    def _text(self, name: str = "") -> QLabel:
        label = QLabel()
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setFont(number_font(label.font()))
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        return label

    # Data in

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.plot.set_theme(theme)

    def set_state(
        self, snapshot: Snapshot, probe: Probe, parameter: int, sample: int | None
    ) -> None:
        """Tell of a parameter in the update that follows a state."""
        if self._found is not None and self._found[0].run is not snapshot.run:
            self._found = None  # of other samples, which this run may not have
            self._marks = np.empty(0, int), np.empty(0, int)
            self.pulls.clear()
            self.part.clear()
        self._snapshot, self._probe = snapshot, probe
        self._parameter, self._sample = parameter, sample
        name = snapshot.run.model.network.parameter_name(parameter)
        if not (self.name.hasFocus() and self.name.isModified()):
            self.name.setText(name)
            self.problem.show_problem("")
        before, after = snapshot.theta[parameter], snapshot.upcoming[parameter]
        how = " (frozen)" if snapshot.frozen[parameter] else ""
        _, factor = clipping(snapshot)
        if not how and factor < 1.0:
            how = f" (clipped: {factor:.3g} of the gradient)"
        self.change.setText(
            f"next update: {old_to_new(float(before), float(after))}{how}"
        )
        self.sum.setText(chain_text.whole(snapshot, parameter))
        self._tell_part()

    def set_contributions(self, snapshot: Snapshot, found: Contributions) -> None:
        """Show what each sample adds to the gradient of the parameter."""
        self._found = snapshot, found
        train = snapshot.run.split.train
        up, down = found.strongest(MARKED)
        self._marks = train[up], train[down]
        values = found.values
        pulls_up, pulls_down = values[values < 0.0], values[values > 0.0]
        penalty = f", penalty {signed(found.penalty)}" if found.penalty else ""
        lines = [
            f"▲ {len(pulls_up):,} samples pull it up: "
            f"{signed(float(pulls_up.sum()), 6)}",
            f"&nbsp;&nbsp; strongest: {_links(self._marks[0])}",
            f"▼ {len(pulls_down):,} samples pull it down: "
            f"{signed(float(pulls_down.sum()), 6)}",
            f"&nbsp;&nbsp; strongest: {_links(self._marks[1])}",
            f"sum{penalty}: {signed(found.gradient, 6)} = the gradient",
        ]
        self.pulls.setText("<br>".join(lines))
        self._tell_part()

    @property
    def marks(self) -> tuple[Indices, Indices]:
        """The samples that pull the parameter up most, and those that pull it down."""
        return self._marks

    def _tell_part(self) -> None:
        if self._probe is None or self._found is None:
            return
        # What is told is of the state that the parts are of: the run may have gone on.
        (snapshot, found), sample = self._found, self._sample
        if found.index != self._parameter:
            return
        part = None
        if sample is not None:
            place = np.flatnonzero(snapshot.run.split.train[found.samples] == sample)
            part = float(found.values[place[0]]) if place.size else None
            arrays = self._probe.sample_passes(snapshot, np.array([sample]))
            lines = chain_text.of_sample(
                snapshot, self._parameter, arrays, sample, part
            )
            self.part.setText("\n".join(lines))
        else:
            self.part.setText(
                "Choose a sample (click its point in predicted vs true) to see its "
                "part with all its numbers."
            )
        self.plot.set_contributions(found, part)

    # Intent out

    def _find(self) -> None:
        if self._snapshot is None or not self.name.isModified():
            return
        try:
            found = self._snapshot.run.model.network.parameter_index(self.name.text())
        except ConfigError as error:
            self.problem.show_problem(str(error))
            return
        self.name.setModified(False)
        self.problem.show_problem("")
        self.parameter_chosen.emit(found)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Put the plot beside the text, or below it where there is no room."""
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        wide, high = self.width() >= WIDE, self.height() >= HIGH
        self._box.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        # Where it is low as well the plot follows the words, and comes by scrolling.
        scrolled = not (wide or high)
        layout = self._words if scrolled else self._box
        if layout.indexOf(self.plot) < 0:
            layout.addWidget(self.plot, 1)
            self.plot.setMaximumHeight(BELOW if scrolled else QWIDGETSIZE_MAX)
            # Or the wheel, which scrolls to it, would zoom it and not lead back.
            self.plot.item.setMouseEnabled(not scrolled, not scrolled)

    def minimumSizeHint(self) -> QSize:
        """Return the size below which nothing can be read."""
        return QSize(300, 120)


def _links(samples: Indices) -> str:
    return ", ".join(f'<a href="{n}">{n:,}</a>' for n in samples.tolist()) or "none"
