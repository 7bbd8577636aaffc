"""The activation functions and their derivatives.

Each writes g(z), g'(z) or g''(z) elementwise into an existing array: an update
allocates nothing of the size of the data. Where a = g(z) determines the derivative in
full precision, a may overwrite z. Where it does not, g keeps a second array for the
derivative: of a sigmoid 1 - a, because beyond z = 37 a rounds to 1.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from shallownet.arrays import ignore_overflow
from shallownet.compute.call_list import call_now
from shallownet.errors import ConfigError
from shallownet.wording import quoted

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.compute.call_list import Call

LEAK: Final = 0.01
"""Slope of the leaky ReLU below zero (Maas, Hannun and Ng, 2013)."""

ZERO: Final = np.array(0.0)
ONE: Final = np.array(1.0)
"""NumPy converts a Python number to an array at every call, which takes 0.4 us: as long
as adding up a thousand numbers."""


MAX_EXPONENT: Final = np.array(708.0)
"""e^710 overflows, and 1 / e^709 has fewer digits."""


class Activation(ABC):
    """An activation function g and its derivatives.

    Attributes
    ----------
    name, title, short : str
        Its name in a configuration, in the window, and in a few letters.
    formula : str
        g(z) as plain text.
    keeps : bool
        Whether the derivative reads what ``function`` left in ``kept``.
    max_slope : float
        The largest value of g'(z).
    kinked : bool
        Whether g has a kink at 0, where it has no derivative.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    short: ClassVar[str]
    formula: ClassVar[str]
    keeps: ClassVar[bool] = False
    max_slope: ClassVar[float] = 1.0
    kinked: ClassVar[bool] = False

    @abstractmethod
    def function(
        self, z: Array, out: Array, kept: Array, call: Call = call_now
    ) -> None:
        """Write g(z) into ``out``, and what `derivative` reads into ``kept``.

        ``z`` may be ``kept`` if the function `keeps`, and otherwise ``out``.
        """

    @abstractmethod
    def derivative(
        self, kept: Array, a: Array, out: Array, call: Call = call_now
    ) -> None:
        """Write g'(z) into ``out``, which may be ``kept``, given a = g(z)."""

    def second_derivative(self, z: Array, a: Array, slope: Array, out: Array) -> None:
        """Write g''(z) into ``out``, given a = g(z) and the slope g'(z).

        Of a piecewise linear g it is 0, at a kink too.
        """
        out.fill(0.0)

    def __call__(self, z: Array) -> Array:
        """Return g(z) as a new array."""
        return self.with_slope(z)[0]

    def with_slope(self, z: Array) -> tuple[Array, Array]:
        """Return g(z) and g'(z) as new arrays."""
        a, slope = np.empty_like(z), np.empty_like(z)
        with ignore_overflow():
            self.function(z, a, slope)
            self.derivative(slope, a, slope)
        return a, slope


def _maximum(a: Array, b: Array, out: Array) -> None:
    np.maximum(a, b, out=out)  # NumPy deprecates it as a positional argument


FEW: Final = 8_192
"""Numbers up to which a pass over them takes less time than an error state of NumPy."""


def limited_exp(z: Array, out: Array) -> None:
    """Write e^z, or e^708 for a larger z.

    To limit z beforehand takes a pass over the samples, 3 % of an update at m = 10,000;
    NumPy notices an overflow while it computes.
    """
    if z.size > FEW:
        try:
            with np.errstate(over="raise"):
                np.exp(z, out)
                return
        except FloatingPointError:
            pass
    np.minimum(z, MAX_EXPONENT, out=out)
    np.exp(out, out)


class _Sigmoid(Activation):
    name, title, short, formula = "sigmoid", "sigmoid", "σ", "1 / (1 + e^-z)"
    keeps = True
    max_slope = 0.25

    def function(
        self, z: Array, out: Array, kept: Array, call: Call = call_now
    ) -> None:
        call(limited_exp, z, out)  # limited: inf / inf would be NaN
        call(np.add, out, ONE, kept)
        call(np.divide, out, kept, out)  # a = e^z / (1 + e^z)
        call(np.divide, ONE, kept, kept)  # 1 - a; np.reciprocal takes twice the time

    def derivative(
        self, kept: Array, a: Array, out: Array, call: Call = call_now
    ) -> None:
        call(np.multiply, kept, a, out)  # (1 - a) a

    def second_derivative(self, z: Array, a: Array, slope: Array, out: Array) -> None:
        np.multiply(-0.5, z, out)
        np.tanh(out, out)  # 1 - 2 a, without a difference
        out *= slope


