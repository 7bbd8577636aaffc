"""A titled card with a readout line around a pyqtgraph plot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyqtgraph as pg
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QAction, QColor, QContextMenuEvent
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
from gui.widgets.card_header import CardHeader, MarkButton
from gui.widgets.pointer import show_hand
from shallownet.wording import capital

if TYPE_CHECKING:
    from PyQt6.QtCore import QPoint

    from gui.plots.data_text import Column
    from gui.style.theme import Theme

# Antialiased curves of 100,000 points cost 608 ms a frame, plain ones 6 ms.
pg.setConfigOptions(antialias=False, useOpenGL=False, imageAxisOrder="row-major")

LABEL_PIXELS: Final = 12
"""Pixels of the letters of an axis's label."""


class PlotCard(QFrame):
    """A card with a title, buttons, a readout line and a plot.

    Parameters
    ----------
    name : str
        The object name.
    title : str
    reading : QLabel, optional
        The readout line; a plain label by default.

    Signals
    -------
    copy_requested(PlotCard), save_requested(PlotCard)
        Put a picture of the card on the clipboard, or into a file.
    data_copy_requested(dict)
        Put columns with very many numbers on the clipboard.
    message(str)
        A sentence for the user.
    """

    copy_requested = pyqtSignal(object)
    save_requested = pyqtSignal(object)
    data_copy_requested = pyqtSignal(object)
    message = pyqtSignal(str)
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
        self.cover = QLabel()
        self.cover.setObjectName("muted")
        self.cover.hide()
        self.plot = Plot(title)
        self.plot.setObjectName(name)
        self.plot.setMinimumSize(200, 90)
        self.setFocusProxy(self.plot)
        self.switches: dict[str, QToolButton] = {}
        self.choices: list[QAction] = []
        tip = "What can be done with the plot; or click it with the right button"
        self.menu_button = MarkButton("menu", f"Menu of {title}", tip)
        self.menu_button.clicked.connect(lambda: self.open_menu())
        self.header.marks.addWidget(self.menu_button)
        self.item.scene().sigMouseClicked.connect(self._click)
        self._left_axis = self.item.getAxis("left")
        self._auto_range = True
        self.box = self.item.getViewBox()
        self.box.sigRangeChangedManually.connect(self.hold_range)
        # Room for the ring of the focus; at the top for half a tick label.
        self.item.layout.setContentsMargins(3, 7, 3, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 6)
        layout.setSpacing(2)
        layout.addWidget(self.header)
        layout.addWidget(self.reading)
        layout.addWidget(self.cover)
        layout.addWidget(self.plot, 1)

    def hold_range(self) -> None:
        """Keep the ranges as they are, until `show_all`."""
        self._auto_range = False

    @property
    def theme(self) -> Theme:
        """The theme whose colours the card has."""
        return self._theme

    # For the menu

    def show_all(self) -> None:
        """Show all of the plot again, after zooming or panning."""
        raise NotImplementedError

    def columns(self) -> dict[str, Column]:
        """Return what is plotted, by name: numbers in full, in columns for a table."""
        raise NotImplementedError

    def open_menu(self, place: QPoint | None = None) -> None:
        """Open the menu of the plot at a global position, or below its button."""
        from gui.plots.plot_menu import build_menu  # late: not needed at the start

        button = self.menu_button
        build_menu(self).popup(place or button.mapToGlobal(button.rect().bottomLeft()))

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        """Open the menu, by the keyboard or beside the plot."""
        if event is None:
            return
        inside = self.plot.geometry().contains(event.pos())
        if event.reason() != QContextMenuEvent.Reason.Mouse:
            self.open_menu()
        elif not inside:  # there the right button also zooms: a click tells
            self.open_menu(event.globalPos())

    def _click(self, event: Any) -> None:
        """Show all after a double click, and open the menu after a right click."""
        if event.button() == Qt.MouseButton.RightButton:
            self.open_menu(event.screenPos().toPoint())
        elif event.double() and any(self.box.mouseEnabled()):
            self.show_all()

    def show_hand(
        self,
        is_clickable: bool,
        otherwise: Qt.CursorShape = Qt.CursorShape.ArrowCursor,
    ) -> None:
        """Show a hand over the plot while a click there chooses something."""
        show_hand(self.plot.viewport(), is_clickable, otherwise)

    def set_covered(self, why: str) -> None:
        """Say why there is no readout, and copy no data; an empty text ends that."""
        self.cover.setText(why)
        self.cover.setVisible(bool(why))
        self.reading.setVisible(not why)

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

    def add_switch(
        self, text: str, tip: str, *, checked: bool, name: str = ""
    ) -> QToolButton:
        """Add a checkable button to the card, and by its name to the menu."""
        button = self.switches[name or capital(text)] = self.add_button(text, tip, tip)
        button.setCheckable(True)
        button.setChecked(checked)
        return button

    def add_choice(self, text: str, *, checked: bool = False) -> QAction:
        """Add a checkable entry to the menu of the card."""
        action = QAction(text, self)
        action.setCheckable(True)
        action.setChecked(checked)
        self.choices.append(action)
        return action

    @property
    def item(self) -> Any:
        """The pyqtgraph PlotItem (pyqtgraph publishes no types)."""
        return self.plot.getPlotItem()

    def show_item(self) -> None:
        """Show a plot that was hidden, with room for its axes in the first frame too.

        A hidden axis takes no room, and pyqtgraph gives it back while it draws.
        """
        if self.item.isVisible():
            return
        self.item.show()
        for side in ("left", "bottom"):
            self.item.getAxis(side).show()
        self.item.layout.activate()

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
        style = {"color": QColor(colour).name()}
        if self._theme.scale != 1.0:
            style["font-size"] = f"{round(LABEL_PIXELS * self._theme.scale)}px"
        self.item.getAxis(side).setLabel(text, **style)
