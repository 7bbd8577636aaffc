"""The first line of a card: its title, a note, and its buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QPen
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton

from gui.style.theme import number_font
from gui.text.number_format import wrapped
from gui.widgets.spoken_text import SpokenText

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

NOTE_MARGIN: Final = 4
"""Pixels to the right of a note."""

NOTE_SEPARATOR: Final = "; "

MARK_WIDTH: Final = 16
"""Pixels across a button that shows a drawn mark."""


class Title(QLabel):
    """A title, which is shortened where the card is narrow."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.short = text
        self.setObjectName("title")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """Return the size of the short title."""
        self.ensurePolished()
        width = self.fontMetrics().horizontalAdvance(self.short) + 1
        return QSize(width, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the title if it fits, else the short one."""
        fits = super().minimumSizeHint().width() <= self.width()
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.text() if fits else self.short
        painter.drawText(self.contentsRect(), Qt.AlignmentFlag.AlignVCenter, shown)


class Note(QLabel):
    """Short texts that never move the layout; those that do not fit are hidden.

    The first one may be the update that is shown, which is no part of `text`: a new
    text requests a new layout of the window, and the update changes too often for that.
    """

    def __init__(self) -> None:
        super().__init__()
        self._update = ""
        self._spoken = SpokenText(self)
        self.setObjectName("note")
        self.setFont(number_font(self.font()))
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setContentsMargins(0, 0, NOTE_MARGIN, 0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_update(self, number: int) -> None:
        """Say which update is shown."""
        shown = f"update {number:,}"
        if shown != self._update:
            self._update = shown
            self._spoken.set(NOTE_SEPARATOR.join(self.texts))
            self.update()

    def setText(self, text: str | None) -> None:
        """Set the texts, with `NOTE_SEPARATOR` between them."""
        if text != self.text():
            super().setText(text)
            if self._update:  # else the label is named by its text
                self._spoken.set(NOTE_SEPARATOR.join(self.texts), at_once=True)

    @property
    def texts(self) -> list[str]:
        """The update that is shown, if it was set, and the texts."""
        return [
            text for text in (self._update, *self.text().split(NOTE_SEPARATOR)) if text
        ]

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw as many of the texts as fit, from the first one on."""
        texts = self.texts
        area = self.contentsRect()
        for count in range(len(texts), 0, -1):
            shown = NOTE_SEPARATOR.join(texts[:count])
            if self.fontMetrics().horizontalAdvance(shown) <= area.width():
                painter = QPainter(self)
                painter.setPen(self.palette().color(self.foregroundRole()))
                painter.drawText(area, self.alignment(), shown)
                return


class MarkButton(QToolButton):
    """A narrow button with a mark that is drawn: a cross, or the dots of a menu."""

    def __init__(self, mark: Literal["close", "menu"], name: str, tip: str) -> None:
        super().__init__()
        self._mark = mark
        self.setObjectName("mark")
        self.setAccessibleName(name)
        self.setToolTip(wrapped(tip))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """Return a narrow size, about as high as a button with text."""
        return QSize(MARK_WIDTH, MARK_WIDTH + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the same size."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the mark in the button's text colour."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self.palette().color(self.foregroundRole())
        middle = QRectF(self.rect()).center()
        if self._mark == "close":
            painter.setPen(QPen(colour, 1.3))
            for dy in (-3.5, 3.5):
                arm = QPointF(3.5, dy)
                painter.drawLine(middle - arm, middle + arm)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            for dy in (-4.0, 0.0, 4.0):
                painter.drawEllipse(middle + QPointF(0.0, dy), 1.3, 1.3)


class CardHeader(QFrame):
    """A line with a title, a note and buttons.

    A docked card's header is the handle that its dock is dragged by, so nothing in it
    but the buttons takes the mouse.

    Attributes
    ----------
    title : Title
    note : Note
    buttons, marks : QHBoxLayout
        Take further buttons; those with marks are at the end.
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("cardHeader")
        self.title = Title(title)
        self.note = Note()
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(2)
        self.marks = QHBoxLayout()
        self.marks.setSpacing(0)
        row = self.row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.title)
        row.addWidget(self.note, 1)
        row.addLayout(self.buttons)
        row.addLayout(self.marks)
