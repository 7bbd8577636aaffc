"""Paints the cells of the units' table that are no plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QModelIndex, QRect, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter
from PyQt6.QtWidgets import (
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from gui.style import theme as themes
from gui.units.unit_columns import COLUMNS
from gui.units.unit_model import MAP, RIGHT, ROW

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PyQt6.QtCore import QSize

    from gui.style.theme import Theme
    from gui.units.unit_rows import UnitRow

MARGIN: Final = 5
MAP_SIDE: Final = 22
"""Pixels across a response map."""

PERCENT_WIDTH: Final = 50
"""Pixels for a share beside its histogram."""


class UnitDelegate(QStyledItemDelegate):
    """Paints response maps, histograms and bars, behind the text of the cell."""

    theme: Theme = themes.LIGHT

    def paint(
        self,
        painter: QPainter | None,
        option: QStyleOptionViewItem,
        index: QModelIndex,
    ) -> None:
        """Paint a cell: what is drawn first, then its text and its tick."""
        assert painter is not None
        name = COLUMNS[index.column()].name
        row: UnitRow = index.data(ROW)
        filled = QStyleOptionViewItem(option)
        self.initStyleOption(filled, index)
        area = option.rect.adjusted(MARGIN, 4, -MARGIN, -4)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, themes.selection(self.theme))
        painter.save()
        painter.setOpacity(1.0 if row.is_on else 0.4)
        if name == "unit":
            image = index.data(MAP)
            if image is not None:
                top = option.rect.center().y() - MAP_SIDE // 2
                side = QRect(
                    option.rect.right() - MAP_SIDE - 3, top, MAP_SIDE, MAP_SIDE
                )
                painter.drawImage(side, image)
            if row.twins:  # the letter of their group
                painter.setPen(QColor(self.theme.accent))
                before = area.adjusted(0, 0, -MAP_SIDE - 4, 0)
                painter.drawText(before, RIGHT, row.twins.partition(":")[0])
        elif name == "contribution":
            self._paint_share(painter, area, row.contribution)
        elif name == "activations":
            self._paint_histogram(painter, area, row.counts)
            self._paint_mean(painter, area, row)
        elif name == "slopes" and row.slopes.size:
            area.setRight(area.right() - PERCENT_WIDTH)
            self._paint_histogram(painter, area, row.slopes, marked=1)
        painter.restore()
        filled.state &= ~QStyle.StateFlag.State_Selected
        filled.state &= ~QStyle.StateFlag.State_HasFocus
        colour = self.theme.text if row.is_on else self.theme.muted
        filled.palette.setColor(filled.palette.ColorRole.Text, QColor(colour))
        style = option.widget.style() if option.widget else QApplication.style()
        assert style is not None
        style.drawControl(
            QStyle.ControlElement.CE_ItemViewItem, filled, painter, option.widget
        )

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return a size with room for the response map."""
        size = super().sizeHint(option, index)
        size.setHeight(max(size.height(), MAP_SIDE + 6))
        return size

    def _paint_share(self, painter: QPainter, area: QRect, share: float) -> None:
        if share > 0.0:
            width = max(round(min(share, 1.0) * area.width()), 1)
            colour = themes.translucent(self.theme.accent, 90)
            painter.fillRect(
                QRect(area.left(), area.top(), width, area.height()), colour
            )

    def _paint_histogram(
        self, painter: QPainter, area: QRect, counts: NDArray[np.intp], marked: int = 0
    ) -> None:
        """Paint bars, the first ``marked`` of them in the colour of what is bad."""
        highest = int(counts.max(initial=0))
        if not highest:
            return
        width = area.width() / len(counts)
        bars = [
            QRectF(
                area.left() + number * width,
                area.bottom() - count / highest * area.height(),
                max(width - 0.5, 0.5),
                count / highest * area.height() + 1.0,
            )
            for number, count in enumerate(counts.tolist())
        ]
        painter.setPen(Qt.PenStyle.NoPen)
        for part, colour in (
            (bars[:marked], self.theme.negative),
            (bars[marked:], self.theme.points),
        ):
            if part:
                painter.setBrush(QColor(colour))
                painter.drawRects(*part)
        painter.setPen(QColor(self.theme.border))
        painter.drawLine(area.bottomLeft(), area.bottomRight())

    def _paint_mean(self, painter: QPainter, area: QRect, row: UnitRow) -> None:
        place = (row.mean - row.low) / (row.high - row.low)
        if 0.0 <= place <= 1.0:
            x = round(area.left() + place * area.width())
            painter.setPen(QColor(self.theme.text))
            painter.drawLine(x, area.top(), x, area.bottom())
