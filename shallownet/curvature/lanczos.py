"""How sharply the loss curves: the largest eigenvalue of its Hessian, λmax.

Along the direction of that eigenvalue a step of gradient descent multiplies the
distance to the minimum by 1 - η λmax: beyond 2/η it grows. Training that follows the
whole gradient tends to arrive there by itself and to stay (Cohen, Kaur, Li, Kolter and
Talwalkar, "Gradient descent on neural networks typically occurs at the edge of
stability", 2021).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from shallownet.curvature.hessian import HessianProducts
from shallownet.errors import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.nn.objective import Objective

T = TypeVar("T")

TOLERANCE: Final = 1e-4
"""Share of λmax that is left open: what is found is an eigenvalue to within this."""

SMALL: Final = 150
"""Parameters up to which there is time to go through all eigenvalues."""

MOST_PRODUCTS: Final = 80
"""Products with the Hessian after which the best value so far is taken."""

NEW: Final = 0.3
"""Length of what is added to a vector that was found before, as a share of it."""

NO_CURVE: Final = (np.empty(0), np.empty(0))
for _empty in NO_CURVE:
    _empty.flags.writeable = False


def lanczos(
    products: HessianProducts,
    start: Array | None = None,
    free: NDArray[np.bool_] | None = None,
    *,
    thorough: bool = True,
) -> Generator[float, None, tuple[float, Array]]:
    """Find the largest eigenvalue of the Hessian by Lanczos's method.

    Yields before every block of samples what that costs, in samples of an update, and
    returns the eigenvalue and its vector. The vectors are kept orthogonal by force:
    there are few of them.

    Parameters
    ----------
    products : HessianProducts
    start : ndarray, shape (parameters,), optional
        Where to begin: the vector found a moment ago is close already.
    free : ndarray of bool, optional
        See `HessianProducts.times`.
    thorough : bool
        Go through all eigenvalues of a small network, so that none is missed that
        hardly any of the first vector lies along.
    """
    n = products.parameters
    # A fixed start with a part along every direction: the same call, the same value.
    vector = np.random.default_rng(0).standard_normal(n)
    if start is not None:
        # Another direction may have overtaken the one found before: keep all in play.
        vector = start + NEW / math.sqrt(n) * vector
    if free is not None:
        vector = np.where(free, vector, 0.0)
    norm = float(np.linalg.norm(vector))
    if not norm:
        return 0.0, vector
    thorough = thorough and n <= SMALL
    most = n if thorough else min(n, MOST_PRODUCTS)
    vectors = [vector / norm]
    diagonal: list[float] = []
    beside: list[float] = []
    size = 0.0
    while True:
        product = yield from products.times(vectors[-1], free)
        if not np.isfinite(product).all():
            return math.nan, vectors[0]
        diagonal.append(float(product @ vectors[-1]))
        size = max(size, float(np.linalg.norm(product)))
        basis = np.stack(vectors)
        # Twice is enough (Giraud, Langou and Rozloznik, 2005).
        for _ in range(2):
            product = product - basis.T @ (basis @ product)
        rest = float(np.linalg.norm(product))
        last = len(diagonal) >= most or rest <= 1e-13 * size
        if last or not thorough:
            found, weights = np.linalg.eigh(
                np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1)
            )
            # What it is at most off an eigenvalue by (Parlett, 1998, 13.2).
            doubt = rest * abs(float(weights[-1, -1]))
            if last or doubt <= TOLERANCE * float(np.abs(found).max()):
                return float(found[-1]), basis.T @ weights[:, -1]
        vectors.append(product / rest)
        beside.append(rest)


def sharpness(
    objective: Objective,
    free: NDArray[np.bool_] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> float:
    """Return λmax at the present parameters; NaN where the gradient is not finite.

    Parameters
    ----------
    objective : Objective
    free : ndarray of bool, optional
        See `HessianProducts.times`.
    cancelled : callable, optional
        Asked between two blocks of samples whether to stop.

    Raises
    ------
    Cancelled
        If ``cancelled`` said so.
    """
    value, _ = _finish(lanczos(HessianProducts(objective), free=free), cancelled)
    return value


def hessian(objective: Objective) -> Array:
    """Return the whole Hessian (parameters, parameters), for small networks."""
    units = np.eye(objective.network.theta.size)
    products = HessianProducts(objective)
    matrix = np.array([_finish(products.times(unit)) for unit in units])
    symmetric: Array = (matrix + matrix.T) / 2.0
    return symmetric


def _finish(
    work: Generator[float, None, T], cancelled: Callable[[], bool] | None = None
) -> T:
    """Go through all of some work at once, and return what it comes to."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result
        if cancelled is not None and cancelled():
            raise Cancelled
