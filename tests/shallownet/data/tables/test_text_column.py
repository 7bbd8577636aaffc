"""The texts of columns that are not all numbers."""

from __future__ import annotations

import numpy as np
import pytest

import shallownet as sn
from shallownet.data.tables import text_column as text_columns
from shallownet.data.tables.text_column import TextColumnBuilder, text_column
from tests.shallownet.data.tables.table_files import write


def test_each_text_is_kept_once_in_the_order_of_appearance(tmp_path):
    path = write(tmp_path, "kind,size\nred,1\n,2\nblue,3\n red ,4\nNA,5\nred,6\n")
    table = sn.read_table(path)
    kind, size = table.texts
    assert size is None
    assert kind.texts == ("red", "blue")
    assert kind.codes.tolist() == [0, -1, 1, 0, -1, 0]
    assert kind.counts.tolist() == [3, 1]
    assert (kind.distinct, kind.complete) == (2, True)
    assert not kind.codes.flags.writeable
    some = kind.take(np.array([5, 2, 1]))
    assert (some.codes.tolist(), some.texts) == ([0, 1, -1], kind.texts)


@pytest.mark.parametrize(("texts", "kept"), [(1, False), (2, True)])
def test_a_column_of_numbers_with_a_few_texts_keeps_none(tmp_path, texts, kept):
    cells = [*map(str, range(16 - texts)), *["high"] * texts]
    table = sn.read_table(write(tmp_path, "a\n" + "\n".join(cells)))
    assert (table.texts[0] is not None) == kept
    assert table.problems[0].text == texts


def test_a_column_that_turns_to_text_below_the_sample_has_all_its_texts(tmp_path):
    rows = 60_000
    path = write(tmp_path, "a,b\n" + "1,2\n" * rows + "x,2\n" * rows)
    column = sn.read_table(path).texts[0]
    assert column.texts == ("1", "x")
    assert column.counts.tolist() == [rows, rows]


@pytest.mark.parametrize("limit", ["MAX_TEXTS", "MAX_CHARACTERS"])
def test_too_many_texts_are_counted_and_the_first_few_kept(monkeypatch, limit):
    monkeypatch.setattr(text_columns, limit, 400)
    builder = TextColumnBuilder()
    for first in range(0, 5_000, 50):
        builder.add([f"id {n}" for n in range(first, first + 50)])
        builder.add(["", "id 3", "NA", "id 4999"])
    column, _ = builder.build()
    assert (column.distinct, column.complete) == (5_000, False)
    assert column.texts == tuple(f"id {n}" for n in range(text_columns.FEW))
    assert column.codes[:3].tolist() == [0, 1, 2]
    assert column.codes[-4:].tolist() == [-1, 3, -1, -2]


def test_a_column_without_rows_has_no_texts():
    column = text_column([])
    assert (column.codes.shape, column.texts, column.distinct) == ((0,), (), 0)
