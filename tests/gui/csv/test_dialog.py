"""The CSV dialog: from opening a file to a run that learns from it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import QMimeData, QPointF, Qt, QUrl
from PyQt6.QtGui import QColor, QDropEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QComboBox

from gui.csv.column_table import ColumnTable
from gui.csv.dialog import CsvDialog
from gui.style.theme import DARK, LIGHT
from gui.training.status import RunState
from shallownet import TableConfig, summarize
from tests.shallownet.data.columns.tables import table_of

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
    qtbot.waitUntil(lambda: "…" not in dialog.status.text())
    return dialog


def row_of(dialog: CsvDialog, name: str) -> int:
    return dialog.columns.columns.names.index(name)


def tick(dialog: CsvDialog, name: str, on: bool) -> bool:
    state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
    index = dialog.columns.columns.index(row_of(dialog, name), 0)
    return dialog.columns.columns.setData(index, state, Qt.ItemDataRole.CheckStateRole)


def cell(dialog: CsvDialog, name: str, title: str) -> str:
    """Return what a cell of the table of columns shows."""
    model = dialog.columns.columns
    titles = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(10)]
    return model.index(row_of(dialog, name), titles.index(title)).data()


def press(dialog: CsvDialog, key: Qt.Key) -> None:
    tester: Any = QTest  # its stubs lack that this is a static method
    tester.keyClick(dialog.columns, key)


def make_kind(dialog: CsvDialog, name: str, kind: str) -> None:
    """Choose a kind as a person does: with the keys, in the box of the row."""
    dialog.columns.setFocus()
    dialog.columns.selectRow(row_of(dialog, name))
    press(dialog, Qt.Key.Key_Return)
    (box,) = dialog.columns.findChildren(QComboBox)
    box.setCurrentText(kind)
    box.activated.emit(box.currentIndex())


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
    dialog.tabs.setCurrentWidget(dialog.reading)
    assert dialog.problems.isVisible()
    assert dialog.problems.focusPolicy() & Qt.FocusPolicy.TabFocus
    listed = dialog.problems.toPlainText().splitlines()
    assert listed == [
        "area: 1 missing of 60 cells: line 9 “n/a”",
        "rooms: 1 text of 60 cells: line 11 “many”",
    ]
    dialog.missing.setCurrentIndex(dialog.missing.findData("drop_columns"))
    dialog.missing.activated.emit(1)
    qtbot.waitUntil(lambda: "no input is left" in dialog.status.text())
    assert not dialog.ok.isEnabled()
    dialog.close()


@pytest.mark.parametrize("proposed", [True, False])
def test_run_learns_from_the_chosen_columns(qtbot, window, houses, proposed):
    dialog = open_dialog(qtbot, window, houses)
    assert tick(dialog, "rooms", False)
    dialog.proposed.setChecked(proposed)
    qtbot.waitUntil(lambda: "1 of 60 rows" in dialog.status.text())
    qtbot.waitUntil(dialog.ok.isEnabled)
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(window.shown.recipe.data, TableConfig))
    recipe, run = window.shown.recipe, window.shown.snapshot.run
    assert (recipe.data.csv_target, recipe.data.csv_inputs) == ("price", ("area",))
    assert run.data.samples == ROWS - 1
    assert run.data.input_names == ("area",)
    assert recipe.config.standardize_inputs == proposed
    assert recipe.config.optimizer == ("adam" if proposed else "gradient_descent")
    assert recipe.config.test_share == (0.2 if proposed else 0.0)
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
    qtbot.waitUntil(lambda: (cell(dialog, "price", "Kind") or "…") == "id ▾")
    dialog.header.setCurrentIndex(dialog.header.findData("no"))
    dialog.header.activated.emit(2)
    qtbot.waitUntil(lambda: dialog.table.horizontalHeaderItem(0).text()[:6] == "column")
    dialog.close()


def test_the_target_is_no_input(qtbot, same_window, houses):
    dialog = open_dialog(qtbot, same_window, houses)
    assert not tick(dialog, "price", True)
    assert "price" not in dialog.choice.inputs
    assert cell(dialog, "price", "Column").endswith("price  (target)")
    dialog.target.setCurrentIndex(dialog.target.findData("area"))
    dialog.target.activated.emit(0)
    qtbot.waitUntil(lambda: "(target)" in cell(dialog, "area", "Column"))
    assert cell(dialog, "price", "Column") == "price"
    assert "price" in dialog.choice.inputs  # nothing else was asked for
    dialog.close()


@pytest.fixture
def trips(tmp_path) -> str:
    """Return the path of a file with dates, categories, answers and ids."""
    generator = np.random.default_rng(2)
    lines = ["id,when,town,member,metres,feet,tip"]
    for n in range(ROWS):
        metres = round(float(generator.uniform(100, 900)), 1)
        town, member = ("Ulm", "Bonn", "Kiel")[n % 3], ("yes", "no")[n % 2]
        day = f"{n % 12 + 1}/{n % 9 + 1}/2024"
        tip = round(metres / 100 + n % 3, 2)
        lines.append(f"{n + 7},{day},{town},{member},{metres},{tip * 2},{tip}")
    path = tmp_path / "trips.csv"
    path.write_text("\n".join([*lines, lines[-1]]), encoding="utf-8")
    return str(path)


def test_kinds_are_recognized_and_told(qtbot, same_window, trips):
    dialog = open_dialog(qtbot, same_window, trips)
    shown = {name: cell(dialog, name, "Kind") for name in dialog.columns.columns.names}
    assert shown == {
        "id": "id ▾",
        "when": "date ▾",
        "town": "category ▾",
        "member": "yes/no ▾",
        "metres": "number ▾",
        "feet": "number ▾",
        "tip": "number ▾",
    }
    assert dialog.choice.target == "tip"
    assert dialog.choice.inputs == ("when", "town", "member", "metres")
    assert "linear function of the target" in cell(dialog, "feet", "To know")
    notes = dialog.learning.notes.toPlainText()
    assert "1 row repeats an earlier one" in notes
    assert "Left out: id (named as an id" in notes
    assert "could be day/month/year" in notes
    dialog.columns.selectRow(row_of(dialog, "town"))
    assert "town = Bonn, town = Kiel, town = Ulm" in plain(dialog.learning.details)
    dialog.close()


def plain(label) -> str:
    return label.text().replace("\u200b", "")


def test_a_kind_is_changed_with_the_keys(qtbot, same_window, trips):
    dialog = open_dialog(qtbot, same_window, trips)
    dialog.columns.setFocus()
    dialog.columns.selectRow(row_of(dialog, "metres"))
    press(dialog, Qt.Key.Key_Space)
    assert "metres" not in dialog.choice.inputs
    make_kind(dialog, "town", "text")
    qtbot.waitUntil(lambda: cell(dialog, "town", "Kind") == "text ▾")
    make_kind(dialog, "id", "number")
    qtbot.waitUntil(lambda: cell(dialog, "id", "Kind") == "number ▾")
    assert {kind.column: kind.kind for kind in dialog.choice.kinds} == {
        "town": "text",
        "id": "number",
    }
    press(dialog, Qt.Key.Key_Tab)
    assert not dialog.columns.hasFocus()
    dialog.close()


def test_parts_and_order_of_a_date_are_chosen(qtbot, window, trips):
    dialog = open_dialog(qtbot, window, trips)
    parts = dialog.learning.parts
    assert not parts.isVisible()
    dialog.columns.selectRow(row_of(dialog, "when"))
    assert parts.isVisible()
    assert parts.boxes["days"].isChecked()
    assert not parts.boxes["hour"].isChecked()
    parts.order.setCurrentText("day/month/year")
    parts.order.activated.emit(0)
    qtbot.waitUntil(lambda: cell(dialog, "when", "To") == "2024-09-12")
    parts.boxes["weekday"].click()
    qtbot.waitUntil(lambda: "weekday" not in plain(dialog.learning.details))
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.ok.click()
    qtbot.waitUntil(lambda: isinstance(window.shown.recipe.data, TableConfig))
    recipe = window.shown.recipe
    assert (
        "when: date day/month/year | since 2024-01-01 | days | month"
        in recipe.data.csv_kinds
    )
    names = window.shown.snapshot.run.data.input_names
    assert names[:3] == ("metres", "when: days", "when: month sin")
    assert "town = Ulm" in names
    assert "member = yes" in names
    # Opened again, it has what was chosen.
    window.csv_opener.open(recipe.data)
    again = window.findChildren(CsvDialog)[-1]
    qtbot.waitUntil(again.ok.isEnabled)
    assert again.choice.inputs == recipe.data.csv_inputs
    assert cell(again, "when", "To") == "2024-09-12"
    assert not again.proposed.isChecked()
    again.close()


def test_what_cannot_be_a_target_is_told(qtbot, window, trips):
    dialog = open_dialog(qtbot, window, trips)
    dialog.target.setCurrentIndex(dialog.target.findData("town"))
    dialog.target.activated.emit(0)
    qtbot.waitUntil(lambda: "town has 3 categories" in plain(dialog.status))
    assert not dialog.ok.isEnabled()
    dialog.target.setCurrentIndex(dialog.target.findData("member"))
    dialog.target.activated.emit(0)
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.ok.click()
    qtbot.waitUntil(lambda: isinstance(window.shown.recipe.data, TableConfig))
    data = window.shown.snapshot.run.data
    assert data.target_name == "member = yes"
    assert set(data.y[0]) == {0.0, 1.0}


def test_a_screen_reader_is_told_each_cell(qtbot, same_window, trips):
    dialog = open_dialog(qtbot, same_window, trips)
    model, role = dialog.columns.columns, Qt.ItemDataRole.AccessibleTextRole

    def said(name: str) -> list[str]:
        row = row_of(dialog, name)
        return [model.index(row, n).data(role) for n in range(model.columnCount())]

    assert said("town")[:4] == [
        "town, input, category",
        "Kind category",
        "Missing –",
        "Different 3",
    ]
    assert said("town")[7] == "Distribution 21, 20, 20"
    assert said("id")[0] == "id, no input, id, not proposed"
    assert said("tip")[0] == "tip, target, number"
    dialog.close()


def test_histograms_are_painted_in_both_themes(qtbot):
    columns = {"a": [1.0, 2.0, 2.0, 2.0] * 5, "y": [1.0, 5.0, 6.0, 7.0] * 5}
    for theme in (LIGHT, DARK):
        table = ColumnTable(theme)
        qtbot.addWidget(table)
        table.columns.set_summary(summarize(table_of(columns)))
        table.resize(900, 200)
        picture = table.grab().toImage()
        colour = QColor(theme.points).rgb()
        drawn = sum(
            picture.pixel(x, y) == colour
            for x in range(0, picture.width(), 2)
            for y in range(0, picture.height(), 2)
        )
        assert drawn > 50


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


def test_the_settings_are_told_before_they_are_accepted(qtbot, same_window, houses):
    dialog = open_dialog(qtbot, same_window, houses)
    assert "16 tanh units" in dialog.reason.text()
    assert "Adam at η = 0.01" in dialog.reason.text()
    dialog.proposed.setChecked(False)
    assert not dialog.reason.text()
    dialog.proposed.setChecked(True)
    assert dialog.reason.text()
    dialog.close()


def test_dropped_file_opens_the_dialog(qtbot, same_window, houses):
    data = QMimeData()
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
        dialog.columns,
        dialog.proposed,
        dialog.learning.notes,
        dialog.learning.parts.order,
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
    rows = "".join(f"{n * 3 % 40},{n % 7},{n % 5}\n" for n in range(40))
    path.write_text(",".join(names) + "\n" + rows + "1,2,3,4\n")
    dialog = open_dialog(qtbot, window, str(path))
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert dialog.width() < 1000
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


def test_many_columns_are_told_and_all_can_be_chosen(qtbot, same_window, tmp_path):
    path = tmp_path / "wide.csv"
    generator = np.random.default_rng(4)
    names = [f"sensor {n}" for n in range(300)]
    rows = [",".join(f"{v:.2f}" for v in generator.normal(size=300)) for _ in range(15)]
    path.write_text("\n".join([",".join(names), *rows]))
    dialog = open_dialog(qtbot, same_window, str(path))
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert "300 columns; the first 200 are previewed" in dialog.heading.text()
    assert dialog.table.columnCount() == 200
    assert dialog.columns.columns.rowCount() == dialog.target.count() == 300
    assert len(dialog.choice.inputs) == 64
    left_out = next(n for n in names[:-1] if n not in dialog.choice.inputs)
    assert tick(dialog, left_out, True)
    qtbot.waitUntil(lambda: "65 inputs are too many; 64" in plain(dialog.status))
    assert not dialog.ok.isEnabled()
    dialog.close()
