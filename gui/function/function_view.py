"""The view of the function: a map over two inputs, or the curve over a single one."""

from __future__ import annotations

from html import escape
from math import isfinite
from typing import TYPE_CHECKING, Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.function.axis_choice import AxisChoice
from gui.function.layers import AskMark, CurveLayers, MapLayers
from gui.function.map_image import Images
from gui.function.pointer_area import PointerArea
from gui.function.quantities import WORDINGS, Quantity
from gui.function.readout import readouts
from gui.function.surface import Range, Surface
from gui.graph.hover_target import Unit
from gui.plots.colour_bar import ColourBar
from gui.plots.fit_plot import Markers
from gui.plots.plot_card import PlotCard
from gui.text.number_format import wrapped
from gui.widgets.painted_label import PaintedLabel, Part
from shallownet.wording import counted, shortened

if TYPE_CHECKING:
    from PyQt6.QtGui import QKeyEvent

    from gui.function.map_image import MapImage
    from gui.function.surface import TrueFunction
    from gui.graph.hover_target import HoverTarget
    from gui.style.theme import Theme
    from shallownet.arrays import Array, Indices
    from shallownet.training.snapshot import Snapshot

STEP: Final = 1.0 / 50.0
"""Share of the view that a key moves the asked place by."""

ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
"""Keys that, with Shift, move the asked place."""

HINT: Final = "point for numbers, click to ask"

KEYS: Final = "Shift and an arrow key move the place that is asked; Delete ends it."


