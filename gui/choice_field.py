"""Fields for a choice among names, and for what is either on or off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QComboBox, QWidget

from gui.explanation import Explanation, tip_of

if TYPE_CHECKING:
    from shallownet.choices import Choice, Switch


class ChoiceField(QComboBox):
    """A box of choices; a value that is several of them at once is shown as it is.

    Signals
    -------
    committed(object)
        Another name was chosen, by hand.
    """

    committed = pyqtSignal(object)

    def __init__(self, about: Choice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._about = about
        self._value: Any = None
        self.problem = Explanation(self)
        self.setAccessibleName(about.title)
        self.setToolTip(tip_of(about))
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for name, title in about.choices.items():
            self.addItem(title, name)
        self.activated.connect(self._choose)

    @property
    def value(self) -> Any:
        """The value in force."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Show a value from code."""
        if value == self._value:
            return
        self._value = value
        known = len(self._about.choices)
        while self.count() > known:
            self.removeItem(known)
        if isinstance(value, tuple):
            if len(set(value)) == 1:
                value = value[0]
            else:
                self.addItem(self._about.show(value), value)
        self.setCurrentIndex(self.findData(value))
        self.problem.refuse("")

    def refuse(self, problem: str) -> None:
        """Say that the choice was refused, and show the one in force."""
        value, self._value = self._value, None
        self.set_value(value)
        self.problem.refuse(problem)

    def _choose(self, index: int) -> None:
        value = self.itemData(index)
        if isinstance(value, str) and value != self._value:
            self.problem.refuse("")
            self.committed.emit(value)


class SwitchField(QCheckBox):
    """A box to tick.

    Signals
    -------
    committed(object)
        It was switched by hand.
    """

    committed = pyqtSignal(object)

    def __init__(self, about: Switch, parent: QWidget | None = None) -> None:
        super().__init__(about.label, parent)
        self._value = False
        self.problem = Explanation(self)
        self.setAccessibleName(about.title)
        self.setToolTip(tip_of(about))
        self.clicked.connect(lambda on: self.committed.emit(on))

    @property
    def value(self) -> bool:
        """The value in force."""
        return self._value

    def set_value(self, value: bool) -> None:
        """Show a value from code."""
        self._value = value
        self.setChecked(value)

    def refuse(self, problem: str) -> None:
        """Say that the switch was refused, and show what is in force."""
        self.set_value(self._value)
        self.problem.refuse(problem)
