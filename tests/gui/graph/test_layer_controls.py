"""The controls above the graph: each requests its change, and clicks add up."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QWidget

from gui.graph.layer_controls import LayerControls
from shallownet import ACTIVATIONS, TrainingConfig

if TYPE_CHECKING:
    from collections.abc import Iterator


class RecordedControls(LayerControls):
    """Controls that keep the settings they requested."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.emitted: list[dict] = []
        self.settings_chosen.connect(self.emitted.append)


@pytest.fixture
def controls(qtbot) -> Iterator[RecordedControls]:
    home = QWidget()
    qtbot.addWidget(home)
    home.resize(700, 100)
    controls = RecordedControls(home)
    controls.resize(700, 60)
    home.show()
    show(controls, hidden_units=(10,))
    yield controls


def show(controls: LayerControls, **settings) -> None:
    config = TrainingConfig(**settings)
    controls.set_config(config)
    places = [60.0 + 90 * n for n in range(len(config.hidden_units) + 2)]
    controls.set_places(places, 90.0)


def click(qtbot, button) -> None:
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_shows_the_layers_their_units_and_activations(controls):
    show(controls, hidden_units=(3, 64), activation=("relu", "tanh"))
    texts = [column.count.text() for column in controls._columns]
    assert texts == ["2", "3", "64", "output"]
    shown = [column.activation.accessibleName() for column in controls._columns[1:]]
    assert [text.partition(": ")[2] for text in shown] == ["ReLU", "tanh", "identity"]


def test_plus_and_minus_change_units_and_layers(qtbot, controls):
    layers, units = controls._columns[0], controls._columns[1]
    click(qtbot, units.more)
    click(qtbot, layers.more)
    click(qtbot, controls._columns[2].fewer)
    click(qtbot, layers.fewer)
    assert controls.emitted == [
        {"hidden_units": (11,)},
        {"hidden_units": (11, 11)},
        {"hidden_units": (11, 10)},
        {"hidden_units": (11,)},
    ]


def test_quick_clicks_add_up(qtbot, controls):
    for _ in range(3):
        click(qtbot, controls._columns[1].more)
    assert controls.emitted[-1] == {"hidden_units": (13,)}


def test_at_the_limits_nothing_is_requested(qtbot, controls):
    show(controls, hidden_units=(64, 1, 2, 2, 2, 2))
    click(qtbot, controls._columns[0].more)
    click(qtbot, controls._columns[1].more)
    click(qtbot, controls._columns[2].fewer)
    show(controls, hidden_units=())
    click(qtbot, controls._columns[0].fewer)
    assert controls.emitted == []


@pytest.mark.parametrize("column", [1, 2])
def test_every_activation_can_be_chosen_in_a_menu(controls, column):
    menu = controls._columns[column]._menu
    for number, name in enumerate(ACTIVATIONS):
        menu.aboutToShow.emit()
        actions = menu.actions()
        assert sum(action.isChecked() for action in actions) == 1
        actions[number].trigger()
        key = "activation" if column == 1 else "output_activation"
        if controls.emitted:
            assert controls.emitted[-1] == {key: name}


def test_many_layers_fit(controls):
    show(controls, hidden_units=(64,) * 6)
    controls.set_places([30.0 + 40 * n for n in range(8)], 40.0)
    columns = [column.geometry() for column in controls._columns]
    for left, right in pairwise(columns):
        assert left.right() < right.left() + 1


@pytest.mark.parametrize("gap", [24, 34, 40, 46, 58, 90, 140])
def test_nothing_overlaps_or_is_cut_in_close_columns(controls, gap):
    acts = tuple(ACTIVATIONS)[:6]
    config = TrainingConfig(hidden_units=(8, 64, 1, 12, 64, 3), activation=acts)
    controls.set_config(config)
    controls.resize(1400, 60)
    controls.set_places([60.0 + gap * n for n in range(8)], gap)
    QApplication.processEvents()
    for left, right in pairwise(controls._columns):
        assert left.geometry().right() < right.geometry().left()
    for column in controls._columns:
        assert column.group.geometry().left() >= 0
        assert column.group.geometry().right() <= column.width()
        for text in (column.count, column.activation):
            if text.isVisible():
                needed = text.fontMetrics().horizontalAdvance(text.text())
                assert needed <= text.width(), text.text()


def test_activations_have_short_names_where_there_is_little_room(controls):
    show(controls, hidden_units=(8,), activation=("softplus",))
    texts = []
    for gap in (140, 40, 30):
        controls.set_places([100.0, 100.0 + gap, 100.0 + 2 * gap], gap)
        texts.append(controls._columns[1].activation.text())
    assert texts == ["softplus ▾", "s+ ▾", "s+"]
    assert controls._columns[1].activation.accessibleName().endswith("softplus")


def test_columns_look_the_same_whatever_they_showed_before(qtbot, window):
    """The window is needed for its style sheet, which draws the frames."""
    shown = window.network_view.controls
    for _ in range(2):
        click(qtbot, shown._columns[0].more)
    qtbot.waitUntil(lambda: len(window.shown.snapshot.run.config.hidden_units) == 3)
    hidden = shown._columns[1:-1]

    def look_alike() -> bool:
        places = [
            (column.group.geometry(), column.activation.geometry()) for column in hidden
        ]
        return all(place == places[0] for place in places)

    # The layout after a change of width comes with a later event.
    qtbot.waitUntil(look_alike)
