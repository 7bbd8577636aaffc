"""The colours of the application: one style sheet for all themes, and a palette.

A style sheet that is set again restyles each widget of the program, 0.8 ms for each of
1,300. Here it is set once; its colours are those of the palette.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from PyQt6.QtCore import QDir, QEvent, QObject, Qt
from PyQt6.QtWidgets import QApplication, QWidget

from gui.style import theme as themes
from gui.style.polish import repolish

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gui.style.theme import Theme


class ApplicationColours(QObject):
    """Gives the application the colours of a theme.

    Widgets that are not shown take them on when they are.
    """

    def apply(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        _set_palette(theme)
        app = _application()
        sheet = themes.application_sheet()
        if sheet != app.styleSheet():
            app.setStyleSheet(sheet)  # which restyles all there is
            return
        for window in app.topLevelWidgets():
            self._restyle(window)

    def _restyle(self, widget: QWidget) -> None:
        for hidden in restyle(widget):
            hidden.installEventFilter(self)

    # Qt overrides

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Let what was hidden take on the colours when it is shown."""
        if event is not None and event.type() == QEvent.Type.Show:
            if isinstance(watched, QWidget):
                watched.removeEventFilter(self)
                self._restyle(watched)
        return False


@contextmanager
def coloured(widget: QWidget, theme: Theme, present: Theme) -> Iterator[None]:
    """Give a widget the colours of another theme, and then those of the present one."""
    _set_palette(theme)
    restyle(widget)
    try:
        yield
    finally:
        _set_palette(present)
        restyle(widget)


def restyle(widget: QWidget) -> list[QWidget]:
    """Let a widget and what is shown in it follow the palette.

    Returns
    -------
    list of QWidget
        Those in it that are not shown, without what these have in them.
    """
    if widget.isVisible():
        repolish(widget)
    elif widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return [widget]
    # A window that was never shown may have parts whose size was asked for.
    hidden = []
    for child in widget.children():
        if isinstance(child, QWidget) and not child.isWindow():
            hidden += restyle(child)
    return hidden


def _set_palette(theme: Theme) -> None:
    _application().setPalette(themes.palette(theme))
    # Style sheets look for marks in it whenever a widget is polished.
    QDir.setSearchPaths(themes.MARKS, [str(themes.marks(theme))])


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
