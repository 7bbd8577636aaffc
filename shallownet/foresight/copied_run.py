"""A copy of a run at the state of a snapshot, which goes on as the run itself would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.errors import ConfigError
from shallownet.runs.replay import replay
from shallownet.training.checkpoints import Checkpoints
from shallownet.training.history import History
from shallownet.training.trainer import Trainer

if TYPE_CHECKING:
    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.training.snapshot import Snapshot

WITHOUT_MEMORY: Final = "gradient_descent"


def copied_run(
    snapshot: Snapshot,
    progress: ProgressCallback = None,
    cancelled: CancelCheck = None,
) -> Trainer:
    """Return a run at the state of a snapshot.

    Gradient descent goes on from the parameters. Other optimizers remember earlier
    gradients, so their run is replayed from its start.

    Raises
    ------
    Cancelled
    ConfigError
        If the replay does not lead to the parameters, as on another machine.
    """
    run, step = snapshot.run, snapshot.step
    if snapshot.settings.optimizer == WITHOUT_MEMORY:
        trainer = Trainer(run.config, run.data)
        trainer.network.theta[:] = snapshot.theta
        before = [event for event in snapshot.events if event.step <= step]
        trainer.restore(before, History().replayed(step), Checkpoints(0))
    else:
        trainer = replay(
            run.config, run.data, snapshot.events, step, cancelled, progress
        )
        if not np.array_equal(trainer.network.theta, snapshot.theta):
            raise ConfigError(
                "the run cannot be made again bit for bit here, so nothing can be said "
                "of how its optimizer goes on"
            )
    trainer.cancelled = cancelled
    return trainer
