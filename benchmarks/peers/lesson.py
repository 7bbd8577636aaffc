"""The lesson's own program: NumPy, one array expression for each equation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from shallownet import Trainer
    from shallownet.arrays import Array, Indices


class Lesson:
    """The lesson's network and its training loop.

    It makes its arrays anew at every update, as the lesson does; ``db1`` is the
    published one, a single number for all units.
    """

    def __init__(self, trainer: Trainer) -> None:
        data, start = trainer.data, trainer.network.parameters
        self.X, self.y = data.X, data.y
        self.rate, self.m = trainer.learning_rate, data.samples
        self.W1, self.b1, self.W2, self.b2 = (
            start[name].copy() for name in ("W1", "b1", "W2", "b2")
        )
        self.mean_errors: list[np.floating] = []

    def step(self) -> None:
        """Forward, backward, update, and the mean error, as in the lesson's loop."""
        Z1 = self.W1 @ self.X + self.b1
        A1 = 1 / (1 + np.exp(-Z1))
        Z2 = self.W2 @ A1 + self.b2
        A2 = Z2

        dZ2 = A2 - self.y
        dW2 = (1 / self.m) * dZ2 @ np.transpose(A1)
        db2 = (1 / self.m) * np.sum(dZ2)
        dZ1 = np.transpose(self.W2) @ dZ2 * (A1 * (1 - A1))
        dW1 = (1 / self.m) * dZ1 @ np.transpose(self.X)
        db1 = (1 / self.m) * np.sum(dZ1)

        self.W1 -= self.rate * dW1
        self.W2 -= self.rate * dW2
        self.b1 -= self.rate * db1
        self.b2 -= self.rate * db2
        self.mean_errors.append(np.mean(A2 - self.y))

    def run(self, updates: int) -> None:
        """Make updates."""
        for _ in range(updates):
            self.step()

    def update(self, rows: Indices | None) -> None:
        """Refuse: the lesson always looks at all samples."""
        raise NotImplementedError

    def parameters(self) -> dict[str, Array]:
        """Return the parameters by name."""
        return {"W1": self.W1, "b1": self.b1, "W2": self.W2, "b2": self.b2}
