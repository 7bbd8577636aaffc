"""A plot and its axes, drawn faster than those of pyqtgraph."""

from __future__ import annotations

from math import ceil, floor, inf, log10
from typing import TYPE_CHECKING, Any, Final

import pyqtgraph as pg
from PyQt6.QtCore import QCoreApplication, QPointF, Qt
from PyQt6.QtGui import QColor, QContextMenuEvent, QPainter, QPalette, QPixmap

from gui.style.devices import is_vector, pixel_ratio
from gui.style.polish import set_opaque_paint
from gui.text.number_format import round_up_125
from gui.widgets.focus_ring import paint_ring
from shallownet.wording import typeset

if TYPE_CHECKING:
    from PyQt6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent, QResizeEvent

    from gui.style.theme import Theme

LOW: Final = 76
"""Pixels of height of a plot from which its lower axis has a label."""

BELOW: Final = {True: 30, False: 52}
"""Pixels of height that vertical axes do not have in a low plot, and in others."""

NARROW_RANGE: Final = 0.7
"""In powers of ten: a shorter range may hold only one of 1, 2 and 5, or none."""


MIN_TEXT_SIZE: Final = {"left": 36, "right": 36, "top": 15, "bottom": 15}
"""Pixels across each axis that are kept for its tick labels."""


class Axis(pg.AxisItem):
    """An axis with grouped thousands, over log10(values) in log mode.

    Log mode labels powers of ten, also 2 and 5 if few powers are in view, and evenly
    spaced round numbers within one power. The axis is cached as a pixmap: drawing it
    takes 0.13 ms, and a frame has three of them.

    The label never gets an SI prefix, so it is laid out only when its text changes:
    at start-up the labels of two plots were laid out 112 times, in 10 ms.
    """

    picture: Any

    def __init__(self, orientation: str) -> None:
        self._labelled: str | None = None
        self._shows_label, self._room = False, inf
        super().__init__(orientation)
        self.autoSIPrefix = False
        self._updateMaxTextSize(0)
        self._pixmap = QPixmap()
        self._pixmap_key: tuple[object, ...] = ()

    def _updateMaxTextSize(self, x: float) -> None:
        """Make room for the longest tick label, and always for one of usual length.

        Labels that come with the first values would otherwise narrow the plot, which
        lays out and draws all of it again: 15 ms of a start, for two plots.
        """
        super()._updateMaxTextSize(max(x, MIN_TEXT_SIZE[self.orientation]))

    def forget_sizes(self) -> None:
        """Take no more room than the labels that come next, which may be smaller."""
        self.textWidth = self.textHeight = 0
        self._updateMaxTextSize(0)

    def updateAutoSIPrefix(self) -> None:
        """Keep the unit without a prefix."""
        self.picture = None
        self.update()

    def set_room(self, room: float) -> None:
        """Set how many pixels a label may have along the axis; 0 hides it."""
        if room != self._room:
            self._room = room
            self.showLabel(self._shows_label)

    def showLabel(self, show: bool = True) -> None:
        """Show the label if there is room for it: a part of it says nothing."""
        self._shows_label = show
        super().showLabel(show and self.label.boundingRect().width() <= self._room)

    def _updateLabel(self) -> None:
        """Lay out the label if its text has changed."""
        label = self.labelString()
        if label != self._labelled:
            self._labelled = label
            super()._updateLabel()
            self.showLabel(self._shows_label)
        else:
            self._adjustSize()
            self.updateAutoSIPrefix()

    def paint(self, painter: QPainter, option: Any, widget: Any) -> None:
        """Draw the cached axis, and render it again only if it has changed."""
        if is_vector(painter):
            super().paint(painter, option, widget)
            return
        transform, ratio = painter.worldTransform(), pixel_ratio(painter)
        # Aligned to device pixels, with a margin for the width of pens.
        area = transform.mapRect(self.boundingRect().adjusted(-1, -1, 1, 1))
        left, top = floor(area.left() * ratio), floor(area.top() * ratio)
        width = ceil(area.right() * ratio) + 1 - left
        height = ceil(area.bottom() * ratio) + 1 - top
        geometry = (left, top, width, height, transform, ratio)
        corner = QPointF(left / ratio, top / ratio)
        # pyqtgraph sets its picture to None when the axis has changed.
        if self.picture is None or self._pixmap_key != (self.picture, *geometry):
            self._pixmap = QPixmap(width, height)
            self._pixmap.setDevicePixelRatio(ratio)
            self._pixmap.fill(Qt.GlobalColor.transparent)
            pixmap_painter = QPainter(self._pixmap)
            pixmap_painter.setRenderHints(painter.renderHints())
            pixmap_painter.setFont(painter.font())
            pixmap_painter.translate(-corner)
            pixmap_painter.setWorldTransform(transform, combine=True)
            try:
                super().paint(pixmap_painter, option, widget)
            finally:
                pixmap_painter.end()
            self._pixmap_key = (self.picture, *geometry)
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(corner, self._pixmap)
        painter.restore()

    def tickValues(
        self, minVal: float, maxVal: float, size: float
    ) -> list[tuple[float | None, list[float]]]:
        """Return (spacing, positions) of the ticks with and without labels."""
        low, high = floor(minVal), ceil(maxVal)
        if high - low > 300 or not self.logMode:
            return super().tickValues(minVal, maxVal, size)  # type: ignore[no-any-return]
        if maxVal - minVal < NARROW_RANGE and -300 < minVal and maxVal < 300:
            return self._narrow_ticks(minVal, maxVal, size)
        every = max(1, ceil((maxVal - minVal) / max(size / 34, 1)))
        factors = (1, 2, 5) if high - low <= 2 else (1,)
        labelled = [
            power + log10(factor)
            for power in range(low if every == 1 else ceil(minVal), high + 1, every)
            for factor in factors
        ]
        unlabelled = [
            power + log10(factor)
            for power in range(low, high)
            for factor in range(2, 10)
            if high - low <= 8 and factor not in factors
        ]
        return [
            (1.0, [v for v in labelled if minVal <= v <= maxVal]),
            (None, [v for v in unlabelled if minVal <= v <= maxVal]),
        ]

    def _narrow_ticks(
        self, minVal: float, maxVal: float, size: float
    ) -> list[tuple[float | None, list[float]]]:
        """Return ticks at round numbers within less than a power of ten."""
        low, high = 10.0**minVal, 10.0**maxVal
        # A fifth, rounded up, is at most a half, so there are at least two ticks.
        step = round_up_125((high - low) / max(size / 40, 5))
        first, last = ceil(low / step), floor(high / step)
        return [(1.0, [log10(n * step) for n in range(max(first, 1), last + 1)])]

    def tickStrings(
        self, values: list[float], scale: float, spacing: float | None
    ) -> list[str]:
        """Return the labels of ticks."""
        if not self.logMode:
            labels = [typeset(f"{v * scale:,.6g}") for v in values]
            if len(set(labels)) == len(labels):
                return labels
            # A short range around a large number: as many digits as tell them apart.
            return [typeset(f"{v * scale:,.15g}") for v in values]
        if spacing is None:
            return [""] * len(values)
        return [_power_label(v) for v in values]


