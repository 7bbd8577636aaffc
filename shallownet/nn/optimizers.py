"""Optimisers: how a gradient becomes a change of the parameters.

Each works on the flat vectors theta and g = dJ/dtheta, in place. What it remembers from
one update to the next (a velocity, running means) are the rows of ``memory``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Final, Self

import numpy as np

if TYPE_CHECKING:
    from shallownet.arrays import Array


class Optimizer(ABC):
    """A rule for one update, and what it remembers.

    Parameters
    ----------
    size : int
        The number of parameters.

    Attributes
    ----------
    title : str
        Its name, as a person reads it.
    memory : ndarray, shape (rows, size)
        What is carried from one update to the next; zero at the start.
    updates : int
        The number of updates made.
    """

    title: ClassVar[str]
    rows: ClassVar[int] = 0

    def __init__(self, size: int) -> None:
        self.memory = np.zeros((self.rows, size))
        self.updates = 0
        self._change = np.empty(size)

    def update(self, theta: Array, gradient: Array, learning_rate: float) -> None:
        """Change ``theta`` by one step down ``gradient``, which is left as it is."""
        self.updates += 1
        change = self._change
        self._direction(gradient, change)
        change *= learning_rate
        theta -= change

    @abstractmethod
    def _direction(self, gradient: Array, out: Array) -> None:
        """Write into ``out`` what is taken from theta at a learning rate of 1."""

    def copy(self) -> Self:
        """Return an optimiser with the same memory, which then goes its own way."""
        twin = type(self)(self._change.size)
        twin.restore(self.memory, self.updates)
        return twin

    def restore(self, memory: Array, updates: int) -> None:
        """Take up the memory of an earlier update again."""
        np.copyto(self.memory, memory)
        self.updates = updates


class GradientDescent(Optimizer):
    """The lesson's rule: theta <- theta - eta g."""

    title = "gradient descent"

    def update(self, theta: Array, gradient: Array, learning_rate: float) -> None:
        """Change ``theta`` by one step down ``gradient``."""
        self.updates += 1
        np.multiply(gradient, learning_rate, self._change)
        theta -= self._change

    def _direction(self, gradient: Array, out: Array) -> None:
        np.copyto(out, gradient)


class Momentum(Optimizer):
    """Polyak (1964): v <- mu v + g; theta <- theta - eta v, with mu = 0.9."""

    title = "momentum"
    rows = 1
    mu: Final = 0.9

    def _direction(self, gradient: Array, out: Array) -> None:
        (velocity,) = self.memory
        velocity *= self.mu
        velocity += gradient
        np.copyto(out, velocity)


class Nesterov(Momentum):
    """Nesterov (1983) as Sutskever et al. (2013, equations 3 and 4) write it.

    They take the gradient ahead of theta, at theta + mu v. Told at the place where the
    gradient is taken, as is usual since, it is v <- mu v + g;
    theta <- theta - eta (g + mu v), with mu = 0.9.
    """

    title = "Nesterov momentum"

    def _direction(self, gradient: Array, out: Array) -> None:
        super()._direction(gradient, out)
        out *= self.mu
        out += gradient


class RMSProp(Optimizer):
    """Tieleman and Hinton (2012), lecture 6.5.

    s <- rho s + (1 - rho) g^2; theta <- theta - eta g / (sqrt(s) + eps), with
    rho = 0.9 and eps = 1e-8.
    """

    title = "RMSProp"
    rows = 1
    rho: Final = 0.9
    eps: Final = 1e-8

    def _direction(self, gradient: Array, out: Array) -> None:
        (mean_square,) = self.memory
        mean_square *= self.rho
        mean_square += (1.0 - self.rho) * gradient**2
        np.sqrt(mean_square, out=out)
        out += self.eps
        np.divide(gradient, out, out=out)


class Adam(Optimizer):
    """Kingma and Ba (2015), algorithm 1.

    m <- b1 m + (1 - b1) g; v <- b2 v + (1 - b2) g^2;
    theta <- theta - eta (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps), with
    b1 = 0.9, b2 = 0.999 and eps = 1e-8.
    """

    title = "Adam"
    rows = 2
    beta1: Final = 0.9
    beta2: Final = 0.999
    eps: Final = 1e-8

    def _direction(self, gradient: Array, out: Array) -> None:
        mean, mean_square = self.memory
        mean *= self.beta1
        mean += (1.0 - self.beta1) * gradient
        mean_square *= self.beta2
        mean_square += (1.0 - self.beta2) * gradient**2
        np.divide(mean_square, 1.0 - self.beta2**self.updates, out=out)
        np.sqrt(out, out=out)
        out += self.eps
        np.divide(mean, out, out=out)
        out /= 1.0 - self.beta1**self.updates


OPTIMIZERS: Final[dict[str, type[Optimizer]]] = {
    "gradient_descent": GradientDescent,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "rmsprop": RMSProp,
    "adam": Adam,
}
