"""JAX on the processor in float64: the loss as a function, its gradient compiled."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import jax
import numpy as np
from jax import numpy as jnp

if TYPE_CHECKING:
    from shallownet import Trainer
    from shallownet.arrays import Array, Indices

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")

Parameters = dict[str, Any]


def loss(parameters: Parameters, X: jax.Array, y: jax.Array) -> jax.Array:
    """Return J of the lesson's network."""
    A1 = jax.nn.sigmoid(parameters["W1"] @ X + parameters["b1"])
    A2 = parameters["W2"] @ A1 + parameters["b2"]
    return 0.5 * jnp.mean((A2 - y) ** 2)


def descend(
    parameters: Parameters, X: jax.Array, y: jax.Array, rate: float
) -> tuple[Parameters, jax.Array]:
    """Make one update; return the new parameters, and the loss before it."""
    J, gradient = jax.value_and_grad(loss)(parameters, X, y)
    new = jax.tree.map(lambda p, g: p - rate * g, parameters, gradient)
    return new, J


jitted_step = jax.jit(descend)


@partial(jax.jit, static_argnames="updates")
def scan(
    parameters: Parameters, X: jax.Array, y: jax.Array, rate: float, updates: int
) -> tuple[Parameters, jax.Array]:
    """Make many updates in one compiled loop; return the losses before each."""
    result: tuple[Parameters, jax.Array] = jax.lax.scan(
        lambda p, _: descend(p, X, y, rate), parameters, length=updates
    )
    return result


class JittedStep:
    """One call of a compiled step for each update, as a loop in Python makes it."""

    def __init__(self, trainer: Trainer) -> None:
        self.X, self.y = jnp.asarray(trainer.data.X), jnp.asarray(trainer.data.y)
        self.rate = trainer.learning_rate
        self.now: Parameters = {
            name: jnp.asarray(array.copy())
            for name, array in trainer.network.parameters.items()
        }
        assert self.X.dtype == jnp.float64

    def run(self, updates: int) -> None:
        """Make updates; wait only for the last, as they are queued."""
        for _ in range(updates):
            self.now, _ = jitted_step(self.now, self.X, self.y, self.rate)
        jax.block_until_ready(self.now)

    def update(self, rows: Indices | None) -> None:
        """Refuse: it is compared in the full batch alone."""
        raise NotImplementedError

    def parameters(self) -> dict[str, Array]:
        """Return the parameters by name."""
        return {name: np.asarray(array) for name, array in self.now.items()}


class Scan(JittedStep):
    """All updates of a bunch in one `lax.scan`: nothing is looked at in between."""

    def run(self, updates: int) -> None:
        """Make updates; compiles anew for every number of them."""
        self.now, _ = scan(self.now, self.X, self.y, self.rate, updates)
        jax.block_until_ready(self.now)
