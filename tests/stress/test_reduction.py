"""What fails is reduced to its shortest part, within so many tries."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stress.reduction import shortest


@settings(deadline=None)
@given(st.lists(st.integers(0, 50), min_size=1), st.data())
def test_only_what_the_failure_needs_is_left(sequence, data):
    needed = data.draw(st.lists(st.sampled_from(sequence), unique=True, max_size=3))
    found = shortest(sequence, lambda part: set(needed) <= set(part), tries=10_000)
    assert sorted(found) == sorted(needed) or (not needed and len(found) == 1)
    positions = iter(sequence)
    assert all(item in positions for item in found)  # in their order


@pytest.mark.parametrize("tries", [0, 1, 7])
def test_no_more_parts_are_tried_than_allowed(tries):
    tried: list[list[int]] = []

    def fails(part: list[int]) -> bool:
        tried.append(part)
        return 3 in part

    assert 3 in shortest(range(100), fails, tries)
    assert len(tried) <= tries
