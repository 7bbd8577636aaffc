"""The problem of a run: a network, its model, and the losses over its samples.

Training, rewinding, the microscope and the post-mortem use it, each with parameters of
its own.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

from shallownet.data.split import split
from shallownet.errors import DataError
from shallownet.nn.initialization import initialize
from shallownet.nn.model import Model
from shallownet.nn.network import Network
from shallownet.nn.objective import Objective
from shallownet.nn.scaling import Scaling
from shallownet.training.memory import check_memory
from shallownet.training.snapshot import Run
from shallownet.wording import figure

if TYPE_CHECKING:
    from shallownet.callbacks import CancelCheck
    from shallownet.data.datasets import Dataset
    from shallownet.settings.training_config import TrainingConfig


class Problem:
    """A network and the samples it learns.

    Parameters
    ----------
    run : Run
        The settings, the samples and their split.
    model : Model, optional
        The model to train; a copy of the run's if not given.

    Attributes
    ----------
    network : Network
        Holds the parameters and the gradient; shared by all objectives.
    unit : float
        One unit of the network's output in the target's own units.
    """

    def __init__(self, run: Run, model: Model | None = None) -> None:
        self.run = run
        self.model = run.model.copy() if model is None else model
        self.network = self.model.network
        self.unit = float(self.model.target.scale[0, 0])

    @classmethod
    def from_settings(cls, config: TrainingConfig, data: Dataset) -> Problem:
        """Split and scale the samples, and build the network, as configured.

        Raises
        ------
        DataError
            If there is not enough memory for the run, or the target is to be
            standardized and its variance is not finite.
        """
        check_memory(config, data.samples, len(data.X))
        parts = split(
            data.samples,
            config.test_share,
            config.split_seed,
            config.validation_share,
        )
        train = data.take(parts.train) if parts.held_out.size else data
        network = Network(
            (len(data.X), *config.hidden_units, 1),
            (*config.hidden_activations, config.output_activation),
        )
        # The units depend on the training samples only: no leak from the test samples.
        model = Model(
            network,
            Scaling.of(train.X, standardize=config.standardize_inputs),
            Scaling.of(train.y, standardize=config.standardize_target),
        )
        problem = cls(Run.of(config, data, parts, model.copy()), model)
        _check_unit(problem.unit, data.target_name)
        return problem

    def initialize(self) -> None:
        """Set the parameters to those at the start, which the seed determines."""
        config, samples = self.run.config, self.run.data.samples
        initialize(
            self.network, config.initialization, seed=config.seed, samples=samples
        )

    @cached_property
    def train(self) -> Dataset:
        """The training samples."""
        run = self.run
        return run.data.take(run.split.train) if run.split.held_out.size else run.data

    @cached_property
    def objective(self) -> Objective:
        """The loss over the training samples."""
        return self.objective_over(self.train)

    @cached_property
    def held_out_objective(self) -> Objective | None:
        """The loss over the held-out samples; None if there are none."""
        rows = self.run.split.held_out
        return self.objective_over(self.run.data.take(rows)) if rows.size else None

    def held_out_loss(self, cancelled: CancelCheck = None) -> float:
        """Compute J over the held-out samples, in the target's units; NaN if none."""
        if self.held_out_objective is None:
            return math.nan
        return self.held_out_objective.measure(None, cancelled).loss * self.unit**2

    def test_loss(self, cancelled: CancelCheck = None) -> float:
        """Compute J over the test samples, in the target's units; NaN if none.

        They may be sealed: a run counts how often it is asked; see `Trainer`.
        """
        rows = self.run.split.test
        if not rows.size:
            return math.nan
        tested = self.objective_over(self.run.data.take(rows))
        return tested.measure(None, cancelled).loss * self.unit**2

    def objective_over(self, data: Dataset, inputs: Scaling | None = None) -> Objective:
        """Return the loss of the same network over other samples.

        Parameters
        ----------
        data : Dataset
        inputs : Scaling, optional
            The scaling of its inputs; the model's if not given.
        """
        scaling = self.model.inputs if inputs is None else inputs
        y = self.model.target.apply(data.y)
        return Objective(self.network, scaling.apply(data.X), y)

    def twin(self) -> Problem:
        """Return the same problem with parameters of its own.

        They share samples and workspaces, so only one of the two may compute at a time.
        """
        model = Model(self.network.copy(), self.model.inputs, self.model.target)
        twin = Problem(self.run, model)
        twin.objective = self.objective.for_network(twin.network)
        if self.held_out_objective is not None:
            twin.held_out_objective = self.held_out_objective.for_network(twin.network)
        return twin


def _check_unit(unit: float, target_name: str) -> None:
    if not 0.0 < unit * unit < math.inf:
        large = unit > 1.0
        raise DataError(
            f"the target {target_name} has a standard deviation of "
            f"{figure(unit, 3)}, whose square, the unit of the loss, is "
            f"{'no finite number' if large else '0'}; give the target in "
            f"{'larger' if large else 'smaller'} units"
        )
