"""The panel below the graph: narration, notices and action buttons."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QPushButton

from gui.bars import step_panel
from gui.bars.step_panel import StepPanel
from gui.text.number_format import as_tip


@pytest.fixture
def panel(qtbot) -> StepPanel:
    panel = StepPanel()
    qtbot.addWidget(panel)
    panel.resize(500, panel.height())
    panel.show()
    return panel


@pytest.fixture
def action(panel) -> QAction:
    action = QAction("Run longer", panel)
    action.setObjectName("actionExtend")
    action.setToolTip("Plan for more updates (E)")
    return action


def button(panel: StepPanel) -> QPushButton:
    return panel.findChild(QPushButton, "actionExtendButton")


def test_it_shows_the_narration(panel):
    panel.set_text("Step 1: loss 2.00 → 1.00")
    assert panel.narration.text() == "Step 1: loss 2.00 → 1.00"
    panel.set_text("Step 2: loss 1.00 → 0.50")
    assert panel.narration.text() == "Step 2: loss 1.00 → 0.50"


def test_a_notice_replaces_the_narration(panel):
    panel.set_text("Step 1")
    panel.notify("iterations is 2; it must be at least 3")
    assert panel.narration.text() == "iterations is 2; it must be at least 3"
    panel.set_text("Step 2")
    assert panel.narration.text() == "iterations is 2; it must be at least 3"


def test_after_a_notice_the_newest_narration_comes_back(qtbot, panel, monkeypatch):
    monkeypatch.setattr(step_panel, "NOTICE_MS", 20)
    panel.set_text("Step 1")
    panel.notify("refused")
    panel.set_text("Step 2")
    qtbot.waitUntil(lambda: panel.narration.text() == "Step 2")
    panel.set_text("Step 3")
    assert panel.narration.text() == "Step 3"


def test_a_second_notice_replaces_the_first(panel):
    panel.notify("one")
    panel.notify("two")
    assert panel.narration.text() == "two"


def test_a_long_sentence_does_not_change_the_size(panel):
    panel.set_text("short")
    before = panel.size()
    panel.set_text("a sentence that goes on and on " * 6)
    assert panel.size() == before
    assert panel.minimumHeight() == panel.maximumHeight() == before.height()


def test_a_button_is_visible_while_its_action_is_enabled(qtbot, panel, action):
    panel.add_button(action)
    qtbot.waitUntil(button(panel).isVisible)
    action.setEnabled(False)
    assert not button(panel).isVisible()
    action.setEnabled(True)
    assert button(panel).isVisible()


def test_the_button_of_a_disabled_action_is_hidden(panel, action):
    action.setEnabled(False)
    panel.add_button(action)
    assert not button(panel).isVisible()


def test_a_click_triggers_the_action(qtbot, panel, action):
    panel.add_button(action)
    with qtbot.waitSignal(action.triggered):
        qtbot.mouseClick(button(panel), Qt.MouseButton.LeftButton)


def test_a_button_has_the_texts_of_its_action(panel, action):
    panel.add_button(action)
    assert button(panel).text() == "Run longer"
    assert button(panel).accessibleName() == "Run longer"
    assert button(panel).toolTip() == action.toolTip()
    action.setText("Run 500 more")
    assert button(panel).text() == "Run 500 more"


def test_a_button_does_not_change_the_height(panel, action):
    height = panel.height()
    panel.add_button(action)
    assert panel.height() == height
    assert button(panel).height() <= height


def test_the_narration_has_a_name_and_can_be_selected(panel):
    assert panel.objectName() == "stepPanel"
    assert panel.narration.accessibleDescription()
    flags = panel.narration.textInteractionFlags()
    assert flags & Qt.TextInteractionFlag.TextSelectableByMouse


def test_text_that_does_not_fit_is_elided_and_complete_in_the_tip(panel):
    sentence = "a sentence that goes on and on " * 12
    panel.set_text(sentence)
    shown = panel.narration.text()
    assert shown.endswith("…") and sentence.startswith(shown[:-2])
    assert len(shown) > 40  # no more than needed is left out
    assert panel.narration.toolTip() == as_tip(sentence)
    assert panel.narration.heightForWidth(panel.narration.width()) <= 40
    panel.set_text("short")
    assert (panel.narration.text(), panel.narration.toolTip()) == ("short", "")


@pytest.mark.parametrize(("share", "separator"), [(1.0, "\n"), (0.62, " ")])
def test_a_broken_text_flows_where_its_lines_do_not_fit(panel, share, separator):
    first, second = "a line that takes more than a half", "and some more"
    panel.resize(10_000, panel.height())
    panel.set_text(f"{first}\n{second}")
    assert panel.narration.text() == f"{first}\n{second}"
    width = panel.narration.fontMetrics().horizontalAdvance(f"{first} {second}")
    panel.resize(round(share * width) + 30, panel.height())
    assert panel.narration.text() == f"{first}{separator}{second}"
    assert not panel.narration.toolTip()


def test_buttons_are_shortened_before_the_text(qtbot, panel, action):
    action.setText("Back to update 123,456")
    panel.add_button(action, "", "Back")
    panel.resize(400, panel.height())
    panel.set_text("short")
    assert button(panel).text() == "Back to update 123,456"
    panel.set_text(
        "a sentence that takes two lines of the panel, unless a button is too wide"
    )
    assert button(panel).text() == "Back"
    assert "…" not in panel.narration.text()
    panel.resize(1_000, panel.height())
    assert button(panel).text() == "Back to update 123,456"
