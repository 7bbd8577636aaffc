"""The choice of columns: the one to predict, and those to predict it from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QBrush
from PyQt6.QtWidgets import QComboBox, QListWidget, QListWidgetItem

from gui.style.theme import mix
from shallownet.settings.recipe import about

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.style.theme import Theme

MOST_INPUTS: Final = 8
"""Columns that are chosen as inputs to begin with, at most."""

ROW: Final = 22
"""Pixels that a row is high: the box beside its text needs more than the text."""

NAME: Final = Qt.ItemDataRole.UserRole
SHOWN: Final = Qt.ItemDataRole.UserRole + 1


class ColumnPicker(QObject):
    """A box with the target and a list with the inputs, of which none is the target.

    Signals
    -------
    changed()
        A person has chosen otherwise.
    """

    changed = pyqtSignal()

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._faded = QBrush(mix(theme.surface, theme.text, 0.45))
        self.target = QComboBox()
        self.target.setAccessibleName("Target column")
        self.target.setToolTip(about("csv_target").tip)
        self.target.activated.connect(self._tell)
        self.inputs = QListWidget()
        self.inputs.setAccessibleName("Input columns")
        self.inputs.setToolTip(about("csv_inputs").tip)
        self.inputs.itemChanged.connect(self._tell)

    def fill(
        self,
        names: Sequence[str],
        numeric: Sequence[bool],
        before: tuple[str, tuple[str, ...]],
    ) -> None:
        """Offer columns, and choose what was chosen before where it is there.

        Parameters
        ----------
        names : sequence of str
        numeric : sequence of bool
            Whether each column holds numbers.
        before : str, tuple of str
            The target and the inputs chosen before.
        """
        usable = [n for n, good in zip(names, numeric, strict=True) if good]
        target = before[0] if before[0] in names else (usable or list(names))[-1]
        kept = [name for name in before[1] if name in names and name != target]
        wanted = kept or [n for n in usable if n != target][:MOST_INPUTS]
        self.inputs.blockSignals(True)
        self.target.clear()
        self.inputs.clear()
        for name, good in zip(names, numeric, strict=True):
            shown = name if good else f"{name}  (text)"
            self.target.addItem(shown, name)
            item = QListWidgetItem(shown)
            item.setSizeHint(QSize(0, ROW))
            item.setData(NAME, name)
            item.setData(SHOWN, shown)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            checked = Qt.CheckState.Checked if name in wanted else None
            item.setCheckState(checked or Qt.CheckState.Unchecked)
            self.inputs.addItem(item)
        self.target.setCurrentIndex(list(names).index(target))
        self.inputs.blockSignals(False)
        self._set_target_apart()

    @property
    def chosen(self) -> tuple[str, tuple[str, ...]]:
        """The target and the inputs that are chosen."""
        target = self.target.currentData() or ""
        return target, tuple(
            item.data(NAME)
            for item in self._items()
            if item.checkState() == Qt.CheckState.Checked and item.data(NAME) != target
        )

    def _items(self) -> list[QListWidgetItem]:
        items = [self.inputs.item(n) for n in range(self.inputs.count())]
        return [item for item in items if item is not None]

    def _tell(self) -> None:
        self._set_target_apart()
        self.changed.emit()

    def _set_target_apart(self) -> None:
        """Let the target be no input: it would predict itself."""
        target = self.target.currentData()
        self.inputs.blockSignals(True)
        for item in self._items():
            flags, enabled = item.flags(), Qt.ItemFlag.ItemIsEnabled
            apart = item.data(NAME) == target
            item.setFlags(flags & ~enabled if apart else flags | enabled)
            item.setText(item.data(SHOWN) + ("  (target)" if apart else ""))
            item.setForeground(self._faded if apart else QBrush())
        self.inputs.blockSignals(False)
