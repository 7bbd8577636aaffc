"""A sketched curve: drawn freely, by handles, and what a run did as points alike."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.quiz.sketch import HANDLES, Sketch, truth_of

HEIGHTS = st.floats(-5.0, 5.0)


def test_nothing_drawn_is_level():
    sketch = Sketch(300, 1300, 2.0)
    assert not sketch.is_drawn
    assert sketch.points[0] == (300.0, 2.0)
    assert sketch.points[-1] == (1300.0, 2.0)


def test_the_last_handle_alone_makes_a_straight_line():
    sketch = Sketch(0, 1000, 2.0)
    sketch.move_handle(HANDLES - 1, -1.0)
    assert sketch.is_drawn
    assert sketch.at(250) == pytest.approx(1.75)
    assert sketch.at(1000) == pytest.approx(1.0)


def test_a_handle_moves_the_curve_between_its_neighbours_alone():
    sketch = Sketch(0, 1000, 2.0)
    sketch.move_handle(HANDLES - 1, -1.0)
    sketch.move_handle(2, 0.5)
    before, at, after = (sketch.handle_update(n) for n in (1, 2, 3))
    assert sketch.at(at) == pytest.approx(2.0 - 0.6 + 0.5)
    assert sketch.at(after) == pytest.approx(1.2)
    assert sketch.at(1000) == pytest.approx(1.0)
    sketch.move_handle(0, -0.3)
    assert sketch.at(at) == pytest.approx(1.9)
    assert sketch.at(before) == pytest.approx((2.0 + 1.9 * 2) / 3, abs=0.2)


@given(st.lists(st.tuples(st.integers(0, HANDLES - 1), HEIGHTS), min_size=1))
def test_moving_handles_never_moves_the_start_nor_another_handle(moves):
    sketch = Sketch(0, 500, 1.0)
    for handle, by in moves:
        update = sketch.handle_update(handle)
        wanted = sketch.at(update) + by
        later = [sketch.handle_update(n) for n in range(handle + 1, HANDLES)]
        drawn = sketch.at(later[-1]) if later else None
        sketch.move_handle(handle, by)
        assert sketch.at(update) == pytest.approx(wanted)
        assert sketch.points[0] == (0.0, 1.0)
        assert len({x for x, _ in sketch.points}) == len(sketch.points)
        assert drawn is None or math.isfinite(drawn)


def test_a_line_replaces_what_was_drawn_before_it():
    sketch = Sketch(0, 600, 2.0)
    sketch.draw((0, 2.0), (600, 0.0))
    sketch.draw((600, 3.0), (300, 1.5))
    assert sketch.at(150) == pytest.approx(1.5)
    assert sketch.at(300) == pytest.approx(1.5)
    assert sketch.at(600) == pytest.approx(3.0)
    assert sketch.points[0] == (0.0, 2.0)


def test_behind_what_was_drawn_it_is_level_and_before_it_straight():
    sketch = Sketch(0, 600, 2.0)
    sketch.draw((300, 1.0), (400, 0.0))
    assert sketch.at(150) == pytest.approx(1.5)
    assert sketch.at(600) == pytest.approx(0.0)


def test_what_a_full_run_did_is_its_losses():
    losses = np.geomspace(1000.0, 1.0, 501)
    truth = truth_of(40, losses, 1000.0, 1.0, batches=False)
    assert truth[0] == (40.0, 3.0)
    assert truth[-1] == (540.0, 0.0)
    for update, height in truth:
        assert height == pytest.approx(math.log10(losses[int(update) - 40]))


def test_with_batches_the_points_between_are_means():
    generator = np.random.default_rng(0)
    losses = 100.0 * generator.uniform(0.5, 1.5, 3001)
    truth = truth_of(0, losses, 101.0, 99.0, batches=True)
    inner = [height for _, height in truth[1:-1]]
    assert max(abs(height - 2.0) for height in inner) < 0.08
    assert 10 ** truth[0][1] == pytest.approx(101.0)
    assert 10 ** truth[-1][1] == pytest.approx(99.0)


@pytest.mark.parametrize(
    ("final", "height"), [(math.inf, math.inf), (math.nan, math.inf), (0.0, -math.inf)]
)
def test_a_run_may_end_beyond_every_scale(final, height):
    truth = truth_of(0, np.array([1.0, 10.0, final]), 1.0, final, batches=False)
    assert truth == ((0.0, 0.0), (1.0, 1.0), (2.0, height))
