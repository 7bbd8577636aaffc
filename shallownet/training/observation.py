"""Observing a run without changing it: snapshots, and previews of an update."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shallownet.arrays import frozen
from shallownet.curvature.lanczos import NO_CURVE
from shallownet.nn.passes import passes
from shallownet.training.snapshot import Snapshot
from shallownet.training.trace import Trace

if TYPE_CHECKING:
    from shallownet.arrays import Indices
    from shallownet.training.stepper import Stepper


def preview(stepper: Stepper, samples: slice | Indices | None) -> Trace:
    """Compute the next update; see `Trainer.preview`."""
    now = stepper.evaluate()
    network, objective = stepper.network, stepper.objective
    gradient = frozen(network.gradient)
    chosen = stepper.batch() if samples is None else samples
    columns = slice(None) if chosen is None else chosen
    X, y = objective.X[:, columns], objective.y[:, columns]
    arrays = passes(network, X, y, objective.rule)
    arrays |= {f"d{name}": view for name, view in network.named(gradient).items()}
    return Trace(
        step=stepper.updates + 1,
        loss=now.loss,
        mean_error=now.mean_error,
        arrays=arrays,
        before=network.named(frozen(network.theta)),
        after=network.named(stepper.upcoming()),
    )


def take_snapshot(stepper: Stepper) -> Snapshot:
    """Copy the state of a run; with batches, measure the loss over all its samples."""
    now = evaluation = stepper.evaluate()
    full = stepper.run_settings.batches.full
    if not full:
        now = stepper.objective.measure(None, stepper.cancelled)
    # A batch's loss says nothing of the loss over all samples before the update.
    told = stepper.last.reversible and full
    history, theta = stepper.history, stepper.network.theta
    fixed = stepper.run_settings.frozen.copy()
    fixed.flags.writeable = False
    return Snapshot(
        run=stepper.run_info,
        settings=stepper.settings,
        step=stepper.updates,
        place=stepper.run_settings.batches.place(stepper.updates),
        theta=frozen(theta),
        gradient=frozen(stepper.network.gradient),
        change=stepper.last.change(theta),
        upcoming=stepper.upcoming(),
        rows=stepper.batch(),
        evaluation=evaluation,
        frozen=fixed,
        loss=now.loss * stepper.problem.unit**2,
        mean_error=now.mean_error * stepper.problem.unit,
        test_loss=stepper.test_loss(),
        previous_loss=float(history.loss[-1]) if told else None,
        learning_rate=stepper.learning_rate,
        history_loss=history.loss,
        history_mean_error=history.mean_error,
        history_gradient_norm=history.gradient_norm,
        history_test_loss=history.test_loss,
        sharpness=stepper.sharpness.curve if stepper.sharpness else NO_CURVE,
        events=tuple(stepper.events),
        divergence=stepper.divergence,
    )
