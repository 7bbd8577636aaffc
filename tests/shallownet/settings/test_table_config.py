"""The settings of data from a CSV file."""

from __future__ import annotations

import pytest

from shallownet import ConfigError, DataError, TableConfig
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
    with pytest.raises(DataError, match="text cell"):
        point.make()


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
