"""The main window's frame: its views, where they stand, and their colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import (
    QComboBox,
    QFrame,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gui.actions import Actions
from gui.bars.banner import Banner
from gui.bars.speed_control import SpeedControl
from gui.bars.step_panel import StepPanel
from gui.bars.timeline_bar import TimelineBar
from gui.bars.toolbar import Toolbar
from gui.docks.dock_area import DockArea
from gui.documents.recent_files import RecentFiles, RecentMenu
from gui.graph.network_view import NetworkView
from gui.lessons.last_lesson import LastLesson
from gui.plots.fit_plot import FitPlot
from gui.plots.loss_plot import LossPlot
from gui.settings.form import KEYS
from gui.settings.parameter_panel import ParameterPanel
from gui.style import theme as themes
from gui.style.application import ApplicationColours
from gui.style.sizes import MIN_WINDOW
from gui.tour.progress import TourProgress
from gui.widgets.number_field import NumberField
from gui.widgets.tab_order import focus_next
from gui.window.geometry import first_size
from gui.window.menus import build_menus, file_menu
from gui.window.panels import add_docks
from gui.window.presentation import Presentation

if TYPE_CHECKING:
    from typing import Protocol

    from PyQt6.QtGui import QResizeEvent

    from gui.settings.form import Field
    from gui.style.theme import Theme

    class Themed(Protocol):
        """Takes on the colours of a theme."""

        def set_theme(self, theme: Theme) -> None:
            """Take on the colours of a theme."""


SETTINGS_WIDTH: Final = 288
"""Pixels of width of the settings' column."""

PANELS_SHARE: Final = 0.395
"""The part of the width beside the settings that the panels take; the graph has the
rest."""

PANEL_HEIGHT: Final = 330
"""Pixels of height in which the microscope's tabs need no scroll bar."""

MIN_WIDTH_WITH_SETTINGS: Final = 1_230
"""Pixels of width in which settings, graph and panels have room beside a lesson."""

MIN_GRAPH_HEIGHT: Final = 250
"""Pixels of height in which the graph above the microscope is readable."""


ACTION_BUTTONS: Final[dict[str, tuple[str, str]]] = {
    "cancel": ("", ""),
    "now": ("Now", ""),
    "extend": ("", "Run on"),
    "go_back": ("", "Back"),
    "microscope_beside": ("Beside", "◨"),
    "microscope": ("", ""),
}
"""Actions with a button below the graph: its text, if not the action's, and its text
where there is little room."""


