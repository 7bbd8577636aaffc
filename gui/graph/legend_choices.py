"""The titles in the graph's legend: buttons to choose what edges and units show."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QAction, QFontMetrics
from PyQt6.QtWidgets import QMenu, QPushButton, QWidget

from gui.graph.display_mode import EDGE_MODES, EdgeMode, UnitMode
from gui.graph.legend import ROWS, TITLES
from gui.text.number_format import wrapped

if TYPE_CHECKING:
    from gui.graph.display_mode import DisplayModes, GraphDisplay

RESPONSE_TITLE: Final = "a unit's output"
BUTTON_HEIGHT: Final = 19
LEFT: Final = 10
EDGES_TIP: Final = "What the edges show; V takes the next"
UNITS_TIP: Final = "What the units show; U takes the next"
BY_PHASE: Final = "The phase of the update decides what is shown."
NO_SAMPLE: Final = (
    "Choose a sample first: click a point in predicted vs true or the function."
)


class LegendChoices(QWidget):
    """A button for the edges above one for the units, each with a menu of modes.

    Signals
    -------
    edges_chosen(EdgeMode)
    units_chosen(UnitMode)
    """

    edges_chosen = pyqtSignal(object)
    units_chosen = pyqtSignal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.edges = QPushButton(EdgeMode.WEIGHT.value, self)
        self.units = QPushButton(RESPONSE_TITLE, self)
        self._modes: DisplayModes | None = None
        self._by_phase: bool | None = None
        for button, fill in (
            (self.edges, self._fill_edges),
            (self.units, self._fill_units),
        ):
            button.setObjectName("legend")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            menu = QMenu(button)
            menu.setToolTipsVisible(True)
            menu.aboutToShow.connect(partial(fill, menu))
            button.setMenu(menu)
        self.set_scale(1.0)

    def set_scale(self, scale: float) -> None:
        """Make the buttons larger, with their letters."""
        width, height = round(TITLES * scale), round(BUTTON_HEIGHT * scale)
        for button, row in ((self.edges, ROWS[0]), (self.units, ROWS[1])):
            top = round(row * scale) - height // 2
            button.setGeometry(LEFT, max(top, 0), width - LEFT, height)
            name, _, title = button.accessibleName().partition(": ")
            button.setAccessibleName("")  # its title is elided anew
            if title:
                _set_title(button, name, title)
        self.setFixedSize(width, round(ROWS[1] * scale) + height)

    def set_modes(self, modes: DisplayModes, *, by_phase: bool) -> None:
        """Offer modes, with a mark at those that are chosen, unless a phase decides."""
        self._modes = modes
        if by_phase != self._by_phase:
            self._by_phase = by_phase
            for button, tip in ((self.edges, EDGES_TIP), (self.units, UNITS_TIP)):
                button.setEnabled(not by_phase)
                button.setToolTip(wrapped(BY_PHASE if by_phase else tip))

    def _fill_edges(self, menu: QMenu) -> None:
        menu.clear()
        for mode in EDGE_MODES:
            action = _add(menu, mode.value, partial(self.edges_chosen.emit, mode))
            action.setChecked(self._modes is not None and mode is self._modes.edges)

    def _fill_units(self, menu: QMenu) -> None:
        menu.clear()
        for mode in UnitMode:
            action = _add(menu, mode.value, partial(self.units_chosen.emit, mode))
            action.setChecked(self._modes is not None and mode is self._modes.units)
            if mode is UnitMode.SAMPLE:
                chosen = self._modes is not None and self._modes.has_inputs
                action.setEnabled(chosen)
                action.setToolTip("" if chosen else NO_SAMPLE)

    def set_display(self, display: GraphDisplay) -> None:
        """Show as titles what edges and units show."""
        units = display.units
        _set_title(self.edges, "Edges show", display.edges.value)
        title = RESPONSE_TITLE if units is None else units.title
        _set_title(self.units, "Units show", title)


def _add(menu: QMenu, text: str, choose: partial[None]) -> QAction:
    action = QAction(text, menu)
    action.setCheckable(True)
    action.triggered.connect(lambda: choose())
    menu.addAction(action)
    return action


def _set_title(button: QPushButton, name: str, title: str) -> None:
    """Write a title on its button, as much as fits, unless it is there already."""
    whole = f"{name}: {title}"
    if whole != button.accessibleName():
        button.setAccessibleName(whole)
        metrics, room = QFontMetrics(button.font()), button.width() - 24
        text = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)
        button.setText(f"{text} ▾")
