"""A run in the window: what it was begun with, its trainer, and the way back in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from shallownet.runs.rewind import Rewind

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.arrays import Array
    from shallownet.runs.branch_curve import BranchCurve
    from shallownet.settings.recipe import Recipe
    from shallownet.training.snapshot import Snapshot
    from shallownet.training.trainer import Trainer


@dataclass(frozen=True, eq=False)
class Session:
    """A run: what it was begun with, its trainer, and why it stands in for another.

    ``branch_curves`` are the runs that it branched off.
    """

    initial_recipe: Recipe
    trainer: Trainer
    substitute_reason: str = ""
    branch_curves: tuple[BranchCurve, ...] = ()

    @cached_property
    def rewind(self) -> Rewind:
        """The way back through the run."""
        return Rewind(self.trainer)

    @cached_property
    def fingerprint(self) -> bytes:
        """What tells its samples from any others."""
        from shallownet.runs.run_record import fingerprint  # 10 ms that few starts need

        return fingerprint(self.trainer.data)

    @property
    def recipe(self) -> Recipe:
        """What the run would be begun with if it were begun now."""
        return replace(self.initial_recipe, config=self.trainer.settings)

    def states_before(
        self, snapshot: Snapshot, cancelled: Callable[[], bool]
    ) -> dict[int, Array]:
        """Return the parameters that tell how the run came to diverge, by update.

        Raises
        ------
        Cancelled
            If ``cancelled`` said so.
        """
        # Only now: few runs need a post-mortem.
        from shallownet.analysis.post_mortem import updates_to_examine

        return {
            step: self.rewind.theta_at(step, cancelled)
            for step in updates_to_examine(snapshot)
        }
