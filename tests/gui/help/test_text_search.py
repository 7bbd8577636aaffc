"""Searching: letters of any case, signs like the plain ones, nothing overlapping."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.help.text_search import occurrences


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("R² is 1; r2", "r2", [(0, 2), (9, 11)]),
        ("Loss J, loss", "LOSS", [(0, 4), (8, 12)]),
        ("Ctrl+G\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}goes", "+g ", [(4, 6)]),
        ("two\nlines", "two lines", [(0, 9)]),
        ("aaaa", "aa", [(0, 2), (2, 4)]),
        ("anything", "  ", []),
        ("", "x", []),
        ("g′ and ﬁt", "fit", []),  # a ligature is one sign: places must not shift
    ],
)
def test_words_are_found_where_they_stand(text, words, found):
    assert occurrences(text, words) == found


@given(st.text(), st.text(), st.text())
def test_every_text_finds_itself_and_places_do_not_overlap(before, words, after):
    text = before + words + after
    found = occurrences(text, words)
    assert bool(found) == bool(words.strip())
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(first[1] <= then[0] for first, then in pairwise(found))
