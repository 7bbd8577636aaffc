"""The whole Hessian of a loss, computed slowly, as a reference for λmax."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shallownet.curvature.hessian import HessianProducts

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.nn.objective import Objective


# g and g' for complex numbers; which side of a kink z is on, its real part says.
FUNCTIONS: dict[str, tuple[Callable, Callable]] = {
    "identity": (lambda z: z, lambda z: 1.0 + 0.0 * z),
    "sigmoid": (
        lambda z: 1.0 / (1.0 + np.exp(-z)),
        lambda z: np.exp(-z) / (1.0 + np.exp(-z)) ** 2,
    ),
    "tanh": (np.tanh, lambda z: 1.0 - np.tanh(z) ** 2),
    "softplus": (lambda z: np.log(1.0 + np.exp(z)), lambda z: 1.0 / (1.0 + np.exp(-z))),
    "sine": (np.sin, np.cos),
    "relu": (lambda z: z * (z.real > 0), lambda z: (z.real > 0) + 0.0 * z),
    "leaky_relu": (
        lambda z: z * np.where(z.real > 0, 1.0, 0.01),
        lambda z: np.where(z.real > 0, 1.0, 0.01) + 0.0 * z,
    ),
}


def complex_gradients(objective: Objective, thetas: np.ndarray) -> np.ndarray:
    """Compute the gradient of J and the L2 penalty at each of some complex thetas."""
    network, m = objective.network, objective.y.shape[1]
    matrices = [
        np.stack(of_layer)
        for of_layer in zip(*map(network.matrices, thetas), strict=True)
    ]
    ones = np.ones((len(thetas), 1, m))
    inputs, slopes = (
        [np.broadcast_to(objective.X, (len(thetas), *objective.X.shape))],
        [],
    )
    for Wb, name in zip(matrices, network.activations, strict=True):
        Z = Wb @ inputs[-1]
        inputs.append(np.concatenate([FUNCTIONS[name][0](Z), ones], axis=1))
        slopes.append(FUNCTIONS[name][1](Z))
    parts, flow = [], inputs.pop()[:, :-1] - objective.y
    for Wb, below, slope in zip(
        matrices[::-1], inputs[::-1], slopes[::-1], strict=True
    ):
        dZ = flow * slope
        dWb = dZ @ below.transpose(0, 2, 1) / m
        dWb[:, :, :-1] += objective.l2 * Wb[:, :, :-1]
        parts.append(dWb.reshape(len(thetas), -1))
        flow = Wb[:, :, :-1].transpose(0, 2, 1) @ dZ
    return np.concatenate(parts[::-1], axis=1)


def whole_hessian(objective: Objective) -> np.ndarray:
    """Compute the whole Hessian without any code of the core.

    The derivative of an analytic f is Im f(x + ih) / h to the last digit, for there is
    no difference to lose digits in (Squire and Trapp, 1998).
    """
    theta, h = objective.network.theta, 1e-30
    return complex_gradients(objective, theta + 1j * h * np.eye(theta.size)).imag / h


def largest(objective: Objective, free: np.ndarray | None = None) -> float:
    H = whole_hessian(objective)
    if free is not None:
        H = H[np.ix_(free, free)]
    return float(np.linalg.eigvalsh(H)[-1])


def hessian(objective: Objective) -> np.ndarray:
    """Return the whole Hessian as the core's products give it, column by column."""
    products, columns = HessianProducts(objective), []
    for unit in np.eye(objective.network.theta.size):
        work = products.times(unit)
        try:
            while True:
                next(work)
        except StopIteration as end:
            columns.append(end.value)
    matrix = np.array(columns)
    return (matrix + matrix.T) / 2.0
