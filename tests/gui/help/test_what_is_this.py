"""What is this?: Shift+F1 on a control, or a click on a part, leads to the glossary."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QFrame, QLabel, QTextBrowser, QWhatsThis, QWidget

from gui.help.subjects import SUBJECTS
from tests.gui.hands import press

SHIFT = Qt.KeyboardModifier.ShiftModifier


def card_of(window) -> QFrame | None:
    label = window.findChild(QLabel, "explanation")
    return None if label is None else label.window()


def click(qtbot, window, widget: QWidget, place: QPoint | None = None) -> str:
    """Ask what is at a place of the window, and return the answer."""
    window.network_view.setFocus()
    window.actions_["what_is_this"].trigger()
    assert QWhatsThis.inWhatsThisMode()
    at = widget.rect().center() if place is None else place
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at)
    assert not QWhatsThis.inWhatsThisMode()
    card = card_of(window)
    assert card.isVisible()
    text = card.findChild(QLabel).text()
    card.hide()
    window.activateWindow()
    return text


def test_a_click_explains_what_is_there(qtbot, same_window):
    window = same_window
    graph = window.network_view.graph
    node = next(node for node in graph.nodes if node.index is None)
    text = click(
        qtbot, window, window.network_view, QPoint(round(node.x), round(node.y))
    )
    assert "always gives 1" in text and "biases" in text
    x, y = graph.place_of(0)
    text = click(qtbot, window, window.network_view, QPoint(round(x), round(y)))
    assert ">weight</a>" in text
    text = click(qtbot, window, window.loss_plot.plot.viewport())
    assert "loss, J" in text
    assert window.shown.snapshot.step == 0  # what is clicked is not used


def test_a_control_without_a_term_is_explained_by_its_tip(qtbot, same_window):
    button = same_window.toolbar.button("reset")
    assert "same start" in click(qtbot, same_window, button)


def test_shift_f1_explains_the_focused_control_and_enter_leads_to_the_term(
    qtbot, same_window
):
    window = same_window
    field = window.parameter_panel.form.fields["optimizer"]
    field.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClick(field, Qt.Key.Key_F1, SHIFT)
    card = card_of(window)
    assert card.isVisible()
    label = card.findChild(QLabel)
    qtbot.keyClick(label, Qt.Key.Key_Tab)
    qtbot.keyClick(label, Qt.Key.Key_Return)
    dialog = window.findChild(QWidget, "helpDialog")
    assert not card.isVisible() and dialog.isVisible()
    (selection,) = dialog.findChild(QTextBrowser).extraSelections()
    assert selection.cursor.block().text().startswith("optimizer.")
    dialog.close()
    window.activateWindow()
    window.network_view.setFocus()


def test_on_the_graph_it_waits_for_a_click_and_explains_the_graph_if_pressed_again(
    qtbot, same_window
):
    qtbot.keyClick(same_window, Qt.Key.Key_F1, SHIFT)
    assert QWhatsThis.inWhatsThisMode()
    qtbot.keyClick(same_window, Qt.Key.Key_F1, SHIFT)
    card = card_of(same_window)
    assert card.isVisible()
    assert ">parameter</a>" in card.findChild(QLabel).text()
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert not card.isVisible()
    assert not QWhatsThis.inWhatsThisMode()


def test_escape_leaves_without_an_answer(qtbot, same_window):
    same_window.actions_["what_is_this"].trigger()
    press(qtbot, same_window, Qt.Key.Key_Escape)
    assert not QWhatsThis.inWhatsThisMode()
    press(qtbot, same_window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: same_window.shown.snapshot.step == 1)
    same_window.actions_["undo"].trigger()


def test_the_marks_of_the_diagnosis_lead_to_their_term(qtbot, same_window):
    chips = same_window.diagnosis.chips
    qtbot.waitUntil(lambda: bool(chips.buttons), timeout=10_000)
    kind = next(iter(chips.buttons))
    chips.open()
    assert f"href='{kind}'" in chips.sentences.text()
    chips.sentences.linkActivated.emit("saturated")
    assert not chips.popup.isVisible()
    dialog = same_window.findChild(QWidget, "helpDialog")
    (selection,) = dialog.findChild(QTextBrowser).extraSelections()
    assert selection.cursor.block().text().startswith("saturated.")
    dialog.close()


@pytest.mark.parametrize("name", sorted(SUBJECTS))
def test_every_part_that_has_a_subject_exists(opened, name):
    assert opened.findChild(QWidget, name) is not None


@pytest.fixture
def opened(same_window):
    if same_window.microscope.panel is None:
        same_window.microscope.open()
        for name in ("function", "residuals", "units", "landscape"):
            same_window.panels.bring_into_view(name)
    return same_window
