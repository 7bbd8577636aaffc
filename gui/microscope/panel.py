"""The microscope's tabs: the update, one weight, the step's size, proof, mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSize, pyqtSignal
from PyQt6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from gui.microscope.bug_lab import BugLab
from gui.microscope.gradient_check_view import GradientCheckView
from gui.microscope.latex_renderer import LatexRenderer
from gui.microscope.sample_bar import SampleBar
from gui.microscope.step_size_view import StepSizeView
from gui.microscope.update_tab import UpdateTab
from gui.microscope.weight_tab import WeightTab

if TYPE_CHECKING:
    from PyQt6.QtGui import QAction, QResizeEvent

    from gui.graph.hover_target import HoverTarget
    from gui.microscope.phase_stepper import PhaseStepper
    from gui.style.theme import Theme


TITLES: Final = ("Update", "One weight", "Step size", "Proof", "Bug lab")
SHORT: Final = ("Update", "Weight", "Step", "Proof", "Bugs")
"""The tabs' titles, and those that they have where there is no room."""


class MicroscopePanel(QWidget):
    """Puts the tabs together; whoever feeds it asks which one is in view.

    Parameters
    ----------
    phases : PhaseStepper
    on, back : QAction
        What reveals the next phase, and what goes back.

    Signals
    -------
    turned()
        Another tab came into view.
    """

    turned = pyqtSignal()

    def __init__(
        self,
        phases: PhaseStepper,
        on: QAction,
        back: QAction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("microscope")
        self.typesetter = LatexRenderer(self)
        self.samples = SampleBar()
        self.update_tab = UpdateTab(phases, self.typesetter, on, back)
        self.weight_tab = WeightTab()
        self.step_size = StepSizeView()
        self.proof = GradientCheckView()
        self.mistakes = BugLab()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Microscope")
        for tab, tip in (
            (self.update_tab, "The next update's equations, with their numbers"),
            (self.weight_tab, "One weight: the chain rule, and who pulls at it"),
            (self.step_size, "Step size: the loss along the step, and sharpness"),
            (self.proof, "The gradient against central differences"),
            (self.mistakes, "Bug lab: the mistakes learners make, and their effect"),
        ):
            self.tabs.addTab(tab, "")
            self.tabs.setTabToolTip(self.tabs.count() - 1, tip)
        self._fit()
        self.tabs.setCornerWidget(self.samples)
        self.tabs.currentChanged.connect(self.turned)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        for tab in (
            self.update_tab,
            self.weight_tab,
            self.step_size,
            self.proof,
            self.mistakes,
        ):
            tab.set_theme(theme)

    def in_view(self) -> QWidget | None:
        """Return the tab that is in view, if any is."""
        return self.tabs.currentWidget() if self.isVisible() else None

    def light(self, what: HoverTarget) -> None:
        """Mark the entries of what is pointed at in the graph."""
        self.update_tab.view.light(what)
        if self.in_view() is self.proof:
            self.proof.set_highlighted(what if isinstance(what, int) else None)

    def shut_down(self) -> None:
        """End what works in the background."""
        self.typesetter.shut_down()

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Say less where there is less room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        bar = self.tabs.tabBar()
        assert bar is not None
        for compact, titles in ((False, TITLES), (True, SHORT)):
            for number, title in enumerate(titles):
                self.tabs.setTabText(number, title)
            self.samples.set_compact(compact)
            needed = bar.sizeHint().width() + self.samples.sizeHint().width()
            if needed <= self.width():
                break

    def minimumSizeHint(self) -> QSize:
        """Return the size below which nothing can be read."""
        return QSize(360, 190)
