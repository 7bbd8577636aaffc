"""How sharply the loss curves: the largest eigenvalue of its Hessian, λmax.

Along the direction of that eigenvalue a step of gradient descent multiplies the
distance to the minimum by 1 - η λmax: beyond 2/η it grows. Training that follows the
whole gradient tends to arrive there by itself and to stay (Cohen, Kaur, Li, Kolter and
Talwalkar, "Gradient descent on neural networks typically occurs at the edge of
stability", 2021).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.errors import Cancelled
from shallownet.network import Network

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.config import TrainingConfig
    from shallownet.objective import Objective

TOLERANCE: Final = 1e-4
"""Relative change of λmax at which it is taken for found."""

MOST_PRODUCTS: Final = 60
"""Products with the Hessian after which the best value so far is taken."""

NO_CURVE: Final = (np.empty(0), np.empty(0))
for _empty in NO_CURVE:
    _empty.flags.writeable = False


def hessian_products(
    objective: Objective, free: NDArray[np.bool_] | None = None
) -> Generator[Array | None, Array, None]:
    """Multiply the Hessian of what is descended with one vector after the other.

    H v = (g(theta + h v) - g(theta - h v)) / 2h with the exact gradient g over all
    samples (Pearlmutter, 1994, names this difference and its rounding); h balances
    the error of truncation, of order h^2, and that of rounding, of order eps/h.

    A generator, so that whoever drives it may do other things between the two
    gradients: send a vector, get None after the first and H v after the second.

    Parameters
    ----------
    objective : Objective
        Its network's parameters are moved and put back between two yields.
    free : ndarray of bool, optional
        The parameters that may move; the others' rows and columns are left out.
    """
    network = objective.network
    theta = network.theta.copy()
    size = np.cbrt(np.finfo(np.float64).eps) * max(1.0, float(np.abs(theta).max()))
    product: Array | None = None
    while True:
        vector = yield product
        length = float(np.abs(vector).max()) or 1.0
        h = size / length
        gradients = []
        for sign in (+1.0, -1.0):
            network.theta[:] = theta + sign * h * vector
            objective.evaluate()
            gradients.append(network.gradient.copy())
            network.theta[:] = theta
            if sign > 0:
                yield None
        with np.errstate(over="ignore", invalid="ignore"):
            product = (gradients[0] - gradients[1]) / (2.0 * h)
        if free is not None:
            product = np.where(free, product, 0.0)


def lanczos(
    objective: Objective,
    start: Array | None = None,
    free: NDArray[np.bool_] | None = None,
) -> Generator[None, None, tuple[float, Array]]:
    """Find the largest eigenvalue of the Hessian by Lanczos's method.

    Yields after every gradient but the last, and returns the eigenvalue and its
    vector. The vectors are kept orthogonal by force: there are few of them.

    Parameters
    ----------
    objective : Objective
    start : ndarray, shape (parameters,), optional
        Where to begin: the vector found a moment ago is close already.
    free : ndarray of bool, optional
        See `hessian_products`.
    """
    n = objective.network.theta.size
    # A fixed start, with a part along every direction: the same call, the same value.
    vector = np.random.default_rng(0).standard_normal(n) if start is None else start
    if free is not None:
        vector = np.where(free, vector, 0.0)
    length = float(np.linalg.norm(vector))
    if not length:
        return 0.0, vector
    vectors = [vector / length]
    diagonal: list[float] = []
    beside: list[float] = []
    products = hessian_products(objective, free)
    next(products)
    value, best = math.nan, vectors[0]
    while True:
        products.send(vectors[-1])
        yield
        product = next(products)
        assert product is not None
        if not np.isfinite(product).all():
            return math.nan, best
        diagonal.append(float(product @ vectors[-1]))
        found, weights = np.linalg.eigh(
            np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1)
        )
        before, value = value, float(found[-1])
        best = np.stack(vectors, axis=1) @ weights[:, -1]
        basis = np.stack(vectors)
        # Twice is enough (Giraud, Langou and Rozloznik, 2005).
        for _ in range(2):
            product = product - basis.T @ (basis @ product)
        rest = float(np.linalg.norm(product))
        # What the value can still be wrong by (Parlett, 1998, section 13.2).
        doubt = rest * abs(float(weights[-1, -1]))
        settled = doubt <= math.sqrt(TOLERANCE) * abs(value)
        if (
            len(diagonal) in (n, MOST_PRODUCTS)
            or rest <= 1e-12 * abs(value)
            or (settled and abs(value - before) <= TOLERANCE * abs(value))
        ):
            return value, best
        vectors.append(product / rest)
        beside.append(rest)
        yield


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
        See `hessian_products`.
    cancelled : callable, optional
        Asked between two gradients whether to stop.

    Raises
    ------
    Cancelled
        If ``cancelled`` said so.
    """
    twin = Network(objective.network.layer_sizes, objective.network.activations)
    twin.theta[:] = objective.network.theta
    search = lanczos(objective.twin(twin), free=free)
    while True:
        try:
            next(search)
        except StopIteration as end:
            value: float = end.value[0]
            return value
        if cancelled is not None and cancelled():
            raise Cancelled


def hessian(objective: Objective) -> Array:
    """Return the whole Hessian (parameters, parameters), for small networks."""
    network = objective.network
    twin = Network(network.layer_sizes, network.activations)
    twin.theta[:] = network.theta
    products = hessian_products(objective.twin(twin))
    next(products)
    rows = []
    for unit in np.eye(network.theta.size):
        products.send(unit)
        rows.append(next(products))
    matrix = np.array(rows)
    symmetric: Array = (matrix + matrix.T) / 2.0
    return symmetric


def stable_below(settings: TrainingConfig, learning_rate: float) -> float:
    """Return the λmax above which the optimiser overshoots; NaN where none is known.

    2/η for gradient descent, 2(1 + μ)/η with momentum, and (2 + 2μ)/(η (1 + 2μ)) with
    Nesterov's (Cohen et al., 2021, appendix B). RMSProp and Adam scale each parameter
    by itself: the Hessian's eigenvalues do not bound their steps.
    """
    if not learning_rate > 0.0:
        return math.nan
    mu = 0.9
    factor = {
        "gradient_descent": 2.0,
        "momentum": 2.0 * (1.0 + mu),
        "nesterov": 2.0 * (1.0 + mu) / (1.0 + 2.0 * mu),
    }
    return factor.get(settings.optimizer, math.nan) / learning_rate


def verdict(value: float, bound: float) -> str:
    """Say what λmax means beside the bound: stable, at the edge, will overshoot."""
    if not (math.isfinite(value) and math.isfinite(bound)):
        return ""
    if value <= 0.9 * bound:
        return "stable"
    return "at the edge" if value <= 1.1 * bound else "will overshoot"
