"""Fields for a choice among names, and for what is either on or off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QComboBox, QWidget

from gui.widgets.hint_label import HintLabel, tip_of
from gui.widgets.pending_value import PendingValue, mark

if TYPE_CHECKING:
    from shallownet.settings.choice_settings import ChoiceSetting, SwitchSetting


class _Chosen:
    """What both kinds of boxes share: a value that stands, and what is asked for.

    Attributes
    ----------
    problem : HintLabel
    """

    problem: HintLabel
    _standing: PendingValue

    @property
    def value(self) -> Any:
        """The value in force."""
        return self._standing.value

    def set_value(self, value: Any) -> None:
        """Show the value in force."""
        if value != self._standing.value:
            self._standing.value = value
            self._show_latest()

    def refuse(self, problem: str) -> None:
        """Say that what was asked for was refused, and show what is in force."""
        self.answer()
        self.problem.refuse(problem)

    def answer(self) -> None:
        """Show the value in force, now that what was asked for is dealt with."""
        self._standing.answer()
        self._show_latest()

    def _show_latest(self) -> None:
        """Show what was asked for last, or else what is in force."""
        raise NotImplementedError


class ChoiceField(_Chosen, QComboBox):
    """A box of choices; a value that is several of them at once is shown as it is.

    Signals
    -------
    committed(object)
        Another name is asked for, by hand.
    """

    committed = pyqtSignal(object)

    def __init__(self, about: ChoiceSetting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._about = about
        self._standing = PendingValue()
        self.problem = HintLabel(self)
        self.setAccessibleName(about.title)
        self.setToolTip(tip_of(about))
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for name, title in about.choices.items():
            self.addItem(title, name)
        self.activated.connect(self._choose)

    def _show_latest(self) -> None:
        value = self._standing.latest
        known = len(self._about.choices)
        while self.count() > known:
            self.removeItem(known)
        if isinstance(value, tuple):
            if len(set(value)) == 1:
                value = value[0]
            else:
                self.addItem(self._about.show(value), value)
        self.setCurrentIndex(self.findData(value))
        mark(self, self._standing.pending)
        self.problem.refuse("")

    def _choose(self, index: int) -> None:
        value = self.itemData(index)
        if isinstance(value, str) and value != self._standing.latest:
            self._standing.ask(value)
            self._show_latest()
            self.committed.emit(value)


class SwitchField(_Chosen, QCheckBox):
    """A box to tick.

    Signals
    -------
    committed(object)
        It is to be switched, by hand.
    """

    committed = pyqtSignal(object)

    def __init__(self, about: SwitchSetting, parent: QWidget | None = None) -> None:
        super().__init__(about.label, parent)
        self._standing = PendingValue(False)
        self.problem = HintLabel(self)
        self.setAccessibleName(about.title)
        self.setToolTip(tip_of(about))
        self.clicked.connect(self._switch)

    def _show_latest(self) -> None:
        self.setChecked(self._standing.latest)
        mark(self, self._standing.pending)
        self.problem.refuse("")

    def _switch(self, on: bool) -> None:
        self._standing.ask(on)
        self._show_latest()
        self.committed.emit(on)