def _power_label(exponent: float) -> str:
    """Return the label of a power of ten: 1,000 or 2e8."""
    if -4 < exponent < 7:
        return typeset(f"{10**exponent:,.10g}")
    whole = floor(exponent + 1e-9)
    return typeset(f"{10 ** (exponent - whole):.10g}e{whole}")


class Plot(pg.PlotWidget):
    """A plot that never ranges by itself, with nothing around it but two axes.

    Parameters
    ----------
    accessible_name : str
    """

    def __init__(self, accessible_name: str) -> None:
        # An axis for each side: pyqtgraph would create those that are missing.
        sides = ("left", "bottom", "right", "top")
        axes = {side: Axis(side) for side in sides}
        super().__init__(axisItems=axes, enableMenu=False)
        self._scale = 1.0
        self.setAccessibleName(accessible_name)
        set_opaque_paint(self.viewport())
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the plot takes it
        item = self.getPlotItem()
        item.hideButtons()
        item.disableAutoRange()
        for side in ("right", "top"):
            item.hideAxis(side)

    def set_theme(self, theme: Theme) -> None:
        """Apply a theme's colours: pyqtgraph does not follow the palette."""
        self.setBackground(theme.surface)
        palette = self.viewport().palette()  # where the scene's edge splits a pixel
        palette.setColor(QPalette.ColorRole.Window, QColor(theme.surface))
        palette.setColor(QPalette.ColorRole.Highlight, QColor(theme.accent))
        self.viewport().setPalette(palette)
        for side in ("left", "bottom", "right"):
            axis = self.getPlotItem().getAxis(side)
            axis.setPen(pg.mkPen(theme.border))
            axis.setTextPen(pg.mkPen(theme.muted))
            if theme.scale != self._scale:
                axis.forget_sizes()
        self._scale = theme.scale

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Ask for the menu by Shift+F10: Qt does so by the menu key alone."""
        if event is not None and event.key() == Qt.Key.Key_F10:
            if event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
                middle, reason = self.rect().center(), QContextMenuEvent.Reason.Keyboard
                menu = QContextMenuEvent(reason, middle, self.mapToGlobal(middle))
                QCoreApplication.sendEvent(self, menu)
                return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Name the axes as far as there is room."""
        super().resizeEvent(event)
        item, height, is_low = self.getPlotItem(), self.height(), self.height() < LOW
        if item is None:  # while it is created, or after it was closed
            return
        # By the height alone: plots side by side have axes at the same height.
        item.getAxis("bottom").set_room(0.0 if is_low else inf)
        for side in ("left", "right"):
            item.getAxis(side).set_room(height - BELOW[is_low])

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the plot, and a ring around it while it has the keyboard focus."""
        super().paintEvent(event)
        if self.hasFocus():
            paint_ring(QPainter(self.viewport()), self.viewport())

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self.viewport().update()
