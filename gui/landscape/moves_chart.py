"""Bars for one update: each parameter moved alone, their sum, and all of them moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from gui.landscape.landscape_text import describe_moves
from gui.plots.plot_items import Plot
from gui.style import theme as themes
from gui.text.number_format import signed
from gui.widgets.builders import plain_label

if TYPE_CHECKING:
    from PyQt6.QtCore import QPointF

    from gui.plots.data_text import Column
    from gui.style.theme import Theme
    from shallownet.analysis.landscape.joint_moves import JointMoves
    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot

GAP: Final = 0.08
"""Room before the sum, as a share of the parameters' width."""

WIDE: Final = 0.09
"""Width of the bars for the sum and for all together, likewise."""


class MovesChart(QWidget):
    """The change of the loss by each parameter's move alone, and by all of them.

    Signals
    -------
    menu_requested(QPoint)
        The right button was clicked at a global position.
    pointed(str)
        The bar under the pointer, with its number; empty for none.

    Attributes
    ----------
    heights : ndarray
        The bars as they are drawn: one for each parameter, the sum, all together.
    """

    menu_requested = pyqtSignal(object)
    pointed = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.plot = Plot("Moves of one update, alone and together")
        self.plot.setObjectName("movesPlot")
        self.plot.setMinimumSize(160, 96)
        self.text = plain_label(object_name="muted")
        self.text.setAccessibleDescription("The three numbers of this update")
        self.heights: Array = np.empty(0)
        self._names: list[str] = []
        self._centres: Array = np.empty(0)
        self._widths: Array = np.empty(0)
        self._theme = themes.LIGHT
        item = self._item = self.plot.getPlotItem()
        item.setMouseEnabled(False, False)
        self.bars = pg.BarGraphItem(x=[], height=[], width=1.0)
        self._zero = pg.InfiniteLine(angle=0)
        for part in (self.bars, self._zero):
            item.addItem(part, ignoreBounds=True)
        item.scene().sigMouseMoved.connect(self._point)
        item.scene().sigMouseClicked.connect(self._click)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.text)
        layout.addWidget(self.plot, 1)
        self.set_waiting()

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._theme = theme
        self.plot.set_theme(theme)
        self._zero.setPen(pg.mkPen(theme.muted))
        self._item.getAxis("left").setLabel("change of J", color=theme.muted)
        self._draw()

    def set_waiting(self, text: str = "Not computed yet") -> None:
        """Say that there are no numbers of this state, and why."""
        self.text.setText(text)

    def set_moves(self, snapshot: Snapshot, moves: JointMoves) -> None:
        """Show the moves of the update that follows a snapshot."""
        network, count = snapshot.run.model.network, len(moves.alone)
        # W1, then b1, W2, ...: in theta each unit's bias follows its weights.
        arrays = network.named(np.arange(count, dtype=np.float64))
        order = np.concatenate([a.ravel() for a in arrays.values()]).astype(int)
        wide = max(WIDE * count, 1.0)
        first = (1.0 + GAP) * count + wide / 2.0
        self.heights = np.array([*moves.alone[order], moves.added, moves.together])
        self._centres = np.array([*(np.arange(count) + 0.5), first, first + 1.4 * wide])
        self._widths = np.array([*np.full(count, 0.8), wide, wide])
        self._names = [network.parameter_name(int(n)) for n in order]
        self._names += ["each alone, added up", "all together"]
        text = describe_moves(moves, snapshot)
        self.text.setText(text)
        self.plot.setAccessibleDescription(text)
        self._label_groups()
        self._draw()

    def columns(self) -> dict[str, Column]:
        """Return the bars: their names and heights."""
        return {"moved": self._names, "change of J": self.heights}

    def _click(self, event: Any) -> None:
        if event.button() == Qt.MouseButton.RightButton:
            self.menu_requested.emit(event.screenPos().toPoint())

    def _label_groups(self) -> None:
        """Name W1, b1, ... where their bars are, and the two wide bars."""
        groups: dict[str, list[float]] = {}
        for name, x in zip(self._names[:-2], self._centres, strict=False):
            groups.setdefault(name.partition("[")[0], []).append(float(x))
        ticks = [(float(np.mean(places)), name) for name, places in groups.items()]
        ticks += [(float(self._centres[-2]), "Σ"), (float(self._centres[-1]), "all")]
        self._item.getAxis("bottom").setTicks([ticks])

    def _draw(self) -> None:
        if not len(self.heights):
            return
        theme = self._theme
        finite = np.nan_to_num(self.heights, nan=0.0, posinf=0.0, neginf=0.0)
        falls, rises = pg.mkBrush(theme.loss), pg.mkBrush(theme.negative)
        self.bars.setOpts(
            x=self._centres,
            height=finite,
            width=self._widths,
            brushes=[falls if height <= 0.0 else rises for height in finite],
            pen=pg.mkPen(None),
        )
        low, high = min(float(finite.min()), 0.0), max(float(finite.max()), 0.0)
        room = 0.08 * ((high - low) or 1.0)
        right = float(self._centres[-1] + self._widths[-1])
        box: Any = self._item.getViewBox()
        box.setRange(xRange=(-0.5, right), yRange=(low - room, high + room), padding=0)

    def _point(self, position: QPointF) -> None:
        """Tell the bar under the pointer, with its number."""
        box, text = self._item.getViewBox(), ""
        if len(self.heights) and box.sceneBoundingRect().contains(position):
            x = box.mapSceneToView(position).x()
            bar = int(np.argmin(np.abs(self._centres - x) - self._widths / 2.0))
            text = f"{self._names[bar]}: {signed(float(self.heights[bar]), 4)}"
        self.pointed.emit(text)

    def leaveEvent(self, event: object) -> None:
        """Forget the pointer."""
        self.pointed.emit("")
