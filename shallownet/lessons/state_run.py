"""The run that stands where a state of a lesson says."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from shallownet.data.datasets import Dataset
from shallownet.errors import DataError
from shallownet.nn.network import Network
from shallownet.runs.replay import replay_onto
from shallownet.settings.data_config import DataConfig
from shallownet.settings.hyperparameter import settings_of
from shallownet.settings.presets import preset
from shallownet.settings.table_config import TableConfig
from shallownet.training.trainer import Trainer

if TYPE_CHECKING:
    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.lessons.lesson import State
    from shallownet.settings.recipe import Recipe


class RunStart(NamedTuple):
    """What a run begins with, and how far it goes.

    Attributes
    ----------
    recipe : Recipe
    data : Dataset or None
        The samples that the lesson gives; None if they are those of the recipe.
    edits : tuple of (str, float)
        Parameters to set before the first update.
    update : int
    """

    recipe: Recipe
    data: Dataset | None
    edits: tuple[tuple[str, float], ...]
    update: int


def run_at(state: State) -> RunStart:
    """Return how to make the run of a state.

    Raises
    ------
    ConfigError, DataError
        If its settings, samples or parameters are not possible.
    """
    if any(name in settings_of(TableConfig) for name in state.settings):
        raise DataError("a lesson reads no table: give its rows as samples")
    recipe = preset(state.preset).recipe.changed(**state.settings)
    data = None
    if state.samples:
        values = np.array(state.samples, dtype=np.float64).T
        data = Dataset(values[:-1], values[-1:])
    edits = tuple(state.parameters.items())
    return RunStart(recipe, data, edits, state.update)


def check_state(state: State) -> None:
    """Raise for what `run_at` raises for, and for parameters that are not there.

    Raises
    ------
    ConfigError, DataError
    """
    recipe, data, edits, _update = run_at(state)
    assert isinstance(recipe.data, DataConfig)
    inputs, samples = recipe.data.features, recipe.data.samples
    if data is not None:
        inputs, samples = len(data.X), data.samples
    if state.sample is not None and state.sample >= samples:
        raise DataError(
            f"sample is {state.sample:,}; the samples are 0 to {samples - 1:,}"
        )
    config = recipe.config
    sizes = (inputs, *config.hidden_units, 1)
    network = Network(sizes, (*config.hidden_activations, config.output_activation))
    for name, _value in edits:
        network.parameter_index(name)


def trainer_at(
    state: State,
    cancelled: CancelCheck = None,
    progress: ProgressCallback = None,
) -> Trainer:
    """Return a trainer that has made the updates of a state.

    Parameters
    ----------
    state : State
    cancelled, progress : callable, optional
        As for `shallownet.runs.replay.replay`.

    Raises
    ------
    ConfigError, DataError
        If its settings, samples or parameters are not possible.
    DivergedError
        If the run diverges before.
    Cancelled
        If ``cancelled`` returned True.

    Examples
    --------
    >>> from shallownet.lessons.lesson import State
    >>> trainer_at(State(settings={"samples": 100}, update=3)).updates
    3
    """
    start = run_at(state)
    data = start.recipe.make_data() if start.data is None else start.data
    trainer = Trainer(start.recipe.config, data)
    for name, value in start.edits:
        trainer.edit(name, value)
    replay_onto(trainer, (), start.update, cancelled, progress)
    return trainer
