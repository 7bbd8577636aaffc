"""What is true of a run at an update: the values of the named quantities.

The window makes it from the snapshot it shows, and the grader from that of a run that
it has replayed, so that both come to the same verdict.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from shallownet.arrays import ignore_overflow, norm
from shallownet.errors import ConfigError
from shallownet.lessons.network_values import NetworkValues, is_index
from shallownet.lessons.state_run import run_at
from shallownet.settings.events import looks_in
from shallownet.settings.hyperparameter import settings_of
from shallownet.settings.number_settings import NumberSetting
from shallownet.settings.recipe import about
from shallownet.training.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shallownet.lessons.conditions import Value
    from shallownet.lessons.lesson import State
    from shallownet.settings.data_config import DataConfig
    from shallownet.settings.events import Event
    from shallownet.settings.table_config import TableConfig
    from shallownet.training.trainer import Trainer


class Facts:
    """The quantities and functions of a run at one of its updates.

    A name of `shallownet.lessons.quantities.QUANTITIES` is an attribute of the same
    name, and one of ``FUNCTIONS`` a method, here or of its `network`. What is not
    known, or not there, is NaN.

    Parameters
    ----------
    snapshot : Snapshot
        The state looked at.
    data : DataConfig, TableConfig or None
        Where the samples come from, as far as that is known.
    made : int, optional
        How many updates the run has made, if the snapshot is of an earlier one.
    visited : frozenset of int
        The updates that were looked at while the lesson was open.
    state : State, optional
        The state of the page.
    events : tuple of Event, optional
        All changes of the run, if the snapshot is of an earlier update.

    Examples
    --------
    >>> import shallownet as sn
    >>> from shallownet.lessons.conditions import Expression
    >>> trainer = sn.Trainer(sn.TrainingConfig(), sn.datasets.notebook(m=100))
    >>> facts = Facts.of(trainer)
    >>> Expression.parse("updates == 0 and rule == 'exact'").holds(facts)
    True
    """

    def __init__(
        self,
        snapshot: Snapshot,
        data: DataConfig | TableConfig | None = None,
        made: int | None = None,
        visited: frozenset[int] = frozenset(),
        state: State | None = None,
        events: tuple[Event, ...] | None = None,
    ) -> None:
        self.snapshot, self.data, self.state = snapshot, data, state
        self.updates = float(max(snapshot.step, made or 0))
        self.shown = float(snapshot.step)
        self.visited_updates = visited
        self.events_of_run = snapshot.events if events is None else events
        self.network = NetworkValues(snapshot)

    @classmethod
    def of(
        cls,
        source: Trainer | Snapshot,
        data: DataConfig | TableConfig | None = None,
        made: int | None = None,
        visited: frozenset[int] = frozenset(),
        state: State | None = None,
    ) -> Facts:
        """Return the facts of a trainer's present state, or of a snapshot."""
        snapshot = source if isinstance(source, Snapshot) else source.snapshot()
        return cls(snapshot, data, made, visited, state)

    def quantity(self, name: str) -> Value:
        """Return the value of one of `QUANTITIES`."""
        value: Value = getattr(self, name)
        return value

    def call(self, name: str, *arguments: Value) -> Value:
        """Return the value of one of `FUNCTIONS` that is about a run."""
        owner = self.network if hasattr(NetworkValues, name) else self
        value: Value = getattr(owner, name)(*arguments)
        return value

    # Losses

    @property
    def J(self) -> float:  # noqa: D102
        return self.snapshot.loss

    loss = J

    @property
    def mean_error(self) -> float:  # noqa: D102
        return self.snapshot.mean_error

    @property
    def r2(self) -> float:  # noqa: D102
        return self.snapshot.r2

    @property
    def rmse(self) -> float:  # noqa: D102
        return self.snapshot.rmse

    @property
    def linear_r2(self) -> float:  # noqa: D102
        return self.snapshot.run.linear.r2

    @property
    def validation_loss(self) -> float:  # noqa: D102
        return self.snapshot.held_out_loss if self._validates else math.nan

    @property
    def validation_r2(self) -> float:  # noqa: D102
        return self.snapshot.held_out_r2 if self._validates else math.nan

    @property
    def test_loss(self) -> float:
        """J over the test samples, which validation samples keep sealed."""
        if not self._validates:
            return self.snapshot.held_out_loss
        look = self.snapshot.last_look
        return math.nan if look is None else float(look.after)

    @property
    def test_r2(self) -> float:  # noqa: D102
        shown = self.snapshot
        return shown.seen_test_r2 if self._validates else shown.held_out_r2

    @property
    def looks(self) -> float:  # noqa: D102
        return float(looks_in(self.snapshot.events))

    @property
    def _validates(self) -> bool:
        return bool(self.snapshot.run.split.validation.size)

    def loss_at(self, n: float) -> float:
        """Return J after n updates; NaN if the run has made fewer."""
        if n == self.snapshot.step:
            return self.snapshot.loss
        losses = self.snapshot.history_loss
        return float(losses[int(n)]) if is_index(n, len(losses)) else math.nan

    def rises(self, first: float, last: float) -> float:
        """Return how many updates behind ``first``, up to ``last``, made J larger.

        NaN if they are not all made.
        """
        if not (first.is_integer() and last.is_integer() and 0 <= first <= last):
            return math.nan
        losses = self.snapshot.history_loss[int(first) : int(last) + 1]
        if last == self.snapshot.step:
            losses = np.append(losses[: int(last - first)], self.snapshot.loss)
        known = len(losses) == last - first + 1
        return float(np.sum(np.diff(losses) > 0.0)) if known else math.nan

    # The gradient and the units

    @property
    def gradient_norm(self) -> float:  # noqa: D102
        with ignore_overflow():
            return float(norm(self.snapshot.gradient))

    @cached_property
    def lambda_max(self) -> float:  # noqa: D102
        from shallownet.analysis.microscope import Microscope  # seldom needed

        with ignore_overflow():
            return float(Microscope(self.snapshot.run).sharpness(self.snapshot))

    @property
    def saturated(self) -> float:  # noqa: D102
        return self.network.saturated

    # Settings and changes

    @property
    def learning_rate(self) -> float:  # noqa: D102
        return self.snapshot.settings.learning_rate

    @property
    def batch_size(self) -> float:  # noqa: D102
        m = len(self.snapshot.run.split.train)
        return float(min(self.snapshot.settings.batch_size or m, m))

    @property
    def samples(self) -> float:  # noqa: D102
        return float(self.snapshot.run.data.samples)

    @property
    def units(self) -> float:  # noqa: D102
        return float(next(iter(self.snapshot.settings.hidden_units), 0))

    @property
    def layers(self) -> float:  # noqa: D102
        return float(len(self.snapshot.settings.hidden_units))

    @property
    def rule(self) -> str:  # noqa: D102
        return self.snapshot.settings.gradient

    @property
    def optimizer(self) -> str:  # noqa: D102
        return self.snapshot.settings.optimizer

    @property
    def activation(self) -> str:  # noqa: D102
        names = self.snapshot.settings.hidden_activations
        return names[0] if names else self.snapshot.settings.output_activation

    @property
    def schedule(self) -> str:  # noqa: D102
        return self.snapshot.settings.schedule

    @property
    def standardized(self) -> bool:  # noqa: D102
        return self.snapshot.settings.standardize_inputs

    @property
    def diverged(self) -> bool:  # noqa: D102
        return self.snapshot.divergence is not None

    def setting(self, name: str) -> Value:
        """Return a hyperparameter: a number, a text or a truth."""
        for part in (self.snapshot.settings, self.data):
            if part is not None and name in settings_of(part):
                return _plain(name, getattr(part, name))
        return math.nan if isinstance(about(name), NumberSetting) else ""

    def was(self, name: str, value: Value) -> bool:
        """Return whether a hyperparameter has or ever had a value in the run."""
        run, events = self.snapshot.run, self.snapshot.events
        had = [e.after for e in events if e.kind == "setting" and e.name == name]
        for part in (run.config, self.data):
            if part is not None and name in settings_of(part):
                had.append(getattr(part, name))
        return any(_plain(name, one) == value for one in had)

    @property
    def changes(self) -> float:  # noqa: D102
        events = self.snapshot.events
        return float(sum(event.kind == "setting" for event in events))

    @property
    def edits(self) -> float:  # noqa: D102
        return float(len(self._edits))

    def set_value(self, parameter: str) -> bool:
        """Return whether a parameter was set by hand."""
        index = self.snapshot.run.model.network.parameter_index
        try:
            wanted = index(parameter)
        except ConfigError:  # this network has none of that name
            return False
        return any(index(event.name) == wanted for event in self._edits)

    @property
    def _edits(self) -> list[Event]:
        given = {} if self.state is None else self.state.parameters
        return [e for e in by_hand(self.snapshot.events) if not _is_given(e, given)]

    @property
    def from_lesson(self) -> bool:
        """Whether the run began as the page's state does; see `run_at`."""
        if self.state is None:
            return False
        begun, run = run_at(self.state), self.snapshot.run
        plan = {"iterations": begun.recipe.config.iterations}
        config = run.config.__class__(**{**vars(run.config), **plan})
        if config != begun.recipe.config:
            return False
        if begun.data is None:
            return self.data == begun.recipe.data
        same = np.array_equal(begun.data.X, run.data.X)
        return same and np.array_equal(begun.data.y, run.data.y)

    def visited(self, n: float) -> bool:
        """Return whether an update was looked at, or is now."""
        return n == self.shown or n in self.visited_updates


def by_hand(events: Iterable[Event]) -> list[Event]:
    """Return the events that set parameters, without those of early stopping."""
    stops = {event.step for event in events if event.kind == "stopped"}
    return [e for e in events if e.kind == "value" and e.step not in stops]


def _is_given(event: Event, parameters: Any) -> bool:
    return event.step == 0 and parameters.get(event.name) == event.after


def _plain(name: str, value: Any) -> Value:
    """Return a hyperparameter's value as a number, a text or a truth."""
    setting = about(name)
    if isinstance(value, bool):
        return value
    if isinstance(setting, NumberSetting):
        return math.nan if value is None else float(value)
    return value if isinstance(value, str) else setting.write(value)
