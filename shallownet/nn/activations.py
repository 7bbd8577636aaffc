"""The activation functions, each beside its derivative.

A function writes g(z) and a derivative writes g'(z), both elementwise and both into
an array that already exists: an update over all of the data allocates nothing of its
size. Derivatives are taken from the *output* a = g(z) wherever it determines them, so
that z may be overwritten by a; ``needs_z`` marks the one function where it does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.arrays import ignore_overflow
from shallownet.compute.call_list import call_now
from shallownet.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.arrays import Array
    from shallownet.compute.call_list import RecordCall

LEAK: Final = 0.01
"""Slope of the leaky ReLU below zero (Maas, Hannun and Ng, 2013)."""

ZERO: Final = np.array(0.0)
ONE: Final = np.array(1.0)
"""NumPy makes an array of every Python number first, which takes 0.4 us each time: as
long as adding up a thousand numbers."""


def _sigmoid(z: Array, out: Array, scratch: Array, do: RecordCall = call_now) -> None:
    do(np.negative, z, out)
    _sigmoid_of_minus(out, out, scratch, do)


def _sigmoid_of_minus(
    minus_z: Array, out: Array, scratch: Array, do: RecordCall = call_now
) -> None:
    # exp(-z) overflows to inf below z = -709, and 1 / (1 + inf) is the right 0.
    do(np.exp, minus_z, out)
    do(np.add, out, ONE, out)
    do(np.divide, ONE, out, out)  # np.reciprocal takes twice the time


def _sigmoid_derivative(
    z: Array, a: Array, out: Array, do: RecordCall = call_now
) -> None:
    do(np.multiply, a, a, out)
    do(np.subtract, a, out, out)  # a - a^2 = a (1 - a)


def _tanh(z: Array, out: Array, scratch: Array, do: RecordCall = call_now) -> None:
    do(np.tanh, z, out)


def _tanh_derivative(z: Array, a: Array, out: Array, do: RecordCall = call_now) -> None:
    do(np.multiply, a, a, out)
    do(np.subtract, ONE, out, out)


def _maximum(a: Array, b: Array, out: Array) -> None:
    np.maximum(a, b, out=out)  # which takes no third argument without its name


def _relu(z: Array, out: Array, scratch: Array, do: RecordCall = call_now) -> None:
    do(_maximum, z, ZERO, out)


def _relu_derivative(z: Array, a: Array, out: Array, do: RecordCall = call_now) -> None:
    do(np.greater, a, ZERO, out)


def _leaky_relu(
    z: Array, out: Array, scratch: Array, do: RecordCall = call_now
) -> None:
    do(np.multiply, z, np.array(LEAK), scratch)
    do(_maximum, z, scratch, out)


def _leaky_relu_derivative(
    z: Array, a: Array, out: Array, do: RecordCall = call_now
) -> None:
    do(np.greater, a, ZERO, out)
    do(np.multiply, out, np.array(1.0 - LEAK), out)
    do(np.add, out, np.array(LEAK), out)


def _softplus(z: Array, out: Array, scratch: Array, do: RecordCall = call_now) -> None:
    do(np.logaddexp, ZERO, z, out)


def _softplus_derivative(
    z: Array, a: Array, out: Array, do: RecordCall = call_now
) -> None:
    # a = ln(1 + e^z), so g'(z) = sigmoid(z) = 1 - e^-a = -expm1(-a).
    do(np.negative, a, out)
    do(np.expm1, out, out)
    do(np.negative, out, out)


def _sine(z: Array, out: Array, scratch: Array, do: RecordCall = call_now) -> None:
    do(np.sin, z, out)


def _sine_derivative(z: Array, a: Array, out: Array, do: RecordCall = call_now) -> None:
    do(np.cos, z, out)  # sin z leaves the sign of cos z open


def _identity(z: Array, out: Array, scratch: Array, do: RecordCall = call_now) -> None:
    if out is not z:
        do(np.copyto, out, z)


def _identity_derivative(
    z: Array, a: Array, out: Array, do: RecordCall = call_now
) -> None:
    do(np.copyto, out, ONE)


# Second derivatives, for the curvature of the loss. At the kink of a ReLU there is
# none; to either side of it the function is straight.


def _sigmoid_bend(z: Array, a: Array, out: Array) -> None:
    _sigmoid_derivative(z, a, out)
    out *= 1.0 - 2.0 * a


def _tanh_bend(z: Array, a: Array, out: Array) -> None:
    _tanh_derivative(z, a, out)
    out *= -2.0 * a


def _softplus_bend(z: Array, a: Array, out: Array) -> None:
    _softplus_derivative(z, a, out)  # s = sigmoid(z), so g'' = s (1 - s)
    out *= 1.0 - out


def _sine_bend(z: Array, a: Array, out: Array) -> None:
    np.negative(a, out=out)


def _no_bend(z: Array, a: Array, out: Array) -> None:
    out.fill(0.0)


class Activation(NamedTuple):
    """An activation function g and its derivative g'.

    Attributes
    ----------
    name, title, short : str
        The name it has in a configuration, as a person reads it, and in a few letters.
    formula : str
        g(z) as a person would write it.
    function : callable
        ``function(z, out, scratch)`` writes g(z) into ``out``; ``out`` may be ``z``
        itself. ``scratch`` is an array of the same shape that it may overwrite. A
        fourth argument ``do`` has the calls written down instead, see `program`.
    derivative : callable
        ``derivative(z, a, out)`` writes g'(z) into ``out``, given a = g(z), or has it
        written down by a fourth argument.
    bend : callable
        ``second_derivative(z, a, out)`` writes g''(z) likewise.
    of_minus : callable or None
        The same as ``function`` but given -z, where that is less work.
    needs_z : bool
        Whether the derivative reads z, so that z must outlive a.
    steepest : float
        The largest that g'(z) can be.
    kinked : bool
        Whether g has a kink at 0, where it has no derivative.
    """

    name: str
    title: str
    short: str
    formula: str
    function: Callable[..., None]
    derivative: Callable[..., None]
    second_derivative: Callable[[Array, Array, Array], None]
    of_minus: Callable[..., None] | None = None
    needs_z: bool = False
    steepest: float = 1.0
    kinked: bool = False

    def __call__(self, z: Array) -> Array:
        """Return g(z) as a new array; the clear form, for a few values."""
        out, scratch = np.empty_like(z), np.empty_like(z)
        with ignore_overflow():
            self.function(z, out, scratch)
        return out


ACTIVATIONS: Final[dict[str, Activation]] = {
    activation.name: activation
    for activation in (
        Activation(
            "sigmoid",
            "sigmoid",
            "σ",
            "1 / (1 + e^-z)",
            _sigmoid,
            _sigmoid_derivative,
            _sigmoid_bend,
            of_minus=_sigmoid_of_minus,
            steepest=0.25,
        ),
        Activation(
            "tanh", "tanh", "tanh", "tanh z", _tanh, _tanh_derivative, _tanh_bend
        ),
        Activation(
            "relu",
            "ReLU",
            "ReLU",
            "max(0, z)",
            _relu,
            _relu_derivative,
            _no_bend,
            kinked=True,
        ),
        Activation(
            "leaky_relu",
            "leaky ReLU",
            "leaky",
            f"max({LEAK} z, z)",
            _leaky_relu,
            _leaky_relu_derivative,
            _no_bend,
            kinked=True,
        ),
        Activation(
            "softplus",
            "softplus",
            "s+",
            "ln(1 + e^z)",
            _softplus,
            _softplus_derivative,
            _softplus_bend,
        ),
        Activation(
            "sine",
            "sine",
            "sin",
            "sin z",
            _sine,
            _sine_derivative,
            _sine_bend,
            needs_z=True,
        ),
        Activation(
            "identity", "identity", "id", "z", _identity, _identity_derivative, _no_bend
        ),
    )
}


def activation(name: str) -> Activation:
    """Look an activation function up by its name.

    Raises
    ------
    ConfigError
        If there is none of that name; the message lists those there are.
    """
    try:
        return ACTIVATIONS[name]
    except KeyError:
        names = ", ".join(ACTIVATIONS)
        raise ConfigError(
            f"there is no activation {name!r}; choose one of {names}"
        ) from None
