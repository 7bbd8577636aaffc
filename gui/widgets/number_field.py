"""A field for one number of the configuration, which explains what it refuses."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QValidator
from PyQt6.QtWidgets import QAbstractSpinBox, QWidget

from gui.style.theme import number_font
from gui.widgets.hint_label import tip_of
from gui.widgets.line_entry import LineEntry
from shallownet.errors import ConfigError

if TYPE_CHECKING:
    from PyQt6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent

    from shallownet.settings.number_settings import NumberSetting

STEPS: Final = (1.0, 2.0, 5.0)
SMALLEST: Final = 1e-3
"""A step down from this share of what is typical leads to zero, where that may be."""


class NumberField(QAbstractSpinBox):
    """A spin box that takes ``3e-4`` and ``10,000``, and steps by 1-2-5.

    What a person types counts when they press Enter or leave the field. What is not a
    number of the right kind changes nothing and is explained in ``problem``.

    Parameters
    ----------
    about : NumberSetting
        Its range, symbol, unit and tip.
    key : str
        The key that leads to the field, for the tip.

    Signals
    -------
    committed(object)
        Another valid number (or None, where that may be) is asked for, by hand; not
        when set from code.
    """

    committed = pyqtSignal(object)

    def __init__(
        self, about: NumberSetting, key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._about = about
        self.setFont(number_font(self.font()))
        line = self.lineEdit()
        assert line is not None
        self.entry = LineEntry(self, line, about)
        self.entry.standing.value = None if about.none else about.minimum
        self.entry.committed.connect(self.committed)
        self.problem = self.entry.problem
        self.setAccessibleName(about.title)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        span = f"From {about.show(about.minimum)} to {about.show(about.maximum)}."
        if about.none:
            span = f"{span[:-1]}, or {about.none}."
        self.setToolTip(tip_of(about, key, span))
        self.editingFinished.connect(self.entry.commit)

    @property
    def value(self) -> float | None:
        """The number in force."""
        value: float | None = self.entry.standing.value
        return value

    def set_value(self, value: float | None) -> None:
        """Show the number in force; text that a person is typing is left alone."""
        self.entry.set_value(value)

    def refuse(self, problem: str) -> None:
        """Say that what was asked for is refused, and show the number in force."""
        self.entry.refuse(problem)

    def answer(self) -> None:
        """Show the number in force, now that what was asked for is dealt with."""
        self.entry.answer()

    # Qt overrides

    def validate(
        self, text: str | None, position: int
    ) -> tuple[QValidator.State, str, int]:
        """Let anything be typed: it is judged, with a sentence, when it is entered."""
        return QValidator.State.Acceptable, text or "", position

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Return whether there is a higher and a lower step."""
        flag = QAbstractSpinBox.StepEnabledFlag
        result = flag.StepNone
        value = self.entry.standing.latest
        # No limit, where that may be, is above all numbers.
        if value is not None and (value < self._about.maximum or self._about.none):
            result |= flag.StepUpEnabled
        if value is None or value > self._about.minimum:
            result |= flag.StepDownEnabled
        return result

    def stepBy(self, steps: int) -> None:
        """Go up or down: by factors where that is sensible, else by one step."""
        value = self.entry.standing.latest
        if self.entry.edited:
            try:
                value = self.entry.parse()
            except ConfigError:
                return
        for _ in range(abs(steps)):
            value = stepped(self._about, value, up=steps > 0)
        self.entry.ask(value)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Let the wheel scroll the form, unless the field has the focus."""
        if event is not None and not self.hasFocus():
            event.ignore()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Leave the field when an edit is entered, or given up with Escape."""
        if not self.entry.give_up(event):
            super().keyPressEvent(event)
            self.entry.leave(event)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Put the latest number back if what was typed was refused."""
        super().focusOutEvent(event)
        self.entry.put_back()


def stepped(about: NumberSetting, value: float | None, *, up: bool) -> float | None:
    """Return the number one step above or below another, in its range.

    Above the largest there is None, and below the smallest power of ten zero, where
    these may be.
    """
    typical = about.minimum if about.typical is None else about.typical
    if value is None:
        return None if up else typical
    if about.none and up and value >= about.maximum:
        return None
    if not about.logarithmic:
        value += about.step if up else -about.step
        value = round(value / about.step) * about.step
        value = float(f"{value:.10g}")
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
