"""The microscope's tabs: update, one weight, step size, gradient check, bug lab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, pyqtSignal
from PyQt6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from gui.microscope.bug_lab import BugLab
from gui.microscope.controls import fill
from gui.microscope.gradient_check_view import GradientCheckView
from gui.microscope.latex_renderer import LatexRenderer
from gui.microscope.sample_bar import SampleBar, SampleBarSize
from gui.microscope.step_size_view import StepSizeView
from gui.microscope.update_tab import UpdateTab
from gui.microscope.weight_tab import WeightTab

if TYPE_CHECKING:
    from PyQt6.QtGui import QAction, QResizeEvent

    from gui.graph.hover_target import HoverTarget
    from gui.microscope.phase_stepper import PhaseStepper
    from gui.style.theme import Theme


TITLES: Final = ("Update", "One weight", "Step size", "Proof", "Bug lab")
SHORT_TITLES: Final = ("Update", "Weight", "Step", "Proof", "Bugs")
TIPS: Final = (
    "The next update's equations, with their numbers",
    "One weight: the chain rule, and who pulls at it",
    "Step size: the loss along the step, and sharpness",
    "The gradient against central differences",
    "Bug lab: the mistakes learners make, and their effect",
)


class MicroscopePanel(QWidget):
    """The tabs, and the bar that selects a sample for all of them.

    Signals
    -------
    tab_changed()
    """

    tab_changed = pyqtSignal()

    def __init__(
        self,
        phases: PhaseStepper,
        next_action: QAction,
        previous_action: QAction,
        quiz_action: QAction,
    ) -> None:
        super().__init__()
        self.setObjectName("microscope")
        self.setMinimumSize(300, 190)
        self.renderer = LatexRenderer(self)
        self.samples = SampleBar()
        self.update_tab = UpdateTab(
            phases, self.renderer, next_action, previous_action, quiz_action
        )
        self.weight_tab = WeightTab()
        self.step_size = StepSizeView()
        self.gradient_check = GradientCheckView()
        self.bug_lab = BugLab()
        self._all_tabs = (
            *(self.update_tab, self.weight_tab, self.step_size),
            *(self.gradient_check, self.bug_lab),
        )
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Microscope")
        for number, (tab, tip) in enumerate(zip(self._all_tabs, TIPS, strict=True)):
            self.tabs.addTab(tab, "")
            self.tabs.setTabToolTip(number, tip)
        self.tabs.setCornerWidget(self.samples)
        self._fit_titles()
        self.tabs.currentChanged.connect(self.tab_changed)
        fill(QVBoxLayout(self), self.tabs, margins=(0, 0, 0, 0))

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        for tab in self._all_tabs:
            tab.set_theme(theme)

    def in_view(self) -> QWidget | None:
        """Return the visible tab, if any."""
        return self.tabs.currentWidget() if self.isVisible() else None

    def set_highlighted(self, target: HoverTarget) -> None:
        """Highlight the numbers of the graph's hover target."""
        self.update_tab.view.set_highlighted(target)
        if self.in_view() is self.gradient_check:
            parameter = target if isinstance(target, int) else None
            self.gradient_check.table.set_highlighted(parameter)

    def shut_down(self) -> None:
        """End the threads that render formulas."""
        self.renderer.shut_down()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Shorten the titles where they do not fit."""
        super().resizeEvent(event)
        self._fit_titles()

    def changeEvent(self, event: QEvent | None) -> None:
        """Fit the titles in another style, which may have wider ones."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.StyleChange:
            self._fit_titles()

    def _fit_titles(self) -> None:
        bar = self.tabs.tabBar()
        assert bar is not None
        for size in SampleBarSize:
            titles = TITLES if size is SampleBarSize.FULL else SHORT_TITLES
            self.samples.set_size(size)
            for number, title in enumerate(titles):  # which lays out bar and corner
                self.tabs.setTabText(number, title)
            needed = bar.sizeHint().width() + self.samples.sizeHint().width()
            if needed <= self.width():
                break
