"""The Tab key: it leaves every table and every text, in each window and dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from gui.csv.dialog import CsvDialog
from gui.help.help_dialog import HelpDialog
from gui.window.error_dialog import ErrorDialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gui.window.main_window import MainWindow

KINDS = (QAbstractItemView, QTextEdit, QPlainTextEdit)
MAX_TABS = 20
"""A text stops at each of its links."""


def csv(qtbot, window: MainWindow, folder: Path) -> QWidget:
    file = folder / "table.csv"
    file.write_text("a,b,c\n" + "".join(f"{n},{n * n},x\n" for n in range(40)))
    window.csv_opener.open(path=str(file))
    dialog = window.findChildren(CsvDialog)[-1]
    qtbot.waitUntil(dialog.ok.isEnabled)
    return dialog


def compare(qtbot, window: MainWindow, folder: Path) -> QWidget:
    window.actions_["pin"].trigger()
    qtbot.waitUntil(lambda: len(window.compare.pins.records) == 1)
    window.compare.open()
    table = window.compare.window.table
    qtbot.waitUntil(lambda: table.runs.rowCount() == 2)
    table.setCurrentIndex(table.model().index(0, 0))
    return window.compare.window


def main(qtbot, window: MainWindow, folder: Path) -> QWidget:
    panel = window.microscope.open()
    window.actions_["check_gradient"].trigger()
    qtbot.waitUntil(lambda: not panel.gradient_check.progress_bar.isVisible())
    units: Any = window.panels.bring_into_view("units")
    qtbot.waitUntil(lambda: units.isVisible() and bool(units.summary.text()))
    return window


def error(qtbot, window: MainWindow, folder: Path) -> QWidget:
    dialog = ErrorDialog("summary", "line\n" * 200, window)
    dialog.open()
    return dialog


def help_dialog(qtbot, window: MainWindow, folder: Path) -> QWidget:
    dialog = HelpDialog(window)
    dialog.show()
    return dialog


@pytest.mark.parametrize("opened", [csv, compare, main, error, help_dialog])
@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_tab_leaves_every_table_and_text(
    qtbot,
    window,
    tmp_path,
    opened: Callable[[object, MainWindow, Path], QWidget],
    key: Qt.Key,
):
    place = opened(qtbot, window, tmp_path)
    place.activateWindow()
    tabs = getattr(place, "microscope", None)
    pages = 1 if tabs is None else tabs.open().tabs.count()
    seen = 0
    for page in range(pages):
        if tabs is not None:
            tabs.open().tabs.setCurrentIndex(page)
        for widget in place.findChildren(QWidget):
            reached = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            if not (isinstance(widget, KINDS) and widget.isVisible() and reached):
                continue
            seen += 1
            widget.setFocus()
            qtbot.waitUntil(widget.hasFocus)
            for _ in range(MAX_TABS):
                inside = QApplication.focusWidget()
                if inside is not widget:
                    break
                qtbot.keyClick(inside, key)
            assert QApplication.focusWidget() is not widget, type(widget).__name__
    assert seen
    if place is not window:
        place.close()
