"""The linear model with the least squared error, to compare networks with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from shallownet.nn.scaling import Scaling

if TYPE_CHECKING:
    from shallownet.arrays import Array

CHUNK: Final = 50_000
"""Samples that are reduced at once."""


class LinearFit:
    """The linear model ŷ = w x + b with the least squared error over some samples.

    Inputs are standardized before, so that their units do not matter, and inputs that
    depend on each other share what they explain (the solution of least norm).

    Parameters
    ----------
    X : ndarray, shape (inputs, m)
    y : ndarray, shape (1, m)

    Attributes
    ----------
    coefficients : ndarray, shape (inputs + 1,)
        For standardized inputs and target; the last one is the constant. NaN if they
        are not finite.

    Examples
    --------
    >>> X = np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 5.0]])
    >>> LinearFit(X, 3.0 * X[:1] - X[1:] + 7.0).predict(np.array([[10.0], [2.0]]))
    array([[35.]])
    """

    def __init__(self, X: Array, y: Array) -> None:
        self._inputs, self._target = Scaling.standard(X), Scaling.standard(y)
        # The triangle of a QR decomposition holds all that least squares needs to know
        # of the samples, and can be had from one part of them after the other.
        triangle = np.empty((0, len(X) + 2))
        for start in range(0, X.shape[1], CHUNK):
            part = slice(start, start + CHUNK)
            rows = np.vstack([self._design(X[:, part]), self._target.apply(y[:, part])])
            stacked = np.vstack([triangle, rows.T])
            if not np.isfinite(stacked).all():
                self.coefficients = np.full(len(X) + 1, np.nan)
                return
            reduced: Any = np.linalg.qr(stacked, mode="r")
            triangle = reduced
        found = np.linalg.lstsq(triangle[:, :-1], triangle[:, -1], rcond=None)
        self.coefficients = found[0]

    def predict(self, X: Array) -> Array:
        """Return the predictions (1, n) for inputs (inputs, n)."""
        return self._target.invert(self.coefficients[np.newaxis] @ self._design(X))

    def loss(self, X: Array, y: Array) -> float:
        """Return J over some samples, half the mean squared error."""
        total = 0.0
        with np.errstate(over="ignore", invalid="ignore"):
            for start in range(0, X.shape[1], CHUNK):
                part = slice(start, start + CHUNK)
                errors = self.predict(X[:, part]) - y[:, part]
                total += float(np.square(errors).sum())
        return float(total / (2.0 * X.shape[1]))

    def _design(self, X: Array) -> Array:
        return np.vstack([self._inputs.apply(X), np.ones(X.shape[1])])
