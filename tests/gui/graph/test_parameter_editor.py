"""The editor of parameters in the window: its place, its keys, and the focus."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QApplication

from gui.widgets.number_field import NumberField
from tests.gui.graph.editing import enter, index_of, on_edge, value_of


@pytest.fixture
def untouched(same_window):
    """Return the window of the module, in whose run no parameter is changed."""
    yield same_window
    same_window.editing.editor.hide()
    same_window.parameter_panel.form.fields["learning_rate"].show_latest()
    assert same_window.shown.snapshot.events == ()


def key(qtbot, name: str) -> None:
    """Press a key where the focus is, as a person does."""
    qtbot.keyClick(QApplication.focusWidget(), getattr(Qt.Key, f"Key_{name}"))


def test_escape_takes_back_what_was_typed_and_else_closes(qtbot, untouched):
    editor = untouched.editing.editor
    untouched.editing.open(index_of(untouched, "W2[0, 3]"))
    key(qtbot, "Escape")
    assert not editor.isVisible()
    assert untouched.network_view.hasFocus()
    before = value_of(untouched, "W2[0, 3]")
    for field, typed in ((editor.value, "77"), (editor.name, "b1[4]")):
        untouched.editing.open()
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, typed)
        key(qtbot, "Escape")
        assert editor.isVisible() and editor.parameter == "W2[0, 3]"
        assert editor.name.text() == "W2[0, 3]"
        assert editor.value.value == pytest.approx(before)
        key(qtbot, "Escape")
        assert not editor.isVisible()
    for part in (editor.frozen, editor.name):
        untouched.editing.open()
        part.setFocus()
        key(qtbot, "Escape")
        assert not editor.isVisible()
    assert untouched.shown.snapshot.events == ()


def test_the_arrow_keys_in_the_name_go_to_the_next_parameter(qtbot, untouched):
    untouched.editing.open(0)
    editor = untouched.editing.editor
    editor.name.setFocus()
    for arrow, name in (("Down", "W1[0, 1]"), ("Down", "b1[0]"), ("Up", "W1[0, 1]")):
        key(qtbot, arrow)
        assert editor.name.text() == editor.parameter == name
    assert untouched.microscope.phases.phase is None  # the arrows' actions stayed away


def test_what_is_typed_goes_where_the_focus_is_seen(qtbot, untouched):
    """A window of its own took the keys and gave them to shortcuts."""
    untouched.editing.open(0)
    editor, checks = untouched.editing.editor, untouched.actions_["check_gradient"]
    started: list[bool] = []
    checks.triggered.connect(started.append)
    assert editor.window() is untouched
    key(qtbot, "Tab")  # away from the value
    untouched.setFocus()
    rate = untouched.parameter_panel.form.fields["learning_rate"]
    assert isinstance(rate, NumberField)
    key(qtbot, "L")
    assert QApplication.focusWidget() is rate and editor.isVisible()
    qtbot.keyClicks(rate, "abc")
    assert rate.lineEdit().text() == "abc" and not started
    untouched.editing.open(1)
    qtbot.keyClicks(editor.value, "abc")
    assert editor.value.lineEdit().text() == "abc" and not started
    editor.hide()


def test_ctrl_c_copies_selected_text_and_else_the_settings(qtbot, untouched):
    clipboard = QApplication.clipboard()
    untouched.editing.open(0)
    value = untouched.editing.editor.value
    value.selectAll()
    qtbot.keyClick(value, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == value.lineEdit().text()
    narration = untouched.step_panel.narration
    narration.setSelection(0, 5)
    narration.setFocus()
    qtbot.keyClick(narration, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == narration.text()[:5]
    narration.setSelection(0, 0)
    untouched.network_view.setFocus()
    key = Qt.Key.Key_C
    qtbot.keyClick(untouched.network_view, key, Qt.KeyboardModifier.ControlModifier)
    assert "--set" in clipboard.text()


@pytest.mark.parametrize("name", ["W1[0, 0]", "b1[9]", "W2[0, 9]", "b2[0]"])
def test_the_editor_opens_at_the_line_and_inside_the_window(qtbot, untouched, name):
    untouched.resize(untouched.minimumSize())
    index = index_of(untouched, name)
    untouched.editing.open(index)
    editor, view = untouched.editing.editor, untouched.network_view
    assert untouched.rect().contains(editor.geometry())
    line = view.mapTo(untouched, view.place_of(index))
    assert not editor.geometry().contains(line)  # the line can be seen
    gap = editor.geometry().adjusted(-20, -20, 20, 20)
    assert gap.contains(line)
    editor.hide()
    at = on_edge(untouched, name)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    assert (
        editor.geometry().adjusted(-20, -20, 20, 20).contains(view.mapTo(untouched, at))
    )
    untouched.resize(untouched.minimumSize())
    assert untouched.rect().contains(editor.geometry())


def test_the_editor_takes_the_place_of_the_card_that_pointing_shows(qtbot, untouched):
    view, at = untouched.network_view, on_edge(untouched, "W2[0, 3]")
    qtbot.mouseMove(view, at)
    pointed = Qt.CursorShape.PointingHandCursor
    qtbot.waitUntil(lambda: view.cursor().shape() == pointed)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    assert untouched.editing.editor.isVisible()
    assert view.cursor().shape() != pointed  # it points at nothing, and shows no card


def test_a_click_beside_all_lines_closes_the_editor(qtbot, untouched):
    untouched.editing.open(0)
    view = untouched.network_view
    corner = view.canvas.topLeft().toPoint() + QPoint(4, 4)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=corner)
    assert not untouched.editing.editor.isVisible()


def test_an_unknown_name_is_explained(qtbot, untouched):
    untouched.editing.open(0)
    editor = untouched.editing.editor
    enter(qtbot, editor.name, "W9[1, 1]")
    assert editor.problem.isVisible()
    assert "W1 (10, 2)" in editor.problem.text()
    assert editor.parameter == "W1[0, 0]"
