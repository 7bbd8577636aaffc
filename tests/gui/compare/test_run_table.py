"""The table of runs: its texts, order, marks and edits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PyQt6.QtCore import Qt

from gui.compare.run_table import RunTable
from tests.gui.compare.records import record

Role = Qt.ItemDataRole
ASCENDING, DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


@pytest.fixture
def table(qtbot, runs) -> RunTable:
    result = RunTable()
    qtbot.addWidget(result)
    result.runs.set_runs(runs)
    return result


def column(table: RunTable, title: str) -> int:
    return [c.title for c in table.runs.columns].index(title)


def shown(table: RunTable, title: str) -> list[str]:
    """Return the texts of a column in sort order."""
    at = column(table, title)
    return [table.order.index(n, at).data() for n in range(table.order.rowCount())]


def test_columns_show_the_metrics_of_each_run(table, runs):
    assert shown(table, "Run") == ["now", "slow", "tested", "fast"]
    assert shown(table, "Updates") == ["1", "12", "9", "100"]
    assert shown(table, "Held-out R²")[:2] == ["–", "–"]
    assert shown(table, "R²")[3] == f"{runs[3].r2:.4f}".replace("-", "−")
    assert shown(table, "Learning rate")[1] == "0.0001"


def test_numbers_sort_numerically_with_the_present_run_first(table):
    table.sortByColumn(column(table, "Updates"), ASCENDING)
    assert shown(table, "Updates") == ["1", "9", "12", "100"]
    table.sortByColumn(column(table, "Updates"), DESCENDING)
    assert shown(table, "Updates") == ["1", "100", "12", "9"]


@pytest.mark.parametrize("order", [ASCENDING, DESCENDING])
def test_missing_values_sort_last_in_both_directions(table, order):
    table.sortByColumn(column(table, "Held-out loss"), order)
    assert shown(table, "Run")[:2] == ["now", "tested"]


def test_unusual_settings_are_marked(table):
    at = column(table, "Learning rate")
    assert table.runs.columns[at].unusual == (False, True, False, False)
    head = table.runs.headerData(at, Qt.Orientation.Horizontal, Role.DisplayRole)
    assert head == "Learning rate ≠"
    assert table.runs.index(1, at).data(Role.FontRole).bold()
    assert table.runs.index(2, at).data(Role.BackgroundRole) is None


def test_first_pinned_run_decides_what_is_usual_in_a_tie(table, runs):
    table.runs.set_runs([runs[0], runs[1]])
    at = column(table, "Learning rate")
    assert table.runs.columns[at].unusual == (True, False)


def test_all_settings_can_be_shown(table, runs):
    few = len(table.runs.columns)
    titles = [c.title for c in table.runs.columns]
    assert "Optimizer" not in titles
    table.runs.set_runs(runs, all_settings=True)
    titles = [c.title for c in table.runs.columns]
    assert "Optimizer" in titles
    assert len(titles) > few + 10
    assert titles[-1] == "Notes"


def test_best_loss_of_a_batch_is_labelled(table, runs):
    batches = record("batches", 20, batch_size=4)
    table.runs.set_runs([*runs, batches])
    assert batches.best_update < batches.updates
    assert shown(table, "Best loss")[4].endswith("(batch)")
    assert not shown(table, "Best loss")[3].endswith("(batch)")


def test_columns_grow_with_their_texts(table, runs):
    at = column(table, "Updates")
    before = table.columnWidth(at)
    table.runs.set_runs([replace(runs[0], updates=123_456_789_012), *runs[1:]])
    text = table.runs.index(0, at).data()
    assert table.columnWidth(at) > before
    assert table.columnWidth(at) > table.fontMetrics().horizontalAdvance(text)


def test_row_header_shows_the_line_of_the_run(table):
    down = Qt.Orientation.Vertical
    assert not table.runs.headerData(1, down, Role.DecorationRole).isNull()
    assert table.runs.headerData(1, down, Role.AccessibleTextRole) == "slow"


def test_names_are_escaped_in_tooltips(table, runs):
    table.runs.set_runs([runs[0], replace(runs[1], name="<b>bold</b>"), *runs[2:]])
    tip = table.runs.index(1, 0).data(Role.ToolTipRole)
    assert "&lt;b&gt;bold" in tip


def test_sort_order_and_selection_survive_a_reset(table, runs):
    table.sortByColumn(column(table, "Learning rate"), DESCENDING)
    table.select([1])
    table.runs.set_runs([*runs, record("deep", 2, optimizer="adam")])
    assert table.rows == [1]
    at = table.order.sortColumn()
    assert table.runs.columns[at].title == "Learning rate"


def test_edits_are_emitted(qtbot, table):
    with qtbot.waitSignal(table.runs.name_edited) as renamed:
        table.runs.setData(table.runs.index(2, 0), "better")
    assert renamed.args == [2, "better"]
    with qtbot.waitSignal(table.runs.notes_edited) as noted:
        table.runs.setData(table.runs.index(3, column(table, "Notes")), "a spike")
    assert noted.args == [3, "a spike"]
    with qtbot.waitSignal(table.runs.visibility_edited) as hidden:
        unchecked = Qt.CheckState.Unchecked
        table.runs.setData(table.runs.index(1, 0), unchecked, Role.CheckStateRole)
    assert hidden.args == [1, False]


def test_name_of_the_present_run_is_not_editable(table):
    editable = Qt.ItemFlag.ItemIsEditable
    assert not table.runs.flags(table.runs.index(0, 0)) & editable
    assert table.runs.flags(table.runs.index(1, 0)) & editable
    assert not table.runs.flags(table.runs.index(1, 1)) & editable


def test_update_of_a_run_changes_its_row_only(qtbot, table, runs):
    changed = []
    table.runs.dataChanged.connect(lambda a, b: changed.append((a.row(), b.row())))
    table.runs.set_runs([replace(runs[0], updates=2), *runs[1:]])
    assert changed == [(0, 0)]
    assert shown(table, "Updates")[0] == "2"


def test_diverged_run_is_labelled(table, runs, diverged):
    table.runs.set_runs([*runs, diverged])
    assert "(diverged)" in shown(table, "Updates")[4]
