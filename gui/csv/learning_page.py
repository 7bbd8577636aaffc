"""The page of the dialog that says what to learn: target, inputs, kinds, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from gui.csv.column_table import ColumnTable
from gui.csv.column_texts import details
from gui.csv.date_parts import DateParts
from gui.csv.preview_table import ReadOnlyLines
from gui.csv.reader_thread import ColumnChoice, SummarizeTable
from gui.text.number_format import as_tip, breakable
from gui.widgets.builders import named, plain_label, set_foreign_tip
from shallownet.data.columns.kind_text import ColumnKind
from shallownet.settings.recipe import about

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.style.theme import Theme
    from shallownet.data.columns.summary import TableSummary
    from shallownet.settings.table_config import TableConfig


class LearningPage(QWidget):
    """Chooses target, inputs and kinds of columns, with what is known of each.

    Signals
    -------
    summary_needed()
        The target or a kind was changed: correlations are others.
    choice_changed()
        Other inputs were chosen, or what to do about missing cells.
    """

    summary_needed = pyqtSignal()
    choice_changed = pyqtSignal()

    def __init__(self, theme: Theme, present: TableConfig | None = None) -> None:
        super().__init__()
        self._summary: TableSummary | None = None
        self._kinds: dict[str, ColumnKind] = {}
        self._wanted_target = ""
        self._wanted_inputs: tuple[str, ...] | None = None
        if present is not None:
            self._wanted_target = present.csv_target
            self._wanted_inputs = present.csv_inputs
            self._kinds = {kind.column: kind for kind in present.kinds}
        self.target = named(QComboBox(), "Target column", about("csv_target").tip)
        self.target.setMinimumContentsLength(20)  # whatever the names need
        self.target.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.missing = setting_box("csv_missing")
        self.table = ColumnTable(theme)
        self.details = plain_label(object_name="muted")
        lines = self.details.fontMetrics().lineSpacing()
        self.details.setFixedHeight(2 * lines + 4)
        self.details.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.parts = DateParts()
        self.notes = ReadOnlyLines("What to know about this table")
        self._build_layout()
        self.target.activated.connect(self._on_target)
        self.missing.activated.connect(self.choice_changed)
        self.table.columns.inputs_changed.connect(self._on_inputs)
        self.table.columns.kind_chosen.connect(
            lambda name, kind: self._set_kind(ColumnKind(name, kind))
        )
        self.parts.chosen.connect(self._set_kind)
        self.table.current_changed.connect(self._show_details)

    def _build_layout(self) -> None:
        row = QHBoxLayout()
        for text, box in (("target", self.target), ("missing or text", self.missing)):
            label = QLabel(text)
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box)
        row.addSpacing(12)
        row.addWidget(self.parts, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.details)
        layout.addWidget(self.notes)

    # What is asked for

    @property
    def kinds(self) -> tuple[ColumnKind, ...]:
        """The kinds that were chosen for columns that there are."""
        names = self.table.columns.names
        return tuple(self._kinds[name] for name in names if name in self._kinds)

    @property
    def asked(self) -> SummarizeTable:
        """What is to be told of the columns, as far as a person has chosen."""
        names = self.table.columns.names
        target = self._wanted_target if self._wanted_target in names else ""
        inputs = self._wanted_inputs
        if inputs is not None:
            inputs = tuple(n for n in inputs if n in names and n != target) or None
        return SummarizeTable(target, inputs, self.kinds, self.missing.currentData())

    @property
    def choice(self) -> ColumnChoice:
        """The columns that are chosen."""
        return ColumnChoice(
            self.target.currentData() or "",
            self.table.columns.inputs,
            self.missing.currentData(),
            self.kinds,
        )

    # What is shown

    def set_names(self, names: Sequence[str]) -> None:
        """Show columns of which only the names are known."""
        self._summary = None
        self.table.columns.set_names(names)
        self.details.clear()
        self.parts.set_kind(None)
        self.notes.set_lines(())
        self.target.clear()
        for number, name in enumerate(names):
            self.target.addItem(name, name)
            tip = as_tip(name)
            self.target.setItemData(number, tip, Qt.ItemDataRole.ToolTipRole)

    def set_summary(self, summary: TableSummary) -> None:
        """Show what is known of the columns, and the target and the inputs."""
        self._summary = summary
        self.target.setCurrentIndex(self.target.findData(summary.target))
        tip = f"{summary.target}\n{about('csv_target').tip}"
        set_foreign_tip(self.target, tip)
        self.table.columns.set_summary(summary)
        if not self.table.currentIndex().isValid() and summary.columns:
            self.table.selectRow(0)
        self.notes.set_lines(summary.notes)
        self._show_details(self.table.currentIndex().row())

    def _show_details(self, row: int) -> None:
        column = self.table.columns.column(row)
        if column is None or self._summary is None:
            return
        is_target = column.name == self._summary.target
        text = details(column, is_target=is_target)
        self.details.setText(breakable(text))
        set_foreign_tip(self.details, text)
        self.parts.set_kind(column.recorded if column.kind == "date" else None)

    # Choices of a person

    def _on_target(self) -> None:
        self._wanted_target = self.target.currentData() or ""
        self.summary_needed.emit()

    def _on_inputs(self) -> None:
        self._wanted_inputs = self.table.columns.inputs
        self._show_details(self.table.currentIndex().row())
        self.choice_changed.emit()

    def _set_kind(self, kind: ColumnKind) -> None:
        self._kinds[kind.column] = kind
        self.summary_needed.emit()


def setting_box(name: str) -> QComboBox:
    """Return a box with the choices of a setting."""
    setting: Any = about(name)
    box = named(QComboBox(), setting.title, setting.tip)
    for key, title in setting.choices.items():
        box.addItem(title, key)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return box
