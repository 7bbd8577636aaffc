"""The same run in scikit-learn's MLPRegressor, where it has the option.

Optional: it needs the extra `oracle`, and is skipped where that is not installed.
"""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets

neural_network = pytest.importorskip("sklearn.neural_network")

UPDATES = 100
M = 120
DATA = datasets.notebook(M)
NAMES = {"sigmoid": "logistic", "tanh": "tanh", "relu": "relu", "identity": "identity"}


def parameters_in_sklearn(config: TrainingConfig) -> dict[str, np.ndarray]:
    """Make the run's updates in scikit-learn, from the same start and batches."""
    trainer = Trainer(config, DATA)  # for start, data and batches alone
    X, y = trainer.objective.X[:-1].T, trainer.objective.y[0]
    size = config.batch_size or M
    network = neural_network.MLPRegressor(
        hidden_layer_sizes=config.hidden_units,
        activation=NAMES[config.hidden_activations[0]],
        solver="adam" if config.optimizer == "adam" else "sgd",
        learning_rate_init=config.learning_rate,
        momentum=0.0 if config.optimizer == "gradient_descent" else 0.9,
        nesterovs_momentum=config.optimizer == "nesterov",
        alpha=config.l2 * size,  # it divides by the samples of the batch
        batch_size=size,
        shuffle=False,
    )
    network.partial_fit(X[:size], y[:size])  # makes the arrays
    for number, (W, b) in enumerate(
        zip(network.coefs_, network.intercepts_, strict=True), 1
    ):
        W[:] = trainer.network.parameters[f"W{number}"].T
        b[:] = trainer.network.parameters[f"b{number}"][:, 0]
    del network._optimizer  # and with it what it remembers
    for _ in range(UPDATES):
        batch = trainer.batch()
        rows = slice(None) if batch is None else batch
        network.partial_fit(X[rows], y[rows])
        trainer.updates += 1  # the next batch
    arrays: dict[str, np.ndarray] = {}
    for number, (W, b) in enumerate(
        zip(network.coefs_, network.intercepts_, strict=True), 1
    ):
        arrays |= {f"W{number}": W.T, f"b{number}": b[:, np.newaxis]}
    return arrays


@pytest.mark.parametrize("batch_size", [None, 20])
@pytest.mark.parametrize("l2", [0.0, 0.05])
@pytest.mark.parametrize(
    ("optimizer", "allowed"),
    [
        ("gradient_descent", 1e-8),
        ("momentum", 1e-8),
        ("nesterov", 1e-8),
        # Its eps stands before the correction of the bias, not behind it as in
        # algorithm 1 of the paper: the steps differ by about 1e-8 of their size / g.
        ("adam", 1e-4),
    ],
)
@pytest.mark.parametrize("activation", NAMES)
def test_the_same_weights_after_100_updates(
    activation, optimizer, allowed, l2, batch_size
):
    config = TrainingConfig(
        hidden_units=(6, 4),
        activation=activation,
        optimizer=optimizer,
        batch_size=batch_size,
        l2=l2,
        learning_rate=0.001,
        standardize_inputs=True,
        initialization="xavier",
    )
    ours = Trainer(config, DATA)
    ours.run(UPDATES)
    for name, expected in parameters_in_sklearn(config).items():
        array = ours.network.parameters[name]
        # What is zero but for rounding, such as the bias of centred data, has no
        # digits that could agree.
        np.testing.assert_allclose(array, expected, rtol=allowed, atol=1e-12)
