"""How long one update of a deeper network takes, against PyTorch and scikit-learn.

``python benchmarks/networks.py`` runs this part alone. In mini-batches every side goes
through all samples in a new order each epoch, and is timed over whole epochs.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

if not __package__:  # run by its path: the packages lie in the checkout's root
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks.contest import Problem, line
from benchmarks.options import Options, run
from benchmarks.table import AHEAD, Line
from shallownet import TrainingConfig

SAMPLES = 10_000
SHAPES = ((2, 32, 32, 1), (8, 64, 64, 64, 1))
BATCHES = {"full": None, "32": 32}
RATES = {"gradient_descent": 0.03, "adam": 0.003}
PEERS = ("torch", "sklearn")


def problem(
    shape: tuple[int, ...], batch: str, optimizer: str, samples: int = SAMPLES
) -> Problem:
    """Return a run of the network.

    Its units are tanh: with the lesson's sigmoid the deepest of these learns nothing
    for many epochs, and a loss that does not fall says little about who is right.
    """
    config = TrainingConfig(
        hidden_units=shape[1:-1],
        activation="tanh",
        optimizer=optimizer,
        learning_rate=RATES[optimizer],
        batch_size=BATCHES[batch],
        initialization="xavier",
        standardize_inputs=True,
        standardize_target=True,
    )
    return Problem(samples, config, features=shape[0])


def measure(options: Options) -> list[Line]:
    """Return a line for each network, batch, optimizer and peer."""
    lines = []
    samples = options.pick(SAMPLES, 96)
    for shape, batch, optimizer, peer in product(SHAPES, BATCHES, RATES, PEERS):
        units = "-".join(map(str, shape))
        name = f"networks/{units}/{batch}/{optimizer}/{peer}"
        if options.wants(name):
            size = "full batch" if batch == "full" else f"batches of {batch}"
            how = optimizer.replace("_", " ").capitalize()
            what = f"{units}, m = {samples:,}, {size}, {how}"
            run_of = problem(shape, batch, optimizer, samples)
            lines.append(line(name, what, run_of, options, AHEAD))
    return lines


if __name__ == "__main__":
    sys.exit(run(measure, __doc__))