class WindowLayout(QMainWindow):
    """Creates the views and lays them out; knows nothing of runs.

    Attributes
    ----------
    themed : list of Themed
        Objects with colours of their own, which follow the theme.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.theme_choice: themes.ThemeChoice = "system"
        self.theme = themes.LIGHT
        self._scale = 1.0
        self._colours = ApplicationColours(self)
        self.actions_ = Actions(self)
        self.network_view = NetworkView()
        self.loss_plot = LossPlot()
        self.fit_plot = FitPlot()
        self.step_panel = StepPanel()
        self.timeline_bar = TimelineBar(self.actions_)
        self.timeline = self.timeline_bar.timeline
        self.banner = Banner()
        self.parameter_panel = ParameterPanel()
        self.speed = SpeedControl()
        self.toolbar = Toolbar(self.actions_, self.speed)
        self.addToolBar(self.toolbar)
        self.themed: list[Themed] = [
            *(self.actions_, self.network_view, self.timeline_bar),
            *(self.step_panel, self.toolbar),
        ]
        self.recent_files = RecentFiles(self)
        self.tour_progress = TourProgress()
        self.presentation = Presentation(self)
        self.recent_menu = RecentMenu(self.recent_files, self)
        self.last_lesson = LastLesson()
        self._folded = 0
        self.themed.append(self.presentation)
        self._build_menus()
        self._build_panes()
        self._connect_actions_of_views()
        for name, texts in ACTION_BUTTONS.items():
            # Buttons that need a run take no room before there is one.
            self.actions_[name].setEnabled(name == "microscope")
            self.step_panel.add_button(self.actions_[name], *texts)
        self.step_panel.opened.connect(self._share_height)
        hints = QGuiApplication.styleHints()
        if hints is not None:
            hints.colorSchemeChanged.connect(self.follow_scheme)

    # Building

    def _build_menus(self) -> None:
        bar = self.menuBar()
        assert bar is not None
        build_menus(bar, self.actions_)
        file_menu(bar).insertMenu(self.actions_["save"], self.recent_menu)

    def _build_panes(self) -> None:
        graph = QFrame()
        graph.setObjectName("card")
        layout = QVBoxLayout(graph)
        # With this margin the graph does not cover the round corners of the card.
        layout.setContentsMargins(3, 3, 3, 3)
        layout.setSpacing(0)
        self.graph_panes = QSplitter(Qt.Orientation.Vertical)
        self.graph_panes.setObjectName("graphPanes")
        for index, pane in enumerate((self.network_view, self.step_panel)):
            self.graph_panes.addWidget(pane)
            self.graph_panes.setStretchFactor(index, 1 - index)
            self.graph_panes.setCollapsible(index, False)
        layout.addWidget(self.graph_panes)
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.columns.setObjectName("columns")
        for index, widget in enumerate((self.parameter_panel, graph)):
            self.columns.addWidget(widget)
            self.columns.setStretchFactor(index, index)
            self.columns.setCollapsible(index, index == 0)
        self.columns.setSizes([SETTINGS_WIDTH, 592])
        for splitter in (self.columns, self.graph_panes):
            splitter.setHandleWidth(8)
        self.docks = DockArea(PANELS_SHARE, fixed=SETTINGS_WIDTH + 2 * 8)
        self.docks.setCentralWidget(self.columns)
        add_docks(self.docks, self.actions_)
        self.docks.aside_changed.connect(self._share_width)
        centre = QWidget()
        column = self._column = QVBoxLayout(centre)
        column.setContentsMargins(8, 8, 8, 2)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.docks, 1)
        column.addWidget(self.timeline_bar)
        self.setCentralWidget(centre)
        self.setMinimumSize(*MIN_WINDOW)
        self.setAcceptDrops(True)
        screen = QGuiApplication.primaryScreen()
        if screen is not None:
            self.resize(first_size(screen.availableGeometry()))

    def _connect_actions_of_views(self) -> None:
        """Carry out the actions that concern the views alone."""
        actions, panel = self.actions_, self.parameter_panel
        focused: dict[str, QComboBox | Field] = {"preset": panel.presets}
        focused |= {name: panel.form.fields[name] for name in KEYS}
        for name, field in focused.items():
            actions[name].triggered.connect(
                lambda _, field=field: self.focus_field(field)
            )
        actions["reset_layout"].triggered.connect(lambda: self.docks.reset())
        actions["fit_plots"].triggered.connect(lambda: self.fit_views())
        actions["zoom_in"].triggered.connect(lambda: self.enlarge(1))
        actions["zoom_out"].triggered.connect(lambda: self.enlarge(-1))
        actions["presentation"].toggled.connect(self.presentation.set_on)
        self.presentation.changed.connect(actions["presentation"].setChecked)
        actions["theme"].triggered.connect(lambda: self.next_theme())
        for name, button in (
            ("log_axis", self.loss_plot.log_button),
            ("mean_error", self.loss_plot.mean_error_button),
        ):
            actions[name].setChecked(button.isChecked())
            actions[name].toggled.connect(button.setChecked)
            button.toggled.connect(actions[name].setChecked)

    def put_over_the_panes(self, panel: QWidget) -> None:
        """Insert a panel above the panes, as wide as the window."""
        self._column.insertWidget(self._column.indexOf(self.docks), panel)

    def _share_width(self, opened: bool) -> None:
        """Fold the settings in a narrow window while something stands beside them."""
        settings, rest = self.columns.sizes()
        if opened and settings and self.docks.width() < MIN_WIDTH_WITH_SETTINGS:
            self._folded = settings
            self.columns.setSizes([0, settings + rest])
        elif not opened and self._folded and not settings:
            self._unfold()

    def note_restored(self) -> None:
        """Take settings that were closed beside an open lesson for folded."""
        if self.docks.has_aside and not self.columns.sizes()[0]:
            self._folded = SETTINGS_WIDTH

    def _unfold(self) -> None:
        """Show the settings again, as wide as they were."""
        settings, rest = self.columns.sizes()
        width, self._folded = self._folded, 0
        if not settings:
            self.columns.setSizes([width, max(rest - width, 1)])

    def _share_height(self, opened: bool) -> None:
        """Give the microscope half of the graph's height, or more if that is low."""
        height = self.graph_panes.height()
        graph = (
            min(height // 2, max(height - PANEL_HEIGHT, MIN_GRAPH_HEIGHT))
            if opened
            else height
        )
        self.graph_panes.setSizes([graph, height - graph])

    def enlarge(self, steps: int) -> None:
        """Magnify the graph; in a presentation, make letters and lines larger."""
        if self.presentation.is_on:
            self.presentation.change_by(steps)
        else:
            self.network_view.magnify(1.5**steps)

    def fit_views(self) -> None:
        """Show all of the plots and of the graph."""
        self.loss_plot.show_all()
        self.fit_plot.show_all()
        self.network_view.show_all()

    def focus_field(self, widget: QComboBox | Field) -> None:
        """Move the focus to a field of the form."""
        if self._folded:
            self._unfold()
        self.presentation.show_form()
        self.parameter_panel.area.ensureWidgetVisible(widget)
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if isinstance(widget, QComboBox):
            widget.showPopup()
        elif isinstance(widget, NumberField):
            widget.selectAll()

    # Theme

    def set_theme_choice(self, choice: themes.ThemeChoice) -> None:
        """Choose a theme, or follow the system."""
        self.theme_choice = choice
        self.follow_scheme()

    def set_scale(self, scale: float) -> None:
        """Set the factor of letters and lines that views paint."""
        self._scale = scale
        self.follow_scheme()
        self.toolbar.fit_into(self.width())

    def next_theme(self) -> None:
        """Choose the next theme."""
        at = themes.CHOICES.index(self.theme_choice)
        self.set_theme_choice(themes.CHOICES[(at + 1) % len(themes.CHOICES)])

    def follow_scheme(self) -> None:
        """Apply the chosen theme, or the system's."""
        hints = QGuiApplication.styleHints()
        system = hints.colorScheme() if hints else Qt.ColorScheme.Unknown
        theme = themes.choose(self.theme_choice, system)
        self.theme = theme._replace(scale=self._scale)
        self._colours.apply(self.theme)
        for part in self.themed:
            part.set_theme(self.theme)
        self.actions_["theme"].setText(f"Theme: {self.theme_choice}")

    def cards_over_it(self) -> list[QWidget]:
        """Return what lies over the panes and is reached by Tab after them."""
        return []

    # Qt overrides

    def focusNextPrevChild(self, next: bool) -> bool:  # Qt's name
        """Let Tab go from the toolbar down the columns to the timeline."""
        items = [self._column.itemAt(n) for n in range(self._column.count())]
        below = [item.widget() for item in items if item is not None]
        regions = (self.toolbar, *filter(None, below), *self.cards_over_it())
        moved = focus_next(self, regions, forward=next)
        return moved or super().focusNextPrevChild(next)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit the toolbar to the new width."""
        super().resizeEvent(event)
        self.toolbar.fit_into(self.width())
