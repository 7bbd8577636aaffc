"""The parameter panel: shows the recipe of a run, and how it is laid out."""

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

from shallownet import (
    PRESETS,
    TableConfig,
    Trainer,
    TrainingConfig,
    about,
    preset,
    propose,
    read_table,
)
from tests.gui.settings.recipes import OWN, status_of

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.settings.parameter_panel import ParameterPanel


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
        "patience",
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
        ({"validation_share": 0.2}, {"split_seed", "patience"}, set()),
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


def test_a_preset_is_recognised_with_its_lesson(panel):
    for entry in PRESETS:
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


def test_a_table_has_its_own_name_and_the_settings_proposed_for_it(panel, tmp_path):
    path = tmp_path / "sizes.csv"
    path.write_text("x,y\n" + "".join(f"{n},{n * n}\n" for n in range(30)))
    recipe = propose(read_table(path))
    panel.set_status(status_of(recipe))
    assert panel.presets.currentText() == panel.run_title == "sizes.csv"
    assert "settings that learn from most tables" in panel.lesson.text()
    panel.set_status(status_of(recipe.changed(l2=0.5)))
    assert panel.run_title == "sizes.csv"
    assert panel.lesson.text() == "Other than proposed for it: L2 penalty."
    panel.set_status(status_of(PRESETS[0].recipe.changed(seed=3)))
    assert panel.run_title == "Notebook, changed"
    assert panel.presets.count() == len(PRESETS) + 1


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
