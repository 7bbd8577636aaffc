"""The tour's progress: what the settings keep of it, and what they may not say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.tour.progress import FINISHED, TourProgress
from gui.tour.steps import STEPS


def test_before_a_choice_nothing_is_kept():
    assert TourProgress().as_text() == ""


@pytest.mark.parametrize("step", range(FINISHED + 1))
def test_every_step_is_kept(step):
    progress, other = TourProgress(), TourProgress()
    progress.offered, progress.step = True, step
    other.restore(progress.as_text())
    assert (other.offered, other.step) == (True, step)
    assert other.is_finished == (step == len(STEPS))


@given(st.text())
def test_anything_else_is_refused_and_changes_nothing(text):
    progress = TourProgress()
    if text in [str(step) for step in range(FINISHED + 1)]:
        return
    try:
        progress.restore(text)
    except ValueError:
        assert (progress.offered, progress.step) == (False, 0)
    else:  # a number with zeros before it
        assert str(int(text)) == progress.as_text()


def test_each_step_says_in_short_why_and_what_to_do():
    assert len(STEPS) == 5
    for step in STEPS:
        assert 1 <= step.why.count(". ") + 1 <= 2
        assert all(task.keys and len(task.text) < 45 for task in step.tasks)
