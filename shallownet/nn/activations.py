"""The activation functions and their derivatives.

Each writes g(z), g'(z) or g''(z) elementwise into an existing array: an update
allocates nothing of the size of the data. Derivatives are computed from the *output*
a = g(z) wherever it determines them, so that a may overwrite z; ``needs_z`` marks the
one function where it does not.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from shallownet.arrays import ignore_overflow
from shallownet.compute.call_list import call_now
from shallownet.errors import ConfigError

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.compute.call_list import Call

LEAK: Final = 0.01
"""Slope of the leaky ReLU below zero (Maas, Hannun and Ng, 2013)."""

ZERO: Final = np.array(0.0)
ONE: Final = np.array(1.0)
"""NumPy converts a Python number to an array at every call, which takes 0.4 us: as long
as adding up a thousand numbers."""


class Activation(ABC):
    """An activation function g and its derivatives.

    Attributes
    ----------
    name, title, short : str
        Its name in a configuration, in the window, and in a few letters.
    formula : str
        g(z) as plain text.
    needs_z : bool
        Whether the derivative reads z, so that a must not overwrite z.
    max_slope : float
        The largest value of g'(z).
    kinked : bool
        Whether g has a kink at 0, where it has no derivative.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    short: ClassVar[str]
    formula: ClassVar[str]
    needs_z: ClassVar[bool] = False
    max_slope: ClassVar[float] = 1.0
    kinked: ClassVar[bool] = False

    @abstractmethod
    def function(self, z: Array, out: Array, tmp: Array, call: Call = call_now) -> None:
        """Write g(z) into ``out``, which may be ``z``; ``tmp`` may be overwritten."""

    @abstractmethod
    def derivative(self, z: Array, a: Array, out: Array, call: Call = call_now) -> None:
        """Write g'(z) into ``out``, given a = g(z)."""

    def second_derivative(self, z: Array, a: Array, out: Array) -> None:
        """Write g''(z) into ``out``; of a piecewise linear g it is 0, at a kink too."""
        out.fill(0.0)

    def __call__(self, z: Array) -> Array:
        """Return g(z) as a new array."""
        out, tmp = np.empty_like(z), np.empty_like(z)
        with ignore_overflow():
            self.function(z, out, tmp)
        return out


class _Sigmoid(Activation):
    name, title, short, formula = "sigmoid", "sigmoid", "σ", "1 / (1 + e^-z)"
    max_slope = 0.25

    def function(self, z: Array, out: Array, tmp: Array, call: Call = call_now) -> None:
        call(np.negative, z, out)
        # exp(-z) overflows to inf below z = -709, and 1 / (1 + inf) is the right 0.
        call(np.exp, out, out)
        call(np.add, out, ONE, out)
        call(np.divide, ONE, out, out)  # np.reciprocal takes twice the time

    def derivative(self, z: Array, a: Array, out: Array, call: Call = call_now) -> None:
        call(np.multiply, a, a, out)
        call(np.subtract, a, out, out)  # a - a^2 = a (1 - a)

    def second_derivative(self, z: Array, a: Array, out: Array) -> None:
        self.derivative(z, a, out)
        out *= 1.0 - 2.0 * a


class _Tanh(Activation):
    name, title, short, formula = "tanh", "tanh", "tanh", "tanh z"

    def function(self, z: Array, out: Array, tmp: Array, call: Call = call_now) -> None:
        call(np.tanh, z, out)

    def derivative(self, z: Array, a: Array, out: Array, call: Call = call_now) -> None:
        call(np.multiply, a, a, out)
        call(np.subtract, ONE, out, out)

    def second_derivative(self, z: Array, a: Array, out: Array) -> None:
        self.derivative(z, a, out)
        out *= -2.0 * a


def _maximum(a: Array, b: Array, out: Array) -> None:
    np.maximum(a, b, out=out)  # NumPy deprecates it as a positional argument


class _ReLU(Activation):
    name, title, short, formula = "relu", "ReLU", "ReLU", "max(0, z)"
    kinked = True

    def function(self, z: Array, out: Array, tmp: Array, call: Call = call_now) -> None:
        call(_maximum, z, ZERO, out)

    def derivative(self, z: Array, a: Array, out: Array, call: Call = call_now) -> None:
        call(np.greater, a, ZERO, out)


class _LeakyReLU(Activation):
    name, title, short = "leaky_relu", "leaky ReLU", "leaky"
    formula = f"max({LEAK} z, z)"
    kinked = True

    def function(self, z: Array, out: Array, tmp: Array, call: Call = call_now) -> None:
        call(np.multiply, z, np.array(LEAK), tmp)
        call(_maximum, z, tmp, out)

    def derivative(self, z: Array, a: Array, out: Array, call: Call = call_now) -> None:
        call(np.greater, a, ZERO, out)
        call(np.multiply, out, np.array(1.0 - LEAK), out)
        call(np.add, out, np.array(LEAK), out)


class _Softplus(Activation):
    name, title, short, formula = "softplus", "softplus", "s+", "ln(1 + e^z)"

    def function(self, z: Array, out: Array, tmp: Array, call: Call = call_now) -> None:
        call(np.logaddexp, ZERO, z, out)

    def derivative(self, z: Array, a: Array, out: Array, call: Call = call_now) -> None:
        # a = ln(1 + e^z), so g'(z) = sigmoid(z) = 1 - e^-a = -expm1(-a).
        call(np.negative, a, out)
        call(np.expm1, out, out)
        call(np.negative, out, out)

    def second_derivative(self, z: Array, a: Array, out: Array) -> None:
        self.derivative(z, a, out)  # s = sigmoid(z), so g'' = s (1 - s)
        out *= 1.0 - out


class _Sine(Activation):
    name, title, short, formula = "sine", "sine", "sin", "sin z"
    needs_z = True  # sin z does not determine the sign of cos z

    def function(self, z: Array, out: Array, tmp: Array, call: Call = call_now) -> None:
        call(np.sin, z, out)

    def derivative(self, z: Array, a: Array, out: Array, call: Call = call_now) -> None:
        call(np.cos, z, out)

    def second_derivative(self, z: Array, a: Array, out: Array) -> None:
        np.negative(a, out=out)


class _Identity(Activation):
    name, title, short, formula = "identity", "identity", "id", "z"

    def function(self, z: Array, out: Array, tmp: Array, call: Call = call_now) -> None:
        if out is not z:
            call(np.copyto, out, z)

    def derivative(self, z: Array, a: Array, out: Array, call: Call = call_now) -> None:
        call(np.copyto, out, ONE)


_ALL = _Sigmoid, _Tanh, _ReLU, _LeakyReLU, _Softplus, _Sine, _Identity
ACTIVATIONS: Final[dict[str, Activation]] = {g.name: g() for g in _ALL}


def activation(name: str) -> Activation:
    """Return the activation function of that name.

    Raises
    ------
    ConfigError
        If there is none; the message lists the names.
    """
    if name not in ACTIVATIONS:
        names = ", ".join(ACTIVATIONS)
        raise ConfigError(f"there is no activation {name!r}; choose one of {names}")
    return ACTIVATIONS[name]
