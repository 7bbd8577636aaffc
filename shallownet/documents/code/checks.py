"""What a program that makes a run again can be checked against."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.arrays import norm
from shallownet.errors import DivergedError
from shallownet.runs.replay import replay_onto
from shallownet.runs.rewind import Rewind
from shallownet.training.trainer import Trainer

if TYPE_CHECKING:
    from shallownet.arrays import Array
    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.nn.optimizers import Optimizer

DISTURBANCE: Final = 1e-13
"""Relative; a program that sums in another order differs by less in the beginning."""

DISTURBANCE_OF_0: Final = 1e-16
"""Of a parameter that is 0: sums that cancel leave about so much, and RMSProp and Adam
make large steps of it."""

TOLERANCE: Final = 1e-9
"""The relative difference that a program may have."""

LIMIT: Final = 0.1
"""How much of that a disturbed run may have, to count as the same."""


class Checks(NamedTuple):
    """Values that another program must arrive at.

    Attributes
    ----------
    losses : dict of int to float
        J at the samples of the next update, by the number of updates made.
    updates : int
        The update after which the parameters are checked.
    theta : ndarray, shape (parameters,)
        The parameters then, before any change made at that update.
    tolerance : float
        The relative difference that the program may have.
    """

    losses: dict[int, float]
    updates: int
    theta: Array
    tolerance: float = TOLERANCE


def find_checks(
    trainer: Trainer,
    cancelled: CancelCheck = None,
    progress: ProgressCallback = None,
    *,
    optimizer: Optimizer | None = None,
    tolerance: float = TOLERANCE,
) -> Checks:
    """Find up to which update rounding cannot change a run much.

    Beyond the edge of stability a difference in the last digit grows from update to
    update, so another program cannot arrive at the same numbers. Where that begins is
    measured: the run is replayed from slightly different parameters.

    Parameters
    ----------
    trainer : Trainer
        It is not changed.
    cancelled, progress : callable, optional
        As for `shallownet.runs.replay.replay`.
    optimizer : Optimizer, optional
        That of the other program, where it differs from the run's.
    tolerance : float
        The relative difference that the program may have.

    Raises
    ------
    Cancelled
        If ``cancelled`` returned True.
    """
    updates, known = trainer.updates, trainer.history.loss
    twin = Trainer(trainer.config, trainer.data)
    if optimizer is not None:
        twin.optimizer = optimizer
    signs = np.random.default_rng(0).choice([-1.0, 1.0], twin.network.theta.size)
    theta = twin.network.theta
    theta += signs * np.where(theta == 0.0, DISTURBANCE_OF_0, DISTURBANCE * theta)
    twin.checkpoints.truncate(-1)
    twin.checkpoints.record(0, twin.network.theta, twin.optimizer)
    with suppress(DivergedError):
        replay_onto(twin, trainer.events, updates, cancelled, progress)
    limit = LIMIT * tolerance
    losses: dict[int, float] = {}
    for update in _round_numbers(min(updates, twin.updates)):
        made = twin.history.loss[update]
        if not abs(made - known[update]) <= limit * known[update]:
            break
        if known[update]:  # of a loss of 0 nothing is left but rounding
            losses[update] = float(known[update])
    # States of the past include edits made at their update: such updates are left out.
    edited = {event.step for event in trainer.events if event.kind == "value"}
    past, disturbed = Rewind(trainer), Rewind(twin)
    for update in (updates, *reversed(losses)):
        if 0 < update <= twin.updates and update not in edited:
            theta = past.theta_at(update, cancelled)
            off = norm(theta - disturbed.theta_at(update, cancelled))
            if off <= limit * norm(theta):
                return Checks(losses, update, theta, tolerance)
    start = trainer.checkpoints.latest(0)
    assert start is not None  # there is always one at the start
    return Checks(losses, 0, start.theta.copy(), tolerance)


def _round_numbers(end: int) -> list[int]:
    """Return 0, 1, 2, 5, 10, 20, 50 and so on below a number."""
    numbers, size = [0], 1
    while size < end:
        numbers += [n * size for n in (1, 2, 5) if n * size < end]
        size *= 10
    return numbers[: 1 if end else 0] + numbers[1:]
