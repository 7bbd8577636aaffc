"""The thread that reads a table for a dialog, and tells what is in it.

A file is previewed first and read on request, so that the window shows the preview
before both threads share the interpreter.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from PyQt6.QtCore import pyqtSignal

from gui.workers.worker import Worker
from shallownet.data.columns.selection import Selection
from shallownet.data.columns.summary import Summarizer
from shallownet.data.tables.preview import Preview, preview
from shallownet.data.tables.reader import read_table
from shallownet.errors import DataError
from shallownet.settings.table_proposal import propose_settings

if TYPE_CHECKING:
    from PyQt6.QtCore import QObject

    from shallownet.data.columns.kind_text import ColumnKind
    from shallownet.data.tables.dialect import ReadOptions
    from shallownet.data.tables.table import Table


@dataclass(frozen=True)
class ColumnChoice:
    """Which columns to learn from, and what to do about missing cells."""

    target: str
    inputs: tuple[str, ...]
    missing: str
    kinds: tuple[ColumnKind, ...] = ()


class PreviewFile(NamedTuple):
    """Preview the file as chosen, or as detected."""

    options: ReadOptions


class SummarizeTable(NamedTuple):
    """Tell of every column, and describe the data of the target and the inputs.

    The target is proposed if it is empty, and the inputs if they are None.
    """

    target: str
    inputs: tuple[str, ...] | None
    kinds: tuple[ColumnKind, ...]
    missing: str


class ReadFile(NamedTuple):
    """Read the whole file, if this is its newest preview, and summarize it if asked."""

    preview: Preview
    summarize: SummarizeTable | None = None


class DescribeChoice(NamedTuple):
    """Describe the data that a choice of columns gives, if it is the newest choice."""

    choice: ColumnChoice


class MakeData(NamedTuple):
    """Make the data of a choice of columns, and settings to train on them if asked."""

    choice: ColumnChoice
    propose: bool = False


class CsvReaderThread(Worker):
    """Previews a file, reads it, and makes data of its columns.

    Signals
    -------
    previewed(Preview)
    progressed(int, int)
        Bytes read, and of how many.
    finished_reading(Table)
    summarized(TableSummary)
    described(str, TrainingConfig or None)
        The data of a choice of columns, and the settings that are proposed for them:
        None if a network cannot learn from them.
    made(Dataset, TrainingConfig or None)
    refused(str)
        Why the file cannot be read.
    """

    previewed = pyqtSignal(object)
    progressed = pyqtSignal(int, int)
    finished_reading = pyqtSignal(object)
    summarized = pyqtSignal(object)
    described = pyqtSignal(str, object)
    made = pyqtSignal(object, object)
    refused = pyqtSignal(str)

    def __init__(self, path: str, parent: QObject | None = None) -> None:
        super().__init__("csv", parent)
        self._path = path
        self._cancelled = threading.Event()
        self._preview: Preview | None = None
        self._table: Table | None = None
        self._summarizer: Summarizer | None = None
        self._newest: ColumnChoice | None = None

    def preview(self, options: ReadOptions) -> None:
        """Request a preview; this cancels a reading in progress."""
        self._cancelled.set()
        self.post(PreviewFile(options))

    def describe(self, choice: ColumnChoice) -> None:
        """Request the description of a choice; earlier ones are left out."""
        self._newest = choice
        self.post(DescribeChoice(choice))

    def leave(self) -> None:
        """Stop reading after the present chunk, if that ever comes, and say no more."""
        self._cancelled.set()
        self.abandon(
            self.previewed,
            self.progressed,
            self.finished_reading,
            self.summarized,
            self.described,
            self.made,
            self.refused,
            self.failed,
        )

    def _handle(self, message: object) -> None:
        try:
            self._carry_out(message)
        except DataError as error:
            self.refused.emit(str(error))

    def _carry_out(self, message: object) -> None:
        match message:
            case PreviewFile(options):
                self._cancelled.clear()
                self._table = self._summarizer = None
                self._preview = preview(self._path, options)
                self.previewed.emit(self._preview)
            case ReadFile(newest, asked) if newest is self._preview:
                self._table = read_table(
                    self._path, newest, self.progressed.emit, self._cancelled.is_set
                )
                self.finished_reading.emit(self._table)
                if asked is not None:
                    self._summarize(self._table, asked)
            case SummarizeTable() if self._table is not None:
                self._summarize(self._table, message)
            case MakeData(choice, propose) if self._table is not None:
                data = self._table.dataset(
                    choice.target, choice.inputs, choice.missing, choice.kinds
                )
                config = propose_settings(data.samples, len(data.X))
                self.made.emit(data, config if propose else None)
            case DescribeChoice(choice) if self._table is not None:
                if choice is self._newest:
                    self._describe(self._table, choice)

    def _summarize(self, table: Table, asked: SummarizeTable) -> None:
        if self._summarizer is None:
            self._summarizer = Summarizer(table, self._cancelled.is_set)
        target, inputs, kinds, missing = asked
        summary = self._summarizer.summary(target, inputs, kinds)
        self.summarized.emit(summary)
        chosen = ColumnChoice(summary.target, summary.inputs, missing, kinds)
        self._describe(table, chosen)

    def _describe(self, table: Table, choice: ColumnChoice) -> None:
        try:
            selection = Selection(
                table, choice.target, choice.inputs, choice.missing, choice.kinds
            )
        except DataError as error:
            self.described.emit(str(error), None)
        else:
            config = propose_settings(int(selection.rows.sum()), selection.inputs)
            self.described.emit(selection.describe(), config)
