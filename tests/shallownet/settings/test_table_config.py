"""The settings of data from a CSV file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import ConfigError, DataError, Recipe, TableConfig
from shallownet.data.columns.kind_text import ColumnKind, read_kind
from shallownet.settings.export import as_command_line, as_python
from shallownet.settings.parsing import from_text
from tests.shallownet.data.columns.test_encodings import LINES
from tests.shallownet.data.tables.table_files import write


def test_settings_override_the_detected_dialect(tmp_path):
    path = write(tmp_path, "1;2,5\n3;4,5\n5;6,5\n")
    detected = TableConfig(csv=path, csv_target="column 2", csv_inputs=("column 1",))
    assert detected.make().y.tolist() == [[2.5, 4.5, 6.5]]
    assert detected.description == "column 2 from column 1"
    header = TableConfig(
        csv=path, csv_target="2,5", csv_inputs=("1",), csv_header="yes"
    )
    assert header.make().y.tolist() == [[4.5, 6.5]]
    point = TableConfig(
        csv=path, csv_target="column 2", csv_inputs=("column 1",), csv_decimal="point"
    )
    with pytest.raises(DataError, match="column 2 is an id"):
        point.make()


def test_missing_codes_and_thousands_are_chosen_and_kept_by_a_recipe(tmp_path):
    rows = "1;-999;1.234\n2;3;2.345\nx1;4;3.456\n4;-999.0;4.567\n5;6;5.678\n"
    path = write(tmp_path, f"a;b;c\n{rows}")
    settings = {"csv": path, "csv_target": "b", "csv_inputs": ("c",)}
    plain = Recipe.of(**settings)
    assert plain.make_data().y.tolist() == [[-999, 3, 4, -999, 6]]
    recipe = plain.changed(csv_missing_codes=("-999", "x1"), csv_decimal="comma")
    assert recipe.make_data().y.tolist() == [[3, 4, 6]]
    assert recipe.make_data().X.tolist() == [[2345, 3456, 5678]]
    for text in (as_command_line(recipe), as_python(recipe)):
        assert from_text(text) == recipe
    none = recipe.changed(csv_thousands="none", csv_target="a", csv_inputs=("b",))
    assert none.make_data().X.tolist() == [[3, 6]]
    with pytest.raises(DataError, match="c"):
        none.changed(csv_target="c").make_data()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "csv names no file"),
        ({"csv": "a.csv"}, "csv_target"),
        ({"csv": "a.csv", "csv_target": "y"}, "csv_inputs"),
        ({"csv": 3}, "csv is 3"),
        ({"csv": "a", "csv_target": "y", "csv_inputs": "x"}, "csv_inputs"),
    ],
)
def test_incomplete_settings_are_rejected(settings, message):
    with pytest.raises(ConfigError, match=message):
        TableConfig(**settings)


TOWNS = "town,when,rent\n" + "".join(
    f"{('Ulm', 'Bonn')[n % 2]},{n % 28 + 1}.1.2024,{n * 7 % 11}\n" for n in range(30)
)


def test_kinds_are_typed_with_semicolons(tmp_path):
    path = write(tmp_path, TOWNS)
    typed = "town: category Ulm | Bonn; when: date days"
    recipe = Recipe.of(
        csv=path, csv_target="rent", csv_inputs=("town", "when"), csv_kinds=typed
    )
    kinds = ("town: category Ulm | Bonn", "when: date days")
    assert recipe.settings["csv_kinds"] == kinds
    data = recipe.make_data()
    assert data.input_names == ("town = Ulm", "town = Bonn", "when: days")
    assert from_text(as_command_line(recipe)) == recipe
    assert from_text(as_python(recipe)) == recipe


@pytest.mark.parametrize(
    ("kinds", "message"),
    [
        ("town", "has no kind"),
        (("town: place",), "“place” is no kind"),
        ("town: id; town: text", "two kinds"),
        (3, "sequence of texts"),
        ((3,), "sequence of texts"),
        ("town: category " + "x" * 4_000, "at most 4,000"),
    ],
)
def test_impossible_kinds_are_rejected(kinds, message):
    with pytest.raises(ConfigError, match=message):
        TableConfig(csv="a.csv", csv_target="y", csv_inputs=("x",), csv_kinds=kinds)


@given(
    st.lists(
        st.builds(
            lambda name, details: ColumnKind(name, "category", tuple(details)).text,
            LINES,
            st.lists(LINES, max_size=3),
        ),
        max_size=3,
        unique_by=lambda text: read_kind(text).column,
    )
)
def test_kinds_are_read_back_whatever_the_names(kinds):
    recipe = Recipe.of(csv="a.csv", csv_target="y", csv_inputs=("x",), csv_kinds=kinds)
    assert from_text(as_command_line(recipe)) == recipe
    assert from_text(as_python(recipe)) == recipe
