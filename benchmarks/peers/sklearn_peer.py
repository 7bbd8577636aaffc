"""scikit-learn: `MLPRegressor`, whose loss is half the mean squared error too."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor

if TYPE_CHECKING:
    from shallownet import Trainer
    from shallownet.arrays import Array, Indices

ACTIVATIONS = {"sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}
FOR_EVER = 10**9
"""Epochs without an improvement after which it would stop."""


class PartialFit:
    """An `MLPRegressor` trained by ``partial_fit``, which makes one epoch a call.

    An epoch of the full batch is one update, and each call checks its samples anew.
    """

    def __init__(self, trainer: Trainer, **more: Any) -> None:
        config, m = trainer.config, trainer.objective.y.shape[1]
        self.X = trainer.objective.X[:-1].T.copy()
        self.y = trainer.objective.y[0].copy()
        size = config.batch_size or m
        self.batches = math.ceil(m / size)
        self.network = MLPRegressor(
            hidden_layer_sizes=config.hidden_units,
            activation=ACTIVATIONS[config.hidden_activations[0]],
            solver="adam" if config.optimizer == "adam" else "sgd",
            learning_rate="constant",
            learning_rate_init=config.learning_rate,
            momentum=0.0,
            nesterovs_momentum=False,
            alpha=0.0,
            batch_size=size,
            shuffle=self.batches > 1,
            random_state=0,
            **more,
        )
        self.network.partial_fit(self.X[:size], self.y[:size])  # makes the arrays
        start = trainer.network.parameters
        for number, (W, b) in enumerate(self._layers(), 1):
            W[:] = start[f"W{number}"].T
            b[:] = start[f"b{number}"][:, 0]
        del self.network._optimizer  # and with it what it remembers
        self.led = 0

    def _layers(self) -> list[tuple[Array, Array]]:
        return list(zip(self.network.coefs_, self.network.intercepts_, strict=True))

    def run(self, updates: int) -> None:
        """Make updates, in whole epochs."""
        for _ in range(updates // self.batches):
            self.network.partial_fit(self.X, self.y)

    def update(self, rows: Indices | None) -> None:
        """Make one update on some samples alone, or on all if none are given.

        Its Adam adds eps before the correction of the bias, not behind it as in
        algorithm 1 of the paper, which shows where a gradient is small. Here eps is
        corrected likewise, and the update is the paper's.
        """
        self.led += 1
        if self.network.solver == "adam":
            eps = 1e-8 * math.sqrt(1 - self.network.beta_2**self.led)
            self.network.epsilon = eps  # of the optimizer that it will make
            if hasattr(self.network, "_optimizer"):
                self.network._optimizer.epsilon = eps
        chosen = slice(None) if rows is None else rows
        self.network.partial_fit(self.X[chosen], self.y[chosen])

    def parameters(self) -> dict[str, Array]:
        """Return the parameters by our names, in our shapes."""
        arrays: dict[str, Array] = {}
        for number, (W, b) in enumerate(self._layers(), 1):
            arrays |= {f"W{number}": W.T, f"b{number}": b[:, None]}
        return arrays


class Fit(PartialFit):
    """The same trained by one call of ``fit`` for many epochs, its quickest way.

    Samples are checked once a call. Each call begins with an empty memory, so it is
    the same run only under plain gradient descent.
    """

    def __init__(self, trainer: Trainer) -> None:
        super().__init__(trainer, warm_start=True, n_iter_no_change=FOR_EVER)

    def run(self, updates: int) -> None:
        """Make updates, in whole epochs."""
        self.network.set_params(max_iter=updates // self.batches)
        with warnings.catch_warnings():
            # It was told to stop here: that it has not converged is no news.
            warnings.simplefilter("ignore", ConvergenceWarning)
            self.network.fit(self.X, self.y)