FLAT_TANH: Final = 1.0 - 5e-5
"""|a| above which 1 - a^2 has lost more than four digits."""


def _slope_of_tanh(z: Array, a: Array, out: Array) -> None:
    """Write 1 - a^2 = 1 / cosh(z)^2, by the second form where a is close to 1."""
    flat = None
    if a.max() > FLAT_TANH or a.min() < -FLAT_TANH:
        flat = np.abs(a) > FLAT_TANH
        e = np.exp(-2.0 * np.abs(z[flat]))
    np.multiply(a, a, out)
    np.subtract(ONE, out, out)
    if flat is not None:
        out[flat] = 4.0 * e / np.square(1.0 + e)


class _Tanh(Activation):
    name, title, short, formula = "tanh", "tanh", "tanh", "tanh z"
    keeps = True

    def function(
        self, z: Array, out: Array, kept: Array, call: Call = call_now
    ) -> None:
        _keep(z, kept, call)
        call(np.tanh, kept, out)

    def derivative(
        self, kept: Array, a: Array, out: Array, call: Call = call_now
    ) -> None:
        call(_slope_of_tanh, kept, a, out)

    def second_derivative(self, z: Array, a: Array, slope: Array, out: Array) -> None:
        np.multiply(-2.0, a, out)
        out *= slope


def _keep(z: Array, kept: Array, call: Call) -> None:
    if kept is not z:
        call(np.copyto, kept, z)


class _ReLU(Activation):
    name, title, short, formula = "relu", "ReLU", "ReLU", "max(0, z)"
    kinked = True

    def function(
        self, z: Array, out: Array, kept: Array, call: Call = call_now
    ) -> None:
        call(_maximum, z, ZERO, out)

    def derivative(
        self, kept: Array, a: Array, out: Array, call: Call = call_now
    ) -> None:
        call(np.greater, a, ZERO, out)


class _LeakyReLU(Activation):
    name, title, short = "leaky_relu", "leaky ReLU", "leaky"
    formula = f"max({LEAK} z, z)"
    kinked = True

    def function(
        self, z: Array, out: Array, kept: Array, call: Call = call_now
    ) -> None:
        call(np.multiply, z, np.array(LEAK), kept)
        call(_maximum, z, kept, out)

    def derivative(
        self, kept: Array, a: Array, out: Array, call: Call = call_now
    ) -> None:
        call(np.greater, a, ZERO, out)
        call(np.multiply, out, np.array(1.0 - LEAK), out)
        call(np.add, out, np.array(LEAK), out)


class _Softplus(Activation):
    name, title, short, formula = "softplus", "softplus", "s+", "ln(1 + e^z)"

    def function(
        self, z: Array, out: Array, kept: Array, call: Call = call_now
    ) -> None:
        call(np.logaddexp, ZERO, z, out)

    def derivative(
        self, kept: Array, a: Array, out: Array, call: Call = call_now
    ) -> None:
        # a = ln(1 + e^z), so g'(z) = sigmoid(z) = 1 - e^-a = -expm1(-a).
        call(np.negative, a, out)
        call(np.expm1, out, out)
        call(np.negative, out, out)

    def second_derivative(self, z: Array, a: Array, slope: Array, out: Array) -> None:
        np.negative(a, out)
        np.exp(out, out)  # 1 - sigmoid(z) = e^-a
        out *= slope


class _Sine(Activation):
    name, title, short, formula = "sine", "sine", "sin", "sin z"
    keeps = True  # sin z does not determine the sign of cos z

    def function(
        self, z: Array, out: Array, kept: Array, call: Call = call_now
    ) -> None:
        _keep(z, kept, call)
        call(np.sin, kept, out)

    def derivative(
        self, kept: Array, a: Array, out: Array, call: Call = call_now
    ) -> None:
        call(np.cos, kept, out)

    def second_derivative(self, z: Array, a: Array, slope: Array, out: Array) -> None:
        np.negative(a, out)


class _Identity(Activation):
    name, title, short, formula = "identity", "identity", "id", "z"

    def function(
        self, z: Array, out: Array, kept: Array, call: Call = call_now
    ) -> None:
        if out is not z:
            call(np.copyto, out, z)

    def derivative(
        self, kept: Array, a: Array, out: Array, call: Call = call_now
    ) -> None:
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
        raise ConfigError(
            f"there is no activation {quoted(name)}; choose one of {names}"
        )
    return ACTIVATIONS[name]
