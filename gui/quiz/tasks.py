"""What a thread computes for predictions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui.analysis.tasks import IndependentTask
from shallownet.analysis.quiz import ask
from shallownet.foresight.rates import try_rates
from shallownet.foresight.unit_fates import unit_fates

if TYPE_CHECKING:
    from shallownet.analysis.equations import Phase
    from shallownet.analysis.quiz import Question
    from shallownet.arrays import Indices
    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.foresight.rates import RatePair, RateTrial
    from shallownet.foresight.unit_fates import UnitFates


@dataclass(frozen=True, eq=False)
class AskQuestion(IndependentTask):
    """Choose a number of a phase to ask for; None if there is none.

    Attributes
    ----------
    phase : Phase
    samples : ndarray of int
        Samples with a column of their own, by their numbers in the data.
    seed : int
    besides : frozenset of str
        Arrays that are not asked for.
    """

    phase: Phase
    samples: Indices
    seed: int
    besides: frozenset[str]

    def carry_out(
        self, progress: ProgressCallback, cancelled: CancelCheck
    ) -> Question | None:
        """Return the question."""
        samples = self.samples.tolist()
        return ask(self.snapshot, self.phase, samples, self.seed, besides=self.besides)


@dataclass(frozen=True, eq=False)
class TryRates(IndependentTask):
    """Go on from a state with each of two learning rates."""

    pair: RatePair

    def carry_out(
        self, progress: ProgressCallback, cancelled: CancelCheck
    ) -> RateTrial:
        """Return what the loss did."""
        return try_rates(self.snapshot, self.pair, progress, cancelled)


class ForeseeUnits(IndependentTask):
    """Find which hidden units saturate as the run goes on."""

    def carry_out(
        self, progress: ProgressCallback, cancelled: CancelCheck
    ) -> UnitFates:
        """Return what becomes of them."""
        return unit_fates(self.snapshot, progress, cancelled)
