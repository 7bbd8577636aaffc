"""Blocks of plain numbers are read as cell by cell."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

import shallownet as sn
from tests.shallownet.data.tables.generated_tables import generate
from tests.shallownet.data.tables.table_files import write

ODD = ["", "NA", "nan", "inf", "1e400", "x", "1_0", " 2 ", "3,4", "5;6", '"7"', "8 9"]
"""Cells among plain numbers, one of them with a delimiter."""


def same(first: sn.Table, second: sn.Table) -> bool:
    texts = zip(first.texts, second.texts, strict=True)
    return (
        np.array_equal(first.values, second.values, equal_nan=True)
        and first.problems == second.problems
        and first.lines.tolist() == second.lines.tolist()
        and all(
            (a is None and b is None)
            or (a.texts == b.texts and a.codes.tolist() == b.codes.tolist())
            for a, b in texts
        )
    )


@pytest.mark.parametrize("size", [40, 300])
def test_the_size_of_blocks_changes_nothing(tmp_path, monkeypatch, size):
    for seed in range(40):
        path = write(tmp_path, generate(Random(seed)).data)
        whole = sn.read_table(path)
        with monkeypatch.context() as patch:
            patch.setattr("shallownet.data.tables.rows.BLOCK", size)
            assert same(sn.read_table(path), whole), f"seed {seed}"


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("texts", [False, True])
@pytest.mark.parametrize("odd", ODD)
def test_odd_cells_in_plain_blocks(tmp_path, monkeypatch, odd, texts, decimal):
    rows = [[f"{n}{decimal}5", str(-n), "a" if texts else "1"] for n in range(60)]
    rows[30][1] = odd
    rows[45] = ["46"]
    path = write(tmp_path, "x;y;z\n" + "\n".join(map(";".join, rows)) + "\n\n")
    whole = sn.read_table(path)
    monkeypatch.setattr("shallownet.data.tables.rows.BLOCK", 64)
    assert same(sn.read_table(path), whole)
