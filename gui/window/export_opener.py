"""Exporting: makes the Export dialog when it is first needed, and connects it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QAbstractButton

from gui.plots.plot_card import PlotCard
from gui.widgets.visibility import is_in_view
from shallownet.settings.data_config import DataConfig

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.export.controller import ExportController
    from gui.export.data_copier import DataCopier
    from gui.export.film_views import Display
    from gui.export.run_info import RunInfo
    from gui.export.view import View
    from gui.plots.data_text import Columns
    from gui.style.theme import Theme
    from gui.window.filmed_window import FilmedWindow
    from gui.window.main_window import MainWindow
    from gui.window.panels import Panel
    from shallownet.analysis.kept_states import KeptStates


class ExportOpener(QObject):
    """Owns the controller of the Export dialog.

    Signals
    -------
    created(ExportController)
    copier_created(DataCopier)
        Its parts, whose signals the window connects.
    """

    created = pyqtSignal(object)
    copier_created = pyqtSignal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._controller: ExportController | None = None
        self._copier: DataCopier | None = None

    def open(self, chosen: QWidget | None = None) -> None:
        """Show the dialog, on the picture of a view if one is given."""
        if self._window.shown is not None:
            self.controller().open(chosen)

    def print(self) -> None:
        """Show the dialog, with the keys on what prints the picture chosen in it."""
        self.open(self._window)
        if self._controller is not None:
            self._controller.dialog.print.setFocus()

    def copy_picture(self, widget: QWidget) -> None:
        """Put a picture of a view on the clipboard."""
        if self._window.shown is not None:
            self.controller().copy_picture(widget)

    def copy_data(self, columns: Columns) -> None:
        """Put columns with very many numbers on the clipboard."""
        if self._copier is None:
            from gui.export.data_copier import DataCopier  # rarely needed

            self._copier = DataCopier(self)
            self.copier_created.emit(self._copier)
        self._copier.copy(columns)

    def controller(self) -> ExportController:
        """Return the controller, which is made when it is first asked for."""
        if self._controller is None:
            # Imported late: few sessions export anything.
            from gui.export.controller import ExportController, Sources

            window = self._window
            sources = Sources(
                self._views,
                lambda: window.theme,
                self._run,
                self._display,
                self._filmed_window,
            )
            self._controller = ExportController(window, sources)
            self.created.emit(self._controller)
        return self._controller

    def use_copy(self, path: str) -> None:
        """Go on with an animation whose run is copied."""
        if self._controller is not None and self._controller.films is not None:
            self._controller.films.use_copy(path)

    def use_states(self, states: KeptStates) -> None:
        """Write the numbers that wait for the states that the run keeps."""
        if self._controller is not None:
            self._controller.use_states(states)

    def refuse(self, problem: str) -> None:
        """End an animation whose run could not be copied."""
        if self._controller is not None and self._controller.films is not None:
            self._controller.films.refuse(problem)

    def shut_down(self) -> None:
        """Close the dialog, if there is one, and end its threads."""
        for part in (self._controller, self._copier):
            if part is not None:
                part.shut_down()

    def _run(self) -> RunInfo:
        from gui.export.run_info import RunInfo

        status = self._window.shown
        assert status is not None
        return RunInfo.of(status, self._window.parameter_panel.run_title)

    def _display(self) -> Display:
        from gui.export.film_views import Display

        window = self._window
        status = window.shown
        data = None if status is None else status.recipe.data
        truth = data.true_function if isinstance(data, DataConfig) else None
        return Display(window.microscope.modes, window.loss_plot.is_log, truth)

    def _filmed_window(self, size: tuple[int, int], theme: Theme) -> FilmedWindow:
        from gui.window.filmed_window import FilmedWindow

        return FilmedWindow(self._window, size, theme)

    def _views(self) -> list[View]:
        """Return the window and the parts of it that can be seen."""
        from gui.export.view import View

        window, graph = self._window, self._window.network_view
        elsewhere = window.csv_opener, window.compare_opener  # in windows of their own
        themed = [part for part in window.themed if part not in elsewhere]
        views = [
            View("Window", window, themed),
            View("Network graph", graph, [graph]),
        ]
        panels = window.panels.in_view()
        views += [_figure(panel) for panel in panels]
        microscope = window.microscope.panel
        if microscope is not None and is_in_view(microscope):
            page = microscope.tabs.tabText(microscope.tabs.currentIndex())
            views.append(View(f"Microscope: {page}", microscope, [microscope]))
        known = {panel.view for panel in panels}
        for card in window.findChildren(PlotCard):  # in the microscope, and Compare
            if card not in known and is_in_view(card):
                place = "" if card.window() is window else "Compare: "
                views.append(View(f"{place}{card.title.text()}", card, [card]))
        return views


def _figure(panel: Panel) -> View:
    """Return a panel with its title, without its buttons."""
    from gui.export.view import View

    header = panel.view.header
    buttons = header.findChildren(QAbstractButton)
    dock, title = panel.view.parentWidget(), header.title
    return View(title.text(), dock, [panel], hidden=buttons, shown=[title])
