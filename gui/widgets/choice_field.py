"""Fields for a choice among names, and for what is either on or off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from gui.widgets.pending_field import PendingField

if TYPE_CHECKING:
    from shallownet.settings.choice_settings import ChoiceSetting, SwitchSetting

AMPLE: Final = 34
"""Pixels of width that a frame and an arrow never take."""


class ChoiceField(PendingField, QComboBox):
    """A combo box; a tuple of different names appears as one more entry."""

    def __init__(self, about: ChoiceSetting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._about = about
        self._set_up(about)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for name, title in about.choices.items():
            self.addItem(title, name)
        self.activated.connect(self._choose)

    def initStyleOption(self, option: QStyleOptionComboBox | None) -> None:
        """Elide a text that is too long, which Qt would cut off.

        The style is not asked before the field is shown, nor where there is ample
        room: to wrap the first one for Python takes 7 ms, at the start.
        """
        super().initStyleOption(option)
        if option is None or not self.isVisible():
            return
        taken = option.fontMetrics.horizontalAdvance(option.currentText) + AMPLE
        style = self.style() if taken > option.rect.width() else None
        if style is not None:
            kind, part = QStyle.ComplexControl, QStyle.SubControl
            area = style.subControlRect(
                kind.CC_ComboBox, option, part.SC_ComboBoxEditField, self
            )
            option.currentText = option.fontMetrics.elidedText(
                option.currentText, Qt.TextElideMode.ElideRight, area.width()
            )

    def _show_value(self, value: Any) -> None:
        known = len(self._about.choices)
        while self.count() > known:
            self.removeItem(known)
        if isinstance(value, tuple):
            if len(set(value)) == 1:
                value = value[0]
            else:
                self.addItem(self._about.show(value), value)
        self.setCurrentIndex(self.findData(value))

    def _choose(self, index: int) -> None:
        value = self.itemData(index)
        if isinstance(value, str) and value != self.latest:
            self.request(value)


class SwitchField(PendingField, QCheckBox):
    """A check box."""

    def __init__(self, about: SwitchSetting, parent: QWidget | None = None) -> None:
        super().__init__(about.label, parent)
        self._set_up(about, initial=False)
        self.toggled.connect(self.request)

    def _show_value(self, value: Any) -> None:
        self.setChecked(value)
