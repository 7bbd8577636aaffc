"""The trainer: a run and the changes made during it."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from shallownet.arrays import ignore_overflow, read_only
from shallownet.curvature.lanczos import NO_CURVE
from shallownet.errors import ConfigError, DivergedError
from shallownet.nn.optimizers import OPTIMIZERS
from shallownet.nn.passes import passes
from shallownet.settings.events import Event, looks_in
from shallownet.training.best_state import BestState
from shallownet.training.last_update import UndoData
from shallownet.training.reports import find_divergence
from shallownet.training.snapshot import Snapshot
from shallownet.training.stepper import Stepper
from shallownet.training.trace import Trace
from shallownet.wording import brief

if TYPE_CHECKING:
    from shallownet.arrays import Indices


class Trainer(Stepper):
    """A run whose settings and parameters can be changed between two updates.

    Each change is an event, which can be applied again and undone.
    """

    def preview(self, samples: slice | Indices | None = None) -> Trace:
        """Compute the next update in full without applying it.

        Parameters
        ----------
        samples : slice or ndarray of int, optional
            The samples whose Z, A and dZ to return; those of the update if not given.
            The gradient is always that of the update.

        Returns
        -------
        Trace
            Its new parameters are exactly those that `step` would then set.
        """
        evaluation = self.evaluate()
        network, objective = self.network, self.objective
        chosen = self.batch() if samples is None else samples
        columns = slice(None) if chosen is None else chosen
        X, y = objective.X[:, columns], objective.y[:, columns]
        gradient = network.named(read_only(network.gradient.copy()))
        arrays = passes(network, X, y, objective.rule)
        arrays |= {f"d{name}": view for name, view in gradient.items()}
        return Trace(
            step=self.updates + 1,
            loss=evaluation.loss,
            mean_error=evaluation.mean_error,
            arrays=arrays,
            before=network.named(read_only(network.theta.copy())),
            after=network.named(self.upcoming()),
        )

    def snapshot(self) -> Snapshot:
        """Return the present state as read-only copies, for other threads.

        With batches, this measures the loss over all training samples.
        """
        evaluation = measured = self.evaluate()
        history, unit = self.history, self.problem.unit
        batches = self.run_settings.batches
        if not batches.full:
            measured = self.objective.measure(None, self.cancelled)
        # A batch's loss is not the loss over all samples before the update.
        loss_known = self.last.reversible and batches.full
        return Snapshot(
            run=self.run_info,
            settings=self.settings,
            step=self.updates,
            epoch_position=batches.epoch_position(self.updates),
            theta=read_only(self.network.theta.copy()),
            gradient=read_only(self.network.gradient.copy()),
            change=self.last.change(self.network.theta),
            upcoming=self.upcoming(),
            rows=self.batch(),
            evaluation=evaluation,
            frozen=read_only(self.run_settings.frozen.copy()),
            loss=measured.loss * unit**2,
            mean_error=measured.mean_error * unit,
            held_out_loss=self.problem.held_out_loss(self.cancelled),
            previous_loss=float(history.loss[-1]) if loss_known else None,
            learning_rate=self.learning_rate,
            history_loss=history.loss,
            history_mean_error=history.mean_error,
            history_gradient_norm=history.gradient_norm,
            history_held_out_loss=history.held_out_loss,
            sharpness=self.sharpness.curve if self.sharpness else NO_CURVE,
            events=tuple(self.events),
            divergence=self.divergence,
        )

    def change(self, name: str, value: Any) -> None:
        """Change a hyperparameter from the next update on, as an event of the run.

        Raises
        ------
        ConfigError
            If there is no such hyperparameter, it cannot change during a run, or the
            value is not allowed.
        """
        if self.run_settings.change(name, value, self.updates):
            self._save_undo_data()
            if name == "optimizer":
                kind = OPTIMIZERS[self.settings.optimizer]
                self.optimizer = kind(self.network.theta.size)
                self.last.reversible = False
            self._settings_changed(name)

    def edit(self, parameter: str, value: float) -> None:
        """Set a parameter by hand, as an event of the run.

        Raises
        ------
        ConfigError
            If there is no such parameter, or the value is not a finite number.
        """
        checked = math.nan
        if not isinstance(value, (bool, np.bool_, str, bytes)):
            with suppress(TypeError, ValueError, OverflowError):
                checked = float(value)
        if not math.isfinite(checked):
            raise ConfigError(
                f"{parameter} is {brief(value)}; it must be a finite number"
            )
        index = self.network.parameter_index(parameter)
        theta = self.network.theta
        before = float(theta[index])
        if before == checked:
            return
        self._save_undo_data(float(self.last.previous_theta[index]))
        theta[index] = checked
        self.last.shift(index, checked - before)
        name = self.network.parameter_name(index)
        self.events.append(Event(self.updates, name, before, checked, "value"))
        self._evaluation = None
        self.divergence = find_divergence(self.network, self.updates)

    def freeze(self, parameter: str, fixed: bool = True) -> None:
        """Freeze a parameter, so that updates leave it as it is, or unfreeze it.

        Raises
        ------
        ConfigError
            If there is no such parameter.
        """
        index = self.network.parameter_index(parameter)
        if self.run_settings.freeze(index, fixed):
            self._save_undo_data()
            name = self.network.parameter_name(index)
            self.events.append(Event(self.updates, name, not fixed, fixed, "frozen"))

    def look_at_test(self) -> float:
        """Return J over the test samples, in the target's units; this look is counted.

        While settings are chosen the validation samples tell which are better. Whoever
        chooses by the test samples too has none left that say how good the network is
        on new data: so every look is an event of the run.

        Raises
        ------
        ConfigError
            If the run has no test samples.
        """
        if not self.run_info.split.test.size:
            raise ConfigError("no samples are kept for the test; give a test_share")
        with ignore_overflow():
            loss = self.problem.test_loss(self.cancelled)
        looks = looks_in(self.events)
        self.events.append(Event(self.updates, "test", looks, loss, "look"))
        return loss

    def inherit_looks(self, looks: int) -> None:
        """Note that runs before this one looked at the same test samples so often."""
        if looks > looks_in(self.events):
            self.events.append(Event(self.updates, "test", looks, None, "look"))

    @property
    def is_to_stop(self) -> bool:
        """Whether ``patience`` updates have brought no lower validation loss."""
        patience = self.settings.patience
        return patience is not None and self.best.is_due(self.updates, patience)

    def stop_early(self) -> bool:
        """Go back to the best parameters if it `is_to_stop`; return whether.

        Each parameter is set as by `edit`, so that the run can be saved, replayed and
        exported like any other.
        """
        if not self.is_to_stop:
            return False
        update, loss, theta = self.best.updates, self.best.loss, self.best.theta
        for index, value in enumerate(theta.tolist()):
            self.edit(self.network.parameter_name(index), value)
        note = Event(self.updates, "early stopping", update, loss, "stopped")
        self.apply(note)
        return True

    def train(self, updates: int) -> bool:
        """Make so many updates, or fewer if early stopping ends them; return whether.

        Raises
        ------
        DivergedError
            If a parameter or the loss stops being finite.
        """
        for made in range(updates):
            if self.settings.patience is None:
                self.run(updates - made)
                return False
            self.run(1)
            if self.stop_early():
                return True
        return False

    def apply(self, event: Event) -> None:
        """Apply the change of an event again, and take down a note of one."""
        if event.kind == "look" and event.after is not None:
            self.look_at_test()
        elif event.is_note:
            self.events.append(event)
            if event.kind == "stopped":
                self.best = BestState()
        elif event.kind == "value":
            self.edit(event.name, event.after)
        elif event.kind == "frozen":
            self.freeze(event.name, event.after)
        else:
            self.change(event.name, event.after)

    def revert(self, event: Event) -> None:
        """Restore the value from before an event.

        That is a new event, unless nothing has happened since: then the state is as if
        the change had never been made, bit for bit.
        """
        if event.is_note:
            if self.events[-1] == event and event.kind == "stopped":
                self.events.pop()
        elif self._undo_data and self.events[-1] == event:
            self._undo(event)
        else:
            self.apply(event.reversed)

    def return_to_finite(self) -> None:
        """Undo the last update, which leads out of a divergence.

        Raises
        ------
        DivergedError
            If there is no earlier state: at the start, after going back once, and
            after the parameters or the optimizer were changed by hand.
        """
        if not self.last.reversible:
            raise DivergedError("there is no update to take back")
        self.last.undo(self.network.theta, self.optimizer)
        self._undo_data.clear()
        self.updates -= 1
        self.seconds = float(self.history.seconds[self.updates])
        self.history.truncate(self.updates)
        self.checkpoints.truncate(self.updates)
        self.run_settings.rewind(self.updates)
        if self.sharpness is not None:
            self.sharpness.truncate(self.updates)
        self.divergence = None
        self._evaluation = None

    def _save_undo_data(self, previous: float = math.nan) -> None:
        self._undo_data.append(
            UndoData(self.optimizer, previous, self.last.reversible, self.divergence)
        )

    def _settings_changed(self, name: str) -> None:
        self._set_objective()
        if name in ("batch_size", "l1", "l2", "gradient"):
            self._evaluation = None
            # A loss that is not finite may be that of other samples.
            self.divergence = find_divergence(self.network, self.updates)

    def _undo(self, event: Event) -> None:
        """Undo and remove the last event, which came after the last update."""
        saved = self._undo_data.pop()
        self.run_settings.remove_last_event()
        if event.kind == "setting":
            self.optimizer = saved.optimizer
            self._settings_changed(event.name)
        else:
            index = self.network.parameter_index(event.name)
            if event.kind == "value":
                self.network.theta[index] = event.before
                self.last.previous_theta[index] = saved.previous
            else:
                self.run_settings.freeze(index, event.before)
        self.last.reversible = saved.reversible
        self.divergence = saved.divergence
        self._evaluation = None  # it may have set the divergence since
