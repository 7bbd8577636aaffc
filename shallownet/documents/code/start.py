"""The lines of a script that draw the first parameters."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from shallownet.nn.initialization import DEMONSTRATION_DRAWS

if TYPE_CHECKING:
    from shallownet.training.trainer import Trainer


def start_lines(trainer: Trainer) -> list[str]:
    """Return lines that set W1, b1, W2, b2 and so on."""
    config, samples = trainer.config, trainer.data.samples
    name, lines = config.initialization, ["# The start"]
    if name == "notebook":
        lines += [
            f"stream = np.random.RandomState({config.seed})",
            f"stream.normal(size={2 * samples})  # the notebook's data",
            f"stream.random_sample({DEMONSTRATION_DRAWS})  # and its demonstration",
        ]
    elif name != "zeros":
        lines.append(f"stream = np.random.default_rng({config.seed})")
    for number, layer in enumerate(trainer.network.layers, 1):
        units, inputs = layer.W.shape
        weights, biases = f"({units}, {inputs})", f"np.zeros(({units}, 1))"
        if name == "notebook":
            drawn = f"stream.random_sample({weights})"
            biases = f"stream.random_sample(({units}, 1))"
        elif name == "uniform":  # each row of [W b] after the other
            lines.append(f"Wb = stream.random(({units}, {inputs + 1})) - 0.5")
            drawn, biases = "Wb[:, :-1].copy()", "Wb[:, -1:].copy()"
        elif name == "xavier":
            bound = math.sqrt(6.0 / (units + inputs))
            drawn = f"stream.uniform({-bound!r}, {bound!r}, {weights})"
        elif name == "he":
            drawn = f"stream.normal(0.0, {math.sqrt(2.0 / inputs)!r}, {weights})"
        else:
            drawn = f"np.zeros({weights})"
        lines.append(f"W{number}, b{number} = {drawn}, {biases}")
    return lines
