"""Texts that are not ours are shown as they are, and none of them widens a window.

Qt takes a text for rich text when it looks so: a file called ``<img src=...>`` would be
an image in every label, tip and message that names it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PyQt6.QtCore import QPoint, Qt, QTimer
from PyQt6.QtGui import QAction, QTextDocument
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGraphicsTextItem,
    QGraphicsView,
    QLabel,
    QListView,
    QMessageBox,
    QProgressDialog,
    QWidget,
)

from gui.csv.dialog import CsvDialog
from gui.documents import dialogs
from gui.documents.dialogs import ask_about_changes
from gui.style import theme as themes
from gui.text.number_format import BREAK
from gui.window.csv_opener import CsvOpener
from shallownet import Recipe, TableConfig

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from gui.window.main_window import MainWindow

TAG = "<img src=q> & <b>bold</b>"
"""Column names, categories and the file's name have it; nobody may see it rendered."""

LONG = "n" * 240


def seen(text: str, *, rich: bool | None = None) -> str:
    """Return what a person sees of a text that Qt may take for rich text."""
    guessed: bool = Qt.mightBeRichText(text)  # type: ignore[attr-defined]
    if not (guessed if rich is None else rich):
        return text.replace(BREAK, "")
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText().replace(BREAK, "")


def texts_of(window: QWidget) -> Iterator[tuple[str, str]]:
    """Yield what is seen of every text in a window, with where it stands."""
    for widget in (window, *window.findChildren(QWidget)):
        where = f"{type(widget).__name__} {widget.objectName()}"
        yield f"tip of {where}", seen(widget.toolTip())
        if isinstance(widget, QLabel):
            formats = {
                Qt.TextFormat.PlainText: False,
                Qt.TextFormat.RichText: True,
            }
            rich = formats.get(widget.textFormat())
            yield f"text of {where}", seen(widget.text(), rich=rich)
        elif isinstance(widget, QMessageBox):
            yield f"text of {where}", seen(widget.text())
        elif isinstance(widget, QAbstractItemView):
            yield from items_of(widget, where)
        elif isinstance(widget, QComboBox):
            for row in range(widget.count()):
                tip = widget.itemData(row, Qt.ItemDataRole.ToolTipRole)
                yield f"tip {row} of {where}", seen(tip or "")
        elif isinstance(widget, QGraphicsView) and widget.scene() is not None:
            for item in widget.scene().items():
                yield f"tip in {where}", seen(item.toolTip())
                if isinstance(item, QGraphicsTextItem):
                    yield f"label in {where}", item.toPlainText()
    for action in window.findChildren(QAction):
        yield f"tip of {action.text()}", seen(action.toolTip())


def items_of(view: QAbstractItemView, where: str) -> Iterator[tuple[str, str]]:
    model = view.model()
    if model is None:
        return
    role = Qt.ItemDataRole.ToolTipRole
    columns = 1 if isinstance(view, QListView) else model.columnCount()
    for row in range(model.rowCount()):
        head = model.headerData(row, Qt.Orientation.Vertical, role)
        yield f"tip of row {row} of {where}", seen(head or "")
    for column in range(columns):
        head = model.headerData(column, Qt.Orientation.Horizontal, role)
        yield f"tip of column {column} of {where}", seen(head or "")
        for row in range(model.rowCount()):
            tip = model.index(row, column).data(role)
            yield f"tip of cell {row}, {column} of {where}", seen(tip or "")


def check_plain(window: QWidget) -> int:
    """Return in how many places the tag is seen; fail where only a part of it is."""
    count = 0
    for where, text in texts_of(window):
        assert "\ufffc" not in text, f"an image in {where}"
        if "bold" in text:
            assert "<b>bold" in text, f"{where} shows {text!r}"
            assert "&amp;" not in text, f"{where} shows {text!r}"
            count += 1
    return count


