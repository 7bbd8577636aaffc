"""All inputs: their values for asking, and the partial dependence on each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gui.function.colour_scales import ValueScale
from gui.function.input_row import InputRow
from gui.plots.peak_decimation import finite_range
from gui.text.number_format import wrapped
from gui.widgets.scroll_column import scrolled
from shallownet.wording import counted, figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.function.surface import Range
    from gui.style.theme import Theme
    from shallownet.analysis.permutation_importance import Importance
    from shallownet.arrays import Array

EXPLANATION: Final = (
    "Partial dependence: for each place on a curve its input is set to that value in "
    "every sample, the others stay as they are, and the predictions are averaged. All "
    "curves have the same scale. The bars tell how much of R² is lost without an "
    "input. Move a slider, or type a value, to ask the network."
)


class InputsPane(QWidget):
    """A row for each input, with a slider under the mean prediction over it.

    Signals
    -------
    chosen(int, float)
        The number of an input, and another value for it.
    """

    chosen = pyqtSignal(int, float)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("inputsPane")
        self.rows: list[InputRow] = []
        self._scale: ValueScale | None = None
        self._theme: Theme | None = None
        self.title = QLabel()
        self.title.setObjectName("muted")
        self.title.setToolTip(wrapped(EXPLANATION))
        self.title.setAccessibleDescription(EXPLANATION)
        self._list = QWidget()
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 6, 0)
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addWidget(scrolled(self._list, "Inputs of the network"), 1)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self._theme = theme
        for row in self.rows:
            row.set_theme(theme)

    def set_inputs(
        self, names: Sequence[str], ranges: Sequence[Range], known: Sequence[Range]
    ) -> None:
        """Make a row for each input of another run.

        Parameters
        ----------
        names : sequence of str
        ranges : sequence of Range
            What the sliders reach.
        known : sequence of Range
            What the samples reach; beyond it the network extrapolates.
        """
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = [InputRow(*each) for each in zip(names, ranges, known, strict=True)]
        for number, row in enumerate(self.rows):
            if self._theme is not None:
                row.set_theme(self._theme)
            row.chosen.connect(lambda value, n=number: self.chosen.emit(n, value))
            self._rows.addWidget(row)
        self._rows.addStretch(1)
        self._scale = None
        self.title.setText("mean of ŷ: to be computed")

    def set_point(self, point: Array) -> None:
        """Show the value (inputs,) of each input."""
        for row, value in zip(self.rows, point.tolist(), strict=True):
            row.set_value(value)

    def set_importance(self, importance: Importance) -> None:
        """Show what R² loses without each input."""
        for number, row in enumerate(self.rows):
            row.importance.set_importance(importance, number)

    def set_profiles(
        self, values: Sequence[Array], means: Sequence[Array], samples: int
    ) -> None:
        """Show the mean prediction over each input.

        Parameters
        ----------
        values, means : sequence of ndarray, shape (k,)
            For each input its values, and the mean prediction at each.
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
