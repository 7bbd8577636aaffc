"""The cut of a card of the function: its line on the map, and the plot below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.function.cut import Cut, Line

if TYPE_CHECKING:
    from gui.function.function_card import FunctionCard
    from shallownet.training.snapshot import Snapshot


class Cutting:
    """Makes, moves and draws the cut of a card.

    Attributes
    ----------
    cut : Cut or None
        The cut that is shown below the map; None while it is closed.
    """

    def __init__(self, card: FunctionCard) -> None:
        self._card = card
        self.cut: Cut | None = None

    def open(self) -> None:
        """Open or close the plot as the button says; of a curve there is none."""
        card = self._card
        is_map = card.surface is not None and card.surface.inputs > 1
        is_open = card.cut_button.isChecked() and is_map
        card.panes.show_cut(is_open)
        card.show_names()
        if not is_open:
            self.cut = None
            card.marks.cut.set_line(None)
        elif self.cut is None:
            self.along(None)

    def along(self, line: Line | None) -> None:
        """Cut the map along a line if the cut is open; None: across its middle."""
        card = self._card
        pane = card.panes.cut
        if card.surface is None or pane is None or pane.isHidden():
            return
        if line is None:
            (left, right), (low, high) = card.ranges
            margin, middle = (right - left) / 10.0, (low + high) / 2.0
            line = Line(left + margin, middle, right - margin, middle)
        self.cut = Cut(card.surface, line, card.ranges)
        card.marks.cut.set_line(line)

    def drag(self, line: Line, *, is_over: bool) -> None:
        """Cut the map along a line that is being drawn.

        The plot opens when that is over: its room is taken from the map, which would
        leave the places under the pointer.
        """
        if is_over:
            self._card.cut_button.setChecked(True)
        if self.cut is None:
            self._card.marks.cut.set_line(line)
        else:
            self.along(line)

    def along_the_same(self) -> None:
        """Cut along the same line again: other inputs are held at other values."""
        if self.cut is not None:
            self.along(self.cut.line)

    def move_end(self, across: float, up: float) -> None:
        """Move the end of the cut."""
        if self.cut is not None:
            line = self.cut.line
            self.along(line._replace(x2=line.x2 + across, y2=line.y2 + up))

    def draw(self, snapshot: Snapshot, limits: tuple[float, float]) -> None:
        """Draw the cut of a state, on a scale between two limits."""
        cut, pane = self.cut, self._card.panes.cut
        if cut is not None and pane is not None:
            pane.set_cut(snapshot.run, cut, cut.predicted(snapshot), limits)
