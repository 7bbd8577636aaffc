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

from shallownet.arrays import overflow_is_a_result
from shallownet.errors import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.config import TrainingConfig
    from shallownet.network import Network
    from shallownet.objective import Objective

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


def hessian_product(
    objective: Objective, vector: Array, free: NDArray[np.bool_] | None = None
) -> Generator[None, None, Array]:
    """Multiply the Hessian of what is descended with a vector, exactly.

    The derivative of the gradient along the vector v, by carrying R{x} = dx/dh at
    theta + h v along with every x of the forward and the backward pass (Pearlmutter,
    "Fast exact multiplication by the Hessian", 1994). At the kink of a ReLU its
    curvature counts as 0, which differences of gradients would take for a wall.

    A generator, so that whoever drives it may do other things meanwhile: it yields
    before each block of samples, and returns H v. It costs about as much as three
    gradients.

    Parameters
    ----------
    objective : Objective
    vector : ndarray, shape (parameters,)
    free : ndarray of bool, optional
        The parameters that may move; the others' rows and columns are left out.
    """
    network = objective.network
    if free is not None:
        vector = np.where(free, vector, 0.0)
    product = np.zeros_like(vector)
    m = objective.y.shape[1]
    size = block_of_product(objective)
    for start in range(0, m, size):
        yield
        block = slice(start, start + size)
        X, y = objective.X[:, block], objective.y[:, block]
        with overflow_is_a_result():
            product += _block_product(network, X, y, vector)
    product /= m
    for part, Vb in zip(
        network.matrices(product), network.matrices(vector), strict=True
    ):
        part[:, :-1] += objective.l2 * Vb[:, :-1]  # and |W| is straight
    return product if free is None else np.where(free, product, 0.0)


def block_of_product(objective: Objective) -> int:
    """Return how many samples a product with the Hessian takes at a time.

    Its arrays are made anew for each block, to be read as the equations are. Small
    ones, of 32 KiB, are taken from what the process has; larger ones the system takes
    back and hands out again page by page, which doubles the time at m = 10,000.
    """
    m = int(objective.y.shape[1])
    return math.ceil(objective.network.block_size(m) / 12)


def _block_product(network: Network, X: Array, y: Array, vector: Array) -> Array:
    """Return m H v of the loss over some samples; X ends in its row of ones."""
    directions = network.matrices(vector)
    # [A; 1] and R{A} of each layer; neither the inputs nor the ones are moved.
    inputs, moved = [X], [np.empty((0, X.shape[1]))]
    slopes, bends = [], []
    for layer, Vb in zip(network.layers, directions, strict=True):
        Z = layer.Wb @ inputs[-1]
        RZ = Vb @ inputs[-1]
        if moved[-1].size:
            RZ += layer.W @ moved[-1]
        ones = np.ones((len(Z) + 1, Z.shape[1]))
        A, slope, bend = ones[:-1], np.empty_like(Z), np.empty_like(Z)
        layer.activation.function(Z, A, slope)
        layer.activation.derivative(Z, A, slope)
        layer.activation.bend(Z, A, bend)
        bend *= RZ  # R{g'(Z)}
        RZ *= slope  # R{A}
        slopes.append(slope)
        bends.append(bend)
        inputs.append(ones)
        moved.append(RZ)
    flow, Rflow = inputs.pop()[:-1] - y, moved.pop()  # dA and R{dA}
    product = np.empty_like(vector)
    parts = network.matrices(product)
    for n in range(len(network.layers) - 1, -1, -1):
        dZ = flow * slopes[n]
        RdZ = Rflow * slopes[n] + flow * bends[n]
        np.matmul(RdZ, inputs[n].T, out=parts[n])
        if n:
            parts[n][:, :-1] += dZ @ moved[n].T
            W, V = network.layers[n].W, directions[n][:, :-1]
            flow, Rflow = W.T @ dZ, V.T @ dZ + W.T @ RdZ
    return product


def lanczos(
    objective: Objective,
    start: Array | None = None,
    free: NDArray[np.bool_] | None = None,
    *,
    thorough: bool = True,
) -> Generator[None, None, tuple[float, Array]]:
    """Find the largest eigenvalue of the Hessian by Lanczos's method.

    Yields before every block of samples, and returns the eigenvalue and its vector.
    The vectors are kept orthogonal by force: there are few of them.

    Parameters
    ----------
    objective : Objective
    start : ndarray, shape (parameters,), optional
        Where to begin: the vector found a moment ago is close already.
    free : ndarray of bool, optional
        See `hessian_product`.
    thorough : bool
        Go through all eigenvalues of a small network, so that none is missed that
        hardly any of the first vector lies along.
    """
    n = objective.network.theta.size
    # A fixed start with a part along every direction: the same call, the same value.
    vector = np.random.default_rng(0).standard_normal(n)
    if start is not None:
        # Another direction may have overtaken the one found before: keep all in play.
        vector = start + NEW / math.sqrt(n) * vector
    if free is not None:
        vector = np.where(free, vector, 0.0)
    length = float(np.linalg.norm(vector))
    if not length:
        return 0.0, vector
    thorough = thorough and n <= SMALL
    most = n if thorough else min(n, MOST_PRODUCTS)
    vectors = [vector / length]
    diagonal: list[float] = []
    beside: list[float] = []
    size = 0.0
    while True:
        product = yield from hessian_product(objective, vectors[-1], free)
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
        See `hessian_product`.
    cancelled : callable, optional
        Asked between two blocks of samples whether to stop.

    Raises
    ------
    Cancelled
        If ``cancelled`` said so.
    """
    value, _ = _finish(lanczos(objective, free=free), cancelled)
    return value


def hessian(objective: Objective) -> Array:
    """Return the whole Hessian (parameters, parameters), for small networks."""
    units = np.eye(objective.network.theta.size)
    matrix = np.array([_finish(hessian_product(objective, unit)) for unit in units])
    symmetric: Array = (matrix + matrix.T) / 2.0
    return symmetric


def _finish(
    work: Generator[None, None, T], cancelled: Callable[[], bool] | None = None
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
