"""A panel that can be moved, tabbed, floated and closed: a card in a dock."""

from __future__ import annotations

from typing import Any, Final

from PyQt6.QtCore import QMargins, Qt, pyqtSignal
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QDockWidget, QWidget

from gui.style.polish import repolish
from gui.widgets.card_header import CardHeader, MarkButton
from gui.widgets.tab_order import focus_next
from gui.widgets.visibility import is_in_view

HEADER_MARGINS: Final = QMargins(13, 9, 9, 0)
TOP_MARGIN: Final = 2
"""Pixels between the header and what is below it."""


class DockPanel(QDockWidget):
    """A panel whose title bar is the header of the view in it.

    It is empty until it is given a view, which may be created when it is first seen.

    Parameters
    ----------
    name : str
        The object name, by which the layout is saved.
    action : QAction
        A checkable one that shows and closes the panel; its text is the title.

    Signals
    -------
    moved()
        The panel may have come into view, or have left it. Qt has not done moving.
    """

    moved = pyqtSignal()

    def __init__(self, name: str, action: QAction) -> None:
        super().__init__(action.text())
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._action = action
        self._header: CardHeader | None = None
        self._wants_focus = False
        self._floating = QAction("In a window of its own", self)
        self._floating.setCheckable(True)
        self._floating.triggered.connect(self._float)
        self._closing = QAction(f"Close {action.text()}", self)
        self._closing.triggered.connect(lambda _: self.close())
        action.triggered.connect(self._show_or_close)
        self.visibilityChanged.connect(lambda _: self.moved.emit())
        self.topLevelChanged.connect(self._follow_window)

    @property
    def in_view(self) -> bool:
        """Whether the panel can be seen: not if it is closed, or behind another."""
        return is_in_view(self)

    def set_view(self, view: Any) -> None:
        """Put a view into the panel.

        Parameters
        ----------
        view : QWidget
            With a `CardHeader` as its attribute ``header``. A layout of its own keeps
            its margins, except for the one below the header. It is given the actions
            that float and close the panel, for a menu of its own.
        """
        assert isinstance(view, QWidget)
        header: CardHeader = view.header  # type: ignore[attr-defined]
        self._header = header
        title = self.windowTitle()
        header.title.short = title
        close = MarkButton(
            "close", f"Close {title}", f"Close; View shows {title} again"
        )
        close.clicked.connect(self.close)
        header.marks.addWidget(close)
        header.row.setContentsMargins(HEADER_MARGINS)
        self.setTitleBarWidget(header)
        layout = view.layout()
        if layout is not None:
            margins = layout.contentsMargins()
            margins.setTop(TOP_MARGIN)
            layout.setContentsMargins(margins)
        self.setWidget(view)
        view.addActions([self._floating, self._closing])
        if self._wants_focus and self.isVisible():
            view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._wants_focus = False

    def follow_place(self, *, tabbed: bool) -> None:
        """Follow where the panel stands; a tab may show the header's title already."""
        self._action.setChecked(self.in_view)
        if self._header is not None:
            title = self._header.title
            title.setVisible(not tabbed or title.text() != self.windowTitle())

    def bring_into_view(self) -> None:
        """Open the panel, or bring its tab to the front."""
        self.show()
        self.raise_()

    def focusNextPrevChild(self, next: bool) -> bool:  # Qt's name
        """Let Tab go from the header down the view, in a window of its own."""
        if self.window() is self:
            parts = [part for part in (self._header, self.widget()) if part is not None]
            if focus_next(self, parts, forward=next):
                return True
        return super().focusNextPrevChild(next)

    def _float(self, floating: bool) -> None:
        self.setFloating(floating)
        self.raise_()  # back among tabs it would be behind another one

    def _follow_window(self, floating: bool) -> None:
        self._floating.setChecked(floating)
        repolish(self)
        view = self.widget()
        if floating and view is not None:
            view.setFocus()  # Qt would focus the first button, which takes Space

    def _show_or_close(self) -> None:
        if self.in_view:
            self.close()
        else:
            self.bring_into_view()
            view = self.widget()
            self._wants_focus = view is None  # which is made once this is seen
            if view is not None:
                view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._action.setChecked(self.in_view)
