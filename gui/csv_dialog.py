"""The dialog for a file of a person's own: what it holds, and what to learn from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.csv_worker import Choice, CsvWorker
from gui.formatting import file_size
from gui.theme import number_font
from shallownet.recipe import about
from shallownet.table_config import DECIMALS, DELIMITERS, as_said

if TYPE_CHECKING:
    from PyQt6.QtGui import QCloseEvent

    from gui.theme import Theme
    from shallownet.csv_dialect import CsvDialect, Preview
    from shallownet.csv_table import Table
    from shallownet.datasets import Dataset
    from shallownet.table_config import TableConfig

MOST_INPUTS: Final = 8
"""Columns that are chosen as inputs to begin with, at most."""


class CsvDialog(QDialog):
    """Shows the beginning of a file, reads it meanwhile, and lets columns be chosen.

    Signals
    -------
    chosen(dict, Dataset)
        The settings that tell of the file and its columns, and the data itself.
    reading(bool)
        When it begins and when it ends to read the file.
    """

    chosen = pyqtSignal(object, object)
    reading = pyqtSignal(bool)

    def __init__(
        self,
        path: str,
        theme: Theme,
        parent: QWidget,
        present: TableConfig | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("csvDialog")
        self.setWindowTitle(f"Learn from {Path(path).name}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._path, self._theme = path, theme
        self._preview: Preview | None = None
        self._table: Table | None = None
        self._reads = False
        self._detected: CsvDialect | None = None
        self._wanted = (present.csv_target, present.csv_inputs) if present else ("", ())
        self.worker = CsvWorker(path, self)
        self._build()
        self.worker.previewed.connect(self._show_preview)
        self.worker.progressed.connect(self._show_progress)
        self.worker.finished_reading.connect(self._show_table)
        self.worker.described.connect(self._show_description)
        self.worker.made.connect(self._finish)
        self.worker.refused.connect(self._refuse)
        self.worker.failed.connect(lambda: self._set_reading(False))
        if present is not None:
            for name, box in self._boxes.items():
                box.setCurrentIndex(box.findData(getattr(present, name)))
        self.resize(760, 600)

    # Building

    def _build(self) -> None:
        self.heading = QLabel(f"{self._path}")
        self.heading.setObjectName("muted")
        self.heading.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.delimiter = self._box("csv_delimiter")
        self.decimal = self._box("csv_decimal")
        self.header = self._box("csv_header")
        self.missing = self._box("csv_missing")
        self._boxes = {
            "csv_delimiter": self.delimiter,
            "csv_decimal": self.decimal,
            "csv_header": self.header,
            "csv_missing": self.missing,
        }
        self.missing.activated.connect(self._describe)
        for box in (self.delimiter, self.decimal, self.header):
            box.activated.connect(self._read_again)
        self.table = QTableWidget()
        self.table.setAccessibleName("The first rows of the file")
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setFont(number_font(self.table.font()))
        self.target = QComboBox()
        self.target.setAccessibleName("Target column")
        self.target.setToolTip(about("csv_target").tip)
        self.target.activated.connect(self._describe)
        self.inputs = QListWidget()
        self.inputs.setAccessibleName("Input columns")
        self.inputs.setToolTip(about("csv_inputs").tip)
        self.inputs.itemChanged.connect(self._describe)
        self.standardize = QCheckBox("standardize inputs and target (recommended)")
        self.standardize.setAccessibleName("Standardize inputs and target")
        self.standardize.setToolTip(
            "Columns of a file have any size; standardized, the learning rate need not "
            "follow it. Plots and R² stay in the file's own units."
        )
        self.standardize.setChecked(True)
        self.progress = QProgressBar()
        self.progress.setAccessibleName("How much of the file is read")
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(True)
        self.status = QLabel()
        self.status.setWordWrap(True)
        self.status.setMinimumHeight(3 * self.status.fontMetrics().lineSpacing())
        self.status.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        assert ok is not None and cancel is not None
        ok.setText("Learn from it")
        ok.setEnabled(False)
        self.ok = ok
        for button in (ok, cancel):
            button.setAccessibleName(button.text())
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)

        dialect = QHBoxLayout()
        for text, box in (
            ("delimiter", self.delimiter),
            ("decimal sign", self.decimal),
            ("header", self.header),
        ):
            label = QLabel(text)
            label.setBuddy(box)
            dialect.addWidget(label)
            dialect.addWidget(box)
        dialect.addStretch()
        form = QFormLayout()
        form.addRow("target", self.target)
        form.addRow("inputs", self.inputs)
        form.addRow("missing or text", self.missing)
        form.addRow(self.standardize)
        layout = QVBoxLayout(self)
        layout.addWidget(self.heading)
        layout.addLayout(dialect)
        layout.addWidget(self.table, 3)
        layout.addLayout(form, 2)
        layout.addWidget(self.progress)
        layout.addWidget(self.status)
        layout.addWidget(self.buttons)

    def _box(self, name: str) -> QComboBox:
        entry: Any = about(name)
        box = QComboBox()
        box.setAccessibleName(entry.title)
        box.setToolTip(entry.tip)
        for key, title in entry.choices.items():
            box.addItem(title, key)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return box

    # What the file turns out to be

    def _show_preview(self, beginning: Preview) -> None:
        self._preview = beginning
        self._table = None
        self.ok.setEnabled(False)
        self.heading.setText(f"{self._path}   {file_size(beginning.size)}")
        if self._detected is None:
            self._detected = beginning.dialect
            self._tell_detected(beginning.dialect)
            if self._dialect() != beginning.dialect:
                self._read_again()  # a person has said otherwise before
                return
        self._fill_table(beginning)
        self._fill_columns(beginning)
        self.status.setText("Reading …")
        # After what is shown now has been drawn.
        QTimer.singleShot(0, lambda: self.worker.read(beginning))

    def _tell_detected(self, found: CsvDialect) -> None:
        for box, name in (
            (self.delimiter, {v: k for k, v in DELIMITERS.items()}[found.delimiter]),
            (self.decimal, {v: k for k, v in DECIMALS.items()}[found.decimal]),
            (self.header, "yes" if found.header else "no"),
        ):
            box.setItemText(0, f"as detected: {box.itemText(box.findData(name))}")

    def _fill_table(self, beginning: Preview) -> None:
        table = self.table
        table.setColumnCount(len(beginning.names))
        table.setHorizontalHeaderLabels(list(beginning.names))
        table.setRowCount(len(beginning.rows))
        first = 2 if beginning.dialect.header else 1
        table.setVerticalHeaderLabels(
            [str(first + n) for n in range(len(beginning.rows))]
        )
        for row, cells in enumerate(beginning.rows):
            for column in range(len(beginning.names)):
                text = cells[column] if column < len(cells) else ""
                item = QTableWidgetItem(text)
                if beginning.numeric[column]:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                else:
                    item.setForeground(QColor(self._theme.muted))
                table.setItem(row, column, item)

    def _fill_columns(self, beginning: Preview) -> None:
        names, numeric = beginning.names, beginning.numeric
        before = self._wanted
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
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            checked = Qt.CheckState.Checked if name in wanted else None
            item.setCheckState(checked or Qt.CheckState.Unchecked)
            self.inputs.addItem(item)
        self.target.setCurrentIndex(names.index(target))
        self.inputs.blockSignals(False)
        self._wanted = (target, tuple(wanted))
        self._set_target_apart(target)

    def _show_progress(self, done: int, size: int) -> None:
        self.progress.setVisible(True)
        self.progress.setValue(round(1000 * done / max(size, 1)))

    def _set_reading(self, reads: bool) -> None:
        if reads != self._reads:
            self._reads = reads
            self.reading.emit(reads)

    def _show_table(self, table: Table) -> None:
        self._table = table
        self._set_reading(False)
        self.progress.setValue(1000)
        self.progress.hide()
        for column, problems in enumerate(table.problems):
            item = self.table.horizontalHeaderItem(column)
            if item is None or not (problems.missing or problems.text):
                continue
            item.setText(f"{table.names[column]} ⚠")
            lines = [
                f"{problems.missing:,} missing and {problems.text:,} text cells of "
                f"{table.rows:,}"
            ]
            lines += [
                f"line {place.line:,}: “{place.text}”"
                for place in (*problems.first_missing, *problems.first_text)
            ]
            item.setToolTip("\n".join(lines))
        self._describe()

    def _show_description(self, text: str, possible: bool) -> None:
        problems = self._problems() if self._table is not None else ""
        self.status.setText(f"{text}\n{problems}".strip())
        self.ok.setEnabled(possible)

    def _problems(self) -> str:
        """Name the columns that have cells without a number."""
        table = self._table
        assert table is not None
        bad = [
            f"{name} ({entry.missing + entry.text:,})"
            for name, entry in zip(table.names, table.problems, strict=True)
            if entry.missing or entry.text
        ]
        if not bad:
            return ""
        more = f" and {len(bad) - 8} more" if len(bad) > 8 else ""
        return (
            f"Cells without a number, by column: {', '.join(bad[:8])}{more}. Point at "
            "a column's head for their lines."
        )

    def _refuse(self, problem: str) -> None:
        self._set_reading(False)
        self.progress.hide()
        self.ok.setEnabled(False)
        self.status.setText(problem)

    # What a person chooses

    def _checked(self) -> list[str]:
        items = [self.inputs.item(n) for n in range(self.inputs.count())]
        return [
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item is not None and item.checkState() == Qt.CheckState.Checked
        ]

    @property
    def choice(self) -> Choice:
        """The columns that are chosen."""
        target = self.target.currentData()
        inputs = tuple(name for name in self._checked() if name != target)
        return Choice(target or "", inputs, self.missing.currentData())

    def _describe(self) -> None:
        choice = self.choice
        self._set_target_apart(choice.target)
        self._wanted = (choice.target, choice.inputs)
        if self._table is not None:
            self.ok.setEnabled(False)
            self.worker.describe(choice)

    def _set_target_apart(self, target: str) -> None:
        """Let the target be no input: it would predict itself."""
        self.inputs.blockSignals(True)
        for n in range(self.inputs.count()):
            item = self.inputs.item(n)
            assert item is not None
            flags, enabled = item.flags(), Qt.ItemFlag.ItemIsEnabled
            apart = item.data(Qt.ItemDataRole.UserRole) == target
            item.setFlags(flags & ~enabled if apart else flags | enabled)
        self.inputs.blockSignals(False)

    def _dialect(self) -> CsvDialect:
        """Return the dialect as it is said, and as detected where it is not."""
        assert self._detected is not None
        return as_said(
            self._detected,
            self.delimiter.currentData(),
            self.decimal.currentData(),
            self.header.currentData(),
        )

    def _read_again(self) -> None:
        if self._detected is not None:
            self.ok.setEnabled(False)
            self._set_reading(True)
            self.worker.look(self._dialect())

    def _accept(self) -> None:
        self.ok.setEnabled(False)
        self.status.setText("Making the data …")
        self.worker.make(self.choice)

    def _finish(self, data: Dataset) -> None:
        choice = self.choice
        settings: dict[str, Any] = {
            "csv": self._path,
            "csv_target": choice.target,
            "csv_inputs": choice.inputs,
            **{name: box.currentData() for name, box in self._boxes.items()},
        }
        if self.standardize.isChecked():
            settings |= {"standardize_inputs": True, "standardize_target": True}
        self.chosen.emit(settings, data)
        self.accept()

    # Qt overrides

    def open(self) -> None:
        """Show itself, then begin to read."""
        self._set_reading(True)
        super().open()
        self.worker.start()
        QTimer.singleShot(0, lambda: self.worker.look(None))

    def done(self, result: int) -> None:
        """Stop reading before the dialog goes."""
        self._end()
        super().done(result)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Stop reading before the dialog goes."""
        self._end()
        super().closeEvent(event)

    def _end(self) -> None:
        self.worker.shut_down()
        self._set_reading(False)
