"""Editing parameters by hand: from clicks, keys and menus to commands and back."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QContextMenuEvent, QWheelEvent
from PyQt6.QtWidgets import QApplication

from gui.training.commands import Edit, Freeze
from gui.training.status import RunState
from shallownet import Recipe
from tests.gui.graph.editing import enter, index_of, on_edge, value_of


def menu_texts(window, chosen: list[int]) -> list[str]:
    menu = window.editing.build_menu(chosen)
    return [action.text() for action in menu.actions()]


def wheel(view, at: QPoint, clicks: int) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(view.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * clicks),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def test_a_click_on_a_line_edits_its_weight(qtbot, window):
    qtbot.mouseClick(
        window.network_view,
        Qt.MouseButton.LeftButton,
        pos=on_edge(window, "W2[0, 3]"),
    )
    editor = window.editing.editor
    assert editor.isVisible()
    assert editor.parameter == "W2[0, 3]"
    assert window.network_view.marked.edited == index_of(window, "W2[0, 3]")
    loss = window.shown.snapshot.loss
    enter(qtbot, editor.value, "-4.5")
    qtbot.waitUntil(lambda: value_of(window, "W2[0, 3]") == -4.5)
    assert window.shown.snapshot.step == 0
    assert window.shown.snapshot.loss != loss
    assert window.loss_plot.curve.getData()[0].tolist() == [0.0]
    assert "W2[0, 3] set" in window.step_panel.narration.text()
    editor.close()
    assert window.network_view.marked.edited is None


def test_any_parameter_can_be_edited_with_the_keyboard(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_W)
    editor = window.editing.editor
    assert editor.isVisible()
    editor.name.setFocus()
    enter(qtbot, editor.name, "b1[4]")
    assert editor.parameter == "b1[4]"
    editor.move_by(1)
    assert editor.parameter == "W1[5, 0]"
    editor.move_by(-1)
    enter(qtbot, editor.value, "2.25")
    qtbot.waitUntil(lambda: value_of(window, "b1[4]") == 2.25)
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.isVisible()


def test_an_edit_is_undone_and_redone(qtbot, window):
    before = value_of(window, "W1[0, 0]")
    window.training.post(Edit("W1[0, 0]", 9.0))
    qtbot.waitUntil(lambda: value_of(window, "W1[0, 0]") == 9.0)
    assert window.actions_["undo"].text() == "Undo W1[0, 0] = 9"
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: value_of(window, "W1[0, 0]") == before)
    assert window.shown.snapshot.events == ()
    window.actions_["redo"].trigger()
    qtbot.waitUntil(lambda: value_of(window, "W1[0, 0]") == 9.0)


def test_freezing_in_the_editor(qtbot, window):
    window.editing.open(index_of(window, "b2[0]"))
    window.editing.editor.frozen.click()
    qtbot.waitUntil(lambda: window.shown.snapshot.frozen.any())
    before = value_of(window, "b2[0]")
    window.editing.editor.close()
    window.actions_["step"].trigger()
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 1)
    assert value_of(window, "b2[0]") == before
    text = window.network_view.description_at(
        on_edge(window, "b2[0]").x(), on_edge(window, "b2[0]").y()
    )
    assert "frozen" in text[-2]


def test_the_menu_offers_the_possible_commands(qtbot, window):
    k = index_of(window, "W2[0, 3]")
    assert menu_texts(window, [k]) == [
        "Edit W2[0, 3] …",
        "Set W2[0, 3] to zero",
        "Freeze W2[0, 3]",
    ]
    assert menu_texts(window, []) == []
    menu = window.editing.build_menu([k])
    menu.actions()[1].trigger()
    qtbot.waitUntil(lambda: value_of(window, "W2[0, 3]") == 0.0)
    menu = window.editing.build_menu([k])
    menu.actions()[1].trigger()
    qtbot.waitUntil(lambda: bool(window.shown.snapshot.frozen[k]))
    assert menu_texts(window, [k]) == ["Edit W2[0, 3] …", "Unfreeze W2[0, 3]"]
    assert menu_texts(window, []) == ["Unfreeze all 1 frozen parameters"]


def test_all_parameters_of_a_unit_are_frozen_together(qtbot, window):
    view = window.network_view
    node = next(n for n in view.graph.nodes if (n.layer, n.index) == (1, 2))
    wanted = []
    view.menu_requested.disconnect()
    view.menu_requested.connect(lambda chosen, place: wanted.append(chosen))
    at = QPoint(round(node.x), round(node.y))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.mapToGlobal(at))
    QApplication.sendEvent(view, event)
    names = ["W1[2, 0]", "W1[2, 1]", "b1[2]"]
    assert wanted == [[index_of(window, name) for name in names]]
    window.editing.build_menu(wanted[0]).actions()[0].trigger()
    qtbot.waitUntil(lambda: window.shown.snapshot.frozen.sum() == 3)
    window.training.post(Freeze(tuple(names), False))
    qtbot.waitUntil(lambda: not window.shown.snapshot.frozen.any())


def test_editing_does_not_stop_a_running_run(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.shown.state is RunState.RUNNING)
    window.training.post(Edit("b2[0]", 3.0))
    qtbot.waitUntil(lambda: len(window.shown.snapshot.events) == 1)
    assert window.shown.state is RunState.RUNNING


@pytest.mark.parametrize("hidden", [(10,), (64, 64)])
def test_the_wheel_magnifies_about_the_pointer_and_dragging_moves(
    qtbot, make_window, hidden
):
    window = make_window(Recipe.of(samples=20, hidden_units=hidden))
    view = window.network_view
    before = view.graph
    node = next(n for n in before.nodes if (n.layer, n.index) == (1, 5))
    at = QPoint(round(node.x), round(node.y))
    wheel(view, at, 6)
    assert view.zoom.factor > 2.5
    near = view.graph.nodes[before.nodes.index(node)]
    assert abs(near.x - node.x) < 60 and abs(near.y - node.y) < 60
    # Dragging moves the graph, and its release opens no editor.
    start = QPoint(view.width() // 2, view.height() // 2)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view, start + QPoint(30, 20))
    qtbot.mouseMove(view, start + QPoint(60, 40))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + QPoint(60, 40))
    assert not window.editing.editor.isVisible()
    moved = view.graph.nodes[before.nodes.index(node)]
    assert moved.x > near.x
    qtbot.keyClick(window, Qt.Key.Key_0)
    assert view.zoom.factor == 1.0
    np.testing.assert_allclose(view.graph.lines, before.lines)


def test_a_click_on_a_cell_of_a_matrix_edits_its_parameter(qtbot, make_window):
    window = make_window(Recipe.of(samples=20, hidden_units=(40, 40)))
    view = window.network_view
    matrix = view.graph.matrices[0]
    left, top, width, height = matrix.cell(matrix.start + 41 * 3 + 7)
    qtbot.mouseClick(
        view,
        Qt.MouseButton.LeftButton,
        pos=QPoint(round(left + width / 2), round(top + height / 2)),
    )
    assert window.editing.editor.parameter == "W2[3, 7]"


def test_the_editor_grows_with_the_problem_it_shows(qtbot, window):
    window.actions_["edit_parameter"].trigger()
    editor = window.editing.editor
    qtbot.waitUntil(editor.isVisible)
    before = editor.height()
    enter(qtbot, editor.name, "W7[1, 1]")
    qtbot.waitUntil(lambda: editor.height() > before)
    label = editor.problem
    assert label.height() >= label.heightForWidth(label.width())
    assert editor.frozen.geometry().bottom() < editor.height()
    editor.move_by(1)
    qtbot.waitUntil(lambda: editor.height() == before)
    editor.close()
