"""The sharpness of the loss: the largest eigenvalue of its Hessian, λmax.

Along its eigenvector a step of gradient descent multiplies the distance to the minimum
by 1 - η λmax, so beyond λmax = 2/η it grows. Training with the full gradient tends to
reach that bound and to stay there (Cohen, Kaur, Li, Kolter and Talwalkar, "Gradient
descent on neural networks typically occurs at the edge of stability", 2021).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

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

NO_CURVE: Final = (read_only(np.empty(0)), read_only(np.empty(0)))


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
        return 0.0, vector
    thorough = thorough and n <= MAX_THOROUGH
    max_products = n if thorough else min(n, MAX_PRODUCTS)
    vectors = [vector / length]
    diagonal: list[float] = []
    off_diagonal: list[float] = []
    size = 0.0
    while True:
        product = yield from products.times(vectors[-1], free)
        if not np.isfinite(product).all():
            return math.nan, vectors[0]
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
            error = rest * abs(float(weights[-1, -1]))
            if last or error <= TOLERANCE * float(np.abs(values).max()):
                return float(values[-1]), basis.T @ weights[:, -1]
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
    while True:
        try:
            next(search)
        except StopIteration as end:
            value: float = end.value[0]
            return value
        raise_if_cancelled(cancelled)
