"""The samples that a diagnosis looks at, and what the network makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.arrays import with_ones
from shallownet.nn.passes import passes

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.nn.network import Network
    from shallownet.training.snapshot import Snapshot

MOST_CELLS: Final = 40_000
"""Activations of hidden units to look at: 4,000 samples of the lesson's ten units."""

MOST_SAMPLES: Final = 4_000
FEWEST_SAMPLES: Final = 1_000
"""So many are looked at however large the network is: they show a share of 0.1 %."""


@dataclass(frozen=True, eq=False)
class SamplePasses:
    """A forward and a backward pass over some of the samples that a run trains on.

    Attributes
    ----------
    network : Network
        A copy with the parameters of the state.
    step : int
        How many updates led to the state.
    arrays : dict of str to ndarray
        Z1, A1, dZ1, ... for each layer, (units, samples), in the units it trains in.
    samples, of : int
        How many are looked at, and how many it trains on.
    """

    network: Network
    step: int
    arrays: dict[str, Array]
    samples: int
    of: int

    @property
    def hidden(self) -> int:
        """How many hidden layers there are."""
        return len(self.network.layers) - 1

    @property
    def they(self) -> str:
        """The samples, as a sentence calls them."""
        if self.samples == self.of:
            return f"the {self.samples:,} samples"
        return f"the {self.samples:,} samples looked at (of {self.of:,})"


def sample_passes_of(snapshot: Snapshot) -> SamplePasses:
    """Pass samples through the network of a state, forward and back.

    All that it trains on if they are few, else a fixed random subset.
    """
    run = snapshot.run
    model = run.model.copy()
    network = model.network
    network.theta[:] = snapshot.theta
    units = sum(network.layer_sizes[1:-1])
    most = MOST_CELLS // max(units, 1)
    most = min(max(most, FEWEST_SAMPLES), MOST_SAMPLES)
    rows = run.split.train
    if len(rows) > most:
        # Always the same ones, or findings would come and go with the samples.
        chosen = np.random.default_rng(0).choice(len(rows), most, replace=False)
        rows = rows[np.sort(chosen)]
    X = with_ones(model.inputs.apply(run.data.X[:, rows]))
    y = model.target.apply(run.data.y[:, rows])
    arrays = passes(network, X, y, snapshot.settings.gradient)
    return SamplePasses(network, snapshot.step, arrays, len(rows), len(run.split.train))
