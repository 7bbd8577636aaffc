"""Checkable buttons work when they are toggled, as assistive technology does."""

from __future__ import annotations

from typing import Any

from PyQt6.QtWidgets import QPushButton, QToolButton

from gui.function.quantities import Quantity
from shallownet.analysis.equations import Phase


def test_toggling_a_button_does_what_a_click_does(qtbot, window):
    window.step_panel.findChild(QPushButton, "actionMicroscopeButton").toggle()
    panel = window.microscope.panel
    assert panel is not None and panel.isVisible()
    window.step_panel.findChild(QPushButton, "actionMicroscopeBesideButton").toggle()
    assert window.docks.isAncestorOf(panel)
    panel.update_tab.buttons.button(2).toggle()
    assert window.microscope.phases.phase is Phase.BACKWARD

    view: Any = window.panels.bring_into_view("function")
    errors = view.quantity_buttons[Quantity.ERROR]
    errors.toggle()
    assert view.quantity is Quantity.ERROR
    errors.toggle()  # one of them is always shown
    assert view.quantity is Quantity.ERROR and errors.isChecked()

    field = window.parameter_panel.form.fields["standardize_inputs"]
    field.toggle()
    qtbot.waitUntil(lambda: window.shown.snapshot.run.config.standardize_inputs)
    assert field.isChecked()

    window.editing.open(0)
    window.editing.editor.frozen.toggle()
    qtbot.waitUntil(lambda: window.shown.snapshot.frozen[0])
    assert window.editing.editor.frozen.isChecked()


def test_toggling_the_buttons_of_the_timeline_plays(qtbot, window):
    for step in (1, 2, 3):
        window.actions_["step"].trigger()
        qtbot.waitUntil(lambda step=step: window.shown.snapshot.step == step)
    buttons = window.timeline_bar.findChildren(QToolButton)
    back = next(b for b in buttons if b.defaultAction() is window.actions_["play_back"])
    back.toggle()
    assert window.playback.direction == -1
    back.toggle()
    assert window.playback.direction == 0
    assert not window.actions_["play_back"].isChecked()
