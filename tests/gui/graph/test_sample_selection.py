"""The selection of samples: one, or a group of which one is shown."""

from __future__ import annotations

import numpy as np
import pytest

from gui.graph.sample_selection import MAX_MARKED, SampleSelection, to_mark


@pytest.fixture
def selection(qtbot) -> SampleSelection:
    return SampleSelection()


def test_the_same_sample_again_is_none(qtbot, selection):
    for sample, selected in ((4, 4), (5, 5), (5, None), (5, 5), (None, None)):
        with qtbot.waitSignal(selection.changed):
            selection.toggle(sample)
        assert selection.sample == selected
        assert selection.samples.tolist() == ([] if selected is None else [selected])


def test_the_same_group_again_is_none(selection):
    group = np.array([8, 2, 5])
    selection.toggle_group(group, 5)
    assert (selection.sample, selection.samples.tolist()) == (5, [2, 5, 8])
    selection.toggle(5)  # one of them alone
    assert selection.samples.tolist() == [5]
    selection.toggle_group(group, 5)
    selection.toggle_group(np.sort(group), 5)
    assert (selection.sample, selection.samples.tolist()) == (None, [])
    selection.toggle_group(np.empty(0, dtype=int), 0)
    assert selection.sample is None


def test_a_run_with_fewer_samples_drops_it(selection):
    selection.toggle_group(np.array([2, 5, 8]), 2)
    selection.begin_run(2, 9)
    assert selection.sample == 2
    selection.begin_run(2, 8)
    assert (selection.sample, selection.samples.tolist()) == (None, [])


def test_what_a_run_lacks_is_not_selected(selection):
    selection.begin_run(2, 8)
    selection.toggle(7)
    for late in (
        lambda: selection.toggle(8),
        lambda: selection.toggle_group(np.array([1, 8]), 1),
        lambda: selection.ask(np.zeros(3)),
    ):
        late()
        assert (selection.samples.tolist(), selection.asked) == ([7], None)
    selection.ask(np.zeros(2))
    assert selection.asked is not None


def test_few_are_all_marked_and_of_many_those_that_are_drawn():
    drawn = np.arange(0, 1_000, 7)
    few, many = np.arange(MAX_MARKED), np.arange(MAX_MARKED + 1)
    assert to_mark(few, drawn).tolist() == few.tolist()
    assert to_mark(many, drawn).tolist() == list(range(0, MAX_MARKED + 1, 7))
    assert not len(to_mark(many[:1], drawn))
