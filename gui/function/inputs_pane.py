"""All inputs: their values for asking, and the partial dependence on each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gui.function.colour_scales import ValueScale
from gui.function.column_row import ColumnRow
from gui.function.input_row import InputRow
from gui.plots.peak_decimation import finite_range
from gui.text.number_format import wrapped
from gui.widgets.builders import plain_label
from gui.widgets.painted_label import PaintedLabel
from gui.widgets.scroll_column import scrolled
from shallownet.wording import counted, figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.function.surface import Range
    from gui.style.theme import Theme
    from shallownet.analysis.permutation_importance import Importance
    from shallownet.arrays import Array
    from shallownet.data.columns.fields import Field

EXPLANATION: Final = (
    "Partial dependence: for each place on a curve its input is set to that value in "
    "every sample, the others stay as they are, and the predictions are averaged. All "
    "curves have the same scale. The bars tell how much of R² is lost without an "
    "input. Move a slider, or type a value, to ask the network."
)

ANSWER: Final = (
    "The prediction for the values below, and the hidden units that add most to it, "
    "each with what it adds: its weight times its activation."
)


class InputsPane(QWidget):
    """A row for each column that inputs were made of, and the answer to their values.

    Signals
    -------
    chosen(int, float)
        The number of a column, and another place for it: see `Field`.
    """

    chosen = pyqtSignal(int, float)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("inputsPane")
        self.rows: list[InputRow | ColumnRow] = []
        self._scale: ValueScale | None = None
        self._theme: Theme | None = None
        self.title = QLabel()
        self.title.setObjectName("muted")
        self.title.setToolTip(wrapped(EXPLANATION))
        self.title.setAccessibleDescription(EXPLANATION)
        self.answer = PaintedLabel()
        self.answer.setAccessibleName("The answer of the network")
        self.answer.setToolTip(wrapped(ANSWER))
        self.warning = plain_label(object_name="hint")
        self.warning.hide()
        self._list = QWidget()
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 6, 0)
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.answer)
        column.addWidget(self.title)
        column.addWidget(scrolled(self._list, "Inputs of the network"), 1)
        column.addWidget(self.warning)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._theme = theme
        for row in self.rows:
            row.set_theme(theme)

    def set_fields(
        self,
        fields: Sequence[Field],
        ranges: Sequence[tuple[Range, Range]],
        names: Sequence[str],
    ) -> None:
        """Make a row for each column of another run.

        Parameters
        ----------
        fields : sequence of Field
        ranges : sequence of tuple of Range
            What the slider of each reaches, and what the samples reach; beyond that
            the network extrapolates.
        names : sequence of str
            The names of the inputs.
        """
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = [
            ColumnRow(field, known)
            if field.choices or field.date
            else InputRow(names[field.rows.start], limits, known)
            for field, (limits, known) in zip(fields, ranges, strict=True)
        ]
        for number, row in enumerate(self.rows):
            if self._theme is not None:
                row.set_theme(self._theme)
            row.chosen.connect(lambda value, n=number: self.chosen.emit(n, value))
            self._rows.addWidget(row)
        self._rows.addStretch(1)
        self._scale = None
        self.title.setText("mean of ŷ: to be computed")

    def set_places(self, places: Sequence[float]) -> None:
        """Show the place of each column."""
        for row, place in zip(self.rows, places, strict=True):
            row.set_value(place)

    def set_warning(self, text: str) -> None:
        """Show that no samples are where the network is asked; nothing if they are."""
        if text != self.warning.text():
            self.warning.setText(text)
            self.warning.setVisible(bool(text))

    def set_importance(self, importance: Importance) -> None:
        """Show what R² loses without each column."""
        for number, row in enumerate(self.rows):
            row.importance.set_importance(importance, number)

    def set_profiles(
        self, values: Sequence[Array], means: Sequence[Array], samples: int
    ) -> None:
        """Show the mean prediction over each column.

        Parameters
        ----------
        values, means : sequence of ndarray, shape (k,)
            For each column its places, and the mean prediction at each.
        samples : int
            How many samples the means are over.
        """
        ranges = [finite_range(each) for each in means]
        low = min(first for first, _ in ranges)
        high = max(last for _, last in ranges)
        if low > high:
            self.title.setText("mean of ŷ: not finite")
            return
        if self._scale is None:
            self._scale = ValueScale(low, high)
        self._scale.fit(low, high)
        limits = self._scale.limits
        for row, places, curve in zip(self.rows, values, means, strict=True):
            row.profile.set_means(places, curve, limits)
        self.title.setText(
            f"mean of ŷ over {counted(samples, 'sample')}, "
            f"{figure(limits[0])} to {figure(limits[1])}"
        )
