"""A layer's activations at evenly spaced points of a line, one after the other.

Where z goes from one point to the next by d, e^z changes by the factor e^d, and (sin z,
cos z) turns by the angle d. So the exponential or the sine is needed once for a whole
row of points, and a sigmoid there costs an addition, a multiplication and a division.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.nn.activations import Activation

MAX_EXPONENT: Final = 600.0
"""Largest |z| up to which powers of e neither overflow nor vanish."""

RATES: Final = {"sigmoid": -1.0, "tanh": -2.0, "softplus": 1.0}
"""Activations that follow from P = e^cz, with c: 1/(1 + P), 2/(1 + P) - 1 and
ln(1 + P)."""


class RowActivations:
    """Computes any activation anew at each point.

    Parameters
    ----------
    g : Activation
    step : ndarray, shape (units, samples)
        What is added to z from one point to the next.
    """

    def __init__(self, g: Activation, step: Array) -> None:
        self._g, self._step = g, step
        self._z, self._kept = np.empty_like(step), np.empty_like(step)

    def begin(self, z: Array, out: Array) -> None:
        """Write g(z) of the first point of a row into ``out``."""
        np.copyto(self._z, z)
        self._write(out)

    def advance(self, out: Array) -> None:
        """Write g(z) of the next point into ``out``."""
        self._z += self._step
        self._write(out)

    def _write(self, out: Array) -> None:
        np.copyto(self._kept, self._z)
        z = self._kept if self._g.keeps else out
        if not self._g.keeps:
            np.copyto(out, self._z)
        self._g.function(z, out, self._kept)


class _Powers(RowActivations):
    """Multiplies powers of e."""

    def __init__(self, g: Activation, step: Array) -> None:
        super().__init__(g, step)
        self._rate = RATES[g.name]
        self._factor = np.exp(self._rate * step)

    def begin(self, z: Array, out: Array) -> None:
        """Write g(z) of the first point of a row into ``out``."""
        np.multiply(z, self._rate, self._z)
        np.exp(self._z, self._z)
        self._write(out)

    def advance(self, out: Array) -> None:
        """Write g(z) of the next point into ``out``."""
        self._z *= self._factor
        self._write(out)

    def _write(self, out: Array) -> None:
        np.add(self._z, 1.0, out)
        if self._g.name == "softplus":
            np.log(out, out)
            return
        np.divide(1.0, out, out)
        if self._g.name == "tanh":
            out *= 2.0
            out -= 1.0


class _Turns(RowActivations):
    """Turns (sin z, cos z), with the sine of a sum."""

    def __init__(self, g: Activation, step: Array) -> None:
        super().__init__(g, step)
        self._sin_step, self._cos_step = np.sin(step), np.cos(step)
        self._sin, self._cos = np.empty_like(step), np.empty_like(step)

    def begin(self, z: Array, out: Array) -> None:
        """Write g(z) of the first point of a row into ``out``."""
        np.sin(z, self._sin)
        np.cos(z, self._cos)
        np.copyto(out, self._sin)

    def advance(self, out: Array) -> None:
        """Write g(z) of the next point into ``out``."""
        np.multiply(self._sin, self._cos_step, out)
        np.multiply(self._cos, self._sin_step, self._z)
        out += self._z
        np.multiply(self._sin, self._sin_step, self._kept)
        np.multiply(self._cos, self._cos_step, self._cos)
        self._cos -= self._kept
        np.copyto(self._sin, out)


def row_activations(g: Activation, step: Array, largest: float) -> RowActivations:
    """Return the quickest way to an activation at the points of rows.

    Parameters
    ----------
    g : Activation
    step : ndarray, shape (units, samples)
        What is added to z from one point to the next.
    largest : float
        The largest |z| at any of the points.
    """
    if g.name in RATES and abs(RATES[g.name]) * largest < MAX_EXPONENT:
        return _Powers(g, step)
    if g.name == "sine":
        return _Turns(g, step)
    return RowActivations(g, step)
