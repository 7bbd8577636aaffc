"""The dialog that opens a table and chooses what to learn from it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gui.csv.learning_page import LearningPage
from gui.csv.preview_table import MAX_SHOWN_COLUMNS
from gui.csv.reader_thread import (
    ColumnChoice,
    CsvReaderThread,
    MakeData,
    ReadFile,
)
from gui.csv.reading_page import ReadingPage
from gui.text.number_format import breakable, file_size
from gui.widgets.builders import named, plain_label, progress_bar, set_foreign_tip
from shallownet.data.tables.dialect import ReadOptions
from shallownet.settings.training_proposal import training_reason
from shallownet.wording import shortened

if TYPE_CHECKING:
    from gui.style.theme import Theme
    from shallownet.data.columns.summary import TableSummary
    from shallownet.data.datasets import Dataset
    from shallownet.data.tables.preview import Preview
    from shallownet.data.tables.table import Table
    from shallownet.settings.table_config import TableConfig
    from shallownet.settings.training_config import TrainingConfig

MAX_PATH_WIDTH: Final = 600
"""Pixels; a longer path is elided in the middle."""

SIZE: Final = 980, 640
"""Pixels of the dialog where the screen has room for it."""


class CsvDialog(QDialog):
    """Previews a file, reads it in the background, and lets the user choose columns.

    Signals
    -------
    chosen(dict, Dataset)
        The settings for the file and its columns, and the data itself.
    reading_changed(bool)
        Whether the file is being read.
    """

    chosen = pyqtSignal(object, object)
    reading_changed = pyqtSignal(bool)

    def __init__(
        self,
        path: str,
        theme: Theme,
        parent: QWidget,
        present: TableConfig | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("csvDialog")
        self.setWindowTitle(f"Learn from {shortened(Path(path).name, keep_end=True)}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._path = path
        self._table: Table | None = None
        self._reading = False
        self._config: TrainingConfig | None = None
        self.worker = CsvReaderThread(path, self)
        self.learning = LearningPage(theme, present)
        self.reading = ReadingPage(theme, present)
        self.target, self.missing = self.learning.target, self.learning.missing
        self.columns = self.learning.table
        self.delimiter, self.decimal, _, self.header = self.reading.boxes.values()
        self.table, self.problems = self.reading.table, self.reading.problems
        self._create_widgets()
        self._build_layout()
        self._connect()
        if present is not None:
            self.missing.setCurrentIndex(self.missing.findData(present.csv_missing))
            # Its settings of training are those that were chosen since.
            self.proposed.setChecked(False)
        self._fit_screen()

    def _create_widgets(self) -> None:
        self.heading = plain_label(object_name="muted")
        self.heading.setWordWrap(False)
        self.heading.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
        )
        set_foreign_tip(self.heading, self._path)
        self._show_path()
        self.tabs = QTabWidget()
        self.tabs.addTab(self.learning, "What to learn")
        self.tabs.addTab(self.reading, "How it is read")
        self.proposed = named(
            QCheckBox("settings that learn from most tables (recommended)"),
            "Settings that learn from most tables",
            "Begin with Adam on standardized inputs and target, and keep a fifth of "
            "the samples for the test. Without it the present settings stay.",
        )
        self.proposed.setChecked(True)
        self.reason = plain_label(object_name="muted")
        self.reason.setMinimumHeight(2 * self.reason.fontMetrics().lineSpacing())
        self.reason.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.progress = progress_bar("How much of the file is read")
        self.progress.setRange(0, 1000)
        self.status = plain_label()
        self.status.setMinimumHeight(2 * self.status.fontMetrics().lineSpacing())
        self.status.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        assert ok is not None and cancel is not None
        ok.setText("Learn from it")
        ok.setEnabled(False)
        for button in (ok, cancel):
            button.setAccessibleName(button.text())
        self.ok = ok

    def _build_layout(self) -> None:
        layout = QVBoxLayout(self)
        layout.addWidget(self.heading)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.progress)
        layout.addWidget(self.status)
        layout.addWidget(self.proposed)
        layout.addWidget(self.reason)
        layout.addWidget(self.buttons)

    def _connect(self) -> None:
        self.reading.changed.connect(self._read_again)
        self.learning.summary_needed.connect(self._summarize)
        self.learning.choice_changed.connect(self._describe)
        self.proposed.toggled.connect(lambda _: self._show_reason())
        self.buttons.accepted.connect(self._make_data)
        self.buttons.rejected.connect(self.reject)
        self.worker.previewed.connect(self._show_preview)
        self.worker.progressed.connect(self._show_progress)
        self.worker.finished_reading.connect(self._show_table)
        self.worker.summarized.connect(self._show_summary)
        self.worker.described.connect(self._show_description)
        self.worker.made.connect(self._finish)
        self.worker.refused.connect(self._show_error)
        self.worker.failed.connect(lambda: self._set_reading(False))

    def _fit_screen(self) -> None:
        """Take the usual size, or what the screen has of it."""
        screen = self.screen()
        width, height = SIZE
        if screen is not None:
            free = screen.availableGeometry()
            width, height = (
                min(width, free.width() - 16),
                min(height, free.height() - 48),
            )
        self.resize(width, height)

    # Reports of the reader thread

    def _show_preview(self, preview: Preview) -> None:
        self._table = None
        self.ok.setEnabled(False)
        self._show_path(f"   {file_size(preview.size)}{_columns(len(preview.names))}")
        if self.reading.detected is None:
            self.reading.set_detected(preview)
            if self.reading.options != ReadOptions():
                self._read_again()  # as the present run reads it
                return
        self.reading.show_preview(preview)
        self.learning.set_names(preview.names)
        self.status.setText("Reading …")
        # After the preview is painted.
        asked = self.learning.asked
        QTimer.singleShot(0, lambda: self.worker.post(ReadFile(preview, asked)))

    def _show_path(self, suffix: str = "") -> None:
        """Show the path, elided so that it does not widen the dialog."""
        metrics, middle = self.heading.fontMetrics(), Qt.TextElideMode.ElideMiddle
        path = metrics.elidedText(self._path, middle, MAX_PATH_WIDTH)
        self.heading.setText(path + suffix)

    def _show_progress(self, done: int, size: int) -> None:
        self.progress.setVisible(True)
        self.progress.setValue(round(1000 * done / max(size, 1)))

    def _set_reading(self, reading: bool) -> None:
        if reading != self._reading:
            self._reading = reading
            self.reading_changed.emit(reading)

    def _show_table(self, table: Table) -> None:
        self._table = table
        self.progress.setValue(1000)
        self.progress.hide()
        self.reading.show_table(table)
        self.status.setText("Looking at the columns …")

    def _show_summary(self, summary: TableSummary) -> None:
        self._set_reading(False)
        self.learning.set_summary(summary)

    def _show_description(self, text: str, config: TrainingConfig | None) -> None:
        self.status.setText(breakable(text))
        self.ok.setEnabled(config is not None)
        self._config = config
        self._show_reason()

    def _show_reason(self) -> None:
        """Say with which settings the run would begin, and why."""
        config = self._config if self.proposed.isChecked() else None
        self.reason.setText("" if config is None else training_reason(config))

    def _show_error(self, message: str) -> None:
        self._set_reading(False)
        self.progress.hide()
        self._show_description(message, None)

    # Choices of the user

    @property
    def choice(self) -> ColumnChoice:
        """The columns that are chosen."""
        return self.learning.choice

    def _summarize(self) -> None:
        if self._table is not None:
            self.ok.setEnabled(False)
            self.worker.post(self.learning.asked)

    def _describe(self) -> None:
        if self._table is not None:
            self.ok.setEnabled(False)
            self.worker.describe(self.choice)

    def _read_again(self) -> None:
        if self.reading.detected is not None:
            self.ok.setEnabled(False)
            self._set_reading(True)
            self.worker.preview(self.reading.options)

    def _make_data(self) -> None:
        self.ok.setEnabled(False)
        self.status.setText("Making the data …")
        self.worker.post(MakeData(self.choice, self.proposed.isChecked()))

    def _finish(self, data: Dataset, config: TrainingConfig | None) -> None:
        choice = self.choice
        settings: dict[str, Any] = {
            "csv": self._path,
            "csv_target": choice.target,
            "csv_inputs": choice.inputs,
            "csv_missing": choice.missing,
            "csv_kinds": tuple(kind.text for kind in choice.kinds),
            **self.reading.settings,
            **({} if config is None else asdict(config)),
        }
        self.chosen.emit(settings, data)
        self.accept()

    # Qt overrides

    def open(self) -> None:
        """Show the dialog, then start to read."""
        self._set_reading(True)
        self.status.setText("Opening …")
        super().open()
        self.columns.setFocus()
        self.worker.start()
        QTimer.singleShot(0, lambda: self.worker.preview(ReadOptions()))

    def done(self, result: int) -> None:
        """Stop reading before the dialog closes, which calls this too."""
        self.worker.leave()
        self._set_reading(False)
        super().done(result)


def _columns(count: int) -> str:
    """Return how many columns there are, where not all are previewed."""
    if count <= MAX_SHOWN_COLUMNS:
        return ""
    return f"   {count:,} columns; the first {MAX_SHOWN_COLUMNS} are previewed"
