"""The names of the runs stay in view while the table is scrolled sideways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import QPoint, Qt

from gui.compare.run_table import RunTable
from tests.gui.compare.records import record

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget


@pytest.fixture
def table(qtbot) -> RunTable:
    table = RunTable()
    table.resize(500, 300)
    qtbot.addWidget(table)
    table.runs.set_runs([record(name=n) for n in ("now", "b", "a")], all_settings=True)
    table.show()
    qtbot.waitUntil(table.isVisible)
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() > 500)
    return table


def left_of(table: RunTable, widget: QWidget) -> int:
    return widget.mapTo(table, QPoint(0, 0)).x()


def test_names_are_covered_by_nothing_once_scrolled(qtbot, table):
    across = table.horizontalScrollBar()
    assert not table.names.isVisible()
    unscrolled = left_of(table, table.viewport())
    for value in (1, 300, across.maximum()):
        across.setValue(value)
        assert table.names.isVisible()
        assert left_of(table, table.names) == unscrolled
        assert table.names.width() == table.columnWidth(0)
        index = table.names.model().index(1, 0)
        shown = table.names.visualRect(index)
        # On the line of its run, below headings of one height.
        own = table.names.viewport().mapTo(table, shown.topLeft()).y()
        row = table.visualRect(table.model().index(1, 0))
        assert own == table.viewport().mapTo(table, row.topLeft()).y()
    across.setValue(0)
    assert not table.names.isVisible()


def test_a_name_is_selected_checked_and_edited_there(qtbot, table):
    seen: list[tuple[int, bool]] = []
    table.runs.visibility_edited.connect(lambda *edit: seen.append(edit))
    table.horizontalScrollBar().setValue(300)
    names = table.names
    index = names.model().index(1, 0)
    place = names.visualRect(index)
    area = names.viewport()
    qtbot.mouseClick(area, Qt.MouseButton.LeftButton, pos=place.center())
    assert table.rows == [1]
    box = QPoint(place.left() + 10, place.center().y())
    qtbot.mouseClick(area, Qt.MouseButton.LeftButton, pos=box)
    assert seen == [(1, False)]
    qtbot.mouseDClick(area, Qt.MouseButton.LeftButton, pos=place.center())
    assert table.is_editing
    assert table.horizontalScrollBar().value() == 0  # where it is edited


def test_its_heading_sorts_by_name_both_ways(qtbot, table):
    table.horizontalScrollBar().setValue(300)

    def order() -> list[str]:
        return [table.model().index(row, 0).data() for row in range(3)]

    head = table.names.horizontalHeader()
    for expected in (["now", "a", "b"], ["now", "b", "a"]):
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
        assert order() == expected


def test_the_current_cell_is_not_below_the_names(qtbot, table):
    last = table.model().columnCount() - 2
    table.setCurrentIndex(table.model().index(1, last))
    for column in range(last, 0, -1):
        index = table.model().index(1, column)
        table.setCurrentIndex(index)
        if table.names.isVisible():
            assert table.visualRect(index).left() >= table.names.width()
    assert table.currentIndex().column() == 1
