"""How an update changes the parameters: clipping, frozen ones, optimizer, L1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shallownet.arrays import unguarded_norm

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.nn.network import Network
    from shallownet.nn.optimizers import Optimizer
    from shallownet.training.run_settings import RunSettings


def apply_gradient(
    network: Network,
    theta: Array,
    gradient: Array,
    optimizer: Optimizer,
    learning_rate: float,
    run_settings: RunSettings,
) -> None:
    """Change ``theta``, a vector laid out like the network's, by one update.

    The L1 penalty is not part of the gradient: no step along it ends at exactly 0.
    After the optimizer's step every weight moves towards 0, as far as a gradient of
    constant size λ1 would lead, and stops there: the proximal step of ISTA (Daubechies,
    Defrise and De Mol, 2004), in the optimizer's own metric (Yun, Lozano and Yang,
    2021). So every optimizer comes to rest at the same parameters. Clipping shortens
    both steps by the factor that the gradient needs; a frozen weight stays.
    """
    settings = run_settings.settings
    frozen = run_settings.frozen if run_settings.any_frozen else None
    if frozen is not None:
        gradient = np.where(frozen, 0.0, gradient)
    factor = clip_factor(gradient, settings.clip_norm)
    if factor < 1.0:
        gradient = gradient * factor
    optimizer.update(theta, gradient, learning_rate, frozen)
    if settings.l1:
        way = np.full_like(theta, learning_rate * factor * settings.l1)
        way *= optimizer.steady_step()
        if frozen is not None:
            way[frozen] = 0.0
        _shrink(network, theta, way)


def clip_factor(gradient: Array, limit: float | None) -> float:
    """Return by what to multiply a gradient so that its norm is at most ``limit``."""
    if limit is None:
        return 1.0
    size = unguarded_norm(gradient)
    return limit / size if size > limit else 1.0


def _shrink(network: Network, theta: Array, way: Array) -> None:
    """Move the weights in ``theta`` that way towards 0, and no further."""
    for Wb, ways in zip(network.matrices(theta), network.matrices(way), strict=True):
        W = Wb[:, :-1]
        # Adding 0 turns -0 into 0.
        W[:] = np.sign(W) * np.maximum(np.abs(W) - ways[:, :-1], 0.0) + 0.0
