"""The stage of an animation: views of their own, which no window shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.export.scene import Scene
from gui.graph.display_mode import DisplayModes
from gui.graph.network_view import NetworkView
from gui.graph.probe import Probe
from gui.plots.fit_plot import FitPlot
from gui.plots.loss_plot import LossPlot
from gui.style.devices import painting_picture
from gui.style.theme import mix, number_font, style_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.style.theme import Theme
    from shallownet.training.snapshot import Snapshot

SHADES: Final = 24
"""Shades of each colour of a theme in a palette."""


class Display(NamedTuple):
    """How the views show a run: as those of the window do.

    Attributes
    ----------
    modes : DisplayModes
        Of the graph's edges and units.
    log : bool
        Whether the loss axis is logarithmic.
    """

    modes: DisplayModes
    log: bool


class FilmStage:
    """Paints states of a run.

    Parameters
    ----------
    scene : Scene
    size : (int, int)
        Width and height in pixels.
    theme : Theme
    display : Display
    """

    def __init__(
        self, scene: Scene, size: tuple[int, int], theme: Theme, display: Display
    ) -> None:
        modes = display.modes
        self._modes = DisplayModes(modes.edges, modes.units)
        self._modes.selection.toggle(modes.sample)
        self._probe: Probe | None = None
        self._graph = NetworkView()
        self._loss, self._fit = LossPlot(), FitPlot()
        self._loss.log_button.setChecked(display.log)
        for button in self._loss.header.findChildren(QWidget):
            button.setVisible(isinstance(button, QLabel))  # nobody can press one
        self._caption = QLabel()
        self._caption.setFont(number_font(self._caption.font()))
        self._caption.setTextFormat(Qt.TextFormat.PlainText)
        self._plots = (self._loss, self._fit) if scene is Scene.GRAPH_AND_PLOTS else ()
        self._widget = _arranged(self._graph, self._plots, self._caption)
        # A colour for all: palettes do not reach the children of a styled widget.
        plain = f"QWidget {{ color: {theme.text}; }} QFrame#film {{ background: "
        self._widget.setStyleSheet(f"{plain}{theme.window}; }} {style_sheet(theme)}")
        for view in (self._graph, self._loss, self._fit):
            view.set_theme(theme)
        self._widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self._widget.resize(*size)
        self._widget.show()

    def frame(self, snapshot: Snapshot, caption: str) -> QImage:
        """Return the picture of a state."""
        if self._probe is None:
            self._probe = Probe(snapshot.run)
            self._modes.begin_run(snapshot.run.data.samples)
        graph, probe = self._graph, self._probe
        graph.set_run(snapshot.run)
        self._modes.set_state(snapshot, probe, None, 0)
        display = self._modes.display
        assert display is not None
        probe.update_maps(snapshot, graph.needed_maps(display))
        graph.set_state(snapshot, probe.maps, display)
        if self._plots:
            self._loss.set_history(snapshot)
            predicted = probe.predictions(snapshot)
            self._fit.set_predictions(snapshot, probe.chosen, predicted)
        self._caption.setText(caption)
        image = QImage(self._widget.size(), QImage.Format.Format_RGB32)
        with painting_picture():
            self._widget.render(image, QPoint())
        return image

    def close(self) -> None:
        """Free the views."""
        self._widget.close()
        self._widget.deleteLater()
        if not self._plots:
            for plot in (self._loss, self._fit):
                plot.deleteLater()


def _arranged(graph: NetworkView, plots: Sequence[QWidget], caption: QLabel) -> QWidget:
    """Return a widget with the graph, plots beside it, and a line below."""
    film, card = QFrame(), QFrame()
    film.setObjectName("film")
    card.setObjectName("card")
    inner = QVBoxLayout(card)
    inner.setContentsMargins(3, 3, 3, 3)
    inner.addWidget(graph)
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(card, 3)
    if plots:
        column = QVBoxLayout()
        column.setSpacing(8)
        for plot in plots:
            column.addWidget(plot)
        row.addLayout(column, 2)
    layout = QVBoxLayout(film)
    layout.setContentsMargins(8, 8, 8, 6)
    layout.addLayout(row, 1)
    layout.addWidget(caption)
    return film


def palette_of(theme: Theme) -> list[int]:
    """Return 256 colours that the views have in a theme, for a format with no more.

    They are the shades between each of its colours and the surface: those of edges,
    of maps and of the rims of letters. One palette for all frames does not flicker.
    """
    strong = (
        *(theme.text, theme.muted, theme.accent, theme.negative, theme.positive),
        *(theme.loss, theme.test, theme.mean_error, theme.points, theme.error),
    )
    shades = [mix(theme.surface, theme.surface, 0.0)]
    # More of what is close to the surface would be taken for it.
    for colour in (theme.border, theme.faint, theme.raised, theme.window):
        shades.append(mix(theme.surface, colour, 1.0))
    shades += [mix(theme.window, theme.text, n / 4) for n in range(1, 5)]
    for colour in strong:
        shades += [mix(theme.surface, colour, n / SHADES) for n in range(1, SHADES + 1)]
    return [part for c in shades for part in (c.red(), c.green(), c.blue())]
