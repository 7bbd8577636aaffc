"""Turns: in a run one part a picture, at rest all of them."""

from __future__ import annotations

import pytest

from gui import rota
from gui.rota import SECONDS, Rota


@pytest.fixture
def clock(monkeypatch):
    """Return a clock that is set by hand: its time, in a list."""
    now = [100.0]
    monkeypatch.setattr(rota.time, "perf_counter", lambda: now[0])
    return now


def test_at_rest_everything_is_drawn(clock):
    turns = Rota("text", "lines")
    for _ in range(3):
        assert turns.due(running=False) == {"text", "lines"}


def test_in_a_run_each_part_has_its_turn_and_no_two_share_a_picture(clock):
    turns, drawn = Rota("text", "lines", "timeline"), []
    turns.due(running=False)
    for _ in range(300):
        clock[0] += 0.011
        due = turns.due(running=True)
        assert len(due) <= 1
        drawn += due
    for part in ("text", "lines", "timeline"):
        # As often as a part may, or nearly: 300 pictures took 3.3 seconds.
        assert 3.3 / SECONDS * 0.8 <= drawn.count(part) <= 3.3 / SECONDS + 1


def test_with_few_pictures_they_take_turns_all_the_same(clock):
    turns, drawn = Rota("text", "lines", "timeline"), []
    for _ in range(9):
        clock[0] += 0.5
        drawn += turns.due(running=True)
    assert {part: drawn.count(part) for part in drawn} == {
        "text": 3,
        "lines": 3,
        "timeline": 3,
    }


def test_after_a_rest_nothing_is_due_at_once(clock):
    turns = Rota("text", "lines")
    turns.due(running=False)
    clock[0] += 0.5 * SECONDS
    assert turns.due(running=True) == set()
