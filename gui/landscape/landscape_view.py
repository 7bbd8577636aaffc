"""The landscape as a map: the loss over a plane, the path, and the present point."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.landscape.landmarks import Landmarks
from gui.landscape.landscape_text import axis_names, describe_plane, notes_on
from gui.landscape.loss_layer import LossLayer
from gui.landscape.map_readout import map_columns, readouts, row_near
from gui.landscape.moves_chart import MovesChart
from gui.landscape.place_notes import PlaceNotes
from gui.landscape.plane_chooser import PlaneChooser
from gui.landscape.present_point import PresentPoint
from gui.plots.plot_card import PlotCard
from gui.text.number_format import wrapped
from gui.widgets.painted_label import PaintedLabel, Part
from shallownet.analysis.landscape.loss_map import Area
from shallownet.arrays import norm

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from gui.plots.data_text import Column
    from gui.style.theme import Theme
    from shallownet.analysis.landscape.loss_map import LossMap
    from shallownet.analysis.landscape.run_path import RunPath
    from shallownet.analysis.landscape.survey import Outlook
    from shallownet.training.snapshot import Snapshot

TOLERANCE: Final = 1.15
"""How much the plot's shape may differ from the map's."""

CLOSE: Final = 0.05
"""Share of the map's width below which two marks cover one another."""

WAITING: Final = "The map is being computed."
NOT_FINITE: Final = "The parameters are not finite here: there is no landscape around."


