"""The CSV dialog: from opening a file to a run that learns from it."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QMimeData, QPointF, Qt, QUrl
from PyQt6.QtGui import QDropEvent
from PyQt6.QtWidgets import QApplication

from gui.csv.dialog import CsvDialog
from gui.style.theme import LIGHT
from gui.training.status import RunState
from gui.window.csv_opener import dropped_file
from shallownet import TableConfig
from shallownet.errors import DataError

ROWS = 60


@pytest.fixture
def houses(tmp_path) -> str:
    """Return the path of a file with semicolons and decimal commas."""
    generator = np.random.default_rng(5)
    lines = ["area;rooms;town;price"]
    for n in range(ROWS):
        area, rooms = generator.uniform(30, 200), generator.integers(1, 7)
        price = 2_000 * area + 9_000 * rooms
        cells = [f"{area:.2f}", str(rooms), "Ulm", f"{price:.1f}"]
        if n == 7:
            cells[0] = "n/a"
        if n == 9:
            cells[1] = "many"
        lines.append(";".join(cells).replace(".", ","))
    path = tmp_path / "houses.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def open_dialog(qtbot, window, path: str) -> CsvDialog:
    window.csv_opener.open(path=path)
    dialog = window.findChildren(CsvDialog)[-1]
    qtbot.waitUntil(lambda: dialog.status.text() not in ("Opening …", "Reading …"))
    return dialog


def check(dialog: CsvDialog, name: str, on: bool) -> None:
    for n in range(dialog.inputs.count()):
        item = dialog.inputs.item(n)
        if item.data(Qt.ItemDataRole.UserRole) == name:
            state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
            item.setCheckState(state)


def test_detected_dialect_and_columns_are_shown(qtbot, same_window, houses):
    dialog = open_dialog(qtbot, same_window, houses)
    assert dialog.delimiter.currentText() == "as detected: semicolon"
    assert dialog.decimal.currentText() == "as detected: comma"
    assert dialog.header.currentText() == "as detected: first row"
    assert dialog.table.columnCount() == 4
    assert dialog.choice.target == "price"
    assert dialog.choice.inputs == ("area", "rooms")
    dialog.close()


def test_invalid_cells_are_listed_by_line_and_column(qtbot, same_window, houses):
    dialog = open_dialog(qtbot, same_window, houses)
    qtbot.waitUntil(dialog.ok.isEnabled)
    text = dialog.status.text()
    assert "2 of 60 rows" in text
    assert "line 9, column area" in text
    assert "line 11 “many”" in dialog.table.horizontalHeaderItem(1).toolTip().replace(
        "\n", " "
    )
    assert dialog.problems.isVisible()
    assert dialog.problems.focusPolicy() & Qt.FocusPolicy.TabFocus
    listed = dialog.problems.toPlainText().splitlines()
    assert listed[:2] == [
        "area: 1 missing of 60 cells: line 9 “n/a”",
        "rooms: 1 text of 60 cells: line 11 “many”",
    ]
    assert listed[2].startswith("town: 60 text of 60 cells: line 2 “Ulm”, line 3")
    dialog.missing.setCurrentIndex(dialog.missing.findData("drop_columns"))
    dialog.missing.activated.emit(1)
    qtbot.waitUntil(lambda: "no input is left" in dialog.status.text())
    assert not dialog.ok.isEnabled()
    dialog.close()


@pytest.mark.parametrize("standardize", [True, False])
def test_run_learns_from_the_chosen_columns(qtbot, window, houses, standardize):
    dialog = open_dialog(qtbot, window, houses)
    check(dialog, "rooms", False)
    dialog.standardize.setChecked(standardize)
    qtbot.waitUntil(dialog.ok.isEnabled)
    qtbot.waitUntil(lambda: "1 of 60 rows" in dialog.status.text())
    qtbot.waitUntil(dialog.ok.isEnabled)
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(window.shown.recipe.data, TableConfig))
    recipe, run = window.shown.recipe, window.shown.snapshot.run
    assert (recipe.data.csv_target, recipe.data.csv_inputs) == ("price", ("area",))
    assert run.data.samples == ROWS - 1
    assert run.data.input_names == ("area",)
    assert recipe.config.standardize_inputs == standardize
    np.testing.assert_array_equal(recipe.make_data().X, run.data.X)
    panel = window.parameter_panel
    assert "price from area" in panel.target.text()
    assert panel.columns.isVisibleTo(panel)
    assert not panel.form.fields["samples"].isVisibleTo(panel)
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: not isinstance(window.shown.recipe.data, TableConfig))


def test_dialog_starts_with_the_present_columns(qtbot, same_window, houses):
    table = TableConfig(
        csv=houses, csv_target="area", csv_inputs=("price",), csv_decimal="comma"
    )
    same_window.csv_opener.open(table)
    dialog = same_window.findChildren(CsvDialog)[-1]
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert (dialog.choice.target, dialog.choice.inputs) == ("area", ("price",))
    assert dialog.decimal.currentData() == "comma"
    dialog.close()


def test_detected_dialect_can_be_overridden(qtbot, same_window, houses):
    dialog = open_dialog(qtbot, same_window, houses)
    dialog.decimal.setCurrentIndex(dialog.decimal.findData("point"))
    dialog.decimal.activated.emit(1)
    qtbot.waitUntil(lambda: "price: 60 text" in dialog.problems.toPlainText())
    dialog.header.setCurrentIndex(dialog.header.findData("no"))
    dialog.header.activated.emit(2)
    qtbot.waitUntil(lambda: dialog.table.horizontalHeaderItem(0).text()[:6] == "column")
    dialog.close()


def test_target_is_disabled_as_an_input(qtbot, same_window, houses):
    dialog = open_dialog(qtbot, same_window, houses)
    check(dialog, "price", True)
    assert "price" not in dialog.choice.inputs
    items = {
        item.data(Qt.ItemDataRole.UserRole): item
        for item in map(dialog.inputs.item, range(dialog.inputs.count()))
    }
    assert items["price"].text() == "price  (target)"
    assert not items["price"].flags() & Qt.ItemFlag.ItemIsEnabled
    faded, usable = items["price"].foreground(), items["area"].foreground()
    assert faded.color() != usable.color()
    dialog.target.setCurrentIndex(dialog.target.findData("area"))
    dialog.target.activated.emit(0)
    assert items["price"].text() == "price"
    assert items["area"].text() == "area  (target)"
    assert items["price"].foreground() == usable
    dialog.close()


@pytest.mark.parametrize(
    ("name", "contents", "message"),
    [
        ("empty.csv", b"", "empty"),
        ("picture.csv", b"\x89PNG\x00\x00\x01", "is a picture"),
        ("missing.csv", None, "no file"),
    ],
)
def test_file_without_a_table_is_refused(
    qtbot, same_window, tmp_path, name, contents, message
):
    path = tmp_path / name
    if contents is not None:
        path.write_bytes(contents)
    dialog = open_dialog(qtbot, same_window, str(path))
    assert message in dialog.status.text()
    assert not dialog.ok.isEnabled()
    dialog.close()


def test_reject_stops_the_reader_thread(qtbot, same_window, tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("a,b\n" + "1.5,2.5\n" * 400_000)
    same_window.csv_opener.open(path=str(path))
    dialog = same_window.findChildren(CsvDialog)[-1]
    qtbot.waitUntil(lambda: dialog.progress.value() > 0)
    worker = dialog.worker
    dialog.reject()
    qtbot.waitUntil(worker.isFinished)


def test_closing_the_window_stops_the_reader_thread(qtbot, window, houses):
    window.csv_opener.open(path=houses)
    worker = window.findChildren(CsvDialog)[-1].worker
    window.close()
    assert worker.isFinished()


def test_dropped_file_opens_the_dialog(qtbot, same_window, houses):
    data = QMimeData()
    with pytest.raises(DataError, match="0 files"):
        dropped_file(data)
    data.setUrls([QUrl.fromLocalFile(houses)])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    same_window.dropEvent(event)
    dialog = same_window.findChildren(CsvDialog)[-1]
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.close()


def test_every_control_has_an_accessible_name(qtbot, same_window, houses):
    dialog = CsvDialog(houses, LIGHT, same_window)
    for widget in (
        dialog.delimiter,
        dialog.decimal,
        dialog.header,
        dialog.missing,
        dialog.target,
        dialog.inputs,
        dialog.standardize,
        dialog.table,
        dialog.ok,
    ):
        assert widget.accessibleName()
    dialog.close()


def test_training_pauses_while_a_file_is_read(qtbot, window, tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("a,b\n" + "1.5,2.5\n" * 100_000)
    window.run.start()
    qtbot.waitUntil(lambda: window.training.newest.snapshot.step > 0)
    steps = []
    window.csv_opener.open(path=str(path))
    dialog = window.findChildren(CsvDialog)[-1]
    dialog.worker.progressed.connect(
        lambda: steps.append(window.training.newest.snapshot.step)
    )
    qtbot.waitUntil(dialog.ok.isEnabled, timeout=20_000)
    assert len(steps) > 3
    assert len(set(steps)) == 1
    assert window.training.newest.state is RunState.RUNNING
    qtbot.waitUntil(lambda: window.training.newest.snapshot.step > steps[-1])
    dialog.close()


def test_training_continues_when_reading_is_cancelled(qtbot, window, tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("a,b\n" + "1.5,2.5\n" * 400_000)
    window.run.start()
    for _ in range(3):
        window.csv_opener.open(path=str(path))
        window.findChildren(CsvDialog)[-1].reject()
    step = window.training.newest.snapshot.step
    qtbot.waitUntil(lambda: window.training.newest.snapshot.step > step)


def test_long_names_and_markup_are_shown_literally(qtbot, window, tmp_path):
    path = tmp_path / ("long_name_" * 12 + "<b>.csv")
    names = ["<b>a</b>", "x" * 300, "How_satisfied_are_you_with_all_of_it_today"]
    rows = "".join(f"{n},{n % 7},{n % 5}\n" for n in range(40))
    path.write_text(",".join(names) + "\n" + rows + "1,2,3,4\n")
    dialog = open_dialog(qtbot, window, str(path))
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert dialog.width() < 900
    assert "<b>.csv" in dialog.heading.text()
    for label in (dialog.heading, dialog.status):
        assert label.textFormat() is Qt.TextFormat.PlainText
    assert "line 42 (more cells than columns)" in dialog.problems.toPlainText()
    assert "1 in too long a row of 41 cells" in dialog.problems.toPlainText()
    panel = window.parameter_panel
    before = panel.area.widget().width()
    dialog.ok.click()
    qtbot.waitUntil(lambda: isinstance(window.shown.recipe.data, TableConfig))
    assert panel.target.text().replace("\u200b", "").startswith(f"{names[2]} from <b>")
    assert panel.target.textFormat() is Qt.TextFormat.PlainText
    QApplication.processEvents()
    assert panel.area.widget().width() == before
    assert panel.area.widget().minimumSizeHint().width() <= panel.area.width()


def test_problem_list_is_hidden_without_invalid_cells(qtbot, same_window, tmp_path):
    path = tmp_path / "good.csv"
    path.write_text("a,b\n" + "1.5,2.5\n" * 30)
    dialog = open_dialog(qtbot, same_window, str(path))
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert not dialog.problems.isVisible()
    assert dialog.heading.text().endswith("244 bytes")
    dialog.close()
