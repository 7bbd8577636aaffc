"""Says what a part of the window is about, and leads to the glossary."""

from __future__ import annotations

from html import escape
from typing import Final

from PyQt6.QtCore import QEvent, QObject, QPoint, Qt, pyqtSignal
from PyQt6.QtGui import QHelpEvent
from PyQt6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QVBoxLayout,
    QWhatsThis,
    QWidget,
)

from gui.help.glossary import find_term
from gui.help.subjects import subjects_of
from gui.widgets.builders import named

WIDTH: Final = 340
GAP: Final = 8
"""Pixels of the text's width, and between the place that is explained and the card."""


class Explanation(QFrame):
    """A card with the meaning of some terms, each with a link to the glossary.

    Signals
    -------
    term_requested(str)
        A term was clicked, or chosen by Tab and Enter.
    """

    term_requested = pyqtSignal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("card")
        self.setAccessibleName("What this is")
        self.text = named(QLabel(), "")
        self.text.setObjectName("explanation")
        self.text.setTextFormat(Qt.TextFormat.AutoText)  # tips may be plain
        self.text.setWordWrap(True)
        self.text.setFixedWidth(WIDTH)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.text.linkActivated.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.addWidget(self.text)

    def show_terms(self, names: tuple[str, ...], at: QPoint) -> None:
        """Explain terms, below a place on the screen."""
        found = [term for name in names if (term := find_term(name)) is not None]
        self._show(
            "".join(
                "<p style='margin: 4px 0'><b>"
                f"<a href='{escape(term.names[0], quote=True)}'>"
                f"{escape(term.title)}</a>.</b> {escape(term.sentence)}</p>"
                for term in found
            ),
            at,
        )

    def show_tip(self, tip: str, at: QPoint) -> None:
        """Explain a control by its tool tip."""
        self._show(tip, at)

    def _show(self, html: str, at: QPoint) -> None:
        self.text.setText(html)
        self.adjustSize()
        screen = self.screen()
        assert screen is not None
        free = screen.availableGeometry().adjusted(GAP, GAP, -GAP, -GAP)
        x = max(min(at.x(), free.right() - self.width()), free.left())
        below = at.y() + GAP
        y = below if below + self.height() < free.bottom() else at.y() - self.height()
        self.move(x, max(y, free.top()))
        self.show()
        self.text.setFocus(Qt.FocusReason.PopupFocusReason)

    def _choose(self, name: str) -> None:
        self.hide()
        self.term_requested.emit(name)


class WhatIsThis(QObject):
    """Explains the focused control, or the part of the window that is clicked next.

    Signals
    -------
    term_requested(str)
        Show a term in the glossary.
    """

    term_requested = pyqtSignal(str)

    def __init__(self, window: QWidget, home: QWidget) -> None:
        super().__init__(window)
        self._window, self._home = window, home
        self._card: Explanation | None = None

    @property
    def card(self) -> Explanation:
        """The card, made when it is first needed."""
        if self._card is None:
            self._card = Explanation(self._window)
            self._card.term_requested.connect(self.term_requested)
        return self._card

    def ask(self) -> None:
        """Explain the control that has the focus; if that is the graph, let one click.

        The graph has the focus while nothing else was chosen by the keyboard. Asked
        again meanwhile, it explains the graph.
        """
        focused = QApplication.focusWidget()
        chosen = focused not in (None, self._home) and self._owns(focused)
        if chosen or QWhatsThis.inWhatsThisMode():
            QWhatsThis.leaveWhatsThisMode()
            part = focused if chosen else self._home
            assert part is not None
            corner = part.rect().bottomLeft() if chosen else part.rect().center()
            # Of the graph as a whole: in its corner there is no node and no line.
            self._explain(part, QPoint(0, 0), part.mapToGlobal(corner))
            return
        QWhatsThis.enterWhatsThisMode()
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)  # it sees every event: only while one is to click

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Answer the click, and tell the pointer's shape where there is an answer."""
        if event is None or not isinstance(watched, QWidget):
            return False
        kind = event.type()
        if kind == QEvent.Type.LeaveWhatsThisMode:
            app = QApplication.instance()
            assert app is not None
            app.removeEventFilter(self)
        elif isinstance(event, QHelpEvent) and self._owns(watched):
            if kind == QEvent.Type.QueryWhatsThis:
                known = bool(subjects_of(watched, event.pos()) or _tip_of(watched))
                event.setAccepted(known)
                return True
            if kind == QEvent.Type.WhatsThis:
                at = event.globalPos()
                QWhatsThis.leaveWhatsThisMode()
                self._explain(watched, event.pos(), at)
                event.accept()
                return True
        return False

    def _owns(self, widget: QWidget | None) -> bool:
        return widget is not None and self._window.isAncestorOf(widget)

    def _explain(self, widget: QWidget, place: QPoint, at: QPoint) -> None:
        terms, tip = subjects_of(widget, place), _tip_of(widget)
        if terms:
            self.card.show_terms(terms, at)
        elif tip:
            self.card.show_tip(tip, at)


def _tip_of(widget: QWidget | None) -> str:
    """Return the tool tip of a widget, or of the nearest one around it that has one."""
    while widget is not None and not widget.toolTip():
        widget = widget.parentWidget()
    return "" if widget is None else widget.toolTip()
