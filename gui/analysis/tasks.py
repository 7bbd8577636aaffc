"""The tasks of the analysis thread: one small message each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shallownet.analysis.kept_states import KeptStates
    from shallownet.analysis.landscape.loss_map import Area, PlaneChoice
    from shallownet.analysis.landscape.run_path import RunPath
    from shallownet.arrays import Array, Indices
    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.training.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class AnalysisTask:
    """An analysis of a snapshot; each kind of task says what its result is."""

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
    """Compute λmax: a float."""


class CheckGradient(AnalysisTask):
    """Compare the gradient with central differences: `GradientCheck`."""


@dataclass(frozen=True, eq=False)
class ComputeResiduals(AnalysisTask):
    """Compute the errors of all samples, with running means: `Residuals`."""

    against: int | None


@dataclass(frozen=True, eq=False)
class ReportUnits(AnalysisTask):
    """Describe every unit, and the network without some of them: `UnitReport`."""

    off: frozenset[tuple[int, int]]


@dataclass(frozen=True, eq=False)
class ProfileInputs(AnalysisTask):
    """Compute the partial dependence on each column: a list of arrays (k,).

    Attributes
    ----------
    rows : ndarray of int
        The samples to average over.
    values : tuple of ndarray, shape (inputs, k)
        For each column, values of the inputs that it became.
    """

    rows: Indices
    values: tuple[Array, ...]


class WeighInputs(AnalysisTask):
    """Find what R² loses without each input: an `Importance`."""


class Diagnose(AnalysisTask):
    """Find what is going wrong: a tuple of `Finding`."""


@dataclass(frozen=True, eq=False)
class ExamineDivergence(AnalysisTask):
    """Find why a run diverged, from earlier parameters by update: `PostMortem`."""

    states: Mapping[int, Array]


@dataclass(frozen=True, eq=False)
class TryRule(AnalysisTask):
    """Check a gradient rule, and make a short run with it: `RuleTrial`."""

    rule: str


@dataclass(frozen=True, eq=False)
class MapLandscape(AnalysisTask):
    """Map the loss over a plane: a `LossMap`, after coarser ones."""

    path: RunPath
    choice: PlaneChoice
    area: Area | float
    cells: int


@dataclass(frozen=True, eq=False)
class DescribePlace(AnalysisTask):
    """Find what kind of place the state is: an `Outlook`."""

    path: RunPath


class CompareMoves(AnalysisTask):
    """Compare each parameter's move alone with all together: `JointMoves`."""


@dataclass(frozen=True, eq=False)
class MeasureStates(AnalysisTask):
    """Measure kept states of the run: `KeptValues`, after those of fewer states.

    Attributes
    ----------
    states : KeptStates
    span : tuple of int
        The first and the last update in view: of them more states are measured.
    """

    states: KeptStates
    span: tuple[int, int]


class IndependentTask(AnalysisTask):
    """A task that knows itself how it is carried out.

    Tasks that few sessions need are defined where they are used: a dataclass takes a
    millisecond to define, and all of those above are at every start.
    """

    def carry_out(self, progress: ProgressCallback, cancelled: CancelCheck) -> object:
        """Return the result; raise `Cancelled` if it is not wanted any more."""
        raise NotImplementedError
