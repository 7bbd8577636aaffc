"""The stage of an animation: views of their own, which no window shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QColor, QImage
from PyQt6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from gui.export.film_views import views_of
from gui.graph.probe import Probe
from gui.plots.plot_card import PlotCard
from gui.style.colour_maps import sequential_colours
from gui.style.devices import painting_picture
from gui.style.theme import mix, number_font, style_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.export.film_views import Display
    from gui.export.scene import Scene
    from gui.style.theme import Theme
    from shallownet.training.snapshot import Snapshot

SHADES: Final = 24
FEW_SHADES: Final = 10
"""Shades of each colour of a theme in a palette, without and with those of a map."""


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
        self._probe: Probe | None = None
        self._views = list(views_of(scene, display))
        self._caption = QLabel()
        self._caption.setFont(number_font(self._caption.font()))
        self._caption.setTextFormat(Qt.TextFormat.PlainText)
        widgets = [view.widget for view in self._views]
        self._widget = _arranged(widgets, self._caption)
        # A colour for all: palettes do not reach the children of a styled widget.
        plain = f"QWidget {{ color: {theme.text}; }} QFrame#film {{ background: "
        self._widget.setStyleSheet(f"{plain}{theme.window}; }} {style_sheet(theme)}")
        for view in self._views:
            view.set_theme(theme)
        self._widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self._widget.resize(*size)
        self._widget.show()

    def show_state(self, snapshot: Snapshot, caption: str) -> None:
        """Show a state, with a line below it.

        What the first one shows decides where everything stands: it is to be shown
        again, in later turns of the event loop, until its picture stays the same.
        """
        if self._probe is None:
            self._probe = Probe(snapshot.run)
        for view in self._views:
            view.show(snapshot, self._probe)
            if isinstance(view.widget, PlotCard):
                _hide_buttons(view.widget)
        self._caption.setText(caption)

    @property
    def is_ready(self) -> bool:
        """Whether the views show the state: always, for they need no thread."""
        return True

    def image(self) -> QImage:
        """Return the picture of the state."""
        image = QImage(self._widget.size(), QImage.Format.Format_RGB32)
        with painting_picture():
            self._widget.render(image, QPoint())
        return image

    def remove(self) -> None:
        """Free the views."""
        self._widget.close()
        self._widget.deleteLater()


def _hide_buttons(card: PlotCard) -> None:
    """Hide the buttons beside a title: nobody can press one."""
    for button in card.header.findChildren(QAbstractButton):
        button.hide()


def _arranged(widgets: Sequence[QWidget], caption: QLabel) -> QWidget:
    """Return a widget with the first one, the others beside it, and a line below."""
    film = QFrame()
    film.setObjectName("film")
    row, column = QHBoxLayout(), QVBoxLayout()
    for box in (row, column):
        box.setSpacing(8)
    row.addWidget(widgets[0], 3)
    for widget in widgets[1:]:
        column.addWidget(widget)
    if len(widgets) > 1:
        row.addLayout(column, 2)
    layout = QVBoxLayout(film)
    layout.setContentsMargins(8, 8, 8, 6)
    layout.addLayout(row, 1)
    layout.addWidget(caption)
    return film


def palette_of(scene: Scene, theme: Theme) -> list[int]:
    """Return 256 colours that the views have, for a format with no more.

    They are the shades between each colour of the theme and the surface: those of
    edges, of maps and of the rims of letters. One palette for all frames does not
    flicker.
    """
    surface = theme.surface
    strong = (
        *(theme.text, theme.muted, theme.accent, theme.negative, theme.positive),
        *(theme.loss, theme.test, theme.mean_error, theme.points, theme.error),
    )
    shades = FEW_SHADES if scene.has_function else SHADES
    # More of what is close to the surface would be taken for it.
    pale = (surface, theme.border, theme.faint, theme.raised, theme.window)
    colours = [QColor(colour) for colour in pale]
    colours += [mix(theme.window, theme.text, n / 4) for n in range(1, 5)]
    for colour in strong:
        colours += [mix(surface, colour, n / shades) for n in range(1, shades + 1)]
    if scene.has_function:
        scale = [QColor(int(c)).name() for c in sequential_colours()]
        colours += [QColor(colour) for colour in scale[::3]]
        colours += [mix(surface, c, 0.6) for c in scale[::6]]  # below hatching
        colours += [mix(c, theme.text, 0.6) for c in scale[::16]]  # lines on it
    return [part for c in colours for part in (c.red(), c.green(), c.blue())]
