"""The samples that predicted against true marks for the microscope."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gui.graph.sample_selection import SampleSelection, to_mark
from gui.plots.sample_marks import SampleMarks

if TYPE_CHECKING:
    from gui.graph.probe import Probe
    from shallownet.arrays import Array, Indices
    from shallownet.training.snapshot import Snapshot


def marked_samples(
    snapshot: Snapshot,
    probe: Probe,
    selection: SampleSelection,
    pulls: tuple[Indices, Indices] | None,
) -> SampleMarks:
    """Return the marks of the selected samples, and of those that pull at a weight.

    Parameters
    ----------
    snapshot : Snapshot
    probe : Probe
        Predicts the samples.
    selection : SampleSelection
        The single sample and the group of samples that are selected.
    pulls : tuple of ndarray, or None
        The samples that pull the chosen weight up most, and down.
    """

    def values(samples: Indices) -> tuple[Array, Array]:
        return snapshot.run.data.y[0, samples], probe.predict(snapshot, samples)

    marks = SampleMarks()
    if selection.sample is not None:
        marks = SampleMarks(values(np.array([selection.sample])))
    group = to_mark(selection.samples, probe.chosen)
    if len(group):
        marks = marks._replace(group=values(group))
    if pulls is None:
        return marks
    up, down = pulls
    return marks._replace(pulls_up=values(up), pulls_down=values(down))
