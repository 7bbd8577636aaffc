"""The selection of samples: one, or a group of which one is shown."""

from __future__ import annotations

import numpy as np
import pytest

from gui.graph.sample_selection import SampleSelection


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
    selection.drop_beyond(9)
    assert selection.sample == 2
    selection.drop_beyond(8)
    assert (selection.sample, selection.samples.tolist()) == (None, [])
