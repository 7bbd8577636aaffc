"""Tables as other programs write them."""

from __future__ import annotations

import numpy as np
import pytest

import shallownet as sn
from tests.shallownet.data.tables.foreign_tables import FOREIGN, TEXT
from tests.shallownet.data.tables.table_files import write


@pytest.mark.parametrize(("text", "names", "columns"), FOREIGN)
def test_a_foreign_table_is_read(tmp_path, text, names, columns):
    table = sn.read_table(write(tmp_path, text))
    assert table.names == (
        names or tuple(f"column {n}" for n in range(1, len(columns) + 1))
    )
    for values, texts, expected in zip(table.values, table.texts, columns, strict=True):
        if expected is TEXT:
            assert texts is not None and np.isnan(values).all()
        else:
            np.testing.assert_array_equal(values, expected)
