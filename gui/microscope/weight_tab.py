"""One parameter: the chain rule with its numbers, and the samples' contributions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QWIDGETSIZE_MAX,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from gui.graph.display_mode import old_to_new
from gui.microscope.chain_rule_text import ChainRule
from gui.microscope.contribution_plot import ContributionPlot
from gui.microscope.controls import fill, number_label, push_button, set_beside
from gui.microscope.equation_rows import clipping
from gui.style.theme import number_font
from gui.text.number_format import signed, wrapped
from gui.widgets.hint_label import HintLabel
from gui.widgets.scroll_column import scrolled
from shallownet.errors import ConfigError
from shallownet.wording import figure

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from gui.graph.probe import Probe
    from gui.style.theme import Theme
    from shallownet.analysis.contributions import Contributions
    from shallownet.analysis.quiz.question import Place
    from shallownet.arrays import Indices
    from shallownet.training.snapshot import Snapshot

MIN_WIDTH_BESIDE: Final = 520  # pixels of width from which the plot is beside the text
MIN_HEIGHT_BELOW: Final = 320
"""Pixels of height from which it is below the text, else scrolled with it."""

SCROLLED_HEIGHT: Final = 150  # pixels of height of the plot where it is scrolled
MAX_MARKED: Final = 5
"""The number of samples that are marked on each side."""

COVERED: Final = "Covered: the quiz asks for it."

NO_SAMPLES: Final[Indices] = np.empty(0, dtype=np.intp)


class WeightTab(QWidget):
    """Shows how the gradient of the selected parameter comes about.

    Signals
    -------
    parameter_chosen(int)
        The name of another parameter was entered.
    edit_requested(int)
        Edit the parameter.
    sample_chosen(int)
        The link of a sample was clicked.

    Attributes
    ----------
    marks : tuple of (ndarray of int, ndarray of int)
        The samples that pull the parameter up most, and those that pull it down.
    """

    parameter_chosen = pyqtSignal(int)
    edit_requested = pyqtSignal(int)
    sample_chosen = pyqtSignal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(300, 120)
        self._state: tuple[Snapshot, Probe] | None = None
        self._parameter = 0
        self._sample: int | None = None
        self._contributions: tuple[Snapshot, Contributions] | None = None
        self._covered: Place | None = None
        self.marks = NO_SAMPLES, NO_SAMPLES
        self.name = QLineEdit()
        self.name.setFixedWidth(96)
        self.name.setFont(number_font(self.name.font()))
        self.name.setAccessibleName("Parameter that is looked at")
        self.name.setToolTip(
            wrapped(
                "The parameter's name, such as W1[3, 0] or b2[0]; or click its line in "
                "the graph, or its number in the equations"
            )
        )
        self.name.editingFinished.connect(self._enter_name)
        self.problem = HintLabel(self.name)
        edit = push_button(
            "Edit …",
            "Edit this parameter",
            "Set this parameter by hand, or freeze it (W)",
            lambda: self.edit_requested.emit(self._parameter),
            "compact",
        )
        self.change, self.gradient = number_label("muted"), number_label()
        self.in_data_units = number_label("muted")
        self.in_data_units.setToolTip(
            wrapped(
                "The weights of the same function of the data as they are: "
                "standardization is part of the first and of the last layer here"
            )
        )
        self.contribution, self.pulls = number_label(), number_label()
        self.pulls.setTextFormat(Qt.TextFormat.RichText)
        self.pulls.linkActivated.connect(
            lambda link: self.sample_chosen.emit(int(link))
        )
        self.plot = ContributionPlot()
        self.plot.setMinimumWidth(220)
        head = fill(QHBoxLayout(), self.name, edit, (self.change, 1))
        text = QWidget()
        self._text_layout = fill(
            QVBoxLayout(text),
            *(head, self.in_data_units, self.problem),
            *(self.gradient, self.contribution, self.pulls, None),
            spacing=6,
            margins=(0, 0, 6, 0),
        )
        self._layout = fill(
            QHBoxLayout(self),
            *((scrolled(text, "Gradient of the weight"), 1), (self.plot, 1)),
            margins=(10, 8, 6, 4),
        )

    # Data in

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self.plot.set_theme(theme)
        text = self.pulls.text()
        self.pulls.clear()  # the links in a text keep the colour that it was set with
        self.pulls.setText(text)

    def set_state(
        self, snapshot: Snapshot, probe: Probe, parameter: int, sample: int | None
    ) -> None:
        """Show a parameter in the update that follows a state."""
        if (
            self._contributions is not None
            and self._contributions[0].run is not snapshot.run
        ):
            self._contributions = None  # the run may not have these samples
            self.marks = NO_SAMPLES, NO_SAMPLES
            self.pulls.clear()
            self.contribution.clear()
        self._state = snapshot, probe
        self._parameter, self._sample = parameter, sample
        if not (self.name.hasFocus() and self.name.isModified()):
            self.name.setText(snapshot.run.model.network.parameter_name(parameter))
            self.problem.show_problem("")
        old, new = snapshot.theta[parameter], snapshot.upcoming[parameter]
        _, factor = clipping(snapshot)
        note = ""
        if snapshot.frozen[parameter]:
            note = " (frozen)"
        elif factor < 1.0:
            note = f" (clipped: {figure(factor)} of the gradient)"
        if snapshot.settings.l1 and not snapshot.frozen[parameter]:
            *_, column = snapshot.run.model.network.locate(parameter)
            note += "" if column is None else " (L1 moves it towards 0 after its step)"
        change = f"{old_to_new(float(old), float(new))}{note}"
        if self._covers_parameter:
            change = COVERED
        self.change.setText(f"update {snapshot.step + 1:,}: {change}")
        self._show_in_data_units(snapshot, parameter)
        gradient = ChainRule(snapshot, parameter).gradient_text()
        self.gradient.setText(COVERED if self._covers_gradient else gradient)
        self.pulls.setHidden(self._covers_gradient)
        self._show_contribution()

    def set_covered(self, place: Place | None) -> None:
        """Tell nothing of a number that a person is asked for."""
        self._covered = place
        if self._state is not None:
            self.set_state(*self._state, self._parameter, self._sample)

    @property
    def _covers_parameter(self) -> bool:
        place = self._covered
        return place is not None and place.parameter == self._parameter

    @property
    def _covers_gradient(self) -> bool:
        """Whether the gradient of the parameter is asked for, and so its parts."""
        place = self._covered
        return self._covers_parameter and place is not None and place.array[0] == "d"

    def _show_in_data_units(self, snapshot: Snapshot, parameter: int) -> None:
        """Show the parameter of a standardized model in the units of the data."""
        value = float(snapshot.theta_in_data_units[parameter])
        self.in_data_units.setText(f"in the data's own units: {figure(value)}")
        self.in_data_units.setVisible(bool(value != snapshot.theta[parameter]))

    def set_contributions(
        self, snapshot: Snapshot, contributions: Contributions
    ) -> None:
        """Show what each sample adds to the gradient, unless another is shown now."""
        if contributions.index != self._parameter:
            return
        self._contributions = snapshot, contributions
        train, values = snapshot.run.split.train, contributions.values
        up, down = contributions.strongest(MAX_MARKED)
        self.marks = train[up], train[down]
        pulls_up, pulls_down = values[values < 0.0], values[values > 0.0]
        penalty = contributions.penalty
        penalty_text = f", penalty {signed(penalty)}" if penalty else ""
        lines = [
            f"▲ {len(pulls_up):,} samples pull it up: "
            f"{signed(float(pulls_up.sum()), 6)}",
            f"&nbsp;&nbsp; strongest: {_links(self.marks[0])}",
            f"▼ {len(pulls_down):,} samples pull it down: "
            f"{signed(float(pulls_down.sum()), 6)}",
            f"&nbsp;&nbsp; strongest: {_links(self.marks[1])}",
            f"sum{penalty_text}: {signed(contributions.gradient, 6)} = the gradient",
        ]
        self.pulls.setText("<br>".join(lines))
        self._show_contribution()

    def _show_contribution(self) -> None:
        """Show the sample's contribution, with the numbers of its own snapshot."""
        if self._state is None or self._contributions is None:
            return
        (snapshot, contributions), sample = self._contributions, self._sample
        if contributions.index != self._parameter:
            return
        value = None
        text = (
            "Choose a sample (click its point in predicted vs true) to see its part "
            "with all its numbers."
        )
        if sample is not None:
            train = snapshot.run.split.train[contributions.samples]
            found = contributions.values[train == sample]
            value = float(found[0]) if found.size else None
            arrays = self._state[1].sample_passes(snapshot, np.array([sample]))
            chain = ChainRule(snapshot, self._parameter)
            text = chain.sample_text(arrays, sample, value)
        asked = self._covered
        if self._covers_gradient or (
            asked is not None and sample is not None and asked.sample == sample
        ):
            text = COVERED
        self.contribution.setText(text)
        self.plot.set_contributions(contributions, value)

    def _enter_name(self) -> None:
        """Choose the parameter whose name was entered, or show what is wrong."""
        if self._state is None or not self.name.isModified():
            return
        network = self._state[0].run.model.network
        try:
            parameter = network.parameter_index(self.name.text())
        except ConfigError as error:
            self.problem.show_problem(str(error))
            return
        self.name.setModified(False)
        self.problem.show_problem("")
        self.parameter_chosen.emit(parameter)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Put the plot beside the text, below it, or into the scrolled text."""
        super().resizeEvent(event)
        beside = self.width() >= MIN_WIDTH_BESIDE
        set_beside(self._layout, beside)
        scrolls = not beside and self.height() < MIN_HEIGHT_BELOW
        layout = self._text_layout if scrolls else self._layout
        if layout.indexOf(self.plot) < 0:
            layout.addWidget(self.plot, 1)
            self.plot.setMaximumHeight(SCROLLED_HEIGHT if scrolls else QWIDGETSIZE_MAX)
            # Where it is scrolled, the wheel must not zoom it.
            self.plot.item.setMouseEnabled(not scrolls, not scrolls)


def _links(samples: Indices) -> str:
    return ", ".join(f'<a href="{n}">{n:,}</a>' for n in samples.tolist()) or "none"
