"""What data from a person's own file is made of, and what its columns mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from shallownet.data.csv.symbols import DECIMALS, DELIMITERS
from shallownet.errors import ConfigError
from shallownet.settings.choice_settings import ChoiceSetting, TextSetting
from shallownet.settings.hyperparameter import check_all, setting

if TYPE_CHECKING:
    from shallownet.data.csv.dialect import CsvDialect
    from shallownet.data.datasets import Dataset

AUTO: Final = {"auto": "as detected"}


@dataclass(frozen=True)
class TableConfig:
    """All that determines data read from a CSV file. Frozen, and checked when made.

    Raises
    ------
    ConfigError
        If a value is of the wrong kind, or no file, target or input is named.
    """

    csv: str = setting(
        "",
        TextSetting(
            title="File",
            tip="The CSV file that the data is read from.",
            section="data",
            longest=4096,
        ),
    )
    csv_target: str = setting(
        "",
        TextSetting(
            title="Target column", tip="The column to predict.", section="data"
        ),
    )
    csv_inputs: tuple[str, ...] = setting(
        (),
        TextSetting(
            title="Input columns",
            tip="The columns to predict it from, with commas between them.",
            section="data",
            listed=True,
        ),
    )
    csv_missing: str = setting(
        "drop_rows",
        ChoiceSetting(
            title="Missing values",
            tip="What to leave out where a cell is missing or no number.",
            section="data",
            choices={
                "drop_rows": "leave out the rows",
                "drop_columns": "leave out the columns",
            },
        ),
    )
    csv_delimiter: str = setting(
        "auto",
        ChoiceSetting(
            title="Delimiter",
            tip="What stands between two cells.",
            section="data",
            choices=AUTO | {name: name for name in DELIMITERS},
        ),
    )
    csv_decimal: str = setting(
        "auto",
        ChoiceSetting(
            title="Decimal sign",
            tip="What stands between a number's whole and its decimals; the other of "
            "point and comma may stand between its thousands.",
            section="data",
            choices=AUTO | {name: name for name in DECIMALS},
        ),
    )
    csv_header: str = setting(
        "auto",
        ChoiceSetting(
            title="Header",
            tip="Whether the first row names the columns.",
            section="data",
            choices=AUTO | {"yes": "first row", "no": "none"},
        ),
    )

    def __post_init__(self) -> None:
        check_all(self)
        if not self.csv:
            raise ConfigError("csv names no file; give the path of a CSV file")
        if not self.csv_target:
            raise ConfigError("csv_target names no column; say which one to predict")
        if not self.csv_inputs:
            raise ConfigError(
                "csv_inputs names no column; say which ones to predict it from"
            )

    @property
    def description(self) -> str:
        """What is predicted from what, in words."""
        return f"{self.csv_target} from {', '.join(self.csv_inputs)}"

    def dialect(self) -> CsvDialect:
        """Detect how the file is written, where it is not said.

        Raises
        ------
        DataError
            If the file cannot be read.
        """
        said = (self.csv_delimiter, self.csv_decimal, self.csv_header)
        from shallownet.data.csv.dialect import preview  # only who has a file needs it

        return as_said(preview(self.csv).dialect, *said)

    def make(self) -> Dataset:
        """Read the data; a million rows of four columns take some seconds.

        Raises
        ------
        DataError
            If the file cannot be read, or lacks what is asked for.
        """
        from shallownet.data.csv.table import read

        table = read(self.csv, self.dialect())
        return table.dataset(self.csv_target, self.csv_inputs, self.csv_missing)


def as_said(
    detected: CsvDialect, delimiter: str, decimal: str, header: str
) -> CsvDialect:
    """Return a dialect with what is said of it in place of what was detected.

    Parameters
    ----------
    detected : CsvDialect
    delimiter, decimal, header : str
        As in `TableConfig`; ``"auto"`` where nothing is said.
    """
    return replace(
        detected,
        delimiter=DELIMITERS.get(delimiter, detected.delimiter),
        decimal=DECIMALS.get(decimal, detected.decimal),
        header=detected.header if header == "auto" else header == "yes",
    )
