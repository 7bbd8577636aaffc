"""The parts of the function's panel, one below the other: map, cut and inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QSplitter, QWidget

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from gui.function.cut_plot import CutPlot
    from gui.function.inputs_pane import InputsPane
    from gui.style.theme import Theme


ROOM: Final = 170
"""Pixels of height in which there is room for the map and the cut below it."""

ROOM_WITH_LIST: Final = 300
"""The same for the list of inputs, which is of no use with a single row."""


class Panes(QSplitter):
    """The map above what is opened below it; each part is created when it is opened.

    Signals
    -------
    created(QWidget)
        A part was created.
    map_shown(bool)
        The map is shown again, or has no room any more.

    Attributes
    ----------
    cut : CutPlot or None
    inputs : InputsPane or None
    """

    created = pyqtSignal(object)
    map_shown = pyqtSignal(bool)

    def __init__(self, top: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.setHandleWidth(6)
        self.setChildrenCollapsible(False)
        self.addWidget(top)
        self._map = top
        self.cut: CutPlot | None = None
        self.inputs: InputsPane | None = None
        self._theme: Theme | None = None

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._theme = theme
        for part in (self.cut, self.inputs):
            if part is not None:
                part.set_theme(theme)

    @property
    def shows_map(self) -> bool:
        """Whether there is room for the map."""
        return not self._map.isHidden()

    def show_cut(self, visible: bool) -> None:
        """Open or close the plot of the cut."""
        if visible and self.cut is None:
            from gui.function.cut_plot import CutPlot  # when it is first opened

            self.cut = CutPlot()
            self._add(1, self.cut)
        if self.cut is not None:
            self.cut.setVisible(visible)
            self._share()

    def show_inputs(self, visible: bool) -> None:
        """Open or close the list of inputs."""
        if visible and self.inputs is None:
            from gui.function.inputs_pane import InputsPane  # when it is first opened

            self.inputs = InputsPane()
            self._add(self.count(), self.inputs)
        if self.inputs is not None:
            self.inputs.setVisible(visible)
            self._share()

    def _add(self, at: int, part: CutPlot | InputsPane) -> None:
        self.insertWidget(at, part)
        if self._theme is not None:
            part.set_theme(self._theme)
        self.created.emit(part)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Show the map as far as there is room for it besides what is open."""
        super().resizeEvent(event)
        self._show_map()

    def _show_map(self) -> None:
        cut, inputs = (
            part is not None and not part.isHidden() for part in (self.cut, self.inputs)
        )
        needed = ROOM_WITH_LIST if inputs else ROOM if cut else 0
        visible = self.height() >= needed
        if visible == self._map.isHidden():
            self._map.setVisible(visible)
            self.map_shown.emit(visible)

    def _share(self) -> None:
        """Give the map about as much height as all below it."""
        self._show_map()
        below = [self.widget(n) for n in range(1, self.count())]
        shown = [part is not None and not part.isHidden() for part in below]
        height, count = self.height(), max(sum(shown), 1)
        rest = 0.5 * height if any(shown) else 0.0
        self.setSizes(
            [round(height - rest), *(round(rest / count) if s else 0 for s in shown)]
        )
