"""A view that pictures can be made of, and its colours in another theme."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, Protocol

from gui.style.application import coloured
from gui.widgets.visibility import is_in_view

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PyQt6.QtWidgets import QWidget

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
    hidden, shown : sequence of QWidget
        Parts that a picture has not, such as buttons, and parts that it has although
        the window does not show them.
    """

    title: str
    widget: QWidget
    themed: Sequence[Themed]
    hidden: Sequence[QWidget] = ()
    shown: Sequence[QWidget] = ()


@contextmanager
def as_figure(view: View) -> Iterator[None]:
    """Show the parts that a picture has, and hide the others, while it is rendered."""
    parts = [*((part, False) for part in view.hidden)]
    parts += ((part, True) for part in view.shown)
    before = [(part, not part.isHidden()) for part, _ in parts]
    _set_visible(parts)
    try:
        yield
    finally:
        _set_visible(before)


def _set_visible(parts: Sequence[tuple[QWidget, bool]]) -> None:
    for part, visible in parts:
        part.setVisible(visible)
    for parent in {part.parentWidget() for part, _ in parts}:
        layout = None if parent is None else parent.layout()
        if layout is not None:
            layout.activate()  # at once, and not with the next event


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
    with coloured(view.widget, theme, present):
        for part in view.themed:
            part.set_theme(theme)
        try:
            yield
        finally:
            for part in view.themed:
                part.set_theme(present)


def view_with(widget: QWidget, views: Sequence[View]) -> View | None:
    """Return the smallest of some views that has a widget; None if none has it.

    The window comes first among them, and the parts of it after it.
    """
    for view in reversed(views):
        if view.widget is widget or view.widget.isAncestorOf(widget):
            return view if is_in_view(widget) else None
    return None
