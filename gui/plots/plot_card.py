"""A titled card with a readout line around a pyqtgraph plot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyqtgraph as pg
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import (
    QFrame,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.plots.plot_items import Plot
from gui.style import theme as themes
from gui.text.number_format import wrapped
from gui.widgets.card_header import CardHeader

if TYPE_CHECKING:
    from gui.style.theme import Theme

# Antialiased curves of 100,000 points cost 608 ms a frame, plain ones 6 ms.
pg.setConfigOptions(antialias=False, useOpenGL=False, imageAxisOrder="row-major")


class PlotCard(QFrame):
    """A card with a title, buttons, a readout line and a plot.

    Parameters
    ----------
    name : str
        The object name.
    title : str
    reading : QLabel, optional
        The readout line; a plain label by default.
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
        self.header = CardHeader(title)
        self.title, self.note = self.header.title, self.header.note
        self.buttons = self.header.buttons
        self.reading = QLabel() if reading is None else reading
        self.reading.setMinimumWidth(10)
        self.reading.setObjectName("muted")
        self.reading.setFont(themes.number_font(self.reading.font()))
        self.plot = Plot(title)
        self.plot.setObjectName(name)
        self.plot.setMinimumSize(200, 90)
        self.setFocusProxy(self.plot)
        self._left_axis = self.item.getAxis("left")
        self._auto_range = True
        self.box = self.item.getViewBox()
        self.box.sigRangeChangedManually.connect(self._stop_auto_range)
        # Room for the ring of the focus; at the top for half a tick label.
        self.item.layout.setContentsMargins(3, 7, 3, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 6)
        layout.setSpacing(2)
        layout.addWidget(self.header)
        layout.addWidget(self.reading)
        layout.addWidget(self.plot, 1)

    def _stop_auto_range(self) -> None:
        self._auto_range = False

    def add_above_plot(self, widget: QWidget) -> None:
        """Insert a widget between the readout line and the plot."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.indexOf(self.plot), widget)

    def add_button(self, text: str, tip: str, accessible_name: str) -> QToolButton:
        """Add a button to the card."""
        button = QToolButton()
        button.setText(text)
        button.setToolTip(wrapped(tip))
        button.setAccessibleName(accessible_name)
        self.buttons.addWidget(button)
        return button

    def add_switch(self, text: str, tip: str, *, checked: bool) -> QToolButton:
        """Add a checkable button to the card."""
        button = self.add_button(text, tip, tip)
        button.setCheckable(True)
        button.setChecked(checked)
        return button

    @property
    def item(self) -> Any:
        """The pyqtgraph PlotItem (pyqtgraph publishes no types)."""
        return self.plot.getPlotItem()

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._theme = theme
        self.plot.set_theme(theme)
        self.recolour(theme)

    def recolour(self, theme: Theme) -> None:
        """Apply a theme's colours to the contents of the plot."""
        raise NotImplementedError

    def label_axis(self, side: str, text: str, colour: str) -> None:
        """Set the label of an axis and its colour."""
        self.item.getAxis(side).setLabel(text, color=QColor(colour).name())
