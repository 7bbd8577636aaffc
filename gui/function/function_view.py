"""The view of the function: what is shown of it, and what is asked of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PyQt6.QtCore import QPointF, Qt, pyqtSignal

from gui.function.cut import Line
from gui.function.cutting import Cutting
from gui.function.function_card import FunctionCard
from gui.function.input_list import InputList
from gui.function.map_image import Images
from gui.function.move_keys import move_of
from gui.function.quantities import Quantity
from gui.function.readout import readouts
from gui.function.surface import Surface
from gui.function.texts import explanation, note
from gui.graph.hover_target import Unit
from gui.widgets.painted_label import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtGui import QKeyEvent
    from PyQt6.QtWidgets import QWidget

    from gui.function.surface import TrueFunction
    from gui.graph.hover_target import HoverTarget
    from gui.style.theme import Theme
    from shallownet.arrays import Array, Indices
    from shallownet.training.snapshot import Snapshot

HINT: Final = "point for numbers, click to ask"
MAP_HINT: Final = f"{HINT}, drag to cut"

NOTHING: Final = np.empty(0, dtype=np.intp)


class FunctionView(FunctionCard):
    """Prediction, truth or error: a map over two inputs, or a curve over a single one.

    Outside the convex hull of the training samples it is hatched.

    Signals
    -------
    asked(object)
        Inputs (inputs,) are asked for, or None: no longer.
    sample_chosen(int)
        A sample is asked for, or no longer; its number in the data.
    inputs_opened()
        The list of inputs needs profiles; see `set_profiles`.

    Attributes
    ----------
    quantity : Quantity
        What is shown while no unit is pointed at.
    cutting : Cutting
        The cut that is shown below the map.
    listing : InputList
        What the list of inputs shows.
    """

    asked = pyqtSignal(object)
    sample_chosen = pyqtSignal(int)
    inputs_opened = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.quantity = Quantity.PREDICTION
        self.cutting = Cutting(self)
        self.listing = InputList(self)
        self._images: Images | None = None
        self._snapshot: Snapshot | None = None
        self._unit: Unit | None = None
        self._is_asked = False
        self._sample: int | None = None
        self._selection: Indices = NOTHING
        self._off: frozenset[Unit] = frozenset()
        self._pointer: QPointF | None = None
        self.quantity_chosen.connect(self.set_quantity)
        self.samples_button.toggled.connect(lambda _: self._redraw())
        self.cut_button.toggled.connect(lambda _: self._open_cut())
        self.inputs_button.toggled.connect(self._open_inputs)
        self.axis_choice.chosen.connect(self.set_axes)
        self.ranges_changed.connect(self._redraw)
        self.area.hovered.connect(self._point)
        self.area.clicked.connect(self._ask_at)
        self.area.dragged.connect(self._drag)
        self.check_quantity(self.quantity)
        self.set_theme(self._theme)

    # Data in

    def set_run(self, snapshot: Snapshot, truth: TrueFunction | None) -> None:
        """Begin to show another run.

        Parameters
        ----------
        snapshot : Snapshot
        truth : callable or None
            Its true function, where that is known; see `Surface`.
        """
        run = snapshot.run
        self._images, self._snapshot, self._unit = Images(run), None, None
        self._is_asked, self._sample, self._pointer = False, None, None
        self._selection = NOTHING
        self.cutting.cut = None
        self.set_surface(Surface(run, truth))
        self._snapshot = snapshot
        if truth is None and self.quantity is Quantity.TRUTH:
            self.set_quantity(Quantity.PREDICTION)
        self._update_note()
        if len(run.data.X) > 2 and self.is_roomy:
            self.inputs_button.setChecked(True)  # there those are seen that are held
        self.listing.fill()
        self._open_cut()

    def set_state(self, snapshot: Snapshot, *, update_text: bool = True) -> None:
        """Show a state of the run that was set last."""
        self._snapshot = snapshot
        self._draw()
        if update_text:
            self._update_text()

    @property
    def lists_inputs(self) -> bool:
        """Whether the list of inputs is open, which needs profiles."""
        return self.listing.is_open

    def set_profiles(self, means: Sequence[Array]) -> None:
        """Show the partial dependence (k,) on each column.

        It is that over `Surface.profile_rows` at `Surface.profile_values`.
        """
        self.listing.show_profiles(means)

    def set_highlighted(self, target: HoverTarget) -> None:
        """Show the response of the hidden unit that is pointed at in the graph."""
        unit = None
        if isinstance(target, Unit) and self.surface is not None:
            layers = len(self.surface.run.model.network.layers)
            unit = target if 0 < target.layer < layers else None
        if unit != self._unit:
            self._unit = unit
            self._redraw()

    def set_off(self, units: frozenset[Unit]) -> None:
        """Tell which units the pictures are without."""
        if units != self._off:
            self._off = units
            self._update_note()

    def set_selected(self, samples: Indices, asked: Array | None = None) -> None:
        """Mark samples by their numbers; end asking for what is looked at no longer."""
        stays = asked is not None if self._sample is None else self._sample in samples
        if samples is self._selection and (stays or not self._is_asked):
            return
        self._selection = samples
        if not stays:
            self._is_asked, self._sample = False, None
            self._update_text()
        self._place_marks()

    def set_quantity(self, quantity: Quantity) -> None:
        """Show the prediction, the true function or the error."""
        self.quantity = quantity
        self.check_quantity(quantity)
        self._redraw()

    def set_axes(self, across: int, up: int) -> None:
        """Choose the inputs of the map, of a run with more than two."""
        assert self.surface is not None
        self.surface.set_axes(across, up)
        self.axis_choice.set_axes((across, up))
        self.show_places()
        self._update_note()
        self.cutting.along(None)
        self._redraw()

    # Asking

    def ask(self, point: Array, sample: int | None = None) -> None:
        """Ask the network about inputs (inputs,), or about those of a sample."""
        surface = self.surface
        assert surface is not None
        surface.set_point(point)
        self._is_asked, self._sample = True, sample
        self.listing.show_point()
        if surface.held:
            self.cutting.along_the_same()
        self._redraw()
        if sample is None:
            self.asked.emit(surface.point)
        else:
            self.sample_chosen.emit(sample)

    def withdraw(self) -> None:
        """Ask about nothing any more."""
        if not self._is_asked:
            return
        sample, self._is_asked, self._sample = self._sample, False, None
        self._redraw()
        if sample is None:
            self.asked.emit(None)
        else:
            self.sample_chosen.emit(sample)

    def _ask_at(self, place: QPointF) -> None:
        surface = self.surface
        if surface is None:
            return
        sample = self.sample_at(place)
        if sample is None:
            self.ask(surface.point_at(place.x(), place.y()))
        elif sample == self._sample:
            self.withdraw()
        else:
            self.ask(surface.run.data.X[:, sample], sample)

    def _point(self, place: QPointF | None) -> None:
        self._pointer = place
        self.shape_pointer(place)
        self._update_text()

    def _open_inputs(self, is_open: bool) -> None:
        if is_open:
            self.make_room(self.cut_button)
        is_new = self.panes.inputs is None
        self.panes.show_inputs(is_open)
        if is_open and is_new and self.panes.inputs is not None:
            self.panes.inputs.chosen.connect(self._set_input)
            self.listing.fill()
        if is_open:
            self._update_text()
            self.inputs_opened.emit()

    def _set_input(self, number: int, place: float) -> None:
        self.ask(self.listing.point_with(number, place))

    # Cutting

    def _drag(self, start: QPointF, end: QPointF, is_over: bool) -> None:
        line = Line(start.x(), start.y(), end.x(), end.y())
        self.cutting.drag(line, is_over=is_over)
        self._draw_cut()

    def _open_cut(self) -> None:
        if self.cut_button.isChecked():
            self.make_room(self.inputs_button)
        self.cutting.open()
        self._draw_cut()

    def _draw_cut(self) -> None:
        if self._snapshot is not None and self._images is not None:
            self.cutting.draw(self._snapshot, self._images.values.limits)

    # Drawing

    def _redraw(self) -> None:
        self._draw()
        self._update_text()

    def _draw(self) -> None:
        surface, images, snapshot = self.surface, self._images, self._snapshot
        if surface is None or images is None or snapshot is None:
            return
        self.draw(
            images.image(surface, snapshot, self.quantity, self._unit, self._theme)
        )
        self._place_marks()
        self._draw_cut()

    def _place_marks(self) -> None:
        surface, image, snapshot = self.surface, self.image, self._snapshot
        if surface is not None and image is not None and snapshot is not None:
            asked = surface.point if self._is_asked else None
            self.marks.show_asked(surface, image, asked)
            self.marks.show_selected(surface, image, snapshot, self._selection)

    def _update_text(self) -> None:
        """Tell the values under the pointer, or those that are asked for."""
        surface, snapshot, sample = self.surface, self._snapshot, None
        if surface is None or snapshot is None:
            return
        is_sample = self._sample is not None
        self.listing.show_answer(snapshot, self._theme, is_sample=is_sample)
        if self._pointer is not None:
            point = surface.point_at(self._pointer.x(), self._pointer.y())
        elif self._is_asked:
            point, sample = surface.point, self._sample
        else:
            hint = MAP_HINT if surface.inputs > 1 else HINT
            if self._unit is not None and self.image is not None:
                hint = f"{self.image.title}, on a scale of its own"
            self.reading.set_parts([Part(hint)])
            return
        names, axes = surface.run.data.input_names, surface.axes
        self.reading.set_longest(
            readouts(
                [names[n] for n in axes],
                surface.told(point),
                *surface.values_at(snapshot, point, sample),
                self._theme,
                prefix="" if sample is None else f"sample {sample:,}",
            )
        )

    def _update_note(self) -> None:
        if self.surface is not None:
            self.set_note(note(self.surface, self._off), explanation(self.surface))

    # Theme and Qt overrides

    def recolour(self, theme: Theme) -> None:
        """Apply a theme's colours to the contents of the plot."""
        super().recolour(theme)
        self._redraw()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Move the asked place or the end of the cut; Delete ends asking."""
        surface = self.surface
        if event is None or surface is None:
            return
        move = move_of(event, self.ranges)
        if move and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.cutting.move_end(*move)
            self._draw_cut()
        elif move:
            self._move_point(move)
        elif event.key() == Qt.Key.Key_Delete:
            self.withdraw()
        else:
            super().keyPressEvent(event)

    def _move_point(self, moves: tuple[float, float]) -> None:
        assert self.surface is not None
        point = self.surface.point.copy()
        for axis, limits, move in zip(
            self.surface.axes, self.ranges, moves, strict=False
        ):
            point[axis] = min(max(float(point[axis]) + move, limits.low), limits.high)
        self.ask(point)
