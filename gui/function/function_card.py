"""The card of the function: its plot and colour bar, its controls, and its axes."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.function.axis_choice import AxisChoice
from gui.function.layers import CurveLayers, MapLayers
from gui.function.marks import Marks
from gui.function.panes import Panes
from gui.function.pointer_area import PointerArea
from gui.function.quantities import WORDINGS, Quantity
from gui.function.surface import Range
from gui.plots.colour_bar import ColourBar
from gui.plots.plot_card import PlotCard
from gui.text.number_format import wrapped
from gui.widgets.builders import on_switch
from gui.widgets.painted_label import PaintedLabel
from shallownet.wording import capital, shortened

if TYPE_CHECKING:
    from PyQt6.QtCore import QPointF
    from PyQt6.QtGui import QResizeEvent
    from PyQt6.QtWidgets import QToolButton

    from gui.function.map_image import MapImage
    from gui.function.surface import Surface
    from gui.plots.data_text import Column
    from gui.style.theme import Theme
    from shallownet.analysis.permutation_importance import Importance


ARROW: Final = Qt.CursorShape.ArrowCursor
CROSS: Final = Qt.CursorShape.CrossCursor

ROOMY: Final = 440
"""Pixels of height from which there is room for both a cut and the list of inputs."""


class FunctionCard(PlotCard):
    """Draws an image of the function; what that is, `FunctionView` decides.

    Signals
    -------
    ranges_changed()
        Other inputs are in view.
    quantity_chosen(Quantity)

    Attributes
    ----------
    surface : Surface or None
        Where the function is shown; None before the first run.
    image : MapImage or None
        The values that are drawn, and their scale; None before the first state.
    """

    ranges_changed = pyqtSignal()
    quantity_chosen = pyqtSignal(object)
    reading: PaintedLabel

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surfacePlot", "Function", parent, PaintedLabel())
        self.surface: Surface | None = None
        self.image: MapImage | None = None
        self._checked: Quantity | None = None
        self.quantity_buttons = {
            quantity: self.add_switch(
                quantity.value,
                wording.tip,
                checked=False,
                name=capital(wording.title),
            )
            for quantity, wording in WORDINGS.items()
        }
        for quantity, button in self.quantity_buttons.items():
            button.setAccessibleName(f"Show the {WORDINGS[quantity].title}")
            is_checked = partial(self._is_checked, quantity)
            on_switch(button, is_checked, partial(self._choose_quantity, quantity))
        self.samples_button = self.add_switch(
            "•", "Show the samples", checked=True, name="Samples"
        )
        self.cut_button = self.add_switch(
            "cut", "Show what lies along a line: drag it over the map", checked=False
        )
        self.inputs_button = self.add_switch(
            "inputs",
            "List all inputs: type values to ask, see the mean prediction over each",
            checked=False,
        )
        self.axis_choice, self.bar = AxisChoice(), ColourBar("Colours of the function")
        self.panes = self._lay_out()
        self.map = MapLayers(self.item)
        self.curve = CurveLayers(self.item)
        self.marks, self.area = Marks(self.item), PointerArea()
        self.area.setZValue(-1)
        self.item.addItem(self.area)
        self.box.sigRangeChanged.connect(lambda: self._follow_range())
        self.box.sigResized.connect(lambda: self._align_bar())
        self.item.hide()

    def _lay_out(self) -> Panes:
        """Put the colour bar beside the plot, and what is opened below both."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.removeWidget(self.plot)
        top = QWidget()
        row = QHBoxLayout(top)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.plot, 1)
        row.addWidget(self.bar)
        panes = Panes(top)
        layout.addWidget(self.axis_choice)
        layout.addWidget(panes, 1)
        self.axis_choice.hide()
        panes.map_shown.connect(lambda _: self._show_axes())
        self.bar.hide()
        return panes

    @property
    def is_roomy(self) -> bool:
        """Whether there is room for more than one part below the map."""
        return self.height() >= ROOMY

    def make_room(self, other: QToolButton) -> None:
        """Close another part below the map, unless there is room for both."""
        if not self.is_roomy:
            other.setChecked(False)

    # What is drawn

    def set_surface(self, surface: Surface) -> None:
        """Show another run's function: what there is of controls and layers."""
        self.surface, self.image = surface, None
        is_map = surface.inputs > 1
        self._show_axes()
        if is_map:
            self.axis_choice.set_inputs(surface.run.data.input_names, (0, 1))
        self.map.set_visible(is_map)
        self.curve.set_visible(not is_map)
        self.bar.setVisible(is_map)
        self.area.takes_drags = is_map
        self.cut_button.setEnabled(is_map)
        self.quantity_buttons[Quantity.TRUTH].setEnabled(surface.truth is not None)
        self.show_places()
        self.show_item()

    def draw(self, image: MapImage) -> None:
        """Draw an image of the surface."""
        assert self.surface is not None
        self.image = image
        samples = self.samples_button.isChecked()
        if self.surface.inputs > 1:
            self.map.show(self.surface, image, samples=samples)
            scale = (image.colours, image.limits, image.ticks, image.title)
            self.bar.set_scale(*scale, image.beyond)
        else:
            self.curve.show(self.surface, image, samples=samples)
            self.label_axis("left", image.title, self._theme.muted)
            self._fit_height(image)

    def sample_at(self, place: QPointF) -> int | None:
        """Return the number of the sample that is drawn near a place."""
        is_map = self.surface is not None and self.surface.inputs > 1
        return (self.map if is_map else self.curve).sample_at(place)

    def shape_pointer(self, place: QPointF | None) -> None:
        """Show a hand over a sample, and a cross where any place can be chosen."""
        is_sample = place is not None and self.sample_at(place) is not None
        self.show_hand(is_sample, ARROW if place is None else CROSS)

    def set_note(self, text: str, explanation: str) -> None:
        """Show a note in the header, and what it means in its tip."""
        self.note.setText(text)
        self.note.setToolTip(wrapped(explanation))

    def columns(self) -> dict[str, Column]:
        """Return the inputs in view, and the values that are drawn, a row a point."""
        surface, image = self.surface, self.image
        if surface is None or image is None:
            return {}
        X, names = surface.plane.inputs(), surface.run.data.input_names
        inputs: dict[str, Column] = {names[axis]: X[axis] for axis in surface.axes}
        return inputs | {image.title: image.values.ravel()}

    def _show_axes(self) -> None:
        """Let the axes of the map be chosen while it is there."""
        has_choice = self.surface is not None and self.surface.inputs > 2
        self.axis_choice.setVisible(has_choice and self.panes.shows_map)

    def _choose_quantity(self, quantity: Quantity, _: bool) -> None:
        self.quantity_chosen.emit(quantity)

    def _is_checked(self, quantity: Quantity) -> bool:
        return quantity is self._checked

    def check_quantity(self, quantity: Quantity) -> None:
        """Show which quantity is chosen."""
        self._checked = quantity
        for each, button in self.quantity_buttons.items():
            button.setChecked(each is quantity)

    def show_places(self) -> None:
        """Show where the samples are and what the axes are, and all of it."""
        surface = self.surface
        assert surface is not None
        (self.map if surface.inputs > 1 else self.curve).show_places(surface)
        self.show_names()
        self.show_all()

    def show_names(self) -> None:
        """Name the axes by the inputs."""
        surface = self.surface
        if surface is None:
            return
        names = surface.run.data.input_names
        for side, axis in zip(("bottom", "left"), surface.axes, strict=False):
            # The label is HTML.
            self.label_axis(side, escape(shortened(names[axis], 24)), self._theme.muted)
        cut = self.panes.cut
        if (
            cut is not None and not cut.isHidden() and not self.is_roomy
        ):  # the cut below has the same axis
            self.item.getAxis("bottom").showLabel(False)

    def set_importance(self, importance: Importance) -> None:
        """Show what R² loses without each input, in the list of inputs."""
        if self.panes.inputs is not None:
            self.panes.inputs.set_importance(importance)

    # Ranges

    @property
    def ranges(self) -> tuple[Range, Range]:
        """What is in view across and up."""
        across, up = (Range(*limits) for limits in self.box.viewRange())
        return across, up

    def show_all(self) -> None:
        """Show all samples again, after zooming or panning."""
        surface = self.surface
        if surface is None:
            return
        self._auto_range = True
        self.box.setXRange(*surface.extent(surface.axes[0]), padding=0.0)
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
        if self.surface is not None and self.surface.set_ranges(*self.ranges):
            self.ranges_changed.emit()

    def _align_bar(self) -> None:
        """Let the colour bar be as high as the map."""
        box = self.box.sceneBoundingRect()
        self.bar.set_insets(round(box.top()), round(self.plot.height() - box.bottom()))

    def recolour(self, theme: Theme) -> None:
        """Apply a theme's colours to the contents of the plot."""
        self.map.set_theme(theme)
        self.curve.set_theme(theme)
        self.bar.set_theme(theme)
        self.marks.set_theme(theme)
        self.panes.set_theme(theme)
        self.show_names()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Name the axes where there is room."""
        super().resizeEvent(event)
        self.show_names()