class LandscapeView(PlotCard):
    """J over a plane in parameter space, and one update's moves in its place.

    Signals
    -------
    choice_changed()
        The user chose another plane: ``chooser.choice``.
    area_changed()
        Another part of the plane is in view.
    page_changed()
        The moves are shown in place of the map, or the map again.
    update_requested(int)
        The user chose a state of the path: its update.

    Attributes
    ----------
    landscape : LossMap or None
        The map that is drawn.
    """

    choice_changed = pyqtSignal()
    area_changed = pyqtSignal()
    page_changed = pyqtSignal()
    update_requested = pyqtSignal(int)
    reading: PaintedLabel

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("landscapePlot", "Landscape", parent, PaintedLabel())
        self.landscape: LossMap | None = None
        self._path: RunPath | None = None
        self._snapshot: Snapshot | None = None
        self._outlook: tuple[Snapshot, Outlook] | None = None
        self._pointer: QPointF | None = None
        self._shape = 0.6  # height to width of the map
        self.moves_button = self.add_switch(
            "Moves",
            "Show what each parameter's move does alone, and all of them together",
            checked=False,
        )
        self.step_button = self.add_button(
            "Step", "Magnify this step and its reach", "Magnify this step"
        )
        self.fit_button = self.add_button(
            "Path", "Show all of the path again", "Show all of the path"
        )
        self.chooser = PlaneChooser()
        self.layer = LossLayer(self.plot)
        self.bar = self.layer.bar
        self.moves = MovesChart()
        self.notes = PlaceNotes()
        self._lay_out()
        item = self.item
        self.landmarks = Landmarks(item)
        self.box.setAspectLocked(True)
        self.box.sigRangeChangedManually.connect(self.area_changed)
        self.box.sigResized.connect(lambda: self._follow_size())
        item.scene().sigMouseMoved.connect(self._move_pointer)
        item.scene().sigMouseClicked.connect(self._choose_state)
        self.moves.menu_requested.connect(self.open_menu)
        self.moves.pointed.connect(self.note.setText)
        self.chooser.chosen.connect(lambda _: self._choose())
        self.moves_button.toggled.connect(self._show_page)
        self.step_button.clicked.connect(self.magnify_step)
        self.fit_button.clicked.connect(self.show_all)
        self.set_unavailable(WAITING)
        self.set_theme(self._theme)

    def _lay_out(self) -> None:
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        for widget in (self.reading, self.plot):
            layout.removeWidget(widget)
        layout.setSpacing(3)
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.plot, 1)
        row.addWidget(self.bar)
        layout.addWidget(self.chooser)
        self.chooser.add(self.reading)
        layout.addLayout(row, 1)
        layout.addWidget(self.notes)
        layout.addWidget(self.moves, 1)
        self.moves.hide()

    # What is asked for

    @property
    def shows_moves(self) -> bool:
        """Whether the moves are shown in place of the map."""
        return self.moves_button.isChecked()

    @property
    def area(self) -> Area | float:
        """The part of the plane that is in view; a shape if that is all of the path."""
        if self._auto_range:
            return self._shape
        across, up = self.box.viewRange()
        return Area(*map(float, (*across, *up)))

    # Data in

    def set_run(self, snapshot: Snapshot) -> None:
        """Begin to show another run."""
        self._path = self._outlook = None
        self._auto_range = True
        self.chooser.set_network(snapshot.run.model.network)
        self.set_unavailable(WAITING)

    def set_state(self, snapshot: Snapshot, made: int) -> None:
        """Move the present point to a state of the run."""
        self._snapshot = snapshot
        self.chooser.set_made(made)
        self._show_present()
        if self._outlook is not None and self._outlook[0] is not snapshot:
            self._show_place()

    def set_unavailable(self, text: str = NOT_FINITE) -> None:
        """Say why there is no map."""
        self.landscape = None
        self.landmarks.hide()
        self.item.hide()
        self.notes.set_text(text)
        self.plot.setAccessibleDescription(text)
        self.moves.set_waiting(text)
        self.set_busy("")

    def set_map(self, landscape: LossMap, path: RunPath) -> None:
        """Show a map, coarse or whole."""
        first = self.landscape is None
        self.landscape, self._path = landscape, path
        self.layer.set_landscape(landscape)
        self.chooser.set_shown(landscape.choice)
        if first:
            self.recolour(self._theme)
        self._label_axes()
        if first:
            self.show_item()
        self._fit_range()
        self._show_path()
        self._show_present()
        self._show_place()
        self._show_reading()

    def set_outlook(self, snapshot: Snapshot, outlook: Outlook) -> None:
        """Show what kind of place a state is."""
        self._outlook = snapshot, outlook
        self._show_place()
        self._show_present()

    def set_busy(self, text: str) -> None:
        """Say how much of the map is computed; nothing when it is whole."""
        self.note.setText(text)

    # Drawing

    def recolour(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self.layer.set_theme(theme)
        self.moves.set_theme(theme)
        self.landmarks.recolour(theme)
        self._label_axes()

    def _label_axes(self) -> None:
        landscape, path = self.landscape, self._path
        if landscape is not None and path is not None:
            names = axis_names(landscape.choice, path.run.model.network)
            for side, name in zip(("bottom", "left"), names, strict=True):
                self.label_axis(side, name, self._theme.muted)

    def _show_path(self) -> None:
        landscape, path, snapshot = self.landscape, self._path, self._snapshot
        if landscape is None or path is None or snapshot is None:
            return
        past = int(np.searchsorted(path.updates, snapshot.step, "right"))
        best = path.best
        if best is None and self._outlook is not None:
            best = path.row_of(self._outlook[1].best)
        if best is not None:
            width = float(np.ptp(landscape.columns))
            place = landscape.plane.coordinates(snapshot.theta)
            if norm(landscape.path[:, best] - place) < CLOSE * width:
                best = None  # it would cover the present point
        self.landmarks.set_path(landscape.path, past, best, landscape.rows)

    def _show_present(self) -> None:
        """Move the present point, by three products with the plane's vectors."""
        present = self._present()
        if present is not None:
            self.landmarks.set_present(present)

    def _present(self) -> PresentPoint | None:
        landscape, snapshot, known = self.landscape, self._snapshot, self._outlook
        if landscape is None or snapshot is None:
            return None
        sharpness = math.nan if known is None else known[1].place.largest
        return PresentPoint.of(landscape.plane, snapshot, sharpness)

    def _show_place(self) -> None:
        snapshot = self._snapshot
        if self._outlook is None or self.landscape is None or snapshot is None:
            return
        texts = notes_on(*self._outlook, snapshot, self.landscape.plane)
        self.notes.set_text(*texts)
        self.plot.setAccessibleDescription(texts[-1])

    # The pointer

    def _move_pointer(self, position: QPointF) -> None:
        inside = self.box.sceneBoundingRect().contains(position)
        self._pointer = self.box.mapSceneToView(position) if inside else None
        self._show_reading()

    def _show_reading(self) -> None:
        """Tell what is under the pointer or, without one, what the map shows."""
        landscape, path, snapshot = self.landscape, self._path, self._snapshot
        if landscape is None or path is None or snapshot is None:
            self.reading.set_parts(())
            self.show_hand(False)
        elif self._pointer is None:
            self.show_hand(False)
            texts = describe_plane(landscape, snapshot)
            self.reading.set_longest([[Part(text)] for text in texts])
            self.reading.setToolTip(wrapped(texts[0]))
        else:
            x, y = self._pointer.x(), self._pointer.y()
            pixel = self.box.viewPixelSize()
            self.show_hand(row_near(landscape, x, y, pixel) is not None)
            self.reading.set_longest(readouts(landscape, path, x, y, pixel))

    # User actions

    def _choose_state(self, event: Any) -> None:
        """Ask for the state of the path that is clicked."""
        is_left = event.button() == Qt.MouseButton.LeftButton and not event.double()
        if not is_left or self.landscape is None or self._path is None:
            return
        place = self.box.mapSceneToView(event.scenePos())
        pixel = self.box.viewPixelSize()
        row = row_near(self.landscape, place.x(), place.y(), pixel)
        if row is not None:
            self.update_requested.emit(int(self._path.updates[row]))

    def _choose(self) -> None:
        self._auto_range = True
        self.choice_changed.emit()

    def _show_page(self, moves: bool) -> None:
        for part in (self.chooser, self.plot, self.bar, self.notes):
            part.setVisible(not moves)
        self.moves.setVisible(moves)
        for button in (self.step_button, self.fit_button):
            button.setEnabled(not moves)
        self.page_changed.emit()

    def _follow_size(self) -> None:
        """Ask for a map of another shape, unless the present one nearly fits."""
        self.layer.align_bar()
        shape = self.layer.shape
        if not self._shape / TOLERANCE <= shape <= self._shape * TOLERANCE:
            self._shape = round(shape, 2)
            self.area_changed.emit()
        self._fit_range()

    def _fit_range(self) -> None:
        if self._auto_range and self.landscape is not None:
            self.box.setRange(self.layer.fitting_area(self.landscape), padding=0.0)

    def magnify_step(self) -> None:
        """Show this step and its reach large."""
        present = self._present()
        if present is None or not 0.0 < present.size < math.inf:
            return
        (x, y), size = map(float, present.place), 1.6 * present.size
        around = QRectF(x - size, y - size, 2.0 * size, 2.0 * size)
        self.box.setRange(around, padding=0.0)
        self._auto_range = False
        self.area_changed.emit()

    def show_all(self) -> None:
        """Show all of the path."""
        self._auto_range = True
        if self.landscape is not None:
            self.area_changed.emit()

    def columns(self) -> dict[str, Column]:
        """Return the bars of the moves, or the map and the path."""
        if self.shows_moves:
            return self.moves.columns()
        if self.landscape is None or self._path is None:
            return {}
        return map_columns(self.landscape, self._path)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Show whole sentences and the key where there is room for them."""
        super().resizeEvent(event)
        self.notes.set_room(self.height())

    def leaveEvent(self, event: object) -> None:
        """Forget the pointer."""
        self._pointer = None
        self._show_reading()
