"""The next update, phase by phase: its equations with their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent
from PyQt6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gui.microscope.controls import fill, plain_label, set_beside
from gui.microscope.equation_flow import statements
from gui.microscope.equation_rows import TITLES, equation_rows, shown_samples
from gui.microscope.equation_view import EquationView
from gui.microscope.phase_stepper import PHASES
from gui.style.polish import repolish
from gui.style.theme import number_font
from gui.text.number_format import wrapped
from gui.widgets.fixed_height_label import FixedHeightLabel
from gui.widgets.scroll_column import scrolled
from shallownet.analysis.equations import equations

if TYPE_CHECKING:
    from PyQt6.QtGui import QAction, QResizeEvent

    from gui.graph.probe import Probe
    from gui.microscope.latex_renderer import LatexRenderer
    from gui.microscope.phase_stepper import PhaseStepper
    from gui.style.theme import Theme
    from shallownet.analysis.quiz.question import Place
    from shallownet.training.snapshot import Snapshot


SPACING: Final = 4
"""Pixels between two buttons."""

LEAST_HEIGHT: Final = 24
"""Pixels of height of the equations where a question above them takes the rest."""

VISIBLE_AROUND: Final = 60
"""Pixels above and below a covered number: its formula is in view, too."""


class UpdateTab(QWidget):
    """A button for each phase, above the equations of the current one.

    While the stepper shows no phase, the equations are those of the phase that was
    shown last, at first the forward pass. The actions show the next and the previous
    phase, and ask for a number of the present one.
    """

    def __init__(
        self,
        phases: PhaseStepper,
        renderer: LatexRenderer,
        next_action: QAction,
        previous_action: QAction,
        quiz_action: QAction,
    ) -> None:
        super().__init__()
        self._phases = phases
        self._phase = PHASES[0]
        self._renderer = renderer
        self._prepared: tuple[object, object] | None = None
        self._state: tuple[Snapshot, Probe, int | None] | None = None
        self._covered: Place | None = None
        self.view = EquationView(renderer)
        self.area = scrolled(self.view, "Equations and numbers")
        self.area.setMinimumHeight(LEAST_HEIGHT)
        self.buttons = QButtonGroup(self)
        phase_buttons = [QPushButton(phase.value) for phase in PHASES]
        for number, (button, phase) in enumerate(
            zip(phase_buttons, PHASES, strict=True)
        ):
            button.setObjectName("phase")
            button.setCheckable(True)
            button.setProperty("narrow", False)
            button.setAccessibleName(f"Phase: {phase.value}")
            button.setToolTip(f"Show the {phase.value.lower()} phase of this update")
            self.buttons.addButton(button, number)
        self.buttons.idClicked.connect(self._choose)  # also that which is shown
        self.buttons.idToggled.connect(self._follow_button)
        self.previous_button = ActionButton(previous_action, "‹ Back", "‹")
        self.next_button = ActionButton(next_action, "Next ›", "›")
        self.quiz_button = ActionButton(quiz_action, "Quiz", "?")
        self.update_label = plain_label("note", "The update that is shown")
        self.update_label.setWordWrap(False)
        self.update_label.setFont(number_font(self.update_label.font()))
        self._label_room = FixedHeightLabel(self.update_label)
        buttons = self.quiz_button, self.previous_button, self.next_button
        on_the_right = (self._label_room, 1), *buttons
        self._rows = (
            fill(QHBoxLayout(), *phase_buttons, spacing=SPACING),
            fill(QHBoxLayout(), *on_the_right, spacing=SPACING),
        )
        self._bar = fill(QHBoxLayout(), *self._rows, spacing=SPACING)
        margins = (8, 6, 6, 4)
        self._column = fill(
            QVBoxLayout(self), self._bar, (self.area, 1), spacing=4, margins=margins
        )
        next_action.changed.connect(self._fit_bar)
        phases.changed.connect(self._follow)
        renderer.ready.connect(self._show_covered)
        self._follow()

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self.view.set_theme(theme)

    def add_above_equations(self, widget: QWidget) -> None:
        """Insert a widget between the buttons and the equations."""
        self._column.insertWidget(1, widget)

    def set_covered(self, place: Place | None) -> None:
        """Cover a number that a person is asked for, and bring its matrix into view."""
        self._covered = place
        if self._state is not None:
            self.set_state(*self._state)
        self._show_covered()

    def _show_covered(self) -> None:
        """Scroll to the covered number, once its equation is painted."""
        place = self._covered
        if place is not None:
            self._column.activate()  # the widget above may have been shown just now
            matrix = self.view.geometry_of(TITLES.get(place.array, place.array))
            if matrix is not None:
                at = matrix.cell_rect(place.row, 0).center().toPoint()
                self.area.ensureVisible(at.x(), at.y(), 0, VISIBLE_AROUND)

    def set_state(self, snapshot: Snapshot, probe: Probe, sample: int | None) -> None:
        """Show the update that follows a state, for one sample or for the first few."""
        self._state = snapshot, probe, sample
        text = f"update {snapshot.step + 1:,}"
        if text != self.update_label.text():
            # Digits have equal widths: only a longer text needs another layout.
            is_as_long = len(text) == len(self.update_label.text())
            self.update_label.setText(text)
            self.update_label.setToolTip(
                wrapped(
                    "The next update, which is not made yet: all numbers are those "
                    f"that it is made of, after update {snapshot.step:,}"
                    if snapshot.step
                    else "The first update, which is not made yet"
                )
            )
            if not is_as_long:
                self._make_room()
        samples = shown_samples(snapshot, sample)
        arrays = probe.sample_passes(snapshot, samples)
        rows = equation_rows(snapshot, self._phase, arrays, samples, self._covered)
        self.view.set_rows(rows, samples.tolist())
        if (snapshot.run, snapshot.settings) != self._prepared:
            self._prepared = snapshot.run, snapshot.settings
            for equation in equations(snapshot.run.model.network, snapshot.settings):
                for statement in statements(equation):
                    self._renderer.is_ready(statement.latex)  # for the next phases

    def _make_room(self) -> None:
        self._label_room.setMinimumWidth(self.update_label.sizeHint().width())
        self._fit_bar()

    def _fit_bar(self) -> None:
        """Where space is short, show arrows, then two rows, then smaller buttons."""
        layout = self.layout()
        assert layout is not None
        margins = layout.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        for short, beside, narrow in ((0, 1, 0), (1, 1, 0), (0, 0, 0), (0, 0, 1)):
            for button in (self.quiz_button, self.previous_button, self.next_button):
                button.set_short(bool(short))
            self._set_narrow(bool(narrow))
            rows = [row.sizeHint().width() for row in self._rows]
            if (sum(rows) + SPACING if beside else max(rows)) <= room:
                break
        set_beside(self._bar, bool(beside))

    def _set_narrow(self, narrow: bool) -> None:
        for button in self.buttons.buttons():
            if narrow != button.property("narrow"):
                button.setProperty("narrow", narrow)
                repolish(button)
        for row in self._rows:
            row.invalidate()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit the bar to the new width."""
        super().resizeEvent(event)
        self._fit_bar()

    def changeEvent(self, event: QEvent | None) -> None:
        """Fit the bar to another style, which may have wider buttons."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.StyleChange:
            self._make_room()

    def _choose(self, number: int) -> None:
        self._phase = PHASES[number]
        self._phases.show(self._phase)
        self._follow()

    def _follow_button(self, number: int, checked: bool) -> None:
        """Show a phase whose button assistive technology has checked."""
        if checked and PHASES[number] is not self._phase:
            self._choose(number)

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


class ActionButton(QPushButton):
    """A button that triggers an action, with a shorter text than the action."""

    def __init__(self, action: QAction, text: str, short_text: str) -> None:
        super().__init__(text)
        self.setObjectName("phase")
        self._action, self._texts, self._short = action, (text, short_text), False
        action.changed.connect(self._follow)
        self.clicked.connect(action.trigger)
        self._follow()

    def set_short(self, short: bool) -> None:
        """Show the short text, or the longer one."""
        self._short = short
        self._follow()

    def _follow(self) -> None:
        is_commit = self._action.text().startswith("Commit")
        self.setText("Commit" if is_commit else self._texts[self._short])
        self.setEnabled(self._action.isEnabled())
        self.setToolTip(self._action.toolTip())
        self.setAccessibleName(self._action.text())
