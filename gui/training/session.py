"""A session: one run in the window, with its recipe and its past."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from shallownet.runs.rewind import Rewind
from shallownet.settings.events import looks_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shallownet.analysis.kept_states import KeptStates
    from shallownet.analysis.landscape.run_path import RunPath
    from shallownet.arrays import Array
    from shallownet.runs.branch_curve import BranchCurve
    from shallownet.runs.run_record import RunRecord
    from shallownet.settings.recipe import Recipe
    from shallownet.training.snapshot import Snapshot
    from shallownet.training.trainer import Trainer


log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Session:
    """One run.

    Attributes
    ----------
    initial_recipe : Recipe
    trainer : Trainer
    substitute_reason : str
        Why it began in place of the run requested; empty if it did not.
    branch_curves : tuple of BranchCurve
        The runs that it branched off.
    """

    initial_recipe: Recipe
    trainer: Trainer
    substitute_reason: str = ""
    branch_curves: tuple[BranchCurve, ...] = ()

    @cached_property
    def rewind(self) -> Rewind:
        """The run at its past updates."""
        return Rewind(self.trainer)

    @cached_property
    def fingerprint(self) -> bytes:
        """The hash of its samples."""
        from shallownet.runs.run_record import fingerprint  # 10 ms, rarely needed

        return fingerprint(self.trainer.data)

    @property
    def recipe(self) -> Recipe:
        """The recipe that would begin the run anew with its present settings."""
        return replace(self.initial_recipe, config=self.trainer.settings)

    def branch(self, start: int) -> Session:
        """Return a run that continues from a past update of this one."""
        from shallownet.runs.branch_curve import MAX_BRANCHES, BranchCurve

        trainer = self.rewind.branch(start)
        # The views tell runs apart by this object.
        trainer.run_info = replace(trainer.run_info)
        curves = (*self.branch_curves, BranchCurve.of(self.trainer, start))
        return replace(self, trainer=trainer, branch_curves=curves[-MAX_BRANCHES:])

    def prepare(self, previous: Session | None) -> None:
        """Get ready to be the present run, after another one.

        Looks at the same test samples in that one count here too. What views ask for is
        computed, since it takes a while for many samples.
        """
        own = self.trainer
        log.info("a linear model gets R² %s", own.run_info.linear.r2)
        if previous is None or previous.trainer.data is not own.data:
            return
        before = previous.trainer
        if np.array_equal(before.run_info.split.test, own.run_info.split.test):
            own.inherit_looks(looks_in(before.events))

    def record(self, *, keep: bool) -> RunRecord:
        """Record the run, to be resumed later or only to be compared.

        Raises
        ------
        Cancelled
            If it is only to be compared, and was cancelled.
        """
        from shallownet.runs.run_record import RunRecord  # 10 ms, rarely needed

        trainer, cancelled = self.trainer, self.trainer.cancelled
        if keep:  # a pinned run is recorded completely, whatever command comes next
            trainer.cancelled = None
        try:
            return RunRecord.of(trainer, self.initial_recipe, "", keep=keep)
        finally:
            trainer.cancelled = cancelled

    def path(self, chosen: Sequence[int]) -> RunPath:
        """Return states that the run keeps, and those after some updates.

        Raises
        ------
        Cancelled
            If a state had to be computed again, and the trainer was cancelled.
        """
        from shallownet.analysis.landscape.run_path import RunPath  # rarely needed

        return RunPath.of(self.trainer, self.rewind.theta_at, chosen)

    @property
    def states(self) -> KeptStates:
        """All states that the run keeps."""
        from shallownet.analysis.kept_states import KeptStates  # rarely needed

        return KeptStates.of(self.trainer)

    def prior_states(
        self, snapshot: Snapshot, cancelled: Callable[[], bool]
    ) -> dict[int, Array]:
        """Return the parameters that explain how the run diverged, by update.

        Raises
        ------
        Cancelled
            If ``cancelled`` returned True.
        """
        from shallownet.analysis.post_mortem import updates_to_examine  # rarely needed

        return {
            step: self.rewind.theta_at(step, cancelled)
            for step in updates_to_examine(snapshot)
        }
