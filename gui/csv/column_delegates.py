"""How the table of columns paints small histograms, and lets kinds be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QRectF, Qt, QTimer
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QComboBox, QStyledItemDelegate

from gui.csv.column_model import COUNTS, POSSIBLE
from gui.widgets.builders import named

if TYPE_CHECKING:
    from PyQt6.QtCore import QAbstractItemModel, QModelIndex, QObject
    from PyQt6.QtGui import QPainter
    from PyQt6.QtWidgets import QStyleOptionViewItem, QWidget

    from gui.style.theme import Theme

MARGIN: Final = 3.0


class HistogramDelegate(QStyledItemDelegate):
    """Paints the counts of a column as bars."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._colour = QColor(theme.points)

    def paint(
        self,
        painter: QPainter | None,
        option: QStyleOptionViewItem,
        index: QModelIndex,
    ) -> None:
        """Paint the background, and a bar for each count."""
        super().paint(painter, option, index)
        counts = index.data(COUNTS)
        if painter is None or not counts:
            return
        area = QRectF(option.rect).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        step, most = area.width() / len(counts), max(counts)
        gap = 1.0 if step > 3.0 else 0.0
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        for n, count in enumerate(counts):
            if count:  # one of a million is seen, too
                height = max(area.height() * count / most, 1.0)
                left = area.left() + n * step
                bar = QRectF(left, area.bottom() - height, step - gap, height)
                painter.drawRect(bar)
        painter.restore()


class NameDelegate(QStyledItemDelegate):
    """Elides long names in the middle: their ends tell them apart."""

    def initStyleOption(
        self, option: QStyleOptionViewItem | None, index: QModelIndex
    ) -> None:
        """Set the elision of a name."""
        super().initStyleOption(option, index)
        if option is not None:
            option.textElideMode = Qt.TextElideMode.ElideMiddle


class KindDelegate(QStyledItemDelegate):
    """Lets a person choose the kind of a column from those that it can have."""

    def createEditor(
        self, parent: QWidget | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> QWidget | None:
        """Return a box with the kinds, opened once it is shown."""
        box = named(QComboBox(parent), "Kind of the column")
        box.addItems(index.data(POSSIBLE) or ())
        box.activated.connect(lambda: self._choose(box))
        open_list = QTimer(box)  # not once the box is gone
        open_list.setSingleShot(True)
        open_list.timeout.connect(box.showPopup)
        open_list.start(0)
        return box

    def _choose(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)

    def setEditorData(self, editor: QWidget | None, index: QModelIndex) -> None:
        """Show the present kind."""
        if isinstance(editor, QComboBox):
            editor.setCurrentText(str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(
        self,
        editor: QWidget | None,
        model: QAbstractItemModel | None,
        index: QModelIndex,
    ) -> None:
        """Give the column the kind that is chosen."""
        if isinstance(editor, QComboBox) and model is not None:
            model.setData(index, editor.currentText(), Qt.ItemDataRole.EditRole)
