"""The table of runs: its numbers, its order, its marks, and where one points at."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import Qt

from gui.compare.curve_readout import DrawnCurve, nearest
from gui.compare.curves_plot import CurvesPlot, reach
from gui.compare.run_table import RunTable
from shallownet import DivergedError, Recipe, Trainer
from shallownet.runs.run_record import RunRecord

Role = Qt.ItemDataRole
ASCENDING, DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


def record(name: str, updates: int = 3, **settings) -> RunRecord:
    recipe = Recipe.of(samples=30, hidden_units=(2,), **settings)
    trainer = Trainer(recipe.config, recipe.make_data())
    try:
        trainer.run(updates)
    except DivergedError:
        pass
    return RunRecord.of(trainer, recipe, name)


@pytest.fixture(scope="module")
def runs() -> list[RunRecord]:
    return [
        record("now", 1),
        record("slow", 12, learning_rate=1e-4),
        record("tested", 9, learning_rate=1e-3, test_share=0.2),
        record("fast", 100, learning_rate=1e-3),
    ]


@pytest.fixture
def table(qtbot, runs) -> RunTable:
    result = RunTable()
    qtbot.addWidget(result)
    result.runs.set_runs(runs)
    return result


def column(table: RunTable, title: str) -> int:
    return [c.title for c in table.runs.columns].index(title)


def shown(table: RunTable, title: str) -> list[str]:
    """Return a column as it is seen, from top to bottom."""
    at = column(table, title)
    return [table.order.index(n, at).data() for n in range(table.order.rowCount())]


def test_it_tells_what_each_run_came_to(table, runs):
    assert shown(table, "Run") == ["now", "slow", "tested", "fast"]
    assert shown(table, "Updates") == ["1", "12", "9", "100"]
    assert shown(table, "Test R²")[:2] == ["–", "–"]
    assert shown(table, "R²")[3] == f"{runs[3].r2:.4f}".replace("-", "−")
    assert shown(table, "Learning rate")[1] == "0.0001"


def test_numbers_are_sorted_as_numbers_with_the_present_run_first(table):
    table.sortByColumn(column(table, "Updates"), ASCENDING)
    assert shown(table, "Updates") == ["1", "9", "12", "100"]
    table.sortByColumn(column(table, "Updates"), DESCENDING)
    assert shown(table, "Updates") == ["1", "100", "12", "9"]


@pytest.mark.parametrize("order", [ASCENDING, DESCENDING])
def test_what_a_run_has_not_comes_last_however_it_is_sorted(table, order):
    table.sortByColumn(column(table, "Test loss"), order)
    assert shown(table, "Run")[:2] == ["now", "tested"]


def test_settings_that_differ_are_marked_where_they_are_not_usual(table):
    at = column(table, "Learning rate")
    assert table.runs.columns[at].marked == (False, True, False, False)
    head = table.runs.headerData(at, Qt.Orientation.Horizontal, Role.DisplayRole)
    assert head == "Learning rate ≠"
    assert table.runs.index(1, at).data(Role.FontRole).bold()
    assert table.runs.index(2, at).data(Role.BackgroundRole) is None


def test_the_first_that_was_pinned_is_usual_where_no_value_is_of_most(table, runs):
    table.runs.set_runs([runs[0], runs[1]])
    at = column(table, "Learning rate")
    assert table.runs.columns[at].marked == (True, False)


def test_all_settings_can_be_shown(table, runs):
    few = len(table.runs.columns)
    titles = [c.title for c in table.runs.columns]
    assert "Optimizer" not in titles
    table.runs.every_setting = True
    table.runs.set_runs(runs)
    titles = [c.title for c in table.runs.columns]
    assert "Optimizer" in titles
    assert len(titles) > few + 10
    assert titles[-1] == "Notes"


def test_a_best_loss_of_a_batch_says_so(table, runs):
    batches = record("batches", 20, batch_size=4)
    table.runs.set_runs([*runs, batches])
    assert batches.best_update < batches.updates
    assert shown(table, "Best loss")[4].endswith("(batch)")
    assert not shown(table, "Best loss")[3].endswith("(batch)")


def test_texts_that_grow_get_room(table, runs):
    at = column(table, "Updates")
    before = table.columnWidth(at)
    table.runs.set_runs([replace(runs[0], updates=123_456_789_012), *runs[1:]])
    text = table.runs.index(0, at).data()
    assert table.columnWidth(at) > before
    assert table.columnWidth(at) > table.fontMetrics().horizontalAdvance(text)


def test_each_row_has_its_line_at_its_head(table):
    down = Qt.Orientation.Vertical
    assert not table.runs.headerData(1, down, Role.DecorationRole).isNull()
    assert table.runs.headerData(1, down, Role.AccessibleTextRole) == "slow"


def test_what_a_person_types_is_no_markup(table, runs):
    table.runs.set_runs([runs[0], replace(runs[1], name="<b>bold</b>"), *runs[2:]])
    tip = table.runs.index(1, 0).data(Role.ToolTipRole)
    assert "&lt;b&gt;bold" in tip


def test_order_and_choice_stay_when_other_settings_are_shown(table, runs):
    table.sortByColumn(column(table, "Learning rate"), DESCENDING)
    table.select([1])
    table.runs.set_runs([*runs, record("deep", 2, optimizer="adam")])
    assert table.rows == [1]
    at = table.order.sortColumn()
    assert table.runs.columns[at].title == "Learning rate"


def test_what_is_written_is_handed_on(qtbot, table):
    with qtbot.waitSignal(table.runs.renamed) as renamed:
        table.runs.setData(table.runs.index(2, 0), "better")
    assert renamed.args == [2, "better"]
    with qtbot.waitSignal(table.runs.noted) as noted:
        table.runs.setData(table.runs.index(3, column(table, "Notes")), "a spike")
    assert noted.args == [3, "a spike"]
    with qtbot.waitSignal(table.runs.shown) as hidden:
        unchecked = Qt.CheckState.Unchecked
        table.runs.setData(table.runs.index(1, 0), unchecked, Role.CheckStateRole)
    assert hidden.args == [1, False]


def test_the_present_run_has_no_name_to_change(table):
    editable = Qt.ItemFlag.ItemIsEditable
    assert not table.runs.flags(table.runs.index(0, 0)) & editable
    assert table.runs.flags(table.runs.index(1, 0)) & editable
    assert not table.runs.flags(table.runs.index(1, 1)) & editable


def test_a_run_that_goes_on_changes_its_row_alone(qtbot, table, runs):
    changed = []
    table.runs.dataChanged.connect(lambda a, b: changed.append((a.row(), b.row())))
    table.runs.set_runs([replace(runs[0], updates=2), *runs[1:]])
    assert changed == [(0, 0)]
    assert shown(table, "Updates")[0] == "2"


@pytest.fixture(scope="module")
def diverged() -> RunRecord:
    return record("gone", 200, learning_rate=100.0, activation="relu")


def test_a_run_that_diverged_says_so(table, runs, diverged):
    table.runs.set_runs([*runs, diverged])
    assert "(diverged)" in shown(table, "Updates")[4]


@pytest.fixture
def plot(qtbot, runs) -> CurvesPlot:
    result = CurvesPlot()
    qtbot.addWidget(result)
    result.resize(700, 400)
    result.show()
    result.set_runs(runs)
    return result


def test_a_run_that_diverged_does_not_squeeze_the_others(plot, runs, diverged):
    (_, _), before = plot._box.viewRange()
    plot.set_runs([*runs, diverged])
    (_, _), after = plot._box.viewRange()
    assert np.nanmax(diverged.loss.values) > 1e12
    assert after[1] < before[1] + 1.0  # ten times as high at most


def test_one_curve_a_run_and_a_dotted_one_where_there_is_a_test(plot, runs):
    assert [(d.row, d.test) for d in plot.drawn] == [
        (0, False),
        (1, False),
        (2, False),
        (2, True),
        (3, False),
    ]
    dotted = plot._curves[3].opts["pen"]
    assert dotted.style() == Qt.PenStyle.DotLine
    plot.test_button.click()
    assert not any(d.test for d in plot.drawn)


def test_hidden_runs_have_no_curve(plot, runs):
    plot.set_runs([runs[0], replace(runs[1], visible=False), *runs[2:]])
    assert 1 not in {d.row for d in plot.drawn}
    for curve in plot._curves[len(plot.drawn) :]:
        assert curve.xData is None


def test_by_time_a_curve_ends_at_the_seconds_its_updates_took(plot, runs):
    plot.time_button.click()
    (fast,) = (d for d in plot.drawn if d.row == 3)
    assert fast.x[-1] == pytest.approx(runs[3].seconds)
    assert fast.updates[-1] == 100
    plot.time_button.click()
    (fast,) = (d for d in plot.drawn if d.row == 3)
    assert fast.x[-1] == 100


def test_the_axis_of_the_loss_can_be_linear(plot, runs):
    plot.log_button.click()
    (now,) = (d for d in plot.drawn if d.row == 0)
    assert now.y[0] == runs[0].loss.values[0]


def test_zooming_is_kept_until_all_is_to_be_shown(plot, runs):
    plot._box.sigRangeChangedManually.emit([True, True])
    plot._box.setRange(xRange=(0, 5), yRange=(1, 2), padding=0)
    plot.set_runs(runs)
    assert plot._box.viewRange() == [[0, 5], [1, 2]]
    plot.follow()
    assert plot._box.viewRange()[0][1] > 90


@pytest.mark.parametrize(("last", "far"), [(0, 1), (7, 8), (3000, 3000), (3001, 4000)])
def test_an_axis_grows_in_steps(last, far):
    assert reach(last) == pytest.approx(far)


def curve(row: int, y: list[float]) -> DrawnCurve:
    x = np.arange(len(y), dtype=float)
    return DrawnCurve(row, False, x, np.array(y), x, np.array(y))


def test_the_curve_nearest_to_the_pointer_is_meant_with_its_own_number():
    curves = [curve(0, [1, 1, 1]), curve(1, [3, math.nan, 4])]
    met = nearest(curves, 1.9, 3.9, (0.01, 0.1))
    assert (met.row, met.update, met.value) == (1, 2, 4.0)
    assert nearest(curves, 0.2, 1.1, (0.01, 0.1)).row == 0
    assert nearest(curves, 1.0, 60.0, (0.01, 0.1)) is None
    assert nearest([], 0.0, 0.0, (1.0, 1.0)) is None
    assert nearest([curve(0, [math.nan])], 0.0, 0.0, (1.0, 1.0)) is None
    assert nearest(curves, 2.6, 1.0, (0.01, 0.1)) is None  # it ended before
