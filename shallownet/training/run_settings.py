"""The settings of a run from update to update, and the changes made to them."""

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
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from shallownet.nn.network import Network
    from shallownet.settings.training_config import TrainingConfig


class RunSettings:
    """The present settings, batches and frozen parameters, and the events behind them.

    Parameters
    ----------
    config : TrainingConfig
        The settings the run begins with.
    samples : int
        The number of training samples.
    network : Network
        Its parameters can be frozen.
    events : sequence of Event
        The changes made since.

    Attributes
    ----------
    settings : TrainingConfig
        Those of the next update.
    batches : Batches
    frozen : ndarray of bool, shape (parameters,)
        Which parameters the updates leave as they are; ``any_frozen`` if any.
    events : list of Event
    """

    def __init__(
        self,
        config: TrainingConfig,
        samples: int,
        network: Network,
        events: Sequence[Event] = (),
    ) -> None:
        self.config = self.settings = config
        self.batches = Batches(config.seed, samples, config.batch_size)
        self.events = list(events)
        self.frozen: NDArray[np.bool_] = np.zeros(network.theta.size, dtype=bool)
        for event in events:
            if event.kind == "frozen":
                self.frozen[network.parameter_index(event.name)] = event.after
        self.any_frozen = bool(self.frozen.any())
        self._derive_settings()

    @property
    def free(self) -> NDArray[np.bool_] | None:
        """Which parameters are not frozen; None if all are free."""
        return ~self.frozen if self.any_frozen else None

    def freeze(self, index: int, fixed: bool) -> bool:
        """Freeze or unfreeze a parameter; return whether that is a change."""
        if self.frozen[index] == fixed:
            return False
        self.frozen[index] = fixed
        self.any_frozen = bool(self.frozen.any())
        return True

    def change(self, name: str, value: Any, updates: int) -> bool:
        """Change a setting from the next update on; return whether the value differs.

        Raises
        ------
        ConfigError
            If there is no such setting, it cannot change during a run, or the value is
            not allowed.
        """
        setting = settings_of(self.settings).get(name)
        if setting is None or setting.restarts:
            about(name)  # raises if there is no such hyperparameter
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

    def remove_last_event(self) -> None:
        """Remove the last event and derive the settings without it."""
        del self.events[-1]
        self._derive_settings()

    def rewind(self, updates: int) -> None:
        """Return to an earlier update, but keep the present settings.

        Changes made after it become events at it. Only values set by hand are lost
        with the parameters they were set on. Looks at the test part stay looks.
        """
        settings = self.settings
        kept = ("frozen", "look")
        late = [e for e in self.events if e.step > updates and e.kind in kept]
        self.events = [event for event in self.events if event.step <= updates]
        self._derive_settings()
        for name in settings_of(settings):
            value = getattr(settings, name)
            if value != getattr(self.settings, name):
                self.change(name, value, updates)
        self.events += [event._replace(step=updates) for event in late]

    def _derive_settings(self) -> None:
        """Derive settings and batches from the initial ones and the events."""
        config = self.config
        changes = [event for event in self.events if event.kind == "setting"]
        self.settings = replace(config, **{e.name: e.after for e in changes})
        self.batches = Batches(config.seed, self.batches.samples, config.batch_size)
        for event in changes:
            if event.name == "batch_size":
                self.batches = self.batches.resized(event.after, event.step)