class FunctionView(PlotCard):
    """What the network computes: prediction, truth or error over its inputs.

    Of two or more inputs it is a map over two of them, the others are held; of a single
    one it is a curve. Where there are no training samples, outside their convex hull,
    it is hatched.

    Signals
    -------
    asked(object)
        Inputs (inputs,) are asked for, or None: no longer.
    sample_chosen(int)
        A sample is asked for; its number in the data.

    Attributes
    ----------
    quantity : Quantity
        What is shown while no unit is pointed at.
    image : MapImage or None
        The values that are drawn, and their scale; None before the first state.
    surface : Surface or None
        Where they are; None before the first run.
    """

    asked = pyqtSignal(object)
    sample_chosen = pyqtSignal(int)
    reading: PaintedLabel

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surfacePlot", "The function", parent, PaintedLabel())
        self.quantity = Quantity.PREDICTION
        self.image: MapImage | None = None
        self.surface: Surface | None = None
        self._images: Images | None = None
        self._snapshot: Snapshot | None = None
        self._unit: Unit | None = None
        self._is_asked = False
        self._sample: int | None = None
        self._selection: Indices = np.empty(0, dtype=np.intp)
        self._off: frozenset[Unit] = frozenset()
        self._pointer: QPointF | None = None
        self.quantity_buttons = {
            quantity: self.add_switch(quantity.value, wording.tip, checked=False)
            for quantity, wording in WORDINGS.items()
        }
        for quantity, button in self.quantity_buttons.items():
            button.setAccessibleName(f"Show the {WORDINGS[quantity].title}")
            button.clicked.connect(lambda _, q=quantity: self.set_quantity(q))
        self.samples_button = self.add_switch("•", "Show the samples", checked=True)
        self.samples_button.toggled.connect(lambda _: self._redraw())
        self.axis_choice = AxisChoice()
        self.axis_choice.chosen.connect(self.set_axes)
        self.bar = ColourBar("Colours of the function")
        self._lay_out()
        self.map, self.curve = MapLayers(self.item), CurveLayers(self.item)
        self.area, self.mark = PointerArea(), AskMark()
        self.selected = Markers(size=13, symbol="o", pxMode=True)
        for part, depth in ((self.area, -1), (self.selected, 8), (self.mark, 9)):
            part.setZValue(depth)
            self.item.addItem(part)
        self.area.hovered.connect(self._point)
        self.area.clicked.connect(self._click)
        self.box.sigRangeChanged.connect(lambda: self._follow_range())
        self.box.sigResized.connect(lambda: self._align_bar())
        self.item.hide()
        self._show_buttons()
        self.set_theme(self._theme)

    def _lay_out(self) -> None:
        """Put the lists of inputs above the plot, and the colour bar beside it."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.removeWidget(self.plot)
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.plot, 1)
        row.addWidget(self.bar)
        layout.addWidget(self.axis_choice)
        layout.addLayout(row, 1)
        self.axis_choice.hide()
        self.bar.hide()

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
        self.surface, self._images = Surface(run, truth), Images(run)
        self._snapshot, self._unit, self.image = snapshot, None, None
        self._is_asked, self._sample, self._pointer = False, None, None
        self._selection = np.empty(0, dtype=np.intp)
        is_map = self.surface.inputs > 1
        self.axis_choice.setVisible(self.surface.inputs > 2)
        if is_map:
            self.axis_choice.set_inputs(run.data.input_names, (0, 1))
        self.map.set_visible(is_map)
        self.curve.set_visible(not is_map)
        self.bar.setVisible(is_map)
        self.item.show()
        if truth is None and self.quantity is Quantity.TRUTH:
            self.quantity = Quantity.PREDICTION
        self._show_buttons()
        self._show_places()

    def set_state(self, snapshot: Snapshot, *, update_text: bool = True) -> None:
        """Show a state of the run that was set last."""
        self._snapshot = snapshot
        self._draw()
        if update_text:
            self._update_text()

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

    def set_selected(self, samples: Indices) -> None:
        """Mark samples, by their numbers in the data."""
        if samples is not self._selection:
            self._selection = samples
            self._place_marks()

    def set_quantity(self, quantity: Quantity) -> None:
        """Show the prediction, the true function or the error."""
        self.quantity = quantity
        self._show_buttons()
        self._redraw()

    def set_axes(self, across: int, up: int) -> None:
        """Choose the inputs of the map, of a run with more than two."""
        assert self.surface is not None
        self.surface.set_axes(across, up)
        self.axis_choice.set_axes((across, up))
        self._show_places()
        self._redraw()

    # Asking

    def ask(self, point: Array, sample: int | None = None) -> None:
        """Ask the network about inputs (inputs,), or about those of a sample."""
        assert self.surface is not None
        self.surface.set_point(point)
        self._is_asked, self._sample = True, sample
        self._redraw()
        if sample is None:
            self.asked.emit(self.surface.point)
        else:
            self.sample_chosen.emit(sample)

    def withdraw(self) -> None:
        """Ask about nothing any more."""
        if self._is_asked:
            self._is_asked, self._sample = False, None
            self._redraw()
            self.asked.emit(None)

    def _click(self, place: QPointF) -> None:
        surface = self.surface
        if surface is None:
            return
        layers = self.map if surface.inputs > 1 else self.curve
        sample = layers.sample_near(place)
        if sample is not None:
            self.ask(surface.run.data.X[:, sample], sample)
        else:
            self.ask(self._inputs_at(place))

    def _inputs_at(self, place: QPointF) -> Array:
        assert self.surface is not None
        x, y = np.array([place.x()]), np.array([place.y()])
        return self.surface.inputs_at(x, y)[:, 0]

    def _point(self, place: QPointF | None) -> None:
        self._pointer = place
        self._update_text()

    # Drawing

    def _redraw(self) -> None:
        self._draw()
        self._update_text()

    def _draw(self) -> None:
        surface, images, snapshot = self.surface, self._images, self._snapshot
        if surface is None or images is None or snapshot is None:
            return
        samples = self.samples_button.isChecked()
        image = images.image(surface, snapshot, self.quantity, self._unit, self._theme)
        self.image = image
        if surface.inputs > 1:
            self.map.show(surface, image, samples=samples)
            scale = (image.colours, image.limits, image.ticks, image.title)
            self.bar.set_scale(*scale, image.beyond)
        else:
            self.curve.show(surface, image, samples=samples)
            self.label_axis("left", image.title, self._theme.muted)
            self._fit_height(image)
        self._place_marks()

    def _place_marks(self) -> None:
        """Mark the place that is asked for, and the selected samples."""
        surface, snapshot, image = self.surface, self._snapshot, self.image
        if surface is None or snapshot is None or image is None:
            return
        data, rows = surface.run.data, self._selection
        self.mark.setVisible(self._is_asked)
        if self._is_asked and surface.inputs > 1:
            self.mark.setPos(*(float(surface.point[axis]) for axis in surface.axes))
        elif self._is_asked:
            x = float(surface.point[0])
            y = float(np.interp(x, surface.plane.across, image.values[0]))
            self.mark.setVisible(isfinite(y))
            self.mark.setPos(x, y if isfinite(y) else 0.0)
        self.selected.setVisible(rows.size > 0 and image.samples is not None)
        if not self.selected.isVisible():
            return
        if surface.inputs > 1:
            x_of, y_of = (data.X[axis, rows] for axis in surface.axes)
        else:
            x_of, y_of = data.X[0, rows], data.y[0, rows]
            if not image.is_target:
                y_of = surface.predict(snapshot, data.X[:, rows]) - y_of
        finite = np.isfinite(y_of)
        self.selected.setData(x_of[finite], y_of[finite])

    def _values_at(self, point: Array) -> tuple[float, float | None]:
        """Return the prediction at a point, and the true value if it is known."""
        surface, snapshot = self.surface, self._snapshot
        assert surface is not None and snapshot is not None
        X = point[:, np.newaxis]
        predicted = float(surface.predict(snapshot, X)[0])
        true = None if surface.truth is None else float(surface.truth(X)[0])
        return predicted, true

    # Texts

    def _update_text(self) -> None:
        surface = self.surface
        if surface is None or self._snapshot is None:
            return
        data, sample = surface.run.data, None
        if self._pointer is not None:
            point = self._inputs_at(self._pointer)
        elif self._is_asked:
            point, sample = surface.point, self._sample
        else:
            self.reading.set_parts([Part(self._resting_text())])
            return
        predicted, true = self._values_at(point)
        if sample is not None:
            true = float(data.y[0, sample])
        self.reading.set_longest(
            readouts(
                [data.input_names[n] for n in surface.axes],
                [float(point[n]) for n in surface.axes],
                predicted,
                true,
                self._theme,
                prefix="" if sample is None else f"sample {sample:,}",
            )
        )

    def _resting_text(self) -> str:
        if self._unit is not None and self.image is not None:
            return f"{self.image.title}, on a scale of its own"
        return HINT

    def _update_note(self) -> None:
        """Say what is hatched, and how many samples are drawn."""
        surface = self.surface
        if surface is None:
            return
        off = ", ".join(str(unit.index) for unit in sorted(self._off, key=_place))
        without = f"without unit {off}; " if off else ""
        m, shown = surface.run.data.samples, len(surface.shown)
        some = f"{shown:,} of {m:,} drawn" if shown < m else f"all {m:,} drawn"
        self.note.setText(f"{without}hatched: no samples; {some}")
        held = len(surface.held)
        self.note.setToolTip(
            wrapped(
                "Hatched is what lies outside the convex hull of the training samples: "
                "there the network extrapolates.\n"
                f"{shown:,} of {counted(m, 'sample')} are drawn"
                + (", a fixed random choice." if shown < m else ".")
                + (
                    f"\n{counted(held, 'other input')} "
                    f"{'is' if held == 1 else 'are'} held at "
                    f"{'its value' if held == 1 else 'their values'}, the medians at "
                    "first; the samples have values of their own."
                    if held
                    else ""
                )
            )
        )

    def _show_places(self) -> None:
        """Show where the samples are and what the axes are, and all of it."""
        surface = self.surface
        assert surface is not None
        (self.map if surface.inputs > 1 else self.curve).show_places(surface)
        self._show_names(surface)
        self._update_note()
        self.show_all()

    def _show_names(self, surface: Surface) -> None:
        names = surface.run.data.input_names
        for side, axis in zip(("bottom", "left"), surface.axes, strict=False):
            # The label is HTML.
            self.label_axis(side, escape(shortened(names[axis], 24)), self._theme.muted)

    def _show_buttons(self) -> None:
        for quantity, button in self.quantity_buttons.items():
            button.setChecked(quantity is self.quantity)
        known = self.surface is not None and self.surface.truth is not None
        self.quantity_buttons[Quantity.TRUTH].setEnabled(known)

    # Ranges

    def show_all(self) -> None:
        """Show all samples again, after zooming or panning."""
        surface = self.surface
        if surface is None:
            return
        self._auto_range = True
        across = surface.extent(surface.axes[0])
        self.box.setXRange(*across, padding=0.0)
        if surface.inputs > 1:
            self.box.setYRange(*surface.extent(surface.axes[1]), padding=0.0)
        elif self.image is not None:
            self._fit_height(self.image)

    def _fit_height(self, image: MapImage) -> None:
        """Let the axis of a curve's values be that of the scale."""
        low, high = image.limits
        margin = 0.04 * (high - low)
        wanted = [low - margin, high + margin]
        if self._auto_range and self.box.viewRange()[1] != wanted:
            self.box.setYRange(*wanted, padding=0.0)

    def _follow_range(self) -> None:
        """Compute what has come into view by zooming or panning."""
        if self.surface is None:
            return
        across, up = (Range(*limits) for limits in self.box.viewRange())
        if self.surface.set_ranges(across, up):
            self._redraw()

    def _align_bar(self) -> None:
        """Let the colour bar be as high as the map."""
        box = self.box.sceneBoundingRect()
        self.bar.set_insets(round(box.top()), round(self.plot.height() - box.bottom()))

    # Qt overrides and theme

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Move the asked place with Shift and the arrow keys; Delete ends asking."""
        surface = self.surface
        if event is None or surface is None:
            return
        by = ARROWS.get(Qt.Key(event.key()))
        if by and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            point = surface.point.copy()
            for axis, limits, way in zip(
                surface.axes, self.box.viewRange(), by, strict=False
            ):
                moved = float(point[axis]) + way * STEP * (limits[1] - limits[0])
                point[axis] = min(max(moved, limits[0]), limits[1])
            self.ask(point)
        elif event.key() == Qt.Key.Key_Delete:
            self.withdraw()
        else:
            super().keyPressEvent(event)

    def recolour(self, theme: Theme) -> None:
        """Apply a theme's colours to the contents of the plot."""
        self.map.set_theme(theme)
        self.curve.set_theme(theme)
        self.bar.set_theme(theme)
        self.selected.setPen(pg.mkPen(theme.accent, width=2))
        self.selected.setBrush(None)
        if self.surface is not None:
            self._show_names(self.surface)
        self._redraw()


def _place(unit: Unit) -> tuple[int, int]:
    return unit.layer, unit.index
