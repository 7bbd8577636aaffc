"""What governs a run from update to update, and the changes a person makes to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from shallownet.errors import ConfigError
from shallownet.settings.events import Event
from shallownet.settings.hyperparameter import settings_of
from shallownet.settings.recipe import about
from shallownet.training.batches import Batches

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from shallownet.settings.training_config import TrainingConfig


class RunSettings:
    """The settings in force, the batches, the frozen parameters, and how they came so.

    Parameters
    ----------
    config : TrainingConfig
        The settings the run begins with.
    samples : int
        How many samples it trains on.
    parameters : int
        How many parameters its network has.

    Attributes
    ----------
    settings : TrainingConfig
        Those of the next update.
    batches : Batches
    frozen : ndarray of bool, shape (parameters,)
        Which parameters the updates leave as they are; ``any_frozen`` if any.
    events : list of Event
    """

    def __init__(self, config: TrainingConfig, samples: int, parameters: int) -> None:
        self.config = self.settings = config
        self.batches = Batches(config.seed, samples, config.batch_size)
        self.frozen: NDArray[np.bool_] = np.zeros(parameters, dtype=bool)
        self.any_frozen = False
        self.events: list[Event] = []

    @property
    def free(self) -> NDArray[np.bool_] | None:
        """Which parameters may move; None if all may."""
        return ~self.frozen if self.any_frozen else None

    def freeze(self, index: int, fixed: bool) -> bool:
        """Freeze a parameter or let it go; say whether that is a change."""
        if self.frozen[index] == fixed:
            return False
        self.frozen[index] = fixed
        self.any_frozen = bool(self.frozen.any())
        return True

    def change(self, name: str, value: Any, updates: int) -> bool:
        """Change a setting from the next update on; say whether it is another value.

        Raises
        ------
        ConfigError
            If there is no such setting, a run cannot go on with another value of it,
            or it may not have this value.
        """
        setting = settings_of(self.settings).get(name)
        if setting is None or setting.restarts:
            about(name)  # which refuses what is no hyperparameter at all
            raise ConfigError(f"{name} cannot be changed during a run; begin a new one")
        settings = replace(self.settings, **{name: value})
        before, after = getattr(self.settings, name), getattr(settings, name)
        if before == after:
            return False
        if name == "iterations" and after < updates:
            raise ConfigError(
                f"iterations is {after:,}; {updates:,} updates are made already, so "
                "it must be at least that"
            )
        self.settings = settings
        if name == "batch_size":
            self.batches = self.batches.resized(after, updates)
        self.events.append(Event(updates, name, before, after))
        return True

    def withdraw(self) -> None:
        """Forget the last event, as if it had never been."""
        del self.events[-1]
        self._follow(self.events)

    def go_back(self, updates: int) -> None:
        """Take up the place of an earlier update again, with the settings as they are.

        What was changed after it still holds: it counts as changed there. Only values
        set by hand go with the parameters they were set on.
        """
        settings = self.settings
        late = [e for e in self.events if e.step > updates and e.kind == "frozen"]
        self.events = [event for event in self.events if event.step <= updates]
        self._follow(self.events)
        for name in settings_of(settings):
            if getattr(settings, name) != getattr(self.settings, name):
                self.change(name, getattr(settings, name), updates)
        self.events += [event._replace(step=updates) for event in late]

    def resume(self, events: Sequence[Event], index_of: Callable[[str], int]) -> None:
        """Govern as after these events, the first of the run.

        Parameters
        ----------
        events : sequence of Event
        index_of : callable
            Tells the place of a parameter by its name.
        """
        self.events = list(events)
        self._follow(self.events)
        self.frozen.fill(False)
        for event in self.events:
            if event.kind == "frozen":
                self.frozen[index_of(event.name)] = event.after
        self.any_frozen = bool(self.frozen.any())

    def _follow(self, events: list[Event]) -> None:
        """Derive settings and batches from the beginning and what was changed since."""
        changed = {e.name: e.after for e in events if e.kind == "setting"}
        self.settings = replace(self.config, **changed)
        self.batches = Batches(
            self.config.seed, self.batches.samples, self.config.batch_size
        )
        for event in events:
            if event.kind == "setting" and event.name == "batch_size":
                self.batches = self.batches.resized(event.after, event.step)
