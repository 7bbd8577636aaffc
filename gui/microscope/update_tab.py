"""The next update, phase by phase: its equations with their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.microscope.equation_rows import equation_rows, shown_samples
from gui.microscope.equation_view import EquationView
from gui.microscope.phase_stepper import ORDER
from gui.widgets.scroll_column import scrolled
from shallownet.analysis.equations import Phase

if TYPE_CHECKING:
    from PyQt6.QtGui import QAction

    from gui.graph.probe import Probe
    from gui.microscope.latex_renderer import LatexRenderer
    from gui.microscope.phase_stepper import PhaseStepper
    from gui.style.theme import Theme
    from shallownet.training.snapshot import Snapshot


class UpdateTab(QWidget):
    """A bar of the four phases over the equations of the one that is revealed.

    While none is, the equations are those of the forward pass, or of the phase that
    was looked at last.

    Parameters
    ----------
    phases : PhaseStepper
    typesetter : LatexRenderer
    on, back : QAction
        What reveals the next phase, and what goes back.

    Signals
    -------
    pointed(object), parameter_chosen(int), sample_chosen(int)
        See `EquationView`.
    """

    pointed = pyqtSignal(object)
    parameter_chosen = pyqtSignal(int)
    sample_chosen = pyqtSignal(int)

    def __init__(
        self,
        phases: PhaseStepper,
        typesetter: LatexRenderer,
        on: QAction,
        back: QAction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._phases = phases
        self._looked_at = Phase.FORWARD
        self._shown: tuple[Snapshot, Probe, int | None] | None = None
        self.view = EquationView(typesetter)
        self.view.pointed.connect(self.pointed)
        self.view.parameter_chosen.connect(self.parameter_chosen)
        self.view.sample_chosen.connect(self.sample_chosen)
        self.area = scrolled(self.view)
        self.buttons = QButtonGroup(self)
        bar = QHBoxLayout()
        bar.setSpacing(4)
        for number, phase in enumerate(ORDER):
            button = QPushButton(phase.value)
            button.setObjectName("phase")
            button.setCheckable(True)
            button.setAccessibleName(f"Phase: {phase.value}")
            button.setToolTip(f"Show the {phase.value.lower()} phase of this update")
            self.buttons.addButton(button, number)
            bar.addWidget(button)
        self.buttons.idClicked.connect(self._choose)
        bar.addStretch()
        self.back, self.on = _button(back, "‹ Back"), _button(on, "Next ›")
        bar.addWidget(self.back)
        bar.addWidget(self.on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 6, 4)
        layout.setSpacing(4)
        layout.addLayout(bar)
        layout.addWidget(self.area, 1)
        phases.changed.connect(self._follow)
        self._follow()

    # Data in

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.view.set_theme(theme)

    def set_state(self, snapshot: Snapshot, probe: Probe, sample: int | None) -> None:
        """Show the update that follows a state, for one sample or for the first few."""
        self._shown = snapshot, probe, sample
        chosen = shown_samples(snapshot, sample)
        arrays = probe.sample_passes(snapshot, chosen)
        found = equation_rows(snapshot, self._looked_at, arrays, chosen)
        self.view.set_rows(found, chosen.tolist())

    def _choose(self, number: int) -> None:
        self._looked_at = ORDER[number]
        self._phases.show(ORDER[number])
        self._follow()

    def _follow(self) -> None:
        phase = self._phases.phase
        if phase is not None and phase is not self._looked_at:
            self._looked_at = phase
            bar = self.area.verticalScrollBar()
            if bar is not None:
                bar.setValue(0)
        button = self.buttons.button(ORDER.index(self._looked_at))
        if button is not None:
            button.setChecked(True)
        if self._shown is not None:
            self.set_state(*self._shown)


def _button(action: QAction, text: str) -> QPushButton:
    """Return a button that does what an action does, in fewer words of its own."""
    button = QPushButton(text)
    button.setObjectName("phase")

    def follow() -> None:
        button.setText("Commit" if action.text().startswith("Commit") else text)
        button.setEnabled(action.isEnabled())
        button.setToolTip(action.toolTip())
        button.setAccessibleName(action.text())

    action.changed.connect(follow)
    button.clicked.connect(action.trigger)
    follow()
    return button
