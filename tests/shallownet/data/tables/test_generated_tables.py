"""Tables in any dialect are read back exactly, or what is ambiguous is told."""

from __future__ import annotations

from random import Random

import pytest

from tests.shallownet.data.tables.generated_tables import generate, is_told, problem


@pytest.mark.parametrize("seeds", [range(60), range(60, 120)])
def test_any_table_is_read_back_or_told(tmp_path, seeds):
    path = tmp_path / "table.csv"
    for seed in seeds:
        written = generate(Random(seed))
        found = problem(path, written)
        assert not found or is_told(path), f"seed {seed}, {written.how}: {found}"
