"""A field for one number of the configuration, which explains what it rejects."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QDynamicPropertyChangeEvent
from PyQt6.QtGui import QValidator
from PyQt6.QtWidgets import QAbstractSpinBox, QWidget

from gui.widgets.hint_label import tip_of
from gui.widgets.line_entry import LineEntry
from shallownet.errors import ConfigError

if TYPE_CHECKING:
    from PyQt6.QtCore import QEvent
    from PyQt6.QtGui import QWheelEvent

    from shallownet.settings.number_settings import NumberSetting

STEPS: Final = (1.0, 2.0, 5.0)
SMALLEST: Final = 1e-3
"""A step down from this share of the typical value leads to zero, where allowed."""


class NumberField(LineEntry, QAbstractSpinBox):
    """A spin box that accepts ``3e-4`` and ``10,000``, and steps by 1-2-5.

    What a person types counts when they press Enter or leave the field. Text that is
    not a valid number changes nothing; ``problem`` explains why.

    Parameters
    ----------
    about : NumberSetting
        Its range, symbol, unit and tip.
    key : str
        The shortcut that focuses the field, for the tip.
    """

    _about: NumberSetting

    def __init__(
        self, about: NumberSetting, key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        line = self.lineEdit()
        assert line is not None
        self._set_up_line(about, line)
        self.value = None if about.none else about.minimum
        self.setKeyboardTracking(False)
        span = f"From {about.show(about.minimum)} to {about.show(about.maximum)}."
        if about.none:
            span = f"{span[:-1]}, or {about.none}."
        self.setToolTip(tip_of(about, key, span))
        self.editingFinished.connect(self.commit)

    def _show_value(self, value: Any) -> None:
        super()._show_value(value)
        # What Qt tells a screen reader of a spin box; see `event`.
        self.setProperty("minimum", self._about.minimum)
        self.setProperty("maximum", self._about.maximum)
        self.setProperty("value", self._spoken(value))

    def _spoken(self, value: float | None) -> float:
        """Return a value as a number: None, no limit, is the maximum."""
        return self._about.maximum if value is None else value

    # Qt overrides

    def event(self, event: QEvent | None) -> bool:
        """Request a value that a screen reader sets."""
        if (
            isinstance(event, QDynamicPropertyChangeEvent)
            and event.propertyName() == b"value"
            and self.property("value") != self._spoken(self.latest)
        ):
            value = min(
                max(float(self.property("value")), self._about.minimum),
                self._about.maximum,
            )
            self.request(round(value) if self._about.whole else value)
        return super().event(event)

    def validate(
        self, text: str | None, position: int
    ) -> tuple[QValidator.State, str, int]:
        """Accept any text while typing; `commit` explains what is wrong with it."""
        return QValidator.State.Acceptable, text or "", position

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Return whether there is a higher and a lower step."""
        flag = QAbstractSpinBox.StepEnabledFlag
        result = flag.StepNone
        value = self.latest
        # None, where allowed, means no limit: it is above all numbers.
        if value is not None and (value < self._about.maximum or self._about.none):
            result |= flag.StepUpEnabled
        if value is None or value > self._about.minimum:
            result |= flag.StepDownEnabled
        return result

    def stepBy(self, steps: int) -> None:
        """Go up or down from the typed or latest value; see `stepped`."""
        value = self.latest
        if self.edited:
            try:
                value = self.parse()
            except ConfigError:
                return
        for _ in range(abs(steps)):
            value = stepped(self._about, value, up=steps > 0)
        self.request(value)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Let the wheel scroll the form, unless the field has the focus."""
        if event is not None and not self.hasFocus():
            event.ignore()
            return
        super().wheelEvent(event)


def stepped(about: NumberSetting, value: float | None, *, up: bool) -> float | None:
    """Return the number one step above or below another, within its range.

    Logarithmic settings step by 1-2-5, others by ``about.step``. Above the maximum
    comes None, and below the smallest power of ten zero, where these are allowed.
    """
    typical = about.minimum if about.typical is None else about.typical
    if value is None:
        return None if up else typical
    if about.none and up and value >= about.maximum:
        return None
    if not about.logarithmic:
        value += about.step if up else -about.step
        value = round(value / about.step) * about.step
        value = float(f"{value:.15g}")
    elif value <= 0.0:
        value = typical if up else 0.0
    elif not up and about.minimum == 0.0 and value <= SMALLEST * typical:
        value = 0.0
    else:
        value = next_125(value, up=up)
    value = min(max(value, about.minimum), about.maximum)
    return int(value) if about.whole else value


def next_125(value: float, *, up: bool) -> float:
    """Return the next of ..., 0.1, 0.2, 0.5, 1, ... above or below a number > 0."""
    exponent = math.floor(math.log10(value))
    ladder = [
        float(f"{factor:g}e{power}")
        for power in range(exponent - 1, exponent + 2)
        for factor in STEPS
    ]
    if up:
        return min(step for step in ladder if step > value * (1 + 1e-9))
    return max(step for step in ladder if step < value * (1 - 1e-9))
