"""How an update changes the parameters: clipping, frozen parameters, the optimizer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from shallownet.arrays import norm

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.nn.optimizers import Optimizer
    from shallownet.training.run_settings import RunSettings


def apply_gradient(
    theta: Array,
    gradient: Array,
    optimizer: Optimizer,
    learning_rate: float,
    run_settings: RunSettings,
) -> None:
    """Change ``theta`` by one update; the gradient is left as it is."""
    limit = run_settings.settings.clip_norm
    fixed = run_settings.frozen if run_settings.any_frozen else None
    if fixed is not None:
        gradient = np.where(fixed, 0.0, gradient)
        kept = theta[fixed]
    if limit is not None:
        size = norm(gradient)
        if size > limit:
            gradient = gradient * (limit / size)
    optimizer.update(theta, gradient, learning_rate)
    if fixed is not None:
        theta[fixed] = kept  # the optimizer's memory would move them
