"""The card of the units: what they do in a sentence, a table, and a switch for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gui.graph.edge_style import GraphStyle
from gui.style import theme as themes
from gui.text.number_format import breakable, wrapped
from gui.units.unit_rows import unit_rows
from gui.units.unit_table import UnitTable
from gui.units.units_text import scope, summary, what_if
from gui.widgets.builders import plain_label
from gui.widgets.card_header import CardHeader

if TYPE_CHECKING:
    from gui.graph.hover_target import Unit
    from gui.graph.probe import ResponseMaps
    from gui.style.theme import Theme
    from shallownet.analysis.unit_report import UnitReport
    from shallownet.training.snapshot import Snapshot


class UnitsPanel(QFrame):
    """Shows a report on all units.

    Signals
    -------
    unit_selected(object)
        A row was selected: its `Unit`; or None for no row.
    switched(Unit, bool)
        A unit is to be turned off in the pictures, or on again.
    all_on_requested()
        All units are to be on again.
    """

    unit_selected = pyqtSignal(object)
    switched = pyqtSignal(object, bool)
    all_on_requested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._colours = GraphStyle.of(themes.LIGHT).colours
        self._shown: tuple[Snapshot, UnitReport, ResponseMaps] | None = None
        self.header = CardHeader("Units")
        self.summary = plain_label(object_name="unitsSummary")
        self.summary.setAccessibleDescription("Which units carry the prediction")
        self.what_if = plain_label(object_name="unitsWhatIf")
        self.what_if.setAccessibleDescription("What turning units off does")
        self.all_on = QPushButton("All on")
        self.all_on.setObjectName("compact")
        self.all_on.setAccessibleName("Turn all units on again")
        self.all_on.setToolTip(wrapped("Show the network in the pictures as it is"))
        self.all_on.clicked.connect(self.all_on_requested)
        self.table = UnitTable()
        self.table.unit_selected.connect(self.unit_selected)
        self.table.switched.connect(self.switched)
        self._off = QWidget()
        off = QHBoxLayout(self._off)
        off.setContentsMargins(0, 0, 0, 0)
        off.addWidget(self.what_if, 1)
        off.addWidget(self.all_on)
        self._off.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 6)
        layout.setSpacing(2)
        layout.addWidget(self.header)
        layout.addWidget(self.summary)
        layout.addWidget(self._off)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)

    def set_report(
        self, snapshot: Snapshot, report: UnitReport, maps: ResponseMaps
    ) -> None:
        """Show the units of a state.

        Parameters
        ----------
        snapshot : Snapshot
            The state as it is, with no unit turned off.
        report : UnitReport
        maps : ResponseMaps
            Of the same state.
        """
        self._shown = snapshot, report, maps
        rows = unit_rows(snapshot, report)
        selected = self.table.selected
        self.table.set_rows(rows, self._images(maps, [row.unit for row in rows]))
        if self.table.selected != selected:  # other units
            self.table.select(selected)
        self.summary.setText(breakable(summary(snapshot, report)))
        self.header.note.setText(scope(report))
        self.header.note.set_update(snapshot.step)
        text = what_if(snapshot, report)
        self.what_if.setText(text)
        self._off.setVisible(bool(text))

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._colours = GraphStyle.of(theme).colours
        self.table.set_theme(theme)
        if self._shown is not None:
            self.set_report(*self._shown)

    def _images(self, maps: ResponseMaps, units: list[Unit]) -> dict[Unit, QImage]:
        """Return the response maps as pictures, in the colours of the graph."""
        images: dict[Unit, QImage] = {}
        for unit in units:
            levels = maps.layers[unit.layer - 1] if unit.layer else None
            if levels is not None:
                pixels: Any = self._colours[levels[unit.index]]
                height, width = pixels.shape
                image = QImage(
                    pixels.tobytes(), width, height, QImage.Format.Format_RGB32
                )
                images[unit] = image.copy()  # of bytes that only Python keeps
        return images
