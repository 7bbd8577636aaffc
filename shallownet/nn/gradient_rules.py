"""Rules for the gradient: the exact one, and the mistakes made on the way to it.

Each mistake changes one line of back propagation, told by ``wrong`` beside ``right``.
Most of them still lower the loss for a while, which is why they go unnoticed; a
numerical check refutes every one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.compute.call_list import call_now
from shallownet.errors import ConfigError

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.compute.call_list import RecordCall
    from shallownet.nn.network import Layer, Network, Workspace


class Rule(NamedTuple):
    """A way to compute the gradient.

    Attributes
    ----------
    name, title : str
        As a configuration spells it, and as a person reads it.
    right, wrong : str
        The line of back propagation as it should be, and as this rule has it; empty
        for the exact rule.
    why : str
        What comes of it, in a sentence.
    """

    name: str
    title: str
    right: str = ""
    wrong: str = ""
    why: str = ""


RULES: Final[dict[str, Rule]] = {
    rule.name: rule
    for rule in (
        Rule("exact", "exact"),
        Rule(
            "published",
            "db as published",
            "db1 = 1/m · Σ over samples of dZ1",
            "db1 = 1/m · Σ over samples and units of dZ1",
            "It sums over the units too, so one number moves every hidden bias.",
        ),
        Rule(
            "missing_mean",
            "1/m left out",
            "dW = 1/m · dZ Aᵀ,  db = 1/m · Σ dZ",
            "dW = dZ Aᵀ,  db = Σ dZ",
            "Every part is m times too large: the direction is right, and the learning "
            "rate in effect m times what was asked for.",
        ),
        Rule(
            "wrong_sign",
            "sign of dZ2 reversed",
            "dZ2 = A2 − y",
            "dZ2 = y − A2",
            "Every part points uphill: each update makes the loss larger.",
        ),
        Rule(
            "no_derivative",
            "derivative of the activation left out",
            "dZ1 = W2ᵀ dZ2 · g′(Z1)",
            "dZ1 = W2ᵀ dZ2",
            "Errors pass saturated units as if these still answered, so the hidden "
            "layers move where it makes no difference.",
        ),
        Rule(
            "untransposed",
            "W2 not transposed",
            "dZ1 = W2ᵀ dZ2 · g′(Z1)",
            "dZ1 = W2 dZ2 · g′(Z1)",
            "Each unit is given the error of another one. Shapes forbid it unless W2 "
            "is square, so only layers of equal size hide it.",
        ),
        Rule(
            "no_biases",
            "biases never updated",
            "b = b − η db",
            "(the line is missing)",
            "The biases stay where the start put them; the weights are right.",
        ),
    )
}
"""The exact rule, the lesson's own as published, and five more mistakes."""

IN_BACKWARD: Final = frozenset({"wrong_sign", "no_derivative", "untransposed"})
"""The mistakes that change dZ, and not only what is made of it."""


def square(layer: Layer) -> bool:
    """Whether a layer's weights have a shape that hides a missing transposition.

    A single number does not: it is its own transpose.
    """
    rows, columns = layer.W.shape
    return bool(rows == columns > 1)


def backward(
    network: Network,
    X: Array,
    y: Array,
    work: Workspace,
    rule: str,
    do: RecordCall = call_now,
) -> None:
    """Propagate errors back by a rule; else as `Network.backward`.

    A mistake is made by that method without its short cuts, so that the wrong line can
    be seen.
    """
    if rule not in IN_BACKWARD:
        network.backward(X, y, work, do)
        return
    inputs = work.inputs(X)
    do(np.subtract, work.A[-1], y, work.error)
    for number in reversed(range(len(network.layers))):
        layer, dZ = network.layers[number], work.dZ[number]
        layer.activation.derivative(work.Z[number], work.A[number], dZ, do)
        if number == len(network.layers) - 1:
            do(np.multiply, dZ, work.error, dZ)  # dZ2 = (A2 - y) * g'(Z2)
            if rule == "wrong_sign":
                do(np.negative, dZ, dZ)  # wrong: y - A2
        else:
            above, flow = network.layers[number + 1], work.flow[number]
            wrong = rule == "untransposed" and square(above)
            W = above.W if wrong else above.W.T
            do(np.matmul, W, work.dZ[number + 1], flow)
            if rule == "no_derivative":
                do(np.copyto, dZ, flow)  # wrong: without g'(Z1)
            else:
                do(np.multiply, dZ, flow, dZ)  # dZ1 = W2^T dZ2 * g'(Z1)
        do(np.matmul, dZ, inputs[number].T, layer.dWb)  # [dW db] = dZ [A; 1]^T


def finish(
    network: Network, rule: str, samples: int, do: RecordCall = call_now
) -> None:
    """Turn the sums over the samples in ``network.gradient`` into the gradient."""
    if rule != "missing_mean":
        do(np.multiply, network.gradient, np.array(1.0 / samples), network.gradient)
    if rule == "published":
        for layer in network.layers[:-1]:
            total = np.empty((1, 1))
            do(np.dot, np.ones((1, len(layer.db))), layer.db, total)
            do(np.copyto, layer.db, total)
    elif rule == "no_biases":
        for layer in network.layers:
            do(np.copyto, layer.db, np.array(0.0))


def touched(network: Network, rule: str) -> tuple[str, ...]:
    """Return the parameters whose gradient a rule makes wrong: ``W1``, ``b1``, ...

    Raises
    ------
    ConfigError
        If this network leaves no room for the mistake; the message says why.
    """
    names = tuple(network.parameters)
    hidden = len(network.layers) - 1
    if rule == "exact":
        return ()
    if rule in ("missing_mean", "wrong_sign"):
        return names
    if rule == "no_biases":
        return names[1::2]
    if not hidden:
        raise ConfigError(
            "without a hidden layer there is nothing to propagate back: the mistake "
            "cannot be made"
        )
    if rule == "published":
        # The sum over a single unit is that unit's own.
        shared = [n for n in range(hidden) if len(network.layers[n].b) > 1]
        if not shared:
            raise ConfigError(
                "every hidden layer has one unit: the sum over its units is right"
            )
        return tuple(names[2 * n + 1] for n in shared)
    if rule == "untransposed":
        above = [n for n in range(1, hidden + 1) if square(network.layers[n])]
        if not above and all(layer.W.size == 1 for layer in network.layers[1:]):
            raise ConfigError(
                "every layer behind the first has a single weight, which is its own "
                "transpose: leaving the transposition out is right"
            )
        if not above:
            shapes = ", ".join(str(layer.W.shape) for layer in network.layers[1:])
            raise ConfigError(
                "NumPy would refuse it: no weights behind the first layer are square, "
                f"they are {shapes}; two hidden layers of equal size hide the mistake"
            )
        return names[: 2 * above[-1]]
    below = [
        n for n in range(hidden) if network.layers[n].activation.name != "identity"
    ]
    if not below:
        raise ConfigError(
            "the derivative of the identity is 1: leaving it out is right"
        )
    return names[: 2 * (below[-1] + 1)]
