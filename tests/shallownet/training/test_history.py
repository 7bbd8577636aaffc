"""The history: growing, truncating, and views that never change."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import History


@given(
    capacity=st.integers(0, 5),
    # A number appends that many updates; None looks; a negative number cuts back.
    actions=st.lists(st.one_of(st.none(), st.integers(-6, 6)), max_size=30),
)
def test_views_never_change(capacity, actions):
    history = History(capacity)
    expected: list[float] = []
    shown = []
    number = 0.0
    for action in actions:
        if action is None:
            shown.append((history.loss, history.mean_error, list(expected)))
        elif action < 0:
            keep = max(0, len(expected) + action)
            history.truncate(keep)
            del expected[keep:]
        else:
            for _ in range(action):
                number += 1
                history.append(number, -number, 10 * number)
                expected.append(number)
        assert len(history) == len(expected)
        assert history.loss.tolist() == expected
        assert history.gradient_norm.tolist() == [10 * v for v in expected]
    for loss, mean_error, then in shown:
        assert loss.tolist() == then
        assert mean_error.tolist() == [-v for v in then]


def test_views_are_read_only():
    history = History()
    history.append(1.0, 2.0, 3.0)
    for view in (history.loss, history.mean_error, history.gradient_norm):
        with pytest.raises(ValueError, match="read-only"):
            view[0] = 9.0


def test_truncating_beyond_the_end_has_no_effect():
    history = History()
    history.append(1.0, 2.0, 3.0)
    history.truncate(5)
    assert len(history) == 1
    np.testing.assert_array_equal(history.loss, [1.0])