@pytest.fixture
def table(tmp_path: Path) -> TableConfig:
    """Return a file whose name, columns and cells are markup."""
    file = tmp_path / f"{TAG.replace('/', '')}.csv"
    names = [f"{TAG} {kind}" for kind in ("a", "b", "y", "kind")]
    rows = [f"{n},{2 * n},{3 * n},{TAG}" for n in range(40)]
    rows[3] = f",{TAG},1,{TAG}"
    file.write_text("\n".join([",".join(names), *rows]))
    return TableConfig(csv=str(file), csv_target=names[2], csv_inputs=tuple(names[:2]))


def test_the_dialog_of_a_file_shows_markup_as_it_is(qtbot, window, table):
    dialog = CsvDialog(table.csv, themes.LIGHT, window)
    dialog.open()
    qtbot.waitUntil(lambda: "rows" in dialog.status.text() or dialog.ok.isEnabled())
    assert check_plain(dialog) > 5
    dialog.columns.selectRow(3)  # says what is in the constant column
    tick(dialog, dialog.columns.columns.names)
    qtbot.waitUntil(lambda: "bold" in dialog.status.text())
    check_plain(dialog)
    dialog.close()


def tick(dialog: CsvDialog, inputs: Sequence[str]) -> None:
    """Choose the inputs among the columns that can be one."""
    model = dialog.columns.columns
    for row, name in enumerate(model.names):
        checked = Qt.CheckState.Checked if name in inputs else Qt.CheckState.Unchecked
        model.setData(model.index(row, 0), checked, Qt.ItemDataRole.CheckStateRole)


def open_panels(qtbot, window: MainWindow) -> None:
    """Open the panels that name inputs, the one over the first input at last."""
    units: Any = window.panels.bring_into_view("units")
    qtbot.waitUntil(lambda: bool(units.summary.text()))
    errors: Any = window.panels.bring_into_view("residuals")
    errors.against_chosen.emit(0)
    qtbot.waitUntil(lambda: len(errors.columns()) > 6)
    window.grab()


def test_the_windows_show_markup_as_it_is(qtbot, make_window, table):
    window = make_window(Recipe(data=table))
    qtbot.waitUntil(lambda: bool(window.shown.snapshot.run.data.input_names))
    # Every view with names: the graph under the mouse, the microscope, the comparison.
    panel = window.microscope.open()
    for tab in range(panel.tabs.count()):
        panel.tabs.setCurrentIndex(tab)
        window.microscope.select(0)
        window.grab()
    open_panels(qtbot, window)
    places = check_plain(window)
    assert places > 1
    window.actions_["pin"].trigger()
    qtbot.waitUntil(lambda: len(window.compare.pins.records) == 1)
    check_plain(window)
    window.compare.open()
    qtbot.waitUntil(lambda: window.compare.window.table.runs.rowCount() == 2)
    window.compare.pins.set_notes(0, TAG)
    window.compare.window.all_settings.setChecked(True)
    assert check_plain(window.compare.window) > 3
    window.compare.window.plot.highlight([1])
    check_plain(window.compare.window)


@pytest.mark.parametrize("name", ["learning_rate", "hidden_units", "samples"])
def test_what_was_typed_is_quoted_as_it_is(qtbot, window, name):
    field = window.parameter_panel.form.fields[name]
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, TAG)
    assert field.problem.isVisible()
    assert check_plain(window) > 0


def test_a_missing_file_is_named_as_it_is(qtbot, make_window, table):
    window = make_window(Recipe.of(samples=50))
    window.loader.load(
        Recipe(data=TableConfig(table.csv + "x", table.csv_target, table.csv_inputs))
    )
    qtbot.waitUntil(lambda: "no file" in window.step_panel.narration.text())
    check_plain(window)


NAMES = [TAG.replace("/", ""), LONG]


