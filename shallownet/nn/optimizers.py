"""Optimizers: how a gradient becomes a change of the parameters.

Each works in place on the flat vectors theta and g = dJ/dtheta. Its state between
updates (a velocity, running means) are the rows of ``memory``. That of a frozen
parameter rests: after its release it goes on as if those updates had not been made.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Final, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.arrays import Array


class Optimizer(ABC):
    """An update rule and its state, for ``size`` parameters.

    Attributes
    ----------
    title : str
        Its name in the window.
    memory : ndarray, shape (rows, size)
        Its state from one update to the next; zero at the start.
    updates : int
        The number of updates made.
    """

    title: ClassVar[str]
    rows: ClassVar[int] = 0

    def __init__(self, size: int) -> None:
        self.memory = np.zeros((self.rows, size))
        self.updates = 0
        self._scratch = np.empty(size)

    def update(
        self,
        theta: Array,
        gradient: Array,
        learning_rate: float,
        frozen: NDArray[np.bool_] | None = None,
    ) -> None:
        """Change ``theta`` by one step; ``gradient`` stays as it is.

        What belongs to ``frozen`` parameters stays as it is too.
        """
        self.updates += 1
        if frozen is not None:
            kept, memory = theta[frozen], self.memory[:, frozen]
        change = np.multiply(self._direction(gradient), learning_rate, self._scratch)
        theta -= change
        if frozen is not None:
            theta[frozen], self.memory[:, frozen] = kept, memory

    @abstractmethod
    def _direction(self, gradient: Array) -> Array:
        """Return what to subtract from theta at a learning rate of 1."""

    def steady_step(self) -> Array | float:
        """Return how far an update moves for each unit of a gradient that stays.

        At a learning rate of 1, after the update made last: for all parameters, or for
        each. By that much an update applies the L1 penalty, see `apply_gradient`.
        """
        return 1.0

    def copy(self) -> Self:
        """Return an independent optimizer in the same state."""
        copy = type(self)(self._scratch.size)
        copy.restore(self.memory, self.updates)
        return copy

    def restore(self, memory: Array, updates: int) -> None:
        """Return to the state after an earlier update."""
        np.copyto(self.memory, memory)
        self.updates = updates


class GradientDescent(Optimizer):
    """The lesson's rule: theta <- theta - eta g."""

    title = "gradient descent"

    def _direction(self, gradient: Array) -> Array:
        return gradient


class Momentum(Optimizer):
    """Polyak (1964): v <- mu v + g; theta <- theta - eta v, with mu = 0.9."""

    title = "momentum"
    rows = 1
    mu: Final = 0.9

    def _direction(self, gradient: Array) -> Array:
        velocity: Array = self.memory[0]
        velocity *= self.mu
        velocity += gradient
        return velocity

    def steady_step(self) -> float:
        """Return the limit of v for a gradient of 1."""
        return 1.0 / (1.0 - self.mu)


class Nesterov(Momentum):
    """Nesterov (1983) as Sutskever et al. (2013, equations 3 and 4) write it.

    They take the gradient ahead of theta, at theta + mu v. In terms of the point where
    the gradient is taken, as is usual since, it is v <- mu v + g;
    theta <- theta - eta (g + mu v), with mu = 0.9.
    """

    title = "Nesterov"

    def _direction(self, gradient: Array) -> Array:
        out = np.multiply(super()._direction(gradient), self.mu, self._scratch)
        out += gradient
        return out


class RMSProp(Optimizer):
    """Tieleman and Hinton (2012), lecture 6.5.

    s <- rho s + (1 - rho) g^2; theta <- theta - eta g / (sqrt(s) + eps), with
    rho = 0.9 and eps = 1e-8.
    """

    title = "RMSProp"
    rows = 1
    rho: Final = 0.9
    eps: Final = 1e-8

    def _direction(self, gradient: Array) -> Array:
        (mean_square,) = self.memory
        mean_square *= self.rho
        mean_square += (1.0 - self.rho) * gradient**2
        out = np.sqrt(mean_square, self._scratch)
        out += self.eps
        return np.divide(gradient, out, out)

    def steady_step(self) -> Array:
        """Return 1 / (sqrt(s) + eps)."""
        step: Array = 1.0 / (np.sqrt(self.memory[0]) + self.eps)
        return step


class Adam(Optimizer):
    """Kingma and Ba (2015), algorithm 1.

    m <- b1 m + (1 - b1) g; v <- b2 v + (1 - b2) g^2;
    theta <- theta - eta (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps), with
    b1 = 0.9, b2 = 0.999 and eps = 1e-8. The third row of its memory counts the updates
    at which a parameter was frozen; t is without them.
    """

    title = "Adam"
    rows = 3
    beta1: Final = 0.9
    beta2: Final = 0.999
    eps: Final = 1e-8
    _has_rested = False

    def _direction(self, gradient: Array) -> Array:
        mean, mean_square, _ = self.memory
        mean *= self.beta1
        mean += (1.0 - self.beta1) * gradient
        mean_square *= self.beta2
        mean_square += (1.0 - self.beta2) * gradient**2
        t = self._own_updates()
        out = np.divide(mean_square, 1.0 - self.beta2**t, self._scratch)
        np.sqrt(out, out)
        out += self.eps
        np.divide(mean, out, out)
        out /= 1.0 - self.beta1**t
        return out

    def _own_updates(self) -> Array | int:
        """Return the number of updates: of each parameter if some have rested."""
        return self.updates - self.memory[2] if self._has_rested else self.updates

    def update(
        self,
        theta: Array,
        gradient: Array,
        learning_rate: float,
        frozen: NDArray[np.bool_] | None = None,
    ) -> None:
        """Change ``theta`` by one step, and count the rest of ``frozen`` parameters."""
        super().update(theta, gradient, learning_rate, frozen)
        if frozen is not None:
            self.memory[2, frozen] += 1.0
            self._has_rested = True

    def restore(self, memory: Array, updates: int) -> None:
        """Return to the state after an earlier update."""
        super().restore(memory, updates)
        self._has_rested = bool(memory[2].any())

    def steady_step(self) -> Array:
        """Return 1 / (sqrt(v / (1 - b2^t)) + eps)."""
        # A parameter that never moved has a mean of 0, and the step is not used.
        share = np.maximum(1.0 - self.beta2 ** self._own_updates(), 1.0 - self.beta2)
        step: Array = 1.0 / (np.sqrt(self.memory[1] / share) + self.eps)
        return step


OPTIMIZERS: Final[dict[str, type[Optimizer]]] = {
    "gradient_descent": GradientDescent,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "rmsprop": RMSProp,
    "adam": Adam,
}
