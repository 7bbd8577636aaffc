"""The trainer: a run, and what a person changes on its way."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from shallownet.errors import ConfigError
from shallownet.nn.optimizers import OPTIMIZERS
from shallownet.settings.events import Event
from shallownet.training.last_update import UndoData
from shallownet.training.observation import preview, take_snapshot
from shallownet.training.reports import find_divergence
from shallownet.training.stepper import Stepper

if TYPE_CHECKING:
    from shallownet.arrays import Indices
    from shallownet.training.snapshot import Snapshot
    from shallownet.training.trace import Trace


class Trainer(Stepper):
    """A run whose settings and parameters can be changed between two updates.

    Each change is an event of the run: it can be made again, and taken back.
    """

    def preview(self, samples: slice | Indices | None = None) -> Trace:
        """Compute the whole next update without making it.

        Parameters
        ----------
        samples : slice or ndarray of int, optional
            The samples whose Z, A and dZ to show; those of the update if not given.
            The gradient is the update's own either way.

        Returns
        -------
        Trace
            Its new parameters are exactly those that `step` would then commit.
        """
        return preview(self, samples)

    def snapshot(self) -> Snapshot:
        """Return the present state, copied and read-only, for other threads."""
        return take_snapshot(self)

    def change(self, name: str, value: Any) -> None:
        """Change a hyperparameter from the next update on, as an event of the run.

        Raises
        ------
        ConfigError
            If there is none of that name, it needs a fresh start, or it may not have
            that value.
        """
        if self.run_settings.change(name, value, self.updates):
            self._keep_undo_data()
            if name == "optimizer":
                kind = OPTIMIZERS[self.settings.optimizer]
                self.optimizer = kind(self.network.theta.size)
                self.last.reversible = False
            self._take_up(name)

    def _keep_undo_data(self, before: float = math.nan) -> None:
        self._undo_data.append(
            UndoData(self.optimizer, before, self.last.reversible, self.divergence)
        )

    def _take_up(self, name: str) -> None:
        self._set_objective()
        if name in ("batch_size", "l1", "l2", "gradient"):
            self._permutation = self._evaluation = None
            # A loss that was not finite may have been that of other samples.
            self.divergence = find_divergence(self.network, self.updates)

    def edit(self, parameter: str, value: float) -> None:
        """Set a parameter by hand, as an event of the run and not an update.

        Raises
        ------
        ConfigError
            If there is no such parameter, or the value is no finite number.
        """
        no_number = isinstance(value, (bool, np.bool_, str, bytes))
        try:
            checked = math.nan if no_number else float(value)
        except (TypeError, ValueError, OverflowError):
            checked = math.nan
        if not math.isfinite(checked):
            raise ConfigError(f"{parameter} is {value!r}; it must be a finite number")
        index = self.network.parameter_index(parameter)
        theta = self.network.theta
        before = float(theta[index])
        if before == checked:
            return
        self._keep_undo_data(float(self.last.before[index]))
        theta[index] = checked
        self.last.shift(index, checked - before)
        name = self.network.parameter_name(index)
        self.events.append(Event(self.updates, name, before, checked, "value"))
        self._evaluation = None
        self.divergence = find_divergence(self.network, self.updates)

    def freeze(self, parameter: str, fixed: bool = True) -> None:
        """Keep a parameter as it is through all further updates, or let it go again.

        Raises
        ------
        ConfigError
            If there is no such parameter.
        """
        index = self.network.parameter_index(parameter)
        if self.run_settings.freeze(index, fixed):
            self._keep_undo_data()
            name = self.network.parameter_name(index)
            self.events.append(Event(self.updates, name, not fixed, fixed, "frozen"))

    def apply(self, event: Event) -> None:
        """Make a change again that an event tells of."""
        if event.kind == "value":
            self.edit(event.name, event.after)
        elif event.kind == "frozen":
            self.freeze(event.name, event.after)
        else:
            self.change(event.name, event.after)

    def revert(self, event: Event) -> None:
        """Give what an event changed the value it had before.

        That is an event of its own, unless nothing has happened since: then it is as
        if the change had never been made, bit for bit.
        """
        if self._undo_data and self.events[-1] == event:
            self._withdraw(event)
        else:
            self.apply(event._replace(before=event.after, after=event.before))

    def _withdraw(self, event: Event) -> None:
        """Take the newest event back, made since the last update, and forget it."""
        aside = self._undo_data.pop()
        self.run_settings.withdraw()
        if event.kind == "setting":
            self.optimizer = aside.optimizer
            self._take_up(event.name)
        else:
            index = self.network.parameter_index(event.name)
            if event.kind == "value":
                self.network.theta[index] = event.before
                self.last.before[index] = aside.before
            else:
                self.run_settings.freeze(index, event.before)
        self.last.reversible = aside.reversible
        self.divergence = aside.divergence
        self._evaluation = None  # it may have told of a divergence since
