"""The views of an animation, which show a run as those of the window do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PyQt6.QtWidgets import QFrame, QVBoxLayout

from gui.export.scene import Scene
from gui.graph.display_mode import DisplayModes
from gui.graph.network_view import NetworkView
from gui.plots.fit_plot import FitPlot
from gui.plots.loss_plot import LossPlot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from PyQt6.QtWidgets import QWidget

    from gui.function.surface import TrueFunction
    from gui.graph.probe import Probe
    from gui.style.theme import Theme
    from shallownet.training.snapshot import Snapshot

    class FilmView(Protocol):
        """Shows the states of one run."""

        @property
        def widget(self) -> QWidget:
            """The widget to be painted."""

        def set_theme(self, theme: Theme) -> None:
            """Set the colours."""

        def show(self, snapshot: Snapshot, probe: Probe) -> None:
            """Show a state."""


class Display(NamedTuple):
    """How the views show a run: as those of the window do.

    Attributes
    ----------
    modes : DisplayModes
        Of the graph's edges and units.
    log : bool
        Whether the loss axis is logarithmic.
    truth : TrueFunction or None
        The true function of the run's data, where that is known.
    """

    modes: DisplayModes
    log: bool
    truth: TrueFunction | None = None


class _Graph:
    def __init__(self, display: Display) -> None:
        modes = display.modes
        self._modes = DisplayModes(modes.edges, modes.units)
        self._modes.selection.toggle(modes.sample)
        self._view = NetworkView()
        self._is_new = True
        self.widget = QFrame()
        self.widget.setObjectName("card")
        layout = QVBoxLayout(self.widget)
        layout.setContentsMargins(3, 3, 3, 3)
        layout.addWidget(self._view)

    def set_theme(self, theme: Theme) -> None:
        self._view.set_theme(theme)

    def show(self, snapshot: Snapshot, probe: Probe) -> None:
        if self._is_new:
            self._modes.begin_run(snapshot.run.data)
            self._is_new = False
        self._view.set_run(snapshot.run)
        self._modes.set_state(snapshot, probe, None, 0)
        display = self._modes.display
        assert display is not None
        probe.update_maps(snapshot, self._view.needed_maps(display))
        self._view.set_state(snapshot, probe.maps, display)


class _Loss:
    def __init__(self, display: Display) -> None:
        self.widget = LossPlot()
        self.widget.log_button.setChecked(display.log)

    def set_theme(self, theme: Theme) -> None:
        self.widget.set_theme(theme)

    def show(self, snapshot: Snapshot, probe: Probe) -> None:
        self.widget.set_history(snapshot)


class _Fit:
    def __init__(self) -> None:
        self.widget = FitPlot()

    def set_theme(self, theme: Theme) -> None:
        self.widget.set_theme(theme)

    def show(self, snapshot: Snapshot, probe: Probe) -> None:
        predicted = probe.predictions(snapshot)
        self.widget.set_predictions(snapshot, probe.chosen, predicted)


class _Function:
    def __init__(self, display: Display) -> None:
        from gui.function.function_view import FunctionView  # with the first one

        self.widget = FunctionView()
        self._truth, self._is_new = display.truth, True

    def set_theme(self, theme: Theme) -> None:
        self.widget.set_theme(theme)

    def show(self, snapshot: Snapshot, probe: Probe) -> None:
        if self._is_new:
            self.widget.set_run(snapshot, self._truth)
            self._is_new = False
        self.widget.set_state(snapshot)


def views_of(scene: Scene, display: Display) -> Iterator[FilmView]:
    """Yield the views of a scene: the graph, and those beside it from the top down."""
    if scene.has_graph:
        yield _Graph(display)
    if scene.has_function:
        yield _Function(display)
    if scene in (Scene.GRAPH_AND_PLOTS, Scene.GRAPH_AND_FUNCTION):
        yield _Loss(display)
    if scene is Scene.GRAPH_AND_PLOTS:
        yield _Fit()
