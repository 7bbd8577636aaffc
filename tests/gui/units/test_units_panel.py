"""The units' card: its rows, their order, their switches, and what it says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QPoint, Qt

from gui.graph.hover_target import Unit
from gui.graph.probe import Probe
from gui.style.theme import DARK, LIGHT
from gui.units.unit_columns import COLUMNS
from gui.units.unit_rows import percent_text
from gui.units.units_panel import UnitsPanel
from shallownet import Dataset, Trainer, TrainingConfig
from shallownet.analysis.unit_report import UnitReport, unit_report
from shallownet.data import datasets

NAMES = [column.name for column in COLUMNS]
Role = Qt.ItemDataRole


@pytest.fixture
def panel(qtbot) -> UnitsPanel:
    panel = UnitsPanel()
    qtbot.addWidget(panel)
    panel.resize(1_100, 420)
    panel.show()
    return panel


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    trainer = Trainer(TrainingConfig(), datasets.notebook(100))
    trainer.run(200)
    return trainer


def show(
    panel: UnitsPanel, trainer: Trainer, off: tuple[tuple[int, int], ...] = ()
) -> UnitReport:
    snapshot = trainer.snapshot()
    report, probe = unit_report(snapshot, off), Probe(snapshot.run)
    probe.update_maps(snapshot)
    panel.set_report(snapshot, report, probe.maps)
    return report


def cells(panel: UnitsPanel, name: str, role: int = Role.DisplayRole) -> list[Any]:
    """Return a column from the top to the bottom of the table."""
    order = panel.table.order
    rows = range(order.rowCount())
    return [order.index(row, NAMES.index(name)).data(role) for row in rows]


def shown_columns(panel: UnitsPanel) -> list[str]:
    return [n for k, n in enumerate(NAMES) if not panel.table.isColumnHidden(k)]


def test_a_row_for_each_unit_with_the_reports_numbers(panel, trainer):
    report = show(panel, trainer)
    (layer,) = report.layers
    order = [int(text) for text in cells(panel, "unit")]
    assert sorted(order) == list(range(10))
    assert cells(panel, "contribution") == [
        percent_text(layer.contribution[unit]) for unit in order
    ]
    for name, values in (
        ("r2_without", layer.r2_without),
        ("r2_at_mean", layer.r2_at_mean),
    ):
        expected = [f"{values[unit]:.4f}".replace("-", "−") for unit in order]
        assert cells(panel, name) == expected
    W2 = trainer.network.parameters["W2"][0]
    assert cells(panel, "outgoing", Role.UserRole) == W2[order].tolist()
    p = trainer.network.parameters
    (w1, w2), b = p["W1"][order[0]], p["b1"][order[0], 0]
    z = f"{w1:.4g}·x1 + {w2:.4g}·x2 + {b:.4g}".replace("+ -", "− ")
    assert cells(panel, "incoming")[0] == z.replace("-", "−")
    assert panel.header.note.text() == f"R² {report.r2:.4f} over 100 samples"


def network_with_twins() -> Trainer:
    """Return a network whose units 0 and 2 are twins, and 3 has most to say."""
    trainer = Trainer(TrainingConfig(hidden_units=(4,)), datasets.notebook(60))
    p = trainer.network.parameters
    p["W1"][:] = [[0.3, 0.0], [0.0, 0.5], [0.301, 0.0], [0.2, -0.1]]
    p["b1"][:] = [[0.1], [-5.0], [0.1], [0.2]]
    p["W2"][:] = [[0.1, 0.01, 0.5, 9.0]]
    return trainer


def test_units_that_carry_the_prediction_are_first(panel):
    trainer = network_with_twins()
    carrying = show(panel, trainer).layers[0].carrying
    assert cells(panel, "unit") == ["3", "2", "0", "1"]
    assert carrying == (3, 2, 0)[: len(carrying)]
    panel.table.select(Unit(1, 2))
    told: list[Unit | None] = []
    panel.unit_selected.connect(told.append)
    trainer.network.parameters["W2"][:] = [[9.0, 0.01, 0.5, 0.1]]
    show(panel, trainer)
    assert cells(panel, "unit") == ["0", "2", "3", "1"]
    assert panel.table.selected == Unit(1, 2)
    assert panel.table.currentIndex().row() == 1
    assert not told  # the selected unit is the same


def test_units_that_carry_the_prediction_are_named(panel, trainer):
    report = show(panel, trainer)
    count = len(report.layers[0].carrying)
    text = panel.summary.text()
    assert text.startswith(f"{count} of 10 units carry 99 % of the prediction: units ")
    assert all(str(unit) in text for unit in report.layers[0].carrying)


def test_sorting_by_any_column_keeps_what_is_missing_last(qtbot, panel):
    trainer = Trainer(
        TrainingConfig(hidden_units=(6,), initialization="xavier"),
        datasets.notebook(50),
    )
    report = show(panel, trainer)
    by = NAMES.index("contribution")
    for direction, sign in (
        (Qt.SortOrder.DescendingOrder, -1.0),
        (Qt.SortOrder.AscendingOrder, 1.0),
    ):
        panel.table.sortByColumn(by, direction)
        keys = np.array(cells(panel, "contribution", Role.UserRole))
        assert keys.tolist() == sorted(keys, key=lambda key: sign * key)
    assert set(keys) == set(report.layers[0].contribution)
    trainer.network.parameters["W1"][2] = np.nan
    show(panel, trainer)
    for direction in Qt.SortOrder:
        panel.table.sortByColumn(NAMES.index("activations"), direction)
        assert np.isnan(cells(panel, "activations", Role.UserRole)[-1])


def test_a_selected_row_is_told_and_stays_selected(qtbot, panel, trainer):
    show(panel, trainer)
    with qtbot.waitSignal(panel.unit_selected) as selected:
        panel.table.select(Unit(1, 7))
    assert selected.args == [Unit(1, 7)]
    panel.table.sortByColumn(NAMES.index("contribution"), Qt.SortOrder.AscendingOrder)
    show(panel, trainer)
    assert panel.table.selected == Unit(1, 7)
    index = panel.table.selectionModel().selectedRows(NAMES.index("contribution"))[0]
    at = panel.table.visualRect(index).center()
    with qtbot.waitSignal(panel.unit_selected) as selected:
        qtbot.mouseClick(
            panel.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at)
        )
    assert selected.args == [None]
    panel.table.select(Unit(1, 7))
    qtbot.keyClick(panel.table, Qt.Key.Key_Escape)
    assert panel.table.selected is None


def test_space_and_the_tick_ask_for_a_switch(qtbot, panel, trainer):
    show(panel, trainer)
    panel.table.select(Unit(1, 3))
    with qtbot.waitSignal(panel.switched) as switched:
        qtbot.keyClick(panel.table, Qt.Key.Key_Space)
    assert switched.args == [Unit(1, 3), False]
    show(panel, trainer, off=((1, 3),))
    order = panel.table.order
    row = [int(text) for text in cells(panel, "unit")].index(3)
    index = order.index(row, 0)
    assert index.data(Role.CheckStateRole) == Qt.CheckState.Unchecked
    with qtbot.waitSignal(panel.switched) as switched:
        order.setData(index, Qt.CheckState.Checked.value, Role.CheckStateRole)
    assert switched.args == [Unit(1, 3), True]


def test_what_is_off_is_said_with_its_r2(qtbot, panel, trainer):
    report = show(panel, trainer)
    assert not panel.all_on.isVisible()
    report = show(panel, trainer, off=((1, 3), (1, 8)))
    assert panel.what_if.text().startswith(
        f"Without units 3 and 8, R² is {report.r2_off:.4f} instead of "
        f"{report.r2:.4f}".replace("-", "−")
    )
    with qtbot.waitSignal(panel.all_on_requested):
        qtbot.mouseClick(panel.all_on, Qt.MouseButton.LeftButton)
    show(panel, trainer)
    assert not panel.what_if.isVisible()


def test_twins_stand_together_with_one_letter(panel):
    show(panel, network_with_twins())
    assert cells(panel, "unit")[1:3] == ["2", "0"]
    assert cells(panel, "twins")[1:3] == ["A: with 0", "A: with 2"]
    assert "twins" in shown_columns(panel)


def test_standardized_weights_are_shown_in_the_datas_units_too(panel, trainer):
    show(panel, trainer)
    assert not {"incoming_in_data", "outgoing_in_data"} & set(shown_columns(panel))
    scaled = Trainer(
        TrainingConfig(
            hidden_units=(2,), standardize_inputs=True, standardize_target=True
        ),
        datasets.notebook(50),
    )
    show(panel, scaled)
    assert {"incoming_in_data", "outgoing_in_data"} <= set(shown_columns(panel))
    X, y, p = scaled.data.X, scaled.data.y, scaled.network.parameters
    first = int(cells(panel, "unit")[0])
    w = p["W1"][first] / X.std(axis=1)
    b = p["b1"][first, 0] - w @ X.mean(axis=1)
    expected = f"{w[0]:.4g}·x1 + {w[1]:.4g}·x2 + {b:.4g}".replace("+ -", "− ")
    assert cells(panel, "incoming_in_data")[0] == expected
    assert cells(panel, "outgoing_in_data")[0] == f"{p['W2'][0, first] * y.std():.4g}"


def test_a_linear_network_is_its_formula_and_its_inputs_are_the_rows(panel):
    x = np.linspace(-1.0, 3.0, 50)[np.newaxis]
    config = TrainingConfig(
        hidden_units=(),
        initialization="xavier",
        standardize_inputs=True,
        standardize_target=True,
        learning_rate=0.5,
    )
    trainer = Trainer(config, Dataset(x, 3.0 * x + 5.0, ("<i>x</i>",)))
    trainer.run(60)
    show(panel, trainer, off=((0, 0),))
    assert panel.summary.text() == "In the data's own units: ŷ = 3·<i>x</i> + 5"
    assert panel.summary.textFormat() == Qt.TextFormat.PlainText
    assert cells(panel, "unit") == ["<i>x</i>"]
    assert cells(panel, "outgoing_in_data") == ["3"]
    assert "slopes" not in shown_columns(panel)
    assert panel.what_if.text().startswith("Without <i>x</i>, R² is 0.0000 instead")


def test_deep_networks_name_the_layer_and_the_size_of_the_weights(panel):
    trainer = Trainer(TrainingConfig(hidden_units=(2, 5)), datasets.notebook(50))
    report = show(panel, trainer)
    names = cells(panel, "unit")
    assert sorted(names[:2]) == ["1: 0", "1: 1"]
    assert all(name.startswith("2: ") for name in names[2:])
    W2, first = trainer.network.parameters["W2"], int(names[0].removeprefix("1: "))
    size = float(np.sqrt((W2[:, first] ** 2).sum()))
    assert cells(panel, "outgoing")[0] == f"5 of size {size:.4g}"
    tip = cells(panel, "outgoing", Role.AccessibleTextRole)[0]
    assert tip == ", ".join(f"{weight:.4g}" for weight in W2[:, first])
    counts = [f"{len(layer.carrying)} of {layer.units}" for layer in report.layers]
    assert panel.summary.text().endswith(f"layer by layer: {', '.join(counts)}.")


def colours_in(panel: UnitsPanel, name: str, row: int) -> set[str]:
    index = panel.table.order.index(row, NAMES.index(name))
    area = panel.table.visualRect(index)
    image = panel.table.viewport().grab(area).toImage()
    return {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
    }


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_histograms_are_drawn_in_the_colours_of_the_theme(panel, trainer, theme):
    panel.set_theme(theme)
    report = show(panel, trainer)
    order = [int(text) for text in cells(panel, "unit")]
    for row in (0, 5):
        unit = order[row]
        assert theme.points in colours_in(panel, "activations", row)
        colours = colours_in(panel, "slopes", row)
        assert (theme.negative in colours) == bool(report.layers[0].slopes[unit, 0])


@pytest.mark.parametrize("value", [np.nan, np.inf, -1e200])
@pytest.mark.parametrize("hidden", [(3,), (3, 2), ()])
def test_a_state_without_finite_numbers_is_shown(panel, hidden, value):
    broken = Trainer(TrainingConfig(hidden_units=hidden), datasets.notebook(50))
    broken.network.theta[:] = value
    show(panel, broken)
    assert panel.grab().width() == panel.width()  # painted without an error
    if np.isnan(value):
        assert set(cells(panel, "contribution")) == {"–"}
        said = panel.summary.text()
        assert said == "Not every activation is finite." or "nan" in said


@given(st.floats(0.0, 1.0))
def test_only_none_and_all_of_a_share_read_as_such(part):
    text = percent_text(part)
    assert (text == "0.0 %") == (part == 0.0)
    assert (text == "100 %") == (part == 1.0)
    if 0.001 <= part <= 0.999:
        assert abs(float(text.removesuffix(" %")) - 100.0 * part) <= 0.05 + 1e-9
