"""The table of a gradient check: one row a number, told only as it is looked at."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PyQt6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PyQt6.QtGui import QColor

from gui.style import theme as themes
from shallownet.analysis.gradient_check import TOLERANCE
from shallownet.nn.gradient_rules import RULES

if TYPE_CHECKING:
    from PyQt6.QtCore import QObject

    from gui.style.theme import Theme
    from shallownet.analysis.gradient_check import GradientCheck
    from shallownet.arrays import Array
    from shallownet.nn.network import Network


class CheckColumn(IntEnum):
    """What stands where; the exact rule's numbers are beside those they replace."""

    PARAMETER = 0
    ANALYTIC = 1
    EXACT = 2
    NUMERICAL = 3
    ERROR = 4
    VERDICT = 5


TITLES: Final = {
    CheckColumn.PARAMETER: "parameter",
    CheckColumn.ANALYTIC: "analytic",
    CheckColumn.EXACT: "exact rule",
    CheckColumn.NUMERICAL: "numerical",
    CheckColumn.ERROR: "rel. error",
    CheckColumn.VERDICT: "verdict",
}
TIPS: Final = {
    CheckColumn.PARAMETER: "The weight or bias that the loss is differentiated by",
    CheckColumn.ANALYTIC: "dJ by this parameter, as back propagation computes it",
    CheckColumn.EXACT: "What back propagation gives with the exact rule",
    CheckColumn.NUMERICAL: "Central differences: (J(θ + h) − J(θ − h)) / 2h",
    CheckColumn.ERROR: (
        "Relative error: |analytic − numerical| in parts of the larger of the two, or "
        "of what rounding lets be told apart where both are smaller"
    ),
    CheckColumn.VERDICT: (
        "✗ where an array (dW1, db1, …) is refuted as a whole and this number of it "
        f"is off by more than {TOLERANCE:.0e} of its size"
    ),
}
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def scientific(value: float, decimals: int) -> str:
    """Return a number with fixed decimals and its power of ten, whatever its size."""
    return f"{value:+.{decimals}e}".replace("-", "−")


class CheckTableModel(QAbstractTableModel):
    """Every number of a check in the order of the arrays: all of W1, all of b1, ...

    It holds arrays and makes a cell's text when the cell is painted, so a check of
    25,000 numbers is shown as fast as one of 41.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = themes.LIGHT
        self._network: Network | None = None
        self._columns: dict[int, Array] = {}
        self._places = np.empty(0, dtype=np.intp)  # in theta, of each number
        self._wrong = np.empty(0, dtype=np.bool_)
        self._rows = np.empty(0, dtype=np.intp)  # the numbers that are shown
        self._only_wrong = False
        self._decimals = 6
        self._rule = "exact"
        self._lit: int | None = None

    @property
    def longest_name(self) -> str:
        """A name as long as that of any parameter."""
        if self._network is None:
            return ""
        sizes = self._network.layer_sizes
        return f"W{len(sizes) - 1}[{max(sizes) - 1}, {max(sizes) - 1}]"

    @property
    def first_wrong(self) -> int | None:
        """The first row that is wrong."""
        found = np.flatnonzero(self._wrong[self._rows])
        return int(found[0]) if found.size else None

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self._repaint(0, len(self._rows) - 1)

    def set_check(self, network: Network, check: GradientCheck) -> None:
        """Show another check, of the gradient of a network of this shape."""

        def flat(named: dict[str, Array]) -> Array:
            return np.concatenate([array.ravel() for array in named.values()])

        self.beginResetModel()
        self._network, self._rule = network, check.rule
        self._columns = {
            CheckColumn.ANALYTIC: flat(check.analytic),
            CheckColumn.EXACT: flat(check.exact),
            CheckColumn.NUMERICAL: flat(check.numerical),
            CheckColumn.ERROR: flat(check.entry_error),
        }
        order = network.named(np.arange(network.theta.size, dtype=np.float64))
        self._places = flat(order).astype(np.intp)
        # A single number may miss by a hair what its array as a whole attains: the
        # table must not contradict the sentence above it.
        refuted = [
            np.full(array.size, name in check.wrong)
            for name, array in check.analytic.items()
        ]
        fits = self._columns[CheckColumn.ERROR] <= TOLERANCE  # which NaN does not
        self._wrong = np.concatenate(refuted) & ~fits
        self._choose_rows()
        self.endResetModel()

    def clear(self) -> None:
        """Show nothing but the titles."""
        self.beginResetModel()
        self._places = self._rows = np.empty(0, dtype=np.intp)
        self._wrong = np.empty(0, dtype=np.bool_)
        self.endResetModel()

    def set_decimals(self, decimals: int) -> None:
        """Give the numbers more decimals or fewer."""
        if decimals != self._decimals:
            self._decimals = decimals
            self._repaint(0, len(self._rows) - 1)

    def set_only_wrong(self, only: bool) -> None:
        """Leave out the numbers that agree, or show them again."""
        if only != self._only_wrong:
            self.beginResetModel()
            self._only_wrong = only
            self._choose_rows()
            self.endResetModel()

    def set_highlighted(self, index: int | None) -> None:
        """Light the row of a parameter (an entry of theta), or none."""
        before, self._lit = self._lit, index
        for row in {self.row_of(before), self.row_of(index)} - {None}:
            assert row is not None
            self._repaint(row, row)

    def parameter_at(self, row: int) -> int:
        """Return the entry of theta that a row is about."""
        return int(self._places[self._rows[row]])

    def row_of(self, index: int | None) -> int | None:
        """Return the row of an entry of theta, if it is shown."""
        found = np.flatnonzero(self._places[self._rows] == index)
        return int(found[0]) if found.size else None

    def _choose_rows(self) -> None:
        every = np.arange(len(self._places))
        self._rows = every[self._wrong] if self._only_wrong else every

    def _repaint(self, first: int, last: int) -> None:
        if last >= first:
            corners = self.index(first, 0), self.index(last, len(CheckColumn) - 1)
            self.dataChanged.emit(*corners)

    def _text(self, number: int, column: int) -> str:
        assert self._network is not None
        if column == CheckColumn.PARAMETER:
            return self._network.parameter_name(int(self._places[number]))
        if column == CheckColumn.VERDICT:
            return "✗ wrong" if self._wrong[number] else "✓ agrees"
        value = float(self._columns[column][number])
        if column == CheckColumn.ERROR:
            return f"{value:.1e}".replace("-", "−")
        return scientific(value, self._decimals)

    # Qt asks

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return how many numbers are shown."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Return how many columns there are; views hide the exact rule's."""
        return 0 if parent is not None and parent.isValid() else len(CheckColumn)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text, colours and alignment of a cell."""
        if not index.isValid():
            return None
        number, column = int(self._rows[index.row()]), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(number, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.ForegroundRole if self._wrong[number]:
                return QColor(self._theme.error)
            case Qt.ItemDataRole.BackgroundRole if self._places[number] == self._lit:
                return themes.mix(self._theme.surface, self._theme.accent, 0.25)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the title, tip and alignment of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return TITLES[CheckColumn(section)]
            case Qt.ItemDataRole.ToolTipRole if section == CheckColumn.ANALYTIC:
                return f"{TIPS[CheckColumn.ANALYTIC]}; rule: {RULES[self._rule].title}"
            case Qt.ItemDataRole.ToolTipRole:
                return TIPS[CheckColumn(section)]
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(section)
        return None


def _alignment(column: int) -> Qt.AlignmentFlag:
    return LEFT if column in (CheckColumn.PARAMETER, CheckColumn.VERDICT) else RIGHT
