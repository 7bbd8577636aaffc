"""What both plots share: a titled card with a reading line around a pyqtgraph plot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyqtgraph as pg
from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QColor, QPalette
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.plots.plot_items import axes
from gui.style import theme as themes
from gui.style.polish import paints_its_own_ground

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

    from gui.style.theme import Theme

# Antialiased curves of 100,000 points cost 608 ms a frame, plain ones 6 ms.
pg.setConfigOptions(antialias=False, useOpenGL=False, imageAxisOrder="row-major")


RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

SPACE: Final = 4
"""Pixels between a note and what stands to the right of it."""


class Note(QLabel):
    """A few words that come and go: nothing moves for them, and none is cut off.

    Where there is no room for them they are left out.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("note")
        self.setAlignment(RIGHT)
        self.setContentsMargins(0, 0, SPACE, 0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the words if they fit."""
        if self.fontMetrics().horizontalAdvance(self.text()) <= self.width() - SPACE:
            super().paintEvent(event)


class PlotCard(QFrame):
    """A card: a title, buttons, a line that reads values off, and a plot below.

    Parameters
    ----------
    name : str
        The object name.
    title : str
        What is plotted.
    reading : QLabel, optional
        The line that reads values off; an empty label if not given.
    """

    reading: QLabel

    def __init__(
        self,
        name: str,
        title: str,
        parent: QWidget | None = None,
        reading: QLabel | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._theme = themes.LIGHT
        self.title = QLabel(title)
        self.title.setObjectName("title")
        self.reading = QLabel() if reading is None else reading
        self.reading.setMinimumWidth(10)
        self.reading.setObjectName("muted")
        self.reading.setFont(themes.number_font(self.reading.font()))
        own = axes()
        self._left_axis = own["left"]
        self.plot = pg.PlotWidget(axisItems=own, enableMenu=False)
        self.plot.setObjectName(name)
        viewport = self.plot.viewport()
        assert viewport is not None
        paints_its_own_ground(viewport)
        self.plot.setAccessibleName(title)
        self.plot.setMinimumSize(QSize(200, 90))
        item = self.plot.getPlotItem()
        item.hideButtons()
        item.disableAutoRange()
        item.layout.setContentsMargins(1, 7, 1, 1)  # half a label over the topmost tick
        for side in ("right", "top"):
            item.hideAxis(side)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(2)
        self.note = Note()
        header = QHBoxLayout()
        header.addWidget(self.title)
        header.addWidget(self.note, 1)
        header.addLayout(self.buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 6)
        layout.setSpacing(2)
        layout.addLayout(header)
        layout.addWidget(self.reading)
        layout.addWidget(self.plot, 1)

    def add_above_plot(self, widget: QWidget) -> None:
        """Put a widget between the line that reads values off and the plot."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.indexOf(self.plot), widget)

    def add_switch(self, text: str, tip: str, *, checked: bool) -> QToolButton:
        """Give the card a button that stays down while something is on."""
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setCheckable(True)
        button.setChecked(checked)
        self.buttons.addWidget(button)
        return button

    @property
    def item(self) -> Any:
        """The pyqtgraph PlotItem (untyped: pyqtgraph publishes no types)."""
        return self.plot.getPlotItem()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme: pyqtgraph does not follow the palette."""
        self._theme = theme
        self.plot.setBackground(theme.surface)
        viewport = self.plot.viewport()
        assert viewport is not None
        palette = viewport.palette()  # for where an edge goes through a pixel
        palette.setColor(QPalette.ColorRole.Window, QColor(theme.surface))
        viewport.setPalette(palette)
        for side in ("left", "bottom", "right"):
            axis = self.item.getAxis(side)
            axis.setPen(pg.mkPen(theme.border))
            axis.setTextPen(pg.mkPen(theme.muted))
        self.recolour(theme)

    def recolour(self, theme: Theme) -> None:
        """Colour what is plotted; each plot says how."""
        raise NotImplementedError

    def label_axis(self, side: str, text: str, colour: str) -> None:
        """Name an axis, in a colour."""
        self.item.getAxis(side).setLabel(text, color=QColor(colour).name())
