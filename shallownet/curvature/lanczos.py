"""The sharpness of the loss: the largest eigenvalue of its Hessian, λmax.

Along its eigenvector a step of gradient descent multiplies the distance to the minimum
by 1 - η λmax, so beyond λmax = 2/η it grows. Training with the full gradient tends to
reach that bound and to stay there (Cohen, Kaur, Li, Kolter and Talwalkar, "Gradient
descent on neural networks typically occurs at the edge of stability", 2021).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

import numpy as np

from shallownet.arrays import norm, read_only
from shallownet.curvature.hessian import HessianProducts
from shallownet.errors import raise_if_cancelled

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck
    from shallownet.nn.objective import Objective

TOLERANCE: Final = 1e-4
"""The relative error allowed for λmax."""

MAX_THOROUGH: Final = 150
"""Parameters up to which there is time to compute all eigenvalues."""

MAX_PRODUCTS: Final = 80
"""Products with the Hessian after which the best value so far is returned."""

PERTURBATION: Final = 0.3
"""Norm of the random vector added to a start vector, relative to that vector."""

Result = TypeVar("Result")

NO_CURVE: Final = (read_only(np.empty(0)), read_only(np.empty(0)))


class Extremes(NamedTuple):
    """The largest and the smallest eigenvalue of a Hessian, with their eigenvectors.

    Attributes
    ----------
    largest, smallest : float
        λmax and λmin; NaN where the gradient is not finite.
    largest_vector, smallest_vector : ndarray, shape (parameters,)
        Of length 1; zeros if all parameters are frozen.
    """

    largest: float
    largest_vector: Array
    smallest: float
    smallest_vector: Array


def lanczos(
    products: HessianProducts,
    start: Array | None = None,
    free: NDArray[np.bool_] | None = None,
    *,
    thorough: bool = True,
) -> Generator[float, None, tuple[float, Array]]:
    """Find the largest eigenvalue of the Hessian by Lanczos's method.

    Yields before every block of samples its cost, in samples of an update, and returns
    the eigenvalue and its eigenvector. The few vectors are kept orthogonal explicitly.

    Parameters
    ----------
    products : HessianProducts
    start : ndarray, shape (parameters,), optional
        Where to start: the eigenvector found shortly before is close already.
    free : ndarray of bool, optional
        See `HessianProducts.times`.
    thorough : bool
        Compute all eigenvalues of a small network, so that none is missed whose
        eigenvector is nearly orthogonal to the start vector.
    """
    found = yield from _lanczos(products, start, free, thorough=thorough, both=False)
    return found.largest, found.largest_vector


def _lanczos(
    products: HessianProducts,
    start: Array | None,
    free: NDArray[np.bool_] | None,
    *,
    thorough: bool,
    both: bool,
) -> Generator[float, None, Extremes]:
    """As `lanczos`, for both ends; that of the smallest may be far off unless asked."""
    n = products.parameters
    # A fixed start with a part along every direction makes the result repeatable.
    vector = np.random.default_rng(0).standard_normal(n)
    if start is not None:
        # Another direction may have overtaken the previous one.
        vector = start + PERTURBATION / math.sqrt(n) * vector
    if free is not None:
        vector = np.where(free, vector, 0.0)
    length = norm(vector)
    if not length:
        return Extremes(0.0, vector, 0.0, vector)
    thorough = thorough and n <= MAX_THOROUGH
    max_products = n if thorough else min(n, MAX_PRODUCTS)
    vectors = [vector / length]
    diagonal: list[float] = []
    off_diagonal: list[float] = []
    size = 0.0
    while True:
        product = yield from products.times(vectors[-1], free)
        if not np.isfinite(product).all():
            return Extremes(math.nan, vectors[0], math.nan, vectors[0])
        diagonal.append(float(product @ vectors[-1]))
        size = max(size, norm(product))
        basis = np.stack(vectors)
        # Twice is enough (Giraud, Langou and Rozloznik, 2005).
        for _ in range(2):
            product = product - basis.T @ (basis @ product)
        rest = norm(product)
        last = len(diagonal) >= max_products or rest <= 1e-13 * size
        if last or not thorough:
            values, weights = np.linalg.eigh(
                np.diag(diagonal) + np.diag(off_diagonal, 1) + np.diag(off_diagonal, -1)
            )
            # A bound of the error (Parlett, 1998, 13.2).
            errors = rest * np.abs(weights[-1, [0, -1] if both else [-1]])
            if last or errors.max() <= TOLERANCE * float(np.abs(values).max()):
                low, high = basis.T @ weights[:, 0], basis.T @ weights[:, -1]
                return Extremes(float(values[-1]), high, float(values[0]), low)
        vectors.append(product / rest)
        off_diagonal.append(rest)


def sharpness(
    objective: Objective,
    free: NDArray[np.bool_] | None = None,
    cancelled: CancelCheck = None,
) -> float:
    """Return λmax at the present parameters; NaN where the gradient is not finite.

    Parameters
    ----------
    objective : Objective
    free : ndarray of bool, optional
        See `HessianProducts.times`.
    cancelled : callable, optional
        Called between two blocks of samples; returns whether to stop.

    Raises
    ------
    Cancelled
        If ``cancelled`` returned True.
    """
    search = lanczos(HessianProducts(objective), free=free)
    return _run(search, cancelled)[0]


def extremes(
    objective: Objective,
    free: NDArray[np.bool_] | None = None,
    cancelled: CancelCheck = None,
) -> Extremes:
    """Return λmax and λmin at the present parameters, with their eigenvectors.

    Parameters and errors are those of `sharpness`. In a network of more than
    `MAX_THOROUGH` parameters each is right to `TOLERANCE` of the larger one.
    """
    products = HessianProducts(objective)
    search = _lanczos(products, None, free, thorough=True, both=True)
    return _run(search, cancelled)


def _run(search: Generator[float, None, Result], cancelled: CancelCheck) -> Result:
    """Do all of a search, and return what it found."""
    while True:
        try:
            next(search)
        except StopIteration as end:
            found: Result = end.value
            return found
        raise_if_cancelled(cancelled)
