"""The next update, phase by phase: its equations with their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gui.microscope.controls import fill
from gui.microscope.equation_rows import equation_rows, shown_samples
from gui.microscope.equation_view import EquationView
from gui.microscope.phase_stepper import PHASES
from gui.widgets.scroll_column import scrolled

if TYPE_CHECKING:
    from PyQt6.QtGui import QAction

    from gui.graph.probe import Probe
    from gui.microscope.latex_renderer import LatexRenderer
    from gui.microscope.phase_stepper import PhaseStepper
    from gui.style.theme import Theme
    from shallownet.training.snapshot import Snapshot


class UpdateTab(QWidget):
    """A button for each phase, above the equations of the current one.

    While the stepper shows no phase, the equations are those of the phase that was
    shown last, at first the forward pass. The actions show the next and the previous
    phase.
    """

    def __init__(
        self,
        phases: PhaseStepper,
        renderer: LatexRenderer,
        next_action: QAction,
        previous_action: QAction,
    ) -> None:
        super().__init__()
        self._phases = phases
        self._phase = PHASES[0]
        self._state: tuple[Snapshot, Probe, int | None] | None = None
        self.view = EquationView(renderer)
        self.area = scrolled(self.view)
        self.buttons = QButtonGroup(self)
        phase_buttons = [QPushButton(phase.value) for phase in PHASES]
        for number, (button, phase) in enumerate(
            zip(phase_buttons, PHASES, strict=True)
        ):
            button.setObjectName("phase")
            button.setCheckable(True)
            button.setAccessibleName(f"Phase: {phase.value}")
            button.setToolTip(f"Show the {phase.value.lower()} phase of this update")
            self.buttons.addButton(button, number)
        self.buttons.idClicked.connect(self._choose)
        self.previous_button = _action_button(previous_action, "‹ Back")
        self.next_button = _action_button(next_action, "Next ›")
        bar = fill(
            QHBoxLayout(),
            *(*phase_buttons, None, self.previous_button, self.next_button),
            spacing=4,
        )
        margins = (8, 6, 6, 4)
        fill(QVBoxLayout(self), bar, (self.area, 1), spacing=4, margins=margins)
        phases.changed.connect(self._follow)
        self._follow()

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self.view.set_theme(theme)

    def set_state(self, snapshot: Snapshot, probe: Probe, sample: int | None) -> None:
        """Show the update that follows a state, for one sample or for the first few."""
        self._state = snapshot, probe, sample
        samples = shown_samples(snapshot, sample)
        arrays = probe.sample_passes(snapshot, samples)
        rows = equation_rows(snapshot, self._phase, arrays, samples)
        self.view.set_rows(rows, samples.tolist())

    def _choose(self, number: int) -> None:
        self._phase = PHASES[number]
        self._phases.show(self._phase)
        self._follow()

    def _follow(self) -> None:
        phase = self._phases.phase
        if phase is not None and phase is not self._phase:
            self._phase = phase
            bar = self.area.verticalScrollBar()
            assert bar is not None
            bar.setValue(0)
        button = self.buttons.button(PHASES.index(self._phase))
        assert button is not None
        button.setChecked(True)
        if self._state is not None:
            self.set_state(*self._state)


def _action_button(action: QAction, text: str) -> QPushButton:
    """Return a button that triggers an action, with a shorter text than the action."""
    button = QPushButton(text)
    button.setObjectName("phase")

    def update() -> None:
        button.setText("Commit" if action.text().startswith("Commit") else text)
        button.setEnabled(action.isEnabled())
        button.setToolTip(action.toolTip())
        button.setAccessibleName(action.text())

    action.changed.connect(update)
    button.clicked.connect(action.trigger)
    update()
    return button
