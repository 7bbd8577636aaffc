"""A field for one number of the configuration, which explains what it refuses."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QValidator
from PyQt6.QtWidgets import QAbstractSpinBox, QLabel, QWidget

from gui.theme import number_font

if TYPE_CHECKING:
    from PyQt6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent

    from shallownet.validation import Hyperparameter

STEPS: Final = (1.0, 2.0, 5.0)
GROUPED: Final = re.compile(r"\d{1,3}(,\d{3})+")


class NumberField(QAbstractSpinBox):
    """A spin box that takes ``3e-4`` and ``10,000``, and steps by 1-2-5.

    What a person types counts when they press Enter or leave the field. What is not a
    number of the right kind changes nothing and is explained in ``problem``.

    Parameters
    ----------
    about : Hyperparameter
        Its range, symbol, unit and tip.
    whole : bool
        Whether only whole numbers will do.
    key : str
        The key that leads to the field, for the tip.

    Signals
    -------
    committed(float)
        A new valid number, by hand; not when set from code.
    """

    committed = pyqtSignal(float)

    def __init__(
        self,
        about: Hyperparameter,
        *,
        whole: bool,
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._about, self._whole = about, whole
        self._value = about.minimum or 0.0
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.setFont(number_font(self.font()))
        self.setAccessibleName(about.title)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        unit = f" [{about.unit}]" if about.unit else ""
        symbol = f" {about.symbol}" if about.symbol else ""
        shortcut = f" (key {key})" if key else ""
        self.setToolTip(
            f"{about.title}{symbol}{unit}: {about.tip} "
            f"From {self._text(about.minimum)} "
            f"to {self._text(about.maximum)}.{shortcut}"
        )
        self.editingFinished.connect(self._commit)

    @property
    def value(self) -> float:
        """The number in force."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show a number from code; text that a person is typing is left alone."""
        typing = self.hasFocus() and bool(self.text()) and self._edited()
        if value == self._value and self.text():
            return
        self._value = value
        if not typing:
            self._show_value()

    def _edited(self) -> bool:
        return self.text() != self._text(self._value)

    def _show_value(self) -> None:
        line = self.lineEdit()
        assert line is not None
        line.setText(self._text(self._value))
        self._explain("")

    def _text(self, value: float | None) -> str:
        if value is None:
            return "any"
        if self._whole:
            return f"{int(value):,}"
        return f"{value:.6g}"

    def _parse(self, text: str) -> float:
        """Return the number a text stands for.

        Raises
        ------
        ValueError
            With a sentence that says what is wrong and what would be right.
        """
        about = self._about
        kind = "a whole number" if self._whole else "a number such as 0.001 or 3e-4"
        plain = text.strip().replace("−", "-")
        if self._whole and GROUPED.fullmatch(plain):
            plain = plain.replace(",", "")
        try:
            # A comma is not taken for a decimal point, nor passed over: 0,001 is
            # a thousandth to one person and one to another.
            value = float(plain)
        except ValueError:
            raise ValueError(f"“{text}” is not {kind}.") from None
        if not math.isfinite(value) or (self._whole and value != int(value)):
            raise ValueError(f"{text.strip()} is not {kind}.")
        low, high = about.minimum, about.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            raise ValueError(f"From {self._text(low)} to {self._text(high)}.")
        return value

    def _commit(self) -> None:
        if not self._edited():
            return
        try:
            value = self._parse(self.text())
        except ValueError as error:
            self._explain(str(error))
            return
        changed = value != self._value
        self._value = value
        self._show_value()
        if changed:
            self.committed.emit(value)

    def _explain(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.setProperty("invalid", "true" if problem else "false")
        style = self.style()
        if style is not None:
            style.unpolish(self)
            style.polish(self)

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
        if self._about.maximum is None or self._value < self._about.maximum:
            result |= flag.StepUpEnabled
        if self._about.minimum is None or self._value > self._about.minimum:
            result |= flag.StepDownEnabled
        return result

    def stepBy(self, steps: int) -> None:
        """Go up or down: by factors where that is sensible, else by one."""
        value = self._value
        if self._edited():
            try:
                value = self._parse(self.text())
            except ValueError as error:
                self._explain(str(error))
                return
        if self._about.logarithmic:
            for _ in range(abs(steps)):
                value = _next_125(value, up=steps > 0)
        else:
            value += steps
        low, high = self._about.minimum, self._about.maximum
        value = max(value, low) if low is not None else value
        value = min(value, high) if high is not None else value
        if value != self._value:
            self._value = value
            self._show_value()
            self.committed.emit(value)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Let the wheel scroll the form, unless the field has the focus."""
        if event is not None and not self.hasFocus():
            event.ignore()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Leave the field when an edit is entered, or given up with Escape."""
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self._show_value()
            self.clearFocus()
            return
        super().keyPressEvent(event)
        entered = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event is not None and event.key() in entered and not self._edited():
            self.clearFocus()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Put the number in force back if what was typed was refused."""
        super().focusOutEvent(event)
        if self._edited():
            problem = self.problem.text()
            self._show_value()
            self._explain(problem)


def _next_125(value: float, *, up: bool) -> float:
    """Return the next of ..., 0.1, 0.2, 0.5, 1, ... above or below a number."""
    exponent = math.floor(math.log10(value)) if value > 0 else 0
    ladder = [
        float(f"{factor:g}e{power}")
        for power in range(exponent - 1, exponent + 2)
        for factor in STEPS
    ]
    if up:
        return min(step for step in ladder if step > value * (1 + 1e-9))
    return max(step for step in ladder if step < value * (1 - 1e-9))
