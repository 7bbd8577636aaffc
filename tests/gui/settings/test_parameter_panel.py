"""The parameter panel: shows the recipe of a run, and emits requests to change it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLineEdit,
)

from gui.settings.parameter_panel import ParameterPanel
from gui.text.number_format import BREAK
from gui.training.status import RunState, Status
from shallownet import (
    ACTIVATIONS,
    PRESETS,
    SETTINGS,
    Recipe,
    TableConfig,
    Trainer,
    TrainingConfig,
    about,
    preset,
)
from shallownet.data.targets import TARGETS
from shallownet.settings.choice_settings import ChoiceSetting, SwitchSetting
from shallownet.settings.number_settings import NumberSetting

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

OWN = Recipe.of(seed=7, learning_rate=0.02, iterations=500, samples=50)


def status_of(recipe: Recipe, trainer: Trainer | None = None) -> Status:
    if trainer is None:
        trainer = Trainer(recipe.config, recipe.make_data())
    now = replace(recipe, config=trainer.settings)
    return Status(trainer.snapshot(), now, RunState.PAUSED, 0.0)


@pytest.fixture
def panel(qtbot) -> ParameterPanel:
    panel = ParameterPanel()
    qtbot.addWidget(panel)
    panel.resize(290, 1_400)
    panel.show()
    for more in panel.form.more.values():
        more.setChecked(True)
    panel.set_status(status_of(OWN))
    return panel


@pytest.fixture
def emitted(panel) -> list[object]:
    """Collect the requests that the panel emits."""
    emitted: list[object] = []
    panel.recipe_chosen.connect(emitted.append)
    panel.settings_chosen.connect(emitted.append)
    panel.file_requested.connect(lambda which: emitted.append(("file", which)))
    return emitted


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


def shown(panel: ParameterPanel) -> set[str]:
    """Return the settings whose fields are visible."""
    return {name for name, field in panel.form.fields.items() if field.isVisible()}


def test_it_shows_the_recipe_of_the_run(panel):
    fields = panel.form.fields
    assert fields["samples"].text() == "50"
    assert fields["seed"].text() == "7"
    assert fields["learning_rate"].text() == "0.02"
    assert fields["iterations"].text() == "500"
    assert fields["hidden_units"].text() == "10"
    assert fields["activation"].currentText() == "sigmoid"
    assert fields["optimizer"].currentText() == "gradient descent"
    assert fields["batch_size"].text() == "all"
    assert fields["clip_norm"].text() == "off"
    assert not fields["standardize_inputs"].isChecked()
    assert "2-10-1" in panel.network.text()
    assert "41 parameters" in panel.network.text()
    assert "y = 2·x1·x2 + 2" in panel.target.text()


def test_it_shows_the_actual_number_of_points_of_a_grid(panel):
    grid = OWN.changed(distribution="grid", low=-1.0, high=1.0, samples=1_000)
    panel.set_status(status_of(grid))
    assert "961 samples, a grid of 31 a side" in panel.target.text()


def test_there_is_a_field_for_every_hyperparameter_of_a_run(panel):
    for name in TrainingConfig.__dataclass_fields__:
        assert name in panel.form.fields
    for name, field in panel.form.fields.items():
        assert field.accessibleName() == about(name).title
        assert about(name).tip in field.toolTip().replace("\n", " ")


def test_only_settings_with_an_effect_are_shown(panel):
    always = set(TrainingConfig.__dataclass_fields__) - {
        "decay",
        "decay_every",
        "split_seed",
    }
    assert always <= shown(panel)
    for settings, more, fewer in (
        ({}, {"mean", "deviation"}, {"low", "high", "formula", "inputs", "csv"}),
        ({"distribution": "grid"}, {"low", "high"}, {"mean", "deviation"}),
        ({"target": "formula"}, {"formula", "inputs"}, set()),
        ({"schedule": "step"}, {"decay", "decay_every"}, set()),
        ({"schedule": "cosine"}, set(), {"decay", "decay_every"}),
        ({"test_share": 0.2}, {"split_seed"}, set()),
    ):
        panel.set_status(status_of(OWN.changed(**settings)))
        assert more <= shown(panel)
        assert not fewer & shown(panel)


def test_advanced_settings_are_hidden_unless_they_were_changed(panel):
    everything = shown(panel)
    advanced = {name for name in everything if about(name).advanced}
    assert len(advanced) > 8
    for more in panel.form.more.values():
        more.setChecked(False)
    assert shown(panel) == everything - advanced
    panel.set_status(status_of(OWN.changed(l2=0.5, output_activation="sigmoid")))
    assert shown(panel) & advanced == {"l2", "output_activation"}


@pytest.mark.parametrize("entry", PRESETS, ids=lambda entry: entry.name)
def test_a_preset_is_recognised_with_its_lesson(panel, entry):
    panel.set_status(status_of(entry.recipe))
    assert panel.presets.currentText() == entry.title
    assert panel.lesson.text() == entry.lesson
    panel.set_status(status_of(entry.recipe.changed(seed=77)))
    assert panel.presets.currentText() == f"{entry.title}, changed"
    assert panel.run_title == f"{entry.title}, changed"
    assert panel.lesson.text() == "Changed: seed."
    panel.set_status(status_of(entry.recipe))
    assert panel.presets.currentText() == entry.title
    assert panel.presets.count() == len(PRESETS)  # no entry that does nothing


def test_a_changed_preset_keeps_its_name_where_another_is_as_close(panel):
    chosen = preset("standardized-inputs").recipe
    panel.set_status(status_of(chosen))
    for settings in ({"learning_rate": 0.001}, {"optimizer": "adam"}, {"seed": 3}):
        chosen = chosen.changed(**settings)
        panel.set_status(status_of(chosen))
        assert panel.presets.currentText() == "Standardized inputs, changed"
    assert panel.lesson.text() == "Changed: seed, learning rate and optimizer."
    panel.set_status(status_of(chosen.changed(noise=0.5, test_share=0.2)))
    assert panel.lesson.text().endswith(" and 2 more.")
    # Settings from elsewhere are named after what they are closest to.
    panel.set_status(status_of(preset("deep-and-narrow").recipe.changed(seed=5)))
    assert panel.run_title == "Deep and narrow, changed"


def place(panel: ParameterPanel, widget: QWidget) -> QPoint:
    return widget.mapTo(panel, QPoint(0, 0))


def test_what_is_changed_most_is_seen_first(qtbot, panel):
    for more in panel.form.more.values():
        more.setChecked(False)
    panel.resize(272, 320)  # the least that a window leaves it
    panel.set_status(status_of(preset("zero-start").recipe))  # of the longest text
    fields = panel.form.fields

    def in_view(name: str) -> bool:
        return place(panel, fields[name]).y() + fields[name].height() <= panel.height()

    first = ("learning_rate", "optimizer", "activation", "batch_size")
    qtbot.waitUntil(lambda: all(map(in_view, first)))
    ys = sorted((place(panel, f).y(), n) for n, f in fields.items() if f.isVisible())
    assert tuple(name for _, name in ys[:4]) == first


def test_more_adds_rows_below_and_moves_none_above(qtbot, panel):
    for section, more in panel.form.more.items():
        more.setChecked(False)
        panel.grab()  # lays it out
        above = {
            widget: place(panel, widget).y()
            for widget in (*panel.form.fields.values(), *panel.form.more.values())
            if widget.isVisible() and place(panel, widget).y() <= place(panel, more).y()
        }
        before = shown(panel)
        more.setChecked(True)
        added = [panel.form.fields[name] for name in shown(panel) - before]
        assert added, section
        button = place(panel, more).y()
        qtbot.waitUntil(
            lambda fields=added, y=button: all(place(panel, f).y() > y for f in fields)
        )
        assert {widget: place(panel, widget).y() for widget in above} == above


def test_a_change_moves_no_field(qtbot, panel):
    recipe = preset("zero-start").recipe
    panel.set_status(status_of(recipe))
    field = panel.form.fields["learning_rate"]
    panel.layout().activate()
    qtbot.waitUntil(lambda: place(panel, field).y() > 0)
    before = place(panel, field).y()
    panel.set_status(status_of(recipe.changed(learning_rate=0.5)))
    panel.grab()  # lays it out
    assert place(panel, field).y() == before


def test_tab_goes_through_the_form_as_the_eye_does(panel):
    ways = [panel.presets]
    while (widget := ways[-1].nextInFocusChain()) is not panel.presets:
        ways.append(widget)
    controls = [
        widget
        for widget in ways
        if isinstance(
            widget, QComboBox | QAbstractSpinBox | QLineEdit | QAbstractButton
        )
        and widget.isVisible()
        and panel.isAncestorOf(widget)
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(widget.parent(), QAbstractSpinBox)
    ]
    assert len(controls) > 20
    heights = [place(panel, widget).y() for widget in controls]
    assert heights == sorted(heights)


def test_all_controls_of_the_form_have_one_height(window):
    panel = window.parameter_panel
    for more in panel.form.more.values():
        more.setChecked(True)
    panel.grab()  # lays it out
    boxes = [panel.presets, panel.source, *panel.form.fields.values()]
    heights = {
        box.height()
        for box in boxes
        if box.isVisible() and not isinstance(box, QCheckBox)
    }
    assert len(heights) == 1, heights


def test_showing_a_status_emits_nothing(panel, emitted):
    for recipe in (*(entry.recipe for entry in PRESETS), OWN):
        panel.set_status(status_of(recipe))
    assert emitted == []


def test_it_shows_changes_since_the_start(panel, emitted):
    trainer = Trainer(OWN.config, OWN.make_data())
    trainer.run(2)
    trainer.change("learning_rate", 0.005)
    trainer.change("iterations", 20_000)
    trainer.change("optimizer", "adam")
    panel.set_status(status_of(OWN, trainer))
    assert panel.form.fields["learning_rate"].text() == "0.005"
    assert panel.form.fields["iterations"].text() == "20,000"
    assert panel.form.fields["optimizer"].currentText() == "Adam"
    assert emitted == []


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
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
    ],
)
def test_typed_values_are_requested(qtbot, panel, emitted, name, text, value):
    enter(qtbot, panel.form.fields[name], text)
    assert emitted == [{name: value}]
    assert type(emitted[0][name]) is type(value)


@pytest.mark.parametrize(
    "name", [n for n, a in SETTINGS.items() if isinstance(a, ChoiceSetting)]
)
def test_every_choice_can_be_requested(qtbot, panel, emitted, name):
    field = panel.form.fields.get(name)
    if field is None or name.startswith("csv"):
        return
    last = field.count() - 1
    start = field.currentIndex()
    choose(qtbot, field, last if start != last else 0)
    entry = about(name)
    assert isinstance(entry, ChoiceSetting)
    assert emitted[-1][name] == list(entry.choices)[last if start != last else 0]


@pytest.mark.parametrize(
    "name", [n for n, a in SETTINGS.items() if isinstance(a, SwitchSetting)]
)
def test_a_switch_can_be_toggled(panel, emitted, name):
    panel.form.fields[name].click()
    assert emitted == [{name: True}]


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


@pytest.mark.parametrize("name", NUMBERS)
def test_an_invalid_value_is_explained_below_its_field(qtbot, panel, emitted, name):
    field = panel.form.fields[name]
    enter(qtbot, field, "many")
    assert emitted == []
    assert field.problem.isVisible()
    assert "many" in field.problem.text()
    place = field.problem.mapTo(panel, field.problem.rect().topLeft()).y()
    assert place > field.mapTo(panel, field.rect().topLeft()).y()


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("iterations", "10.000", "write 10000"),
        ("samples", "1.000.000", "write 1000000"),
        ("seed", "1 000", "write 1000"),
        ("learning_rate", "0,001", "the decimal sign is a point, write 0.001"),
        ("learning_rate", "1.000", "write 1 or 1000"),
        ("noise", "0,5", "the decimal sign is a point, write 0.5"),
        ("mean", "0,5; 2", "not a number"),
    ],
)
def test_numbers_that_can_be_read_in_two_ways_are_refused(
    qtbot, panel, emitted, name, text, sentence
):
    field = panel.form.fields[name]
    before = field.value
    enter(qtbot, field, text)
    assert emitted == []
    assert sentence in field.problem.text().replace(BREAK, "")
    assert field.accessibleDescription() == field.problem.text().replace(BREAK, "")
    assert field.value == before


@pytest.mark.parametrize("name", ["optimizer", "target", "standardize_inputs"])
def test_a_refusal_is_the_description_of_its_field(panel, name):
    panel.form.show_refusal(name, "made for this test")
    assert panel.form.fields[name].accessibleDescription() == "made for this test"
    panel.form.fields[name].problem.show_problem("")
    assert panel.form.fields[name].accessibleDescription() == ""


@pytest.mark.parametrize("name", [*NUMBERS, "optimizer", "standardize_target"])
def test_a_value_refused_by_the_run_is_explained_below_its_field(panel, emitted, name):
    field = panel.form.fields[name]
    before = field.value
    panel.form.show_refusal(name, "made for this test")
    assert field.problem.isVisible()
    assert field.problem.text() == "made for this test"
    assert field.value == before
    assert emitted == []
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


def test_tips_name_the_settings_that_begin_a_new_run(panel):
    for name, field in panel.form.fields.items():
        said = "begins a new run" in field.toolTip().replace("\n", " ")
        assert said == about(name).restarts


def test_the_scheduled_learning_rate_is_shown(panel):
    assert panel.rate_now.isHidden()
    recipe = OWN.changed(schedule="step", decay=0.5, decay_every=2)
    trainer = Trainer(recipe.config, recipe.make_data())
    trainer.run(2)
    panel.set_status(status_of(recipe, trainer))
    assert "0.01" in panel.rate_now.text()
    assert panel.form.fields["learning_rate"].text() == "0.02"


def test_every_field_has_a_name_and_a_tip_with_its_key(panel):
    assert panel.objectName() == "parameterPanel"
    for field, key in (
        (panel.presets, "P"),
        (panel.form.fields["samples"], "D"),
        (panel.form.fields["seed"], "S"),
        (panel.form.fields["learning_rate"], "L"),
        (panel.form.fields["iterations"], "I"),
    ):
        assert field.accessibleName()
        assert f"(key {key})" in field.toolTip().replace("\n", " ")


def test_stepping_a_number_requests_valid_values(qtbot, panel, emitted):
    for name, field in panel.form.fields.items():
        if isinstance(about(name), NumberSetting) and field.isVisible():
            field.stepBy(1)
            field.stepBy(-1)
    for change in emitted:
        Recipe.of(**change)


@pytest.mark.parametrize("width", [260, 420])
def test_many_columns_are_elided_to_few_lines_but_complete_in_the_tip(
    panel, width, tmp_path
):
    names = tuple(f"measurement {n}" for n in range(39))
    file = tmp_path / "data.csv"
    row = ",".join(map(str, range(40)))
    file.write_text("\n".join([",".join([*names, "price"]), *([row] * 60)]))
    table = TableConfig(csv=str(file), csv_target="price", csv_inputs=names)
    panel.resize(width, 700)
    panel.set_status(status_of(replace(OWN, data=table)))
    line = panel.target.fontMetrics().lineSpacing()
    assert panel.target.heightForWidth(panel.target.width()) <= 4 * line + 4
    assert panel.target.text().startswith("price from measurement 0, ")
    assert "…" in panel.target.text()
    assert "60 samples" in panel.target.text()
    assert ", ".join(names) in panel.target.toolTip().replace("\n", " ")
