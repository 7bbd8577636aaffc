"""The lines of a script that pass the samples forward and the errors back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shallownet.nn.gradient_rules import square

if TYPE_CHECKING:
    from shallownet.nn.network import Network


def forward_lines(network: Network) -> list[str]:
    """Return lines that set Z1, A1, Z2, A2 and so on, from X."""
    lines = []
    for number, layer in enumerate(network.layers, 1):
        below, g = f"A{number - 1}" if number > 1 else "X", layer.activation.name
        lines.append(f"Z{number} = W{number} @ {below} + b{number}")
        value = f"Z{number}" if g == "identity" else f"{g}(Z{number})"
        lines.append(f"A{number} = {value}")
    return lines


def backward_lines(network: Network, rule: str) -> list[str]:
    """Return lines that set dW1, db1 and so on, by a rule of `gradient_rules`."""
    layers = len(network.layers)
    error = f"y - A{layers}" if rule == "wrong_sign" else f"A{layers} - y"
    slope = _slope(network, layers)
    lines = [f"dZ{layers} = ({error}) * {slope}" if slope else f"dZ{layers} = {error}"]
    mean = "" if rule == "missing_mean" else " / m"
    for number in range(layers, 0, -1):
        below = f"A{number - 1}" if number > 1 else "X"
        lines.append(f"dW{number} = dZ{number} @ {below}.T{mean}")
        sums = f"dZ{number}.sum(axis=1, keepdims=True){mean}"
        if rule == "no_biases":
            sums = f"np.zeros_like(b{number})"
        elif rule == "published" and number < layers:
            sums = f"np.full_like(b{number}, dZ{number}.sum() / m)"
        lines.append(f"db{number} = {sums}")
        if number > 1:
            crossed = rule == "untransposed" and square(network.layers[number - 1])
            W = f"W{number}" if crossed else f"W{number}.T"
            slope = "" if rule == "no_derivative" else _slope(network, number - 1)
            product = f"{W} @ dZ{number}"
            value = f"({product}) * {slope}" if slope else product
            lines.append(f"dZ{number - 1} = {value}")
    return lines


def _slope(network: Network, number: int) -> str:
    """Return g'(Z) of a layer; empty if it is 1."""
    name = network.layers[number - 1].activation.name
    return "" if name == "identity" else f"{name}_slope(Z{number})"
