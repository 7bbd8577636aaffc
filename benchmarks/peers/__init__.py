"""Other programs that train the same network, each written as in its documentation.

A peer is made from a `Trainer`, whose start and data it takes over, and has ``run``
(many updates) and ``parameters`` (by our names, in our shapes). Those that train on
mini-batches have ``update`` too, by which they can be led: one on given samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

from benchmarks.timing import Side

if TYPE_CHECKING:
    from shallownet import Trainer, TrainingConfig
    from shallownet.arrays import Array, Indices


class Peer(Side, Protocol):
    """A program that makes the updates of a run."""

    def parameters(self) -> dict[str, Array]:
        """Return the parameters: W1 (units, inputs), b1 (units, 1), W2, ..."""

    def update(self, rows: Indices | None) -> None:
        """Make one update on some samples alone, or on all if none are given."""


@dataclass(frozen=True)
class Entry:
    """Where a peer is found.

    Attributes
    ----------
    title : str
        As a table names it.
    place : str
        Its module and class.
    library, package : str
        What it imports, and what pip calls it; empty if NumPy is enough.
    rule : str
        The rule for the gradient that it follows.
    """

    title: str
    place: str
    library: str = ""
    package: str = ""
    rule: str = "exact"

    def missing(self) -> str:
        """Say why it cannot run here; empty if it can. Imports nothing large."""
        if not self.library or find_spec(self.library) is not None:
            return ""
        return f"{self.package} is not installed (pip install -e '.[bench]')"

    def exact(self, config: TrainingConfig) -> bool:
        """Whether ``run`` makes the very updates that we do.

        Not in mini-batches, which every program draws in an order of its own; and not
        with scikit-learn's Adam, see `sklearn_peer.PartialFit.update`.
        """
        adam = config.optimizer == "adam" and self.library == "sklearn"
        return config.batch_size is None and not adam

    def make(self, trainer: Trainer) -> Peer:
        """Return the peer at the trainer's start; only now is its library imported."""
        module, name = self.place.split(":")
        kind: Any = getattr(import_module(f"benchmarks.peers.{module}"), name)
        peer: Peer = kind(trainer)
        return peer


SKLEARN = ("sklearn", "scikit-learn")
PEERS: dict[str, Entry] = {
    "lesson": Entry("the lesson, as written", "lesson:Lesson", rule="published"),
    "torch": Entry("PyTorch, eager", "torch_peer:Torch", "torch", "torch"),
    "sklearn": Entry("scikit-learn, partial_fit", "sklearn_peer:PartialFit", *SKLEARN),
    "sklearn-fit": Entry("scikit-learn, fit", "sklearn_peer:Fit", *SKLEARN),
    "jax": Entry("JAX, jitted step", "jax_peer:JittedStep", "jax", "jax"),
    "jax-scan": Entry("JAX, lax.scan", "jax_peer:Scan", "jax", "jax"),
}
