"""A view that pictures can be made of, and its colours in another theme."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, Protocol

from PyQt6.QtWidgets import QApplication, QWidget

from gui.style import theme as themes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PyQt6.QtGui import QPalette

    from gui.style.theme import Theme


class Themed(Protocol):
    """Takes on the colours of a theme."""

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""


class View(NamedTuple):
    """A widget of which a picture can be made.

    Attributes
    ----------
    title : str
        What the user calls it.
    widget : QWidget
        It must be visible.
    themed : sequence of Themed
        The parts of it with colours of their own.
    """

    title: str
    widget: QWidget
    themed: Sequence[Themed]


@contextmanager
def in_theme(view: View, theme: Theme, present: Theme) -> Iterator[None]:
    """Give a view the colours of a theme while it is rendered, and then its own again.

    Both happen before Qt paints the screen again, so the window does not flicker.

    Parameters
    ----------
    view : View
    theme, present : Theme
        The colours for the picture, and those of the window.
    """
    if theme == present:
        yield
        return
    app = QApplication.instance()
    assert isinstance(app, QApplication)

    def apply(colours: Theme, palette: QPalette, sheet: str) -> None:
        app.setPalette(palette)
        # The application's own sheet would restyle every widget, in 0.3 s.
        view.widget.setStyleSheet(sheet)
        for part in view.themed:
            part.set_theme(colours)

    palette, sheet = app.palette(), view.widget.styleSheet()
    apply(theme, themes.palette(theme), themes.style_sheet(theme))
    try:
        yield
    finally:
        apply(present, palette, sheet)
