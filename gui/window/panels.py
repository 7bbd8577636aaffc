"""The panels of the window: which there are, and the newest status for those in view.

To add one, write a class with what `Panel` asks for, an action ``NAME_panel`` in
`gui.actions.specs`, and a line in `PANELS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PyQt6.QtCore import QObject, pyqtSignal

from gui.docks.dock_panel import DockPanel
from gui.window.loss_panel import LossPanel
from gui.window.plot_panels import fit_panel

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from PyQt6.QtWidgets import QWidget

    from gui.actions import Actions
    from gui.docks.dock_area import DockArea
    from gui.graph.probe import Probe
    from gui.style.theme import Theme
    from gui.training.status import Status
    from gui.window.main_window import MainWindow

    class Panel(Protocol):
        """A view, and what gives it its data.

        Attributes
        ----------
        view : QWidget
            With a `CardHeader` as its attribute ``header``, such as any `PlotCard`.
        """

        view: Any

        def set_theme(self, theme: Theme) -> None:
            """Set the colours."""

        def set_status(
            self, status: Status, probe: Probe, *, update_text: bool
        ) -> None:
            """Show the newest status; called only while the view can be seen."""


class PanelSpec(NamedTuple):
    """What the window knows of a panel before it is created.

    Attributes
    ----------
    name : str
        ``loss`` makes the object name ``lossDock``, and its action is ``loss_panel``
        unless ``action`` names another.
    create : callable
        Returns the `Panel`, given the window that it takes its parts from, and connects
        it. Called when the panel is first seen; what it imports is imported then.
    behind : str, optional
        The panel that it is a tab behind by default. One that is behind none stands in
        the window at the start, and is created with it.
    in_turn : bool
        Whether it takes turns with others, see `Panels.set_status`. It draws what it is
        given at once, and may be a few frames late.
    aside : bool
        Whether it stands on the left, and is closed until somebody opens it.
    action : str, optional
    """

    name: str
    create: Callable[[MainWindow], Panel]
    behind: str = ""
    in_turn: bool = False
    aside: bool = False
    action: str = ""

    @property
    def action_name(self) -> str:
        """The name of the action that shows and closes it."""
        return self.action or f"{self.name}_panel"


def _loss(window: MainWindow) -> Panel:
    panel = LossPanel(window.loss_plot, window)
    panel.command_requested.connect(window.run.send)
    panel.failed.connect(window.errors.show)
    window.training.states_collected.connect(panel.set_states)
    window.closing.connect(panel.shut_down)
    return panel


def _fit(window: MainWindow) -> Panel:
    return fit_panel(window.fit_plot, window.what_if)


def _function(window: MainWindow) -> Panel:
    from gui.function.controller import FunctionController  # when it is first seen

    graph, selection = window.network_view, window.microscope.selection
    panel = FunctionController(window, graph, selection, window.what_if)
    panel.failed.connect(window.errors.show)
    panel.view.panes.created.connect(window.panels.created)
    window.closing.connect(panel.shut_down)
    window.actions_["fit_plots"].triggered.connect(lambda: panel.view.show_all())
    return panel


def _errors(window: MainWindow) -> Panel:
    from gui.residuals.controller import ResidualsController  # when it is first seen

    panel = ResidualsController(window, window.microscope.selection, window.what_if)
    panel.failed.connect(window.errors.show)
    window.closing.connect(panel.shut_down)
    window.actions_["fit_plots"].triggered.connect(lambda: panel.view.show_all())
    return panel


def _units(window: MainWindow) -> Panel:
    from gui.units.controller import UnitsController  # when it is first seen

    panel = UnitsController(window, window.network_view, window.what_if)
    panel.failed.connect(window.errors.show)
    window.closing.connect(panel.shut_down)
    return panel


def _landscape(window: MainWindow) -> Panel:
    from gui.landscape.controller import LandscapeController  # when it is first seen

    panel = LandscapeController(window)
    window.actions_["fit_plots"].triggered.connect(lambda: panel.view.show_all())
    panel.command_requested.connect(window.run.send)
    panel.view.update_requested.connect(window.run.show_update)
    panel.failed.connect(window.errors.show)
    window.training.path_collected.connect(panel.set_path)
    window.closing.connect(panel.shut_down)
    return panel


def _lesson(window: MainWindow) -> Panel:
    return window.lessons.controller()


PANELS: Final = (
    PanelSpec("loss", _loss, in_turn=True),
    PanelSpec("fit", _fit, in_turn=True),
    PanelSpec("function", _function, behind="fit", in_turn=True),
    PanelSpec("residuals", _errors, behind="fit"),
    PanelSpec("units", _units, behind="fit"),
    PanelSpec("landscape", _landscape, behind="fit", in_turn=True),
    PanelSpec("lesson", _lesson, aside=True, action="lessons"),
)
"""All panels, from the top to the bottom and from the first tab to the last."""

TOGETHER: Final = 2
"""Panels that are all drawn in every frame, as by default: a frame with all of them
would take twice as long as it may."""


def add_docks(area: DockArea, actions: Actions) -> None:
    """Add an empty dock for every panel."""
    docks: dict[str, DockPanel] = {}
    for spec in PANELS:
        dock = DockPanel(f"{spec.name}Dock", actions[spec.action_name])
        docks[spec.name] = dock
        behind = docks[spec.behind] if spec.behind else None
        area.add(dock, behind=behind, aside=spec.aside)


class Panels(QObject):
    """Creates panels when they are first seen, and shows a status in those in view.

    Signals
    -------
    created(QWidget)
        The view of a panel was created.
    came_into_view(Panel)
        A panel can be seen that could not be seen before.
    """

    created = pyqtSignal(object)
    came_into_view = pyqtSignal(object)

    def __init__(self, area: DockArea, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._docks = dict(zip(PANELS, area.panels, strict=True))
        self._panels: dict[PanelSpec, Panel] = {}
        self._seen: set[PanelSpec] = set()
        self._waiting: list[PanelSpec] = []  # for their turn, the next one first
        self._without_text: set[PanelSpec] = set()
        self._theme: Theme | None = None
        for spec in PANELS:
            if not (spec.behind or spec.aside):
                self._create(spec)
        area.view_changed.connect(self._follow)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._theme = theme
        for panel in self._panels.values():
            panel.set_theme(theme)

    def set_status(
        self,
        status: Status,
        probe: Probe,
        *,
        update_text: bool,
        everything: bool = True,
    ) -> None:
        """Show a status in the panels that are in view.

        Parameters
        ----------
        status : Status
        probe : Probe
        update_text : bool
            Whether to set texts too.
        everything : bool
            Otherwise this is one of many frames, and with more than `TOGETHER` panels
            in view only one of those that take turns is drawn in it.
        """
        seen = [spec for spec in self._panels if self._docks[spec].in_view]
        many = len([spec for spec in seen if not spec.aside]) > TOGETHER
        left = self._leave_out(seen) if many and not everything else set()
        if update_text:
            self._without_text |= left
        for spec in seen:
            if spec not in left:
                owed = spec in self._without_text
                self._without_text.discard(spec)
                panel = self._panels[spec]
                panel.set_status(status, probe, update_text=update_text or owed)

    def _leave_out(self, seen: list[PanelSpec]) -> set[PanelSpec]:
        """Return the panels whose turn it is not, of those that take turns."""
        turns = {spec for spec in seen if spec.in_turn}
        waiting = [spec for spec in self._waiting if spec in turns]
        waiting += [spec for spec in seen if spec in turns and spec not in waiting]
        self._waiting = waiting[1:] + waiting[:1]
        return turns - set(waiting[:1])

    def in_view(self) -> list[Panel]:
        """Return the panels that can be seen."""
        return [panel for s, panel in self._panels.items() if self._docks[s].in_view]

    def bring_into_view(self, name: str) -> QWidget:
        """Open a panel, or bring its tab to the front; return its view."""
        spec = next(spec for spec in PANELS if spec.name == name)
        self._docks[spec].bring_into_view()
        if spec not in self._panels:
            self._create(spec)
        view: QWidget = self._panels[spec].view
        return view

    def _create(self, spec: PanelSpec) -> None:
        panel = self._panels[spec] = spec.create(self._window)
        if self._theme is not None:
            panel.set_theme(self._theme)
        self._docks[spec].set_view(panel.view)
        self.created.emit(panel.view)

    def _follow(self) -> None:
        """Create the panels that are seen for the first time, and tell of new ones."""
        seen = {spec for spec, dock in self._docks.items() if dock.in_view}
        fresh, self._seen = seen - self._seen, seen
        for spec in fresh:
            if spec not in self._panels:
                self._create(spec)
            self.came_into_view.emit(self._panels[spec])
