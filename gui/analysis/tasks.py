"""What can be asked of the microscope: one small message each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class AnalysisTask:
    """Something to find out about a state of a run."""

    snapshot: Snapshot


@dataclass(frozen=True, eq=False)
class ComputeContributions(AnalysisTask):
    """Split a parameter's gradient into what each sample adds: `Contributions`."""

    parameter: int


class FindWorst(AnalysisTask):
    """Find the sample with the largest error: its number."""


class ProfileStep(AnalysisTask):
    """Compute the loss along the next update: `StepProfile`."""


class MeasureSharpness(AnalysisTask):
    """Find λmax: a float."""


class CheckGradient(AnalysisTask):
    """Hold the gradient against central differences: `GradientCheck`."""


class Diagnose(AnalysisTask):
    """Find what is going wrong: a tuple of `Finding`."""


@dataclass(frozen=True, eq=False)
class ExamineDivergence(AnalysisTask):
    """Find why a run diverged, from states before that by update: `PostMortem`."""

    states: Mapping[int, Array]


@dataclass(frozen=True, eq=False)
class TryRule(AnalysisTask):
    """Check a mistake in the gradient, and run with it for a while: `RuleTrial`."""

    rule: str
