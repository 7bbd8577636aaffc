"""The page of the Export dialog for numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gui.export.form import Page
from gui.widgets.builders import plain_label

if TYPE_CHECKING:
    from shallownet.documents.numbers import Table

TABLES: Final[dict[str, Table | None]] = {
    "Curves: loss, errors, gradients, learning rate": "curves",
    "Predictions and residuals": "predictions",
    "Parameters and gradients": "parameters",
    "All of these": None,
}

FORMATS: Final = {
    "CSV, for a spreadsheet": ".csv",
    "JSON, for any program": ".json",
    "NPZ, for NumPy": ".npz",
}

ALL_AS_CSV: Final = "One row for each number, with its array, unit, row and column."
ONE_AS_CSV: Final = "A column for each quantity, with all digits; NaN is an empty cell."
ARRAYS: Final = "Arrays by name, with unit, shape and meaning, and the run's settings."


class NumbersPage(Page):
    """Chooses a table and a format."""

    def __init__(self) -> None:
        super().__init__(
            "The numbers of the run up to the update that is shown, to the last bit."
        )
        self.table_box = self.add_choice("Numbers", "Which numbers to write", TABLES)
        self.format_box = self.add_choice("Format", "How to write them", FORMATS)
        self.contents = plain_label("", "muted")
        self.form.addRow("", self.contents)
        for box in (self.table_box, self.format_box):
            box.currentIndexChanged.connect(self._describe)
        self._describe()

    @property
    def table(self) -> Table | None:
        """The table that is chosen; None means all."""
        return TABLES[self.table_box.currentText()]

    @property
    def suffix(self) -> str:
        """The suffix of the format that is chosen."""
        return FORMATS[self.format_box.currentText()]

    def _describe(self) -> None:
        as_csv = ALL_AS_CSV if self.table is None else ONE_AS_CSV
        self.contents.setText(as_csv if self.suffix == ".csv" else ARRAYS)
