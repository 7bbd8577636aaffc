"""Turns: in a run one part a picture, at rest all of them."""

from __future__ import annotations

import time

import pytest

from gui.window.redraw_scheduler import INTERVAL, SLOW_FRAMES, RedrawScheduler


@pytest.fixture
def clock(monkeypatch):
    """Return a clock that is set by hand: its time, in a list."""
    now = [100.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    return now


def test_where_everything_is_wanted_it_is_drawn(clock):
    turns = RedrawScheduler("text", "lines")
    for _ in range(3):
        assert turns.due(everything=True) == {"text", "lines"}


@pytest.mark.parametrize("seconds", [1.0, 0.1, SLOW_FRAMES])
def test_pictures_that_come_one_by_one_show_everything(clock, seconds):
    turns = RedrawScheduler("text", "lines", "timeline")
    for _ in range(20):
        clock[0] += 1.001 * seconds
        assert turns.due() == {"text", "lines", "timeline"}


def test_in_a_run_each_part_has_its_turn_and_no_two_share_a_picture(clock):
    turns = RedrawScheduler("text", "lines", "timeline")
    drawn: list[str] = []
    turns.due(everything=True)
    for _ in range(300):
        clock[0] += 0.011
        due = turns.due()
        assert len(due) <= 1
        drawn += due
    for part in ("text", "lines", "timeline"):
        # As often as a part may, or nearly: 300 pictures took 3.3 seconds.
        assert 3.3 / INTERVAL * 0.8 <= drawn.count(part) <= 3.3 / INTERVAL + 1


def test_after_everything_was_drawn_nothing_is_due_at_once(clock):
    turns = RedrawScheduler("text", "lines")
    turns.due(everything=True)
    clock[0] += 0.5 * SLOW_FRAMES
    assert turns.due() == set()


def test_frames_that_are_late_with_many_updates_show_no_more_than_others(clock):
    """They are late because they take long: with all parts they would be later."""
    turns = RedrawScheduler("text", "lines", "timeline")
    turns.due(everything=True)
    for _ in range(20):
        clock[0] += 2.0 * SLOW_FRAMES
        assert len(turns.due(one_by_one=False)) <= 1
