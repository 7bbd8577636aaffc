"""Activations and optimizers as code for a script."""

from __future__ import annotations

from typing import Final

from shallownet.nn.activations import LEAK
from shallownet.nn.optimizers import Adam, Momentum, RMSProp


def _activation(name: str, value: str, slope: str) -> list[str]:
    return [
        "",
        f"def {name}(z):",
        f"    return {value}",
        "",
        "",
        f"def {name}_slope(z):",
        f"    return {slope}",
        "",
    ]


ACTIVATION_CODE: Final = {
    "sigmoid": _activation(
        "sigmoid", "1.0 / (1.0 + np.exp(-z))", "sigmoid(z) * sigmoid(-z)"
    ),
    "tanh": _activation("tanh", "np.tanh(z)", "1.0 / np.cosh(z) ** 2"),
    "relu": _activation("relu", "np.maximum(0.0, z)", "np.where(z > 0.0, 1.0, 0.0)"),
    "leaky_relu": _activation(
        "leaky_relu",
        f"np.maximum({LEAK} * z, z)",
        f"np.where(z > 0.0, 1.0, {LEAK})",
    ),
    "softplus": _activation(
        "softplus", "np.logaddexp(0.0, z)", "1.0 / (1.0 + np.exp(-z))"
    ),
    "sine": _activation("sine", "np.sin(z)", "np.cos(z)"),
    "identity": [],
}
"""g and g' of each activation; the identity needs no code."""


def _optimizer(name: str, *body: str) -> list[str]:
    return [
        "",
        f"def {name}(g, M, made):",
        '    """Return the step at a rate of 1, and that of a steady g of 1."""',
        *(f"    {line}" for line in body),
        "",
    ]


OPTIMIZER_CODE: Final = {
    "gradient_descent": _optimizer("gradient_descent", "return g, 1.0"),
    "momentum": _optimizer(
        "momentum",
        f"M[0] = {Momentum.mu} * M[0] + g",
        f"return M[0], 1.0 / (1.0 - {Momentum.mu})",
    ),
    "nesterov": _optimizer(
        "nesterov",
        f"M[0] = {Momentum.mu} * M[0] + g",
        f"return g + {Momentum.mu} * M[0], 1.0 / (1.0 - {Momentum.mu})",
    ),
    "rmsprop": _optimizer(
        "rmsprop",
        f"M[0] = {RMSProp.rho} * M[0] + (1.0 - {RMSProp.rho}) * g**2",
        f"size = np.sqrt(M[0]) + {RMSProp.eps}",
        "return g / size, 1.0 / size",
    ),
    "adam": _optimizer(
        "adam",
        f"M[0] = {Adam.beta1} * M[0] + (1.0 - {Adam.beta1}) * g",
        f"M[1] = {Adam.beta2} * M[1] + (1.0 - {Adam.beta2}) * g**2",
        "n = made - M[2]  # M[2]: updates at which a parameter was frozen",
        f"size = np.sqrt(M[1] / (1.0 - {Adam.beta2} ** n)) + {Adam.eps}",
        f"return M[0] / (1.0 - {Adam.beta1} ** n) / size, 1.0 / size",
    ),
}
"""Each optimizer: its memory M (rows, ...) changes in place."""

SHRINK_CODE: Final = [
    "",
    "def shrink(P, way):",
    '    """Move weights towards 0, and no further: the proximal step of L1."""',
    "    P[:] = np.sign(P) * np.maximum(np.abs(P) - way, 0.0)",
    "",
]
