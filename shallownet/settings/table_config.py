"""The settings of data from a table file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from shallownet.data.columns.kind_text import read_kind
from shallownet.data.tables.dialect import (
    DECIMALS,
    DELIMITERS,
    THOUSANDS,
    ReadOptions,
)
from shallownet.errors import ConfigError
from shallownet.settings.choice_settings import ChoiceSetting, TextSetting
from shallownet.settings.hyperparameter import check_all
from shallownet.settings.kinds_setting import KindsSetting

if TYPE_CHECKING:
    from shallownet.data.columns.kind_text import ColumnKind
    from shallownet.data.datasets import Dataset

AUTO: Final = {"auto": "as detected"}


@dataclass(frozen=True)
class TableConfig:
    """Everything that determines data read from a table file; checked when created.

    Raises
    ------
    ConfigError
        If a value has the wrong type, or the file, the target or the inputs are empty.
    """

    csv: str = TextSetting(
        title="File",
        tip="The file with the table: CSV, a workbook, HTML, ARFF or JSON.",
        section="data",
        max_length=4096,
        exact=True,
    ).field("")
    csv_target: str = TextSetting(
        title="Target column", tip="The column to predict.", section="data"
    ).field("")
    csv_inputs: tuple[str, ...] = TextSetting(
        title="Input columns",
        tip="The columns to predict it from, with commas between them.",
        section="data",
        multiple=True,
    ).field(())
    csv_kinds: tuple[str, ...] = KindsSetting(
        title="Kinds of columns",
        tip="What columns are, where that is not plain numbers, as in “town: category; "
        "when: date”. Behind the kind stand the categories, or the dates’ format and "
        "parts, so that other rows are encoded the same.",
        section="data",
    ).field(())
    csv_missing: str = ChoiceSetting(
        title="Missing values",
        tip="What to leave out where a cell is missing or no number; or whether no "
        "value is a category of its own, in columns of categories.",
        section="data",
        choices={
            "drop_rows": "Drop rows",
            "drop_columns": "Drop columns",
            "own_category": "Category ?",
        },
    ).field("drop_rows")
    csv_delimiter: str = ChoiceSetting(
        title="Delimiter",
        tip="What stands between two cells.",
        section="data",
        choices=AUTO | {name: name for name in DELIMITERS},
    ).field("auto")
    csv_decimal: str = ChoiceSetting(
        title="Decimal sign",
        tip="What stands between a number's whole and its decimals; the other of "
        "point and comma may stand between its thousands.",
        section="data",
        choices=AUTO | {name: name for name in DECIMALS},
    ).field("auto")
    csv_thousands: str = ChoiceSetting(
        title="Thousands",
        tip="What may stand between a number’s thousands; numbers with anything else "
        "there are text.",
        section="data",
        choices=AUTO
        | {name: name for name in THOUSANDS}
        | {"none": "nothing", "mark": "apostrophe"},
    ).field("auto")
    csv_missing_codes: tuple[str, ...] = TextSetting(
        title="Missing codes",
        tip="What stands for a missing value beside empty cells, NA, ? and the like: "
        "-999, with commas between several.",
        section="data",
        max_length=80,
        multiple=True,
    ).field(())
    csv_sheet: str = TextSetting(
        title="Sheet",
        tip="The sheet of a workbook, by name or number; if empty, the first one with "
        "a table.",
        section="data",
        max_length=200,
    ).field("")
    csv_header: str = ChoiceSetting(
        title="Header",
        tip="Whether the first row names the columns.",
        section="data",
        choices=AUTO | {"yes": "first row", "no": "none"},
    ).field("auto")

    def __post_init__(self) -> None:
        check_all(self)
        if not self.csv:
            raise ConfigError("csv names no file; give the path of a table")
        if not self.csv_target:
            raise ConfigError("csv_target names no column; say which one to predict")
        if not self.csv_inputs:
            raise ConfigError(
                "csv_inputs names no column; say which ones to predict it from"
            )

    @property
    def kinds(self) -> tuple[ColumnKind, ...]:
        """The kinds of columns that are known."""
        return tuple(map(read_kind, self.csv_kinds))

    @property
    def options(self) -> ReadOptions:
        """How the file is to be read, where that is not detected."""
        return ReadOptions(
            self.csv_delimiter,
            self.csv_decimal,
            self.csv_thousands,
            self.csv_header,
            self.csv_missing_codes,
            self.csv_sheet,
        )

    @property
    def description(self) -> str:
        """What is predicted from what, in words."""
        return f"{self.csv_target} from {', '.join(self.csv_inputs)}"

    def make(self) -> Dataset:
        """Read the data; a million rows of four columns take a few seconds.

        Raises
        ------
        DataError
            If the file cannot be read, or lacks a column.
        """
        from shallownet.data.tables.reader import read_table  # only for a file

        table = read_table(self.csv, self.options)
        return table.dataset(
            self.csv_target, self.csv_inputs, self.csv_missing, self.kinds
        )