@pytest.mark.parametrize("name", NAMES, ids=["markup", "long"])
def test_questions_and_progress_show_names_of_runs_as_they_are(
    qtbot, window, tmp_path, monkeypatch, name
):
    path = tmp_path / f"{name[:200]}.shallownet"
    monkeypatch.setattr(dialogs, "choose_name", lambda *_: str(path))
    window.run.start(5)
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 5)
    window.actions_["save"].trigger()
    qtbot.waitUntil(lambda: window.actions_["verify"].isEnabled())
    window.actions_["verify"].trigger()
    (progress,) = window.findChildren(QProgressDialog)
    progress.show()
    assert f"Replaying {path.name} …" in [text for _, text in texts_of(progress)]
    assert progress.minimumSizeHint().width() < 600
    qtbot.waitUntil(window.actions_["verify"].isEnabled)
    check_plain(window)
    boxes: list[QMessageBox] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(10, look)
            return
        boxes.append(box)
        assert any(path.name in text for _, text in texts_of(box))
        assert box.width() < 800
        box.reject()

    look()
    ask_about_changes(window, path.name)  # which is replaced where windows close
    look()
    dialogs.offer_settings(window, f"{path.name} cannot be opened.")
    assert len(boxes) == 2


# Long names


def widths(window: MainWindow) -> tuple[int, int]:
    return window.minimumSizeHint().width(), window.width()


def test_long_names_widen_nothing(qtbot, make_window, tmp_path):
    file = tmp_path / f"{LONG}.csv"
    names = [f"{kind}{LONG}" for kind in ("a", "b", "y", "kind")]
    rows = [f"{n},{2 * n},{3 * n},{LONG}" for n in range(40)]
    file.write_text("\n".join([",".join(names), *rows]))
    window = make_window(Recipe.of(samples=50))
    plain = widths(window)
    opener = window.csv_opener
    assert isinstance(opener, CsvOpener)
    opener.open(path=str(file))
    dialog = window.findChild(CsvDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.ok.isEnabled)
    tick(dialog, names)
    assert "kindnnn" in seen(dialog.learning.notes.toPlainText())
    assert dialog.minimumSizeHint().width() <= 900
    assert dialog.width() <= 980
    # The whole is in a tip, wherever it is elided.
    whole, tip = dialog.target.itemText(0), Qt.ItemDataRole.ToolTipRole
    assert whole in seen(dialog.target.itemData(0, tip))
    assert whole in seen(dialog.columns.columns.index(0, 0).data(tip))
    assert str(file) in seen(dialog.heading.toolTip())
    assert dialog.target.currentText() in seen(dialog.target.toolTip())
    tick(dialog, dialog.columns.columns.names[:2])
    qtbot.waitUntil(dialog.ok.isEnabled)
    with qtbot.waitSignal(window.presenter.run_changed):
        dialog.ok.click()
    window.microscope.open()
    window.microscope.select(0)
    open_panels(qtbot, window)
    assert widths(window) == plain
    before = window.compare.window.minimumSizeHint().width()
    window.actions_["pin"].trigger()
    qtbot.waitUntil(lambda: len(window.compare.pins.records) == 1)
    window.compare.open()
    qtbot.waitUntil(lambda: window.compare.window.table.runs.rowCount() == 2)
    assert window.compare.window.minimumSizeHint().width() == before
    table = window.compare.window.table
    assert table.columnWidth(0) <= max(260, table.width() // 3)
    tip = table.runs.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert f"{LONG}.csv" in seen(tip)


def test_a_long_wrong_text_does_not_widen_the_form(qtbot, window):
    panel = window.parameter_panel
    before = panel.area.widget().minimumSizeHint().width()
    for name in ("learning_rate", "hidden_units"):
        field = panel.form.fields[name]
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, "W" * 60)
        assert field.problem.isVisible()
        window.grab()
        assert panel.area.widget().minimumSizeHint().width() == before
        assert field.mapTo(panel, QPoint(field.width(), 0)).x() <= panel.width()
