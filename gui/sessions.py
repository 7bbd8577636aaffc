"""The run at hand, and the one that a reset or another choice set aside."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shallownet.trainer import Trainer

if TYPE_CHECKING:
    from shallownet.datasets import Dataset
    from shallownet.recipe import Recipe

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Session:
    """A run: what it was begun with, and its trainer."""

    begun: Recipe
    trainer: Trainer

    @property
    def recipe(self) -> Recipe:
        """What the run would be begun with if it were begun now."""
        config = replace(
            self.begun.config,
            learning_rate=self.trainer.learning_rate,
            iterations=self.trainer.iterations,
        )
        return replace(self.begun, config=config)


class Sessions:
    """One run to work on, and one to go back to.

    Attributes
    ----------
    present : Session or None
    """

    def __init__(self) -> None:
        self.present: Session | None = None
        self._aside: Session | None = None

    @property
    def trainer(self) -> Trainer:
        """The trainer of the present run; there must be one."""
        assert self.present is not None
        return self.present.trainer

    @property
    def updates_aside(self) -> int:
        """The updates of the run set aside; 0 if there is none."""
        return self._aside.trainer.updates if self._aside is not None else 0

    def load(self, recipe: Recipe) -> None:
        """Begin a run.

        Raises
        ------
        DataError
            If its data cannot be made; the present run stays.
        """
        self._replace(recipe, recipe.make_data())

    def reset(self) -> None:
        """Begin the present run anew, with its settings as they are now."""
        assert self.present is not None
        self._replace(self.present.recipe, self.trainer.data)

    def undo(self) -> None:
        """Exchange the present run and the one set aside, if there is one."""
        if self._aside is not None:
            self.present, self._aside = self._aside, self.present

    def _replace(self, recipe: Recipe, data: Dataset) -> None:
        session = Session(recipe, Trainer(recipe.config, data))
        # A run that has come nowhere is nothing to go back to.
        if self.present is not None and self.trainer.updates > 0:
            self._aside = self.present
        self.present = session
        log.info("loaded %s", recipe)
