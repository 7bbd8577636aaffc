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
from gui.units.unit_model import LEFT, MAP, RIGHT, ROW, TEXTS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PyQt6.QtCore import QSize

    from gui.style.theme import Theme
    from gui.units.unit_rows import UnitRow

MARGIN: Final = 5
MAP_SIDE: Final = 22
"""Pixels across a response map."""

OFF_OPACITY: Final = 0.4
"""Of a unit that is turned off."""

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
        column = COLUMNS[index.column()]
        row: UnitRow = index.data(ROW)
        area = option.rect.adjusted(MARGIN, 4, -MARGIN, -4)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, themes.selection(self.theme))
        painter.save()
        painter.setOpacity(1.0 if row.is_on else OFF_OPACITY)
        if column.name == "unit":
            self._paint_unit(painter, option, index, row)
        elif column.name == "contribution":
            self._paint_share(painter, area, row.contribution)
        elif column.name == "activations":
            self._paint_histogram(painter, area, row.counts)
            self._paint_mean(painter, area, row)
        elif column.name == "slopes" and row.slopes.size:
            left = area.adjusted(0, 0, -PERCENT_WIDTH, 0)
            self._paint_histogram(painter, left, row.slopes, marked=1)
        if column.name != "unit":
            # Through the style, 40 texts took 10 ms.
            painter.setFont(option.font)
            painter.setPen(QColor(self.theme.text))
            text = option.fontMetrics.elidedText(
                column.text(row), Qt.TextElideMode.ElideRight, area.width()
            )
            painter.drawText(area, LEFT if column.name in TEXTS else RIGHT, text)
        painter.restore()

    def _paint_unit(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex,
        row: UnitRow,
    ) -> None:
        """Paint the tick, the name, the letter of the twins and the response map."""
        filled = QStyleOptionViewItem(option)
        self.initStyleOption(filled, index)
        filled.state &= ~QStyle.StateFlag.State_Selected
        filled.state &= ~QStyle.StateFlag.State_HasFocus
        style = option.widget.style() if option.widget else QApplication.style()
        assert style is not None
        style.drawControl(
            QStyle.ControlElement.CE_ItemViewItem, filled, painter, option.widget
        )
        image = index.data(MAP)
        if image is not None:
            top = option.rect.center().y() - MAP_SIDE // 2
            side = QRect(option.rect.right() - MAP_SIDE - 3, top, MAP_SIDE, MAP_SIDE)
            painter.drawImage(side, image)
        if row.twins:  # the letter of their group
            painter.setPen(QColor(self.theme.accent))
            before = option.rect.adjusted(0, 0, -MAP_SIDE - MARGIN - 4, 0)
            painter.drawText(before, RIGHT, row.twins.partition(":")[0])

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
