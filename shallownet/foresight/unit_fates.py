"""Which hidden unit saturates or dies first as a run goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.analysis.training_subset import training_subset
from shallownet.arrays import ignore_overflow
from shallownet.errors import DivergedError, raise_if_cancelled
from shallownet.foresight.copied_run import copied_run
from shallownet.nn.saturation import saturated

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.training.snapshot import Snapshot
    from shallownet.training.trainer import Trainer

UPDATES: Final = 1_000
ALMOST_ALL: Final = 0.99
"""The share of the samples from which a unit counts as saturated: see the diagnosis."""

MIN_SAMPLES: Final = 200

MORTAL: Final = ("sigmoid", "tanh", "relu")
"""The activations whose units can stop learning."""

UnitName = tuple[int, int]
"""The layer of a unit, from 1, and its number."""


class UnitFates(NamedTuple):
    """How saturated every hidden unit becomes.

    Attributes
    ----------
    updates : ndarray, shape (n,)
        The updates from now on.
    shares : dict of (int, int) to ndarray, shape (n,)
        The share of the samples on which a unit is saturated.
    alive : tuple of (int, int)
        The units that are not saturated now.
    first : tuple of (int, int)
        Those of them that are saturated first, all after the same update; none if no
        unit is within these updates.
    at : int or None
        That update.
    """

    updates: Array
    shares: dict[UnitName, Array]
    alive: tuple[UnitName, ...]
    first: tuple[UnitName, ...]
    at: int | None


def has_mortal_units(snapshot: Snapshot) -> bool:
    """Whether a hidden layer has units that can saturate or die."""
    layers = snapshot.run.model.network.layers[:-1]
    return any(layer.activation.name in MORTAL for layer in layers)


def unit_fates(
    snapshot: Snapshot,
    progress: ProgressCallback = None,
    cancelled: CancelCheck = None,
) -> UnitFates:
    """Go on with a run until a unit saturates, or for so many updates as are planned.

    Raises
    ------
    Cancelled
    ConfigError
        If the run cannot be copied; see `copied_run`.
    """
    trainer = copied_run(snapshot, cancelled=cancelled)
    X = snapshot.run.model.inputs.apply(
        trainer.data.X[:, training_subset(snapshot.run, MIN_SAMPLES)]
    )
    horizon = min(UPDATES, snapshot.iterations - snapshot.step)
    looks, seen = [snapshot.step], [_shares(trainer, X)]
    alive = tuple(unit for unit, share in seen[0].items() if share < ALMOST_ALL)
    first: tuple[UnitName, ...] = ()
    for update in range(1, horizon + 1):
        raise_if_cancelled(cancelled)
        try:
            trainer.step()
        except DivergedError:
            break
        if progress is not None:
            progress(update, horizon)
        looks.append(trainer.updates)
        seen.append(_shares(trainer, X))
        first = tuple(unit for unit in alive if seen[-1][unit] >= ALMOST_ALL)
        if first:
            break
    return UnitFates(
        np.array(looks, dtype=np.float64),
        {unit: np.array([share[unit] for share in seen]) for unit in seen[0]},
        alive,
        first,
        looks[-1] if first else None,
    )


def _shares(trainer: Trainer, X: Array) -> dict[UnitName, float]:
    """Return for each hidden unit the share of samples on which it is saturated."""
    found: dict[UnitName, float] = {}
    with ignore_overflow():
        for number, layer in enumerate(trainer.network.layers[:-1], 1):
            Z = layer.W @ X + layer.b
            X = layer.activation(Z)
            if layer.activation.name in MORTAL:
                for unit, share in enumerate(saturated(layer.activation, Z).tolist()):
                    found[number, unit] = share
    return found


def name_of(unit: UnitName, layers: int) -> str:
    """Return a unit as the graph names it; its layer too where there are several.

    Examples
    --------
    >>> name_of((1, 3), 1), name_of((2, 0), 2)
    ('unit 3', 'unit 0 of layer 2')
    """
    layer, number = unit
    return f"unit {number}" + (f" of layer {layer}" if layers > 1 else "")
