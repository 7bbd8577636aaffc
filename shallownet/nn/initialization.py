"""Initialization: ways to draw the first weights and biases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet import streams

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.nn.network import Network

DEMONSTRATION_DRAWS: Final = 41
"""Uniform numbers the lesson's demonstration cells draw before its training starts:
W1 (10, 2), b1 (10, 1), W2 (1, 10) and b (1, 1)."""


def _notebook(network: Network, seed: int, samples: int) -> None:
    """Continue the lesson's random stream from where its training started.

    Weights and biases are uniform in [0, 1), drawn in the order W1, b1, W2, b2.
    """
    stream = np.random.RandomState(seed)
    stream.normal(size=2 * samples)  # its data, x1 and x2
    stream.random_sample(DEMONSTRATION_DRAWS)
    for layer in network.layers:
        layer.W[:] = stream.random_sample(layer.W.shape)
        layer.b[:] = stream.random_sample(layer.b.shape)


def _uniform(network: Network, seed: int, samples: int) -> None:
    """Weights and biases uniform in [-0.5, 0.5)."""
    network.theta[:] = streams.start(seed).random(network.theta.size) - 0.5


def _xavier(network: Network, seed: int, samples: int) -> None:
    """Draw uniform weights of variance 2 / (inputs + units) (Glorot, Bengio 2010)."""
    generator = streams.start(seed)
    for layer in network.layers:
        bound = np.sqrt(6.0 / sum(layer.W.shape))
        layer.W[:] = generator.uniform(-bound, bound, layer.W.shape)
        layer.b[:] = 0.0


def _he(network: Network, seed: int, samples: int) -> None:
    """Draw normal weights of variance 2 / inputs (He, Zhang, Ren and Sun, 2015)."""
    generator = streams.start(seed)
    for layer in network.layers:
        deviation = np.sqrt(2.0 / layer.W.shape[1])
        layer.W[:] = generator.normal(0.0, deviation, layer.W.shape)
        layer.b[:] = 0.0


def _zeros(network: Network, seed: int, samples: int) -> None:
    """All zero: the hidden units get equal gradients and never differ."""
    network.theta[:] = 0.0


class Initialization(NamedTuple):
    """A way to draw the parameters.

    Attributes
    ----------
    title : str
        Its name in the window.
    fill : callable
        ``fill(network, seed, samples)`` draws the parameters. The notebook's stream
        depends on the number of samples too, because it drew the data first.
    """

    title: str
    fill: Callable[[Network, int, int], None]


INITIALIZATIONS: Final[dict[str, Initialization]] = {
    "notebook": Initialization("notebook", _notebook),
    "uniform": Initialization("uniform", _uniform),
    "xavier": Initialization("Xavier", _xavier),
    "he": Initialization("He", _he),
    "zeros": Initialization("zeros", _zeros),
}


def initialize(network: Network, name: str, *, seed: int, samples: int) -> None:
    """Fill ``network.theta`` by the initialization of that name."""
    INITIALIZATIONS[name].fill(network, seed, samples)
