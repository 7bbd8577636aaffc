"""Rules for the gradient: the exact one, and common mistakes.

Each mistake changes one line of backpropagation from ``right`` to ``wrong``. Most of
them still lower the loss for a while and so go unnoticed; a numerical check refutes
every one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.compute.call_list import call_now
from shallownet.errors import ConfigError

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.compute.call_list import Call
    from shallownet.nn.layer import Layer
    from shallownet.nn.network import Network
    from shallownet.nn.workspace import Workspace


class Rule(NamedTuple):
    """A way to compute the gradient.

    Attributes
    ----------
    name, title : str
        Its name in a configuration, and in the window.
    right, wrong : str
        The line of backpropagation as it should be, and as this rule has it; empty for
        the exact rule.
    why : str
        The consequence of the mistake, in a sentence.
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
"""The exact rule, the one that the lesson published, and five more mistakes."""

IN_BACKWARD: Final = frozenset({"wrong_sign", "no_derivative", "untransposed"})
"""The mistakes that change dZ itself."""


def square(layer: Layer) -> bool:
    """Whether the shape of a layer's weights hides a missing transposition.

    A single weight is its own transpose, so there is nothing to hide.
    """
    rows, columns = layer.W.shape
    return bool(rows == columns > 1)


def backward(
    network: Network,
    X: Array,
    y: Array,
    work: Workspace,
    rule: str,
    call: Call = call_now,
) -> None:
    """Propagate errors back by a rule, with the parameters of `Network.backward`.

    The mistakes in dZ are made in that method's steps without its optimizations, so
    that the wrong line is easy to see.
    """
    if rule not in IN_BACKWARD:
        network.backward(X, y, work, call)
        return
    inputs = work.inputs(X)
    call(np.subtract, work.A[-1], y, work.error)
    for number in reversed(range(len(network.layers))):
        layer, dZ = network.layers[number], work.dZ[number]
        layer.activation.derivative(dZ, work.A[number], dZ, call)
        if number == len(network.layers) - 1:
            call(np.multiply, dZ, work.error, dZ)  # dZ2 = (A2 - y) * g'(Z2)
            if rule == "wrong_sign":
                call(np.negative, dZ, dZ)  # wrong: y - A2
        else:
            above, dA = network.layers[number + 1], work.dA[number]
            wrong = rule == "untransposed" and square(above)
            W = above.W if wrong else above.W.T
            call(np.matmul, W, work.dZ[number + 1], dA)
            if rule == "no_derivative":
                call(np.copyto, dZ, dA)  # wrong: without g'(Z1)
            else:
                call(np.multiply, dZ, dA, dZ)  # dZ1 = W2^T dZ2 * g'(Z1)
        call(np.matmul, dZ, inputs[number].T, layer.dWb)  # [dW db] = dZ [A; 1]^T


def finish_gradient(
    network: Network, rule: str, samples: int, call: Call = call_now
) -> None:
    """Turn the sums over the samples in ``network.gradient`` into the gradient."""
    if rule != "missing_mean":
        call(np.multiply, network.gradient, np.array(1.0 / samples), network.gradient)
    if rule == "published":
        for layer in network.layers[:-1]:
            total = np.empty((1, 1))
            call(np.dot, np.ones((1, len(layer.db))), layer.db, total)
            call(np.copyto, layer.db, total)
    elif rule == "no_biases":
        for layer in network.layers:
            call(np.copyto, layer.db, np.array(0.0))


def touched(network: Network, rule: str) -> tuple[str, ...]:
    """Return the parameters whose gradient a rule makes wrong: ``W1``, ``b1``, ...

    Raises
    ------
    ConfigError
        If the mistake changes nothing in this network; the message says why.
    """
    names = tuple(network.parameters)
    hidden, above = network.layers[:-1], network.layers[1:]
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
        wrong = [2 * n + 1 for n, layer in enumerate(hidden) if len(layer.b) > 1]
        if not wrong:
            raise ConfigError(
                "every hidden layer has one unit: the sum over its units is right"
            )
        return tuple(names[k] for k in wrong)
    if rule == "untransposed":
        if all(layer.W.size == 1 for layer in above):
            raise ConfigError(
                "every layer behind the first has a single weight, which is its own "
                "transpose: leaving the transposition out is right"
            )
        wrong = [n for n, layer in enumerate(above) if square(layer)]
        if not wrong:
            shapes = ", ".join(str(layer.W.shape) for layer in above)
            raise ConfigError(
                "NumPy would refuse it: no weights behind the first layer are square, "
                f"they are {shapes}; two hidden layers of equal size hide the mistake"
            )
    else:
        wrong = [
            n for n, layer in enumerate(hidden) if layer.activation.name != "identity"
        ]
        if not wrong:
            raise ConfigError(
                "the derivative of the identity is 1: leaving it out is right"
            )
    return names[: 2 * (wrong[-1] + 1)]  # of the topmost wrong dZ and all below it
