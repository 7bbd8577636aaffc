"""The same run in PyTorch: an implementation that shares no line with ours.

Optional: it needs the extra `oracle`, and is skipped where that is not installed.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets

torch = pytest.importorskip("torch")

UPDATES = 100
DATA = datasets.notebook(120)

ACTIVATIONS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda z: torch.nn.functional.leaky_relu(z, 0.01),
    "softplus": torch.nn.functional.softplus,
    "sine": torch.sin,
    "identity": lambda z: z,
}

OPTIMIZERS = {
    "gradient_descent": lambda p, lr: torch.optim.SGD(p, lr=lr),
    "momentum": lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=0.9),
    "nesterov": lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=0.9, nesterov=True),
    "rmsprop": lambda p, lr: torch.optim.RMSprop(p, lr=lr, alpha=0.9, eps=1e-8),
    "adam": lambda p, lr: torch.optim.Adam(p, lr=lr, betas=(0.9, 0.999), eps=1e-8),
}


def parameters_in_torch(config: TrainingConfig) -> dict[str, np.ndarray]:
    """Make the run's updates in PyTorch, from the same start on the same batches."""
    trainer = Trainer(config, DATA)  # for start, data and batches alone
    weights = {
        name: torch.tensor(array.copy(), requires_grad=True)
        for name, array in trainer.network.parameters.items()
    }
    X = torch.tensor(trainer.objective.X[:-1].copy())
    y = torch.tensor(trainer.objective.y.copy())
    optimizer = OPTIMIZERS[config.optimizer](weights.values(), config.learning_rate)
    schedules = {
        "constant": lambda: torch.optim.lr_scheduler.ConstantLR(optimizer, 1.0),
        "step": lambda: torch.optim.lr_scheduler.StepLR(
            optimizer, config.decay_every, config.decay
        ),
        "cosine": lambda: torch.optim.lr_scheduler.CosineAnnealingLR(
            optimizer, config.iterations
        ),
    }
    schedule = schedules[config.schedule]()
    functions = (*config.hidden_activations, config.output_activation)
    for _ in range(UPDATES):
        rows = trainer.batch()
        columns = slice(None) if rows is None else torch.tensor(rows.copy())
        A = X[:, columns]
        for number, name in enumerate(functions, 1):
            A = ACTIVATIONS[name](weights[f"W{number}"] @ A + weights[f"b{number}"])
        loss = 0.5 * ((A - y[:, columns]) ** 2).mean()
        for name, weight in weights.items():
            if name.startswith("W"):
                loss = loss + config.l2 / 2 * (weight**2).sum()
        optimizer.zero_grad()
        loss.backward()
        if config.clip_norm is not None:
            gradients = [weight.grad for weight in weights.values()]
            length = torch.sqrt(sum((g**2).sum() for g in gradients))
            for g in gradients:
                g *= min(1.0, config.clip_norm / float(length))
        optimizer.step()
        pull = config.l1 * optimizer.param_groups[0]["lr"]  # of gradient descent
        with torch.no_grad():
            for name, weight in weights.items():
                if name.startswith("W"):
                    weight.copy_(torch.nn.functional.softshrink(weight, pull))
        schedule.step()
        trainer.updates += 1  # the next batch
    return {name: weight.detach().numpy() for name, weight in weights.items()}


def assert_same_run(config: TrainingConfig) -> None:
    ours = Trainer(config, DATA)
    start = ours.network.theta.copy()
    ours.run(UPDATES)
    assert np.linalg.norm(ours.network.theta - start) > 1e-3
    for name, expected in parameters_in_torch(config).items():
        array = ours.network.parameters[name]
        # What is zero but for rounding, such as the bias of centred data, has no
        # digits that could agree.
        np.testing.assert_allclose(array, expected, rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize(
    ("optimizer", "batch_size", "l2"),
    list(product(OPTIMIZERS, [None, 25], [0.0, 0.05])),
)
def test_every_optimizer_with_batches_and_penalty(optimizer, batch_size, l2):
    assert_same_run(
        TrainingConfig(
            optimizer=optimizer,
            batch_size=batch_size,
            l2=l2,
            # At 0.01 RMSProp's shrinking mean square makes its steps unstable after
            # 60 updates, and rounding grows fivefold with each.
            learning_rate=0.002,
            standardize_inputs=True,
            initialization="xavier",
        )
    )


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_in_a_deep_network(name):
    assert_same_run(
        TrainingConfig(
            hidden_units=(6, 5, 4),
            activation=(name, "tanh", name),
            output_activation="identity" if name == "relu" else name,
            learning_rate=0.05,
            standardize_inputs=True,
            standardize_target=True,
            initialization="xavier",
        )
    )


@pytest.mark.parametrize(
    "more",
    [
        {"schedule": "step", "decay": 0.5, "decay_every": 20},
        {"schedule": "cosine", "iterations": 150},
        {"l1": 0.01},
        {"clip_norm": 0.1},
        {"hidden_units": ()},
        {"initialization": "notebook", "standardize_inputs": False},
    ],
    ids=lambda more: next(iter(more)),
)
def test_schedules_penalties_clipping_and_shapes(more):
    config = {
        "learning_rate": 0.02,
        "standardize_inputs": True,
        "standardize_target": True,
        "initialization": "xavier",
    }
    assert_same_run(TrainingConfig(**(config | more)))
