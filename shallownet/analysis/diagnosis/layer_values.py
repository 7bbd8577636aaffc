"""The values of all layers for some training samples, as a diagnosis needs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from shallownet.analysis.training_subset import training_subset
from shallownet.arrays import with_ones
from shallownet.nn.passes import passes
from shallownet.nn.saturation import saturated

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.nn.network import Network
    from shallownet.settings.training_config import TrainingConfig
    from shallownet.training.snapshot import Snapshot

MIN_SAMPLES: Final = 1_000
"""With fewer samples a share of 0.1 % could not be seen."""


@dataclass(frozen=True, eq=False)
class LayerValues:
    """The arrays of a forward and a backward pass over some training samples.

    Attributes
    ----------
    network : Network
        A copy with the parameters of the state.
    settings : TrainingConfig
        The settings of the next update.
    step : int
        Number of updates before the state.
    arrays : dict of str to ndarray
        Z1, A1, dZ1, ... for each layer, (units, samples), in the network's units.
    samples, total_samples : int
        Number of these samples, and of all training samples.
    """

    network: Network
    settings: TrainingConfig
    step: int
    arrays: dict[str, Array]
    samples: int
    total_samples: int

    @property
    def hidden_layers(self) -> int:
        """The number of hidden layers."""
        return len(self.network.layers) - 1

    def saturation(self, layer: int) -> Array:
        """Return for each unit the share of the samples on which it is saturated."""
        g = self.network.layers[layer - 1].activation
        return saturated(g, self.arrays[f"Z{layer}"])

    @property
    def samples_text(self) -> str:
        """The samples, as a sentence names them."""
        if self.samples == self.total_samples:
            return f"the {self.samples:,} samples"
        return f"the {self.samples:,} samples looked at (of {self.total_samples:,})"


def layer_values(snapshot: Snapshot) -> LayerValues:
    """Compute the values of all layers for a subset of the training samples."""
    run, settings = snapshot.run, snapshot.settings
    model = run.model.copy()
    model.network.theta[:] = snapshot.theta
    rows = training_subset(run, MIN_SAMPLES)
    X = with_ones(model.inputs.apply(run.data.X[:, rows]))
    y = model.target.apply(run.data.y[:, rows])
    return LayerValues(
        model.network,
        settings,
        snapshot.step,
        passes(model.network, X, y, settings.gradient),
        len(rows),
        len(run.split.train),
    )
