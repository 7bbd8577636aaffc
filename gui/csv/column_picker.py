"""The widgets that choose the target column and the input columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, QSignalBlocker, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QBrush
from PyQt6.QtWidgets import QComboBox, QListWidget, QListWidgetItem

from gui.style.theme import mix
from gui.text.number_format import as_tip
from gui.widgets.builders import named, set_foreign_tip
from shallownet.settings.recipe import about

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.style.theme import Theme

MAX_DEFAULT_INPUTS: Final = 8

ROW_HEIGHT: Final = 22
"""Pixels; the check box needs more than the text."""

NAME_ROLE: Final = Qt.ItemDataRole.UserRole
TEXT_ROLE: Final = Qt.ItemDataRole.UserRole + 1


class ColumnPicker(QObject):
    """A combo box for the target, and a list of inputs that excludes the target.

    Signals
    -------
    changed()
        The user chose other columns.
    """

    changed = pyqtSignal()

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._faded = QBrush(mix(theme.surface, theme.text, 0.45))
        self.target = named(QComboBox(), "Target column", about("csv_target").tip)
        self.target.activated.connect(self._on_changed)
        self.target.setMinimumContentsLength(12)  # whatever the names need
        self.target.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.inputs = named(QListWidget(), "Input columns", about("csv_inputs").tip)
        self.inputs.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.inputs.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.inputs.itemChanged.connect(self._on_changed)

    def set_columns(
        self,
        names: Sequence[str],
        numeric: Sequence[bool],
        previous: tuple[str, tuple[str, ...]],
    ) -> None:
        """Offer columns, those without numbers as text.

        The target and the inputs of the previous choice are kept where they exist.
        """
        usable = [n for n, good in zip(names, numeric, strict=True) if good]
        target = previous[0] if previous[0] in names else (usable or list(names))[-1]
        kept = [name for name in previous[1] if name in names and name != target]
        inputs = kept or [n for n in usable if n != target][:MAX_DEFAULT_INPUTS]
        self.target.clear()
        with QSignalBlocker(self.inputs):
            self.inputs.clear()
            for name, good in zip(names, numeric, strict=True):
                text = name if good else f"{name}  (text)"
                self.target.addItem(text, name)
                self.target.setItemData(
                    self.target.count() - 1, as_tip(name), Qt.ItemDataRole.ToolTipRole
                )
                item = QListWidgetItem(text)
                item.setToolTip(as_tip(name))
                item.setSizeHint(QSize(0, ROW_HEIGHT))
                item.setData(NAME_ROLE, name)
                item.setData(TEXT_ROLE, text)
                chosen, state = name in inputs, Qt.CheckState
                item.setCheckState(state.Checked if chosen else state.Unchecked)
                self.inputs.addItem(item)
        self.target.setCurrentIndex(self.target.findData(target))
        self._disable_target_input()

    @property
    def chosen(self) -> tuple[str, tuple[str, ...]]:
        """The target and the inputs that are chosen."""
        target = self.target.currentData() or ""
        return target, tuple(
            item.data(NAME_ROLE)
            for item in self._items()
            if item.checkState() == Qt.CheckState.Checked
            and item.data(NAME_ROLE) != target
        )

    def _items(self) -> list[QListWidgetItem]:
        items = map(self.inputs.item, range(self.inputs.count()))
        return [item for item in items if item is not None]

    def _on_changed(self) -> None:
        self._disable_target_input()
        self.changed.emit()

    def _disable_target_input(self) -> None:
        """Disable the target in the list of inputs: it would predict itself."""
        target = self.target.currentData()
        set_foreign_tip(self.target, f"{target}\n{about('csv_target').tip}")
        with QSignalBlocker(self.inputs):
            for item in self._items():
                flags, enabled = item.flags(), Qt.ItemFlag.ItemIsEnabled
                is_target = item.data(NAME_ROLE) == target
                item.setFlags(flags & ~enabled if is_target else flags | enabled)
                suffix = "  (target)" if is_target else ""
                item.setText(item.data(TEXT_ROLE) + suffix)
                item.setForeground(self._faded if is_target else QBrush())
