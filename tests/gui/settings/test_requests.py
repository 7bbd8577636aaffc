"""What the parameter panel asks for, and what it says where that is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import Qt

from gui.text.number_format import BREAK
from shallownet import (
    ACTIVATIONS,
    PRESETS,
    SETTINGS,
    Recipe,
    TableConfig,
    about,
)
from shallownet.data.targets import TARGETS
from shallownet.settings.choice_settings import ChoiceSetting, SwitchSetting
from shallownet.settings.number_settings import NumberSetting
from tests.gui.settings.recipes import OWN, status_of

if TYPE_CHECKING:
    from PyQt6.QtWidgets import (
        QAbstractSpinBox,
        QComboBox,
        QLineEdit,
    )


def enter(qtbot, field: QLineEdit | QAbstractSpinBox, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def choose(qtbot, box: QComboBox, index: int) -> None:
    """Choose an entry of a combo box with the keyboard."""
    box.setFocus()
    while box.currentIndex() != index:
        before = box.currentIndex()
        qtbot.keyClick(box, Qt.Key.Key_Down if before < index else Qt.Key.Key_Up)
        assert box.currentIndex() != before


TYPED = (
    ("samples", "1,000", 1_000),
    ("seed", "42", 42),
    ("learning_rate", "3e-4", 3e-4),
    ("iterations", "20,000", 20_000),
    ("batch_size", "32", 32),
    ("l2", "0.01", 0.01),
    ("clip_norm", "5", 5.0),
    ("hidden_units", "8, 4", (8, 4)),
    ("hidden_units", "none", ()),
    ("mean", "1, 2", (1.0, 2.0)),
    ("deviation", "3", 3.0),
    ("noise", "0.5", 0.5),
    ("test_share", "0.25", 0.25),
)


def test_typed_values_are_requested(qtbot, panel, emitted):
    for name, text, value in TYPED:
        enter(qtbot, panel.form.fields[name], text)
        assert emitted == [{name: value}]
        assert type(emitted[0][name]) is type(value)
        emitted.clear()


def test_every_choice_can_be_requested(qtbot, panel, emitted):
    for name, field in panel.form.fields.items():
        entry = about(name)
        if isinstance(entry, ChoiceSetting):
            last = field.count() - 1
            wanted = 0 if field.currentIndex() == last else last
            choose(qtbot, field, wanted)
            assert emitted[-1][name] == list(entry.choices)[wanted]


def test_a_switch_can_be_toggled(panel, emitted):
    for name, entry in SETTINGS.items():
        if isinstance(entry, SwitchSetting):
            panel.form.fields[name].click()
            assert emitted.pop() == {name: True}
    assert emitted == []


def test_a_target_comes_with_its_domain(qtbot, panel, emitted):
    field = panel.form.fields["target"]
    choose(qtbot, field, list(TARGETS).index("gaussians"))
    assert emitted[-1] == {"target": "gaussians", **TARGETS["gaussians"].domain}


def test_a_new_layer_gets_the_activation_of_the_last_one(qtbot, panel, emitted):
    deep = OWN.changed(hidden_units=(3, 4), activation=("tanh", "relu"))
    panel.set_status(status_of(deep))
    assert panel.form.fields["activation"].currentText() == "tanh, ReLU"
    enter(qtbot, panel.form.fields["hidden_units"], "3, 4, 5")
    assert emitted == [
        {"hidden_units": (3, 4, 5), "activation": ("tanh", "relu", "relu")}
    ]


def test_layers_that_differ_can_be_given_one_activation(qtbot, panel, emitted):
    deep = OWN.changed(hidden_units=(3, 4), activation=("tanh", "relu"))
    panel.set_status(status_of(deep))
    field = panel.form.fields["activation"]
    choose(qtbot, field, field.count() - 2)
    assert emitted == [{"activation": list(ACTIVATIONS)[-1]}]


def test_a_formula_is_checked_as_it_is_typed(qtbot, panel, emitted):
    panel.set_status(status_of(OWN.changed(target="formula")))
    field = panel.form.fields["formula"]
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "sin(x1) + x3")
    assert field.problem.isVisible()
    assert "x3" in field.problem.text()
    assert emitted == []
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    qtbot.keyClicks(field, "2")
    assert "Enter begins a new run" in field.problem.text()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert emitted == [{"formula": "sin(x1) + x2"}]
    assert field.problem.isHidden()


def test_the_next_seed_is_one_more(panel, emitted):
    panel.choose_next_seed()
    assert emitted == [{"seed": 8}]


def test_after_the_last_seed_comes_the_first(panel, emitted):
    panel.set_status(status_of(OWN.changed(seed=2**32 - 1)))
    panel.choose_next_seed()
    assert emitted == [{"seed": 0}]


NUMBERS = ["samples", "seed", "learning_rate", "iterations", "l1", "hidden_units"]


def test_an_invalid_value_is_explained_below_its_field(qtbot, panel, emitted):
    for name in NUMBERS:
        field = panel.form.fields[name]
        enter(qtbot, field, "many")
        assert emitted == []
        assert field.problem.isVisible()
        assert "many" in field.problem.text()
        place = field.problem.mapTo(panel, field.problem.rect().topLeft()).y()
        assert place > field.mapTo(panel, field.rect().topLeft()).y()


TWO_WAYS = (
    ("iterations", "10.000", "write 10000"),
    ("samples", "1.000.000", "write 1000000"),
    ("seed", "1 000", "write 1000"),
    ("learning_rate", "0,001", "the decimal sign is a point, write 0.001"),
    ("learning_rate", "1.000", "write 1 or 1000"),
    ("noise", "0,5", "the decimal sign is a point, write 0.5"),
    ("mean", "0,5; 2", "not a number"),
)


def test_numbers_that_can_be_read_in_two_ways_are_refused(qtbot, panel, emitted):
    for name, text, sentence in TWO_WAYS:
        field = panel.form.fields[name]
        before = field.value
        enter(qtbot, field, text)
        assert emitted == []
        problem = field.problem.text().replace(BREAK, "")
        assert sentence in problem
        assert field.accessibleDescription() == problem
        assert field.value == before


def test_a_value_refused_by_the_run_is_explained_below_its_field(panel, emitted):
    for name in (*NUMBERS, "optimizer", "target", "standardize_target"):
        field = panel.form.fields[name]
        before = field.value
        panel.form.show_refusal(name, "made for this test")
        assert field.problem.isVisible()
        assert field.problem.text() == "made for this test"
        assert field.accessibleDescription() == "made for this test"
        assert field.value == before
        assert emitted == []
        field.problem.show_problem("")
        assert field.accessibleDescription() == ""
    panel.form.show_refusal("nothing", "made for this test")


@pytest.mark.parametrize("name", ["optimizer", "standardize_target"])
def test_a_refused_choice_shows_the_value_in_force(qtbot, panel, emitted, name):
    field = panel.form.fields[name]
    before = field.value

    def state() -> tuple[object, bool]:
        if name == "optimizer":
            return field.currentData(), field.property("pending") == "true"
        return field.isChecked(), field.property("pending") == "true"

    assert state() == (before, False)
    for times in (1, 2):
        if name == "optimizer":
            choose(qtbot, field, 1)
        else:
            field.click()
        assert len(emitted) == times
        assert field.value == before
        shown, pending = state()
        assert shown != before
        assert pending
        panel.form.show_refusal(name, "made for this test")
        assert state() == (before, False)
        assert field.problem.text() == "made for this test"


def test_a_choice_can_be_reverted_before_it_is_answered(qtbot, panel, emitted):
    field = panel.form.fields["optimizer"]
    choose(qtbot, field, 1)
    choose(qtbot, field, 0)
    assert [change["optimizer"] for change in emitted] == [
        "momentum",
        "gradient_descent",
    ]


def test_a_preset_requests_its_recipe(qtbot, panel, emitted):
    choose(qtbot, panel.presets, 1)
    assert emitted[-1] == PRESETS[1].recipe
    panel.set_status(status_of(PRESETS[1].recipe))
    choose(qtbot, panel.presets, 0)
    assert emitted[-1] == PRESETS[0].recipe


def test_own_settings_cannot_be_chosen_as_a_preset(qtbot, panel, emitted):
    changed = PRESETS[-1].recipe.changed(seed=9)
    panel.set_status(status_of(changed))
    panel.presets.setFocus()
    qtbot.keyClick(panel.presets, Qt.Key.Key_Down)
    assert emitted == []
    assert panel.presets.currentText() == f"{PRESETS[-1].title}, changed"
    qtbot.keyClick(panel.presets, Qt.Key.Key_Up)  # the preset brings back its settings
    assert emitted == [PRESETS[-1].recipe]


def test_requesting_a_file_does_not_change_the_source_yet(panel, emitted):
    panel.source.setCurrentIndex(1)
    panel.source.activated.emit(1)
    assert emitted == [("file", None)]
    assert panel.source.currentIndex() == 0


def test_the_generated_data_before_a_file_comes_back(panel, emitted, tmp_path):
    generated = OWN.changed(
        target="saddle", distribution="uniform", low=-2.0, high=2.0, noise=0.1
    )
    panel.set_status(status_of(generated))
    file = tmp_path / "data.csv"
    file.write_text("a,b\n1,2\n2,3\n4,5\n")
    table = TableConfig(csv=str(file), csv_target="b", csv_inputs=("a",))
    panel.set_status(status_of(replace(generated, data=table)))
    panel.source.setCurrentIndex(0)
    panel.source.activated.emit(0)
    assert emitted == [generated]


def test_text_being_typed_survives_an_update_of_the_form(qtbot, panel, emitted):
    panel.activateWindow()
    field = panel.form.fields["learning_rate"]
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.selectAll()
    qtbot.keyClicks(field, "0.0")
    panel.set_status(status_of(PRESETS[1].recipe))
    assert field.text() == "0.0"
    assert panel.form.fields["samples"].text() == "10,000"
    qtbot.keyClicks(field, "5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert emitted == [{"learning_rate": 0.05}]


def test_stepping_a_number_requests_valid_values(qtbot, panel, emitted):
    for name, field in panel.form.fields.items():
        if isinstance(about(name), NumberSetting) and field.isVisible():
            field.stepBy(1)
            field.stepBy(-1)
    for change in emitted:
        Recipe.of(**change)
