"""The table model of a gradient check: a row for each parameter."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PyQt6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PyQt6.QtGui import QColor

from gui.style import theme as themes
from shallownet.analysis.gradient_check import TOLERANCE
from shallownet.nn.gradient_rules import RULES
from shallownet.wording import in_column, scientific

if TYPE_CHECKING:
    from PyQt6.QtCore import QObject

    from gui.style.theme import Theme
    from shallownet.analysis.gradient_check import GradientCheck
    from shallownet.arrays import Array
    from shallownet.nn.network import Network


class CheckColumn(IntEnum):
    """The columns; the exact rule's numbers are beside those of the checked rule."""

    PARAMETER = 0
    ANALYTIC = 1
    EXACT = 2
    NUMERICAL = 3
    ERROR = 4
    VERDICT = 5


TITLES: Final = (
    *("parameter", "analytic", "exact rule", "numerical", "rel. error", "verdict"),
)
TIPS: Final = (
    "The weight or bias that the loss is differentiated by",
    "dJ by this parameter, as back propagation computes it",
    "What back propagation gives with the exact rule",
    "Central differences: (J(θ + h) − J(θ − h)) / 2h",
    "Relative error: |analytic − numerical| in parts of the larger of the two, or "
    "of what rounding lets be told apart where both are smaller",
    "✗ where an array (dW1, db1, …) is refuted as a whole and this number of it "
    f"is off by more than {scientific(TOLERANCE, 0)} of its size; ≈ where the rounding "
    "of the loss hides a number this small, and the check only shows it is close to 0",
)
AGREES: Final = "✓ agrees"
WRONG: Final = "✗ wrong"
TOO_SMALL: Final = "≈ too small"
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class CheckTableModel(QAbstractTableModel):
    """The numbers of a check in the order of the arrays: W1, b1, W2, ...

    The text of a cell is created when the cell is painted, so a check of 25,000 numbers
    is shown as fast as one of 41. Rows are filtered here, as an array: filtering as
    many rows with a QSortFilterProxyModel takes 0.3 s.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = themes.LIGHT
        self._network: Network | None = None
        self._columns: dict[int, Array] = {}
        self._parameters = np.empty(0, dtype=np.intp)
        self._wrong = np.empty(0, dtype=np.bool_)
        self._too_small = np.empty(0, dtype=np.bool_)
        self._rows = np.empty(0, dtype=np.intp)  # the entries that are shown
        self._only_wrong = False
        self._decimals = 6
        self._rule = "exact"
        self._highlighted: int | None = None

    @property
    def longest_name(self) -> str:
        """A name as long as that of any parameter."""
        if self._network is None:
            return ""
        sizes = self._network.layer_sizes
        return f"W{len(sizes) - 1}[{max(sizes) - 1}, {max(sizes) - 1}]"

    @property
    def first_wrong(self) -> int:
        """The first row that is wrong, or 0."""
        wrong = self._wrong[self._rows]
        return int(wrong.argmax()) if wrong.size else 0

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._theme = theme
        self._emit_changed(0, len(self._rows) - 1)

    def set_check(self, network: Network, check: GradientCheck) -> None:
        """Show a check of the gradient of a network of this shape."""

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
        self._parameters = flat(order).astype(np.intp)
        # An entry of an array that is right as a whole may slightly miss the tolerance:
        # it must not contradict the verdict above the table.
        refuted = [
            np.full(array.size, name in check.wrong)
            for name, array in check.analytic.items()
        ]
        agrees = self._columns[CheckColumn.ERROR] <= TOLERANCE  # False for NaN
        self._wrong = np.concatenate(refuted) & ~agrees
        self._too_small = np.concatenate([s.ravel() for s in check.unresolved.values()])
        self._filter_rows()
        self.endResetModel()

    def clear(self) -> None:
        """Show the titles alone."""
        self.beginResetModel()
        self._parameters = self._rows = np.empty(0, dtype=np.intp)
        self._wrong = np.empty(0, dtype=np.bool_)
        self.endResetModel()

    def set_decimals(self, decimals: int) -> None:
        """Set the number of decimals."""
        if decimals != self._decimals:
            self._decimals = decimals
            self._emit_changed(0, len(self._rows) - 1)

    def set_only_wrong(self, only_wrong: bool) -> None:
        """Hide the numbers that agree, or show them again."""
        if only_wrong != self._only_wrong:
            self.beginResetModel()
            self._only_wrong = only_wrong
            self._filter_rows()
            self.endResetModel()

    def set_highlighted(self, parameter: int | None) -> None:
        """Highlight the row of a parameter (an entry of theta), or none."""
        previous, self._highlighted = self._highlighted, parameter
        for changed in (previous, parameter):
            row = self.row_of(changed)
            if row is not None:
                self._emit_changed(row, row)

    def parameter_at(self, row: int) -> int:
        """Return the parameter (an entry of theta) of a row."""
        return int(self._parameters[self._rows[row]])

    def row_of(self, parameter: int | None) -> int | None:
        """Return the row of a parameter, if it is shown."""
        found = np.flatnonzero(self._parameters[self._rows] == parameter)
        return int(found[0]) if found.size else None

    def _filter_rows(self) -> None:
        entries = np.arange(len(self._wrong))
        self._rows = entries[self._wrong] if self._only_wrong else entries

    def _emit_changed(self, first: int, last: int) -> None:
        if last >= first:
            bottom_right = self.index(last, len(CheckColumn) - 1)
            self.dataChanged.emit(self.index(first, 0), bottom_right)

    def _text(self, entry: int, column: int) -> str:
        assert self._network is not None
        if column == CheckColumn.PARAMETER:
            return self._network.parameter_name(int(self._parameters[entry]))
        if column == CheckColumn.VERDICT:
            if self._wrong[entry]:
                return WRONG
            return TOO_SMALL if self._too_small[entry] else AGREES
        value = float(self._columns[column][entry])
        if column == CheckColumn.ERROR:
            return in_column(value, 1)
        return in_column(value, self._decimals, "+")

    # Qt overrides

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(CheckColumn)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text, colours or alignment of a cell."""
        if not index.isValid():
            return None
        entry, column = int(self._rows[index.row()]), index.column()
        is_highlighted = self._parameters[entry] == self._highlighted
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(entry, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.ForegroundRole if self._wrong[entry]:
                return QColor(self._theme.error)
            case Qt.ItemDataRole.BackgroundRole if is_highlighted:
                return themes.selection(self._theme)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the title, tip or alignment of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return TITLES[section]
            case Qt.ItemDataRole.ToolTipRole if section == CheckColumn.ANALYTIC:
                return f"{TIPS[section]}; rule: {RULES[self._rule].title}"
            case Qt.ItemDataRole.ToolTipRole:
                return TIPS[section]
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(section)
        return None


def _alignment(column: int) -> Qt.AlignmentFlag:
    return LEFT if column in (CheckColumn.PARAMETER, CheckColumn.VERDICT) else RIGHT
