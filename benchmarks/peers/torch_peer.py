"""PyTorch, eager: `nn.Sequential`, an optimizer, and the usual training loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

if TYPE_CHECKING:
    from shallownet import Trainer
    from shallownet.arrays import Array, Indices

ACTIVATIONS = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU}


class Torch:
    """A network of `nn.Linear` layers, trained on the processor in float64."""

    def __init__(self, trainer: Trainer) -> None:
        config, start = trainer.config, trainer.network.parameters
        X, y = trainer.objective.X[:-1], trainer.objective.y
        # Samples are rows here, and lie together in memory.
        self.X = torch.tensor(X.T.copy(), dtype=torch.float64)
        self.y = torch.tensor(y.T.copy(), dtype=torch.float64)
        self.batch_size = config.batch_size
        layers: list[nn.Module] = []
        self.linear: list[nn.Linear] = []
        for number in range(1, len(start) // 2 + 1):
            W, b = start[f"W{number}"], start[f"b{number}"]
            layer = nn.Linear(W.shape[1], W.shape[0], dtype=torch.float64)
            with torch.no_grad():
                layer.weight.copy_(torch.tensor(W.copy()))
                layer.bias.copy_(torch.tensor(b[:, 0].copy()))
            self.linear.append(layer)
            layers += [layer, ACTIVATIONS[config.hidden_activations[0]]()]
        self.model = nn.Sequential(*layers[:-1])  # the output is linear
        kind = torch.optim.Adam if config.optimizer == "adam" else torch.optim.SGD
        self.optimizer = kind(self.model.parameters(), lr=config.learning_rate)
        self.loss = nn.MSELoss()

    def step(self, X: torch.Tensor, y: torch.Tensor) -> None:
        """Make one update on the given samples."""
        self.optimizer.zero_grad()
        loss = 0.5 * self.loss(self.model(X), y)
        loss.backward()
        self.optimizer.step()

    def run(self, updates: int) -> None:
        """Make updates, in mini-batches epoch by epoch from a new permutation."""
        if self.batch_size is None:
            for _ in range(updates):
                self.step(self.X, self.y)
            return
        made = 0
        while made < updates:
            order = torch.randperm(len(self.X))
            for rows in order.split(self.batch_size)[: updates - made]:
                self.step(self.X[rows], self.y[rows])
                made += 1

    def update(self, rows: Indices | None) -> None:
        """Make one update on some samples alone, or on all if none are given."""
        chosen = slice(None) if rows is None else torch.tensor(rows.copy())
        self.step(self.X[chosen], self.y[chosen])

    def parameters(self) -> dict[str, Array]:
        """Return the parameters by our names, in our shapes."""
        arrays: dict[str, Array] = {}
        for number, layer in enumerate(self.linear, 1):
            arrays[f"W{number}"] = layer.weight.detach().numpy()
            arrays[f"b{number}"] = layer.bias.detach().numpy()[:, None]
        return arrays
