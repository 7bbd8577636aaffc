"""What users do with mouse and keys that no other test does: pan, menus, files."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QApplication, QFileDialog, QMenu

from gui.csv.dialog import CsvDialog


@pytest.fixture
def table(tmp_path) -> str:
    path = tmp_path / "table.csv"
    path.write_text("a,b\n" + "".join(f"{n},{2 * n}\n" for n in range(30)))
    return str(path)


def test_shift_and_an_arrow_pan_a_graph_that_is_zoomed(qtbot, same_window):
    view, keys = same_window.network_view, Qt.Key
    same_window.actions_["zoom_in"].trigger()
    same_window.actions_["zoom_in"].trigger()
    for key, right, down in (
        (keys.Key_Right, -1, 0),
        (keys.Key_Left, 1, 0),
        (keys.Key_Down, 0, -1),
        (keys.Key_Up, 0, 1),
    ):
        node = view.graph.nodes[4]
        qtbot.keyClick(view, key, Qt.KeyboardModifier.ShiftModifier)
        moved = view.graph.nodes[4]
        assert (moved.x - node.x) * right > 5 or right == 0
        assert (moved.y - node.y) * down > 5 or down == 0
        assert moved.x == node.x or right
        assert moved.y == node.y or down


def test_an_arrow_without_shift_is_left_to_the_run(qtbot, window):
    view = window.network_view
    window.actions_["zoom_in"].trigger()
    node = view.graph.nodes[4]
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 1)
    assert view.graph.nodes[4] == node


def test_the_context_menu_of_an_edge_freezes_its_parameter(qtbot, window):
    view = window.network_view
    x1, y1, x2, y2 = view.graph.lines[view.graph.drawn[3]]
    place = QPoint(round(0.6 * x1 + 0.4 * x2), round(0.6 * y1 + 0.4 * y2))
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, place, view.mapToGlobal(place)
    )
    QApplication.sendEvent(view, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    (freeze,) = [a for a in menu.actions() if a.text().startswith("Freeze ")]
    name = freeze.text().removeprefix("Freeze ")
    freeze.trigger()
    menu.close()
    index = window.shown.snapshot.run.model.network.parameter_index(name)
    qtbot.waitUntil(lambda: bool(window.shown.snapshot.frozen[index]))
    assert window.shown.snapshot.frozen.sum() == 1


@pytest.mark.parametrize(("files", "accepted"), [(1, True), (2, True), (0, False)])
def test_files_can_be_dragged_over_the_window(same_window, files, accepted):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(f"/folder/{n}.csv") for n in range(files)])
    event = QDragEnterEvent(
        QPointF(5, 5).toPoint(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    same_window.dragEnterEvent(event)
    assert event.isAccepted() is accepted


@pytest.mark.parametrize(
    ("urls", "sentence"),
    [
        (
            ("file:///a.csv", "file:///b.csv"),
            "These are 2 files; open one file at a time",
        ),
        (("https://a.example/b.csv",), "Only files of this computer can be opened"),
    ],
)
def test_what_cannot_be_opened_when_dropped_gets_a_sentence(
    same_window, urls, sentence
):
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    same_window.dropEvent(event)
    assert sentence in same_window.step_panel.narration.text()
    assert not same_window.findChildren(CsvDialog)


def test_a_file_is_chosen_with_the_systems_dialog(qtbot, window, table, monkeypatch):
    chosen = [""]
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", lambda *_: (chosen[0], "Tables")
    )
    window.actions_["open"].trigger()
    assert window.findChildren(CsvDialog) == []  # the user cancelled
    chosen[0] = table
    window.actions_["open"].trigger()
    (dialog,) = window.findChildren(CsvDialog)
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.ok.click()
    qtbot.waitUntil(lambda: "table.csv" in str(window.shown.recipe.data))
    assert window.shown.snapshot.run.data.samples == 30
