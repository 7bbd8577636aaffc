"""Combo boxes of settings: no choice is cut off."""

from __future__ import annotations

import pytest
from PyQt6.QtWidgets import QApplication, QStyleOptionComboBox

from gui.widgets.choice_field import ChoiceField
from shallownet.settings.choice_settings import ChoiceSetting
from shallownet.settings.recipe import about


def shown(field: ChoiceField) -> str:
    option = QStyleOptionComboBox()
    field.initStyleOption(option)
    return option.currentText


@pytest.mark.parametrize("name", ["optimizer", "activation", "target"])
def test_the_form_has_room_for_its_choices(window, name):
    window.resize(window.minimumSize())
    QApplication.processEvents()
    field = window.parameter_panel.form.fields[name]
    assert field.isVisible()
    for index in range(field.count()):
        field.setCurrentIndex(index)
        assert shown(field) == field.itemText(index)


def test_a_longer_choice_is_elided(qtbot):
    setting = about("gradient")
    assert isinstance(setting, ChoiceSetting)
    field = ChoiceField(setting)
    qtbot.addWidget(field)
    field.resize(field.minimumSizeHint())
    field.set_value("no_derivative")
    field.show()
    assert shown(field).endswith("…")
    assert field.currentText().startswith(shown(field)[:-1])
    field.resize(500, field.height())
    assert shown(field) == field.currentText()
