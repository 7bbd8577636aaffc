"""The start of the blow-up in the loss history of a run that diverged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.analysis.post_mortem.changes import last_changes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot

SHOWN_STATES: Final = 5
"""Number of states before the divergence to show."""

NEIGHBOURS: Final = 3
"""Number of states to examine on either side of the start of the blow-up: λmax may
exceed its bound a few steps before the loss has doubled, or one step later."""

GROWTH: Final = 2.0
"""Factor over its lowest level that the loss exceeds for good in a blow-up."""

MEDIAN_SIZE: Final = 25
"""Number of mini-batch losses per median: each loss is over other samples."""


class BlowUp(NamedTuple):
    """The last steps at which a run that diverged still trained well.

    Attributes
    ----------
    best : int
        Number of updates after which the loss was lowest.
    began : int
        Number of updates after which it was for the last time within twice its lowest
        level, and not above its initial value.
    """

    best: int
    began: int


def find_blow_up(
    losses: Array, *, same_samples: bool = True, typical: float = 0.0
) -> BlowUp | None:
    """Find where the loss of a run that diverged began to grow for good.

    Parameters
    ----------
    losses : ndarray, shape (updates,)
        Entry ``i`` is J after ``i`` updates, up to the last that is known.
    same_samples : bool
        Whether all are over the same samples. If not, the lowest level is that of
        medians: a single batch may have a low loss by chance.
    typical : float
        A loss that is normal for a run in batches: medians below it count as it,
        because the first few losses are too few to establish a lower level.

    Returns
    -------
    BlowUp or None
        None if there is no finite loss.
    """
    steps, levels = np.arange(len(losses)), losses
    if not same_samples:
        steps, levels = _medians(losses, typical)
    finite = np.isfinite(levels)
    if not finite.any():
        return None
    lowest = float(levels[finite].min())
    # The last of equal ones: a run may stay at its lowest level for long.
    best = int(steps[finite & (levels == lowest)][-1])
    initial = float(losses[np.isfinite(losses)][0])
    if not same_samples:
        initial = max(initial, typical)
    # Compare the losses, not the medians: in a block with an ordinary median, nearly
    # half of the losses may already have blown up.
    bound = min(GROWTH * lowest, initial)
    began = int(np.flatnonzero(losses <= bound)[-1])
    # The lowest median may end with a loss that has already blown up.
    return BlowUp(min(best, began), began)


def _medians(losses: Array, typical: float) -> tuple[NDArray[np.intp], Array]:
    """Return the medians of blocks of losses, and the updates at which these end.

    Within the first block there is a median at every update, over all losses so far:
    otherwise it would hide a blow-up at the very start.
    """
    ends = [*range(min(MEDIAN_SIZE, len(losses)))]
    medians = [max(float(np.median(losses[: end + 1])), typical) for end in ends]
    count = len(losses) // MEDIAN_SIZE
    blocks = losses[: count * MEDIAN_SIZE].reshape(count, MEDIAN_SIZE)[1:]
    ends += range(2 * MEDIAN_SIZE - 1, count * MEDIAN_SIZE, MEDIAN_SIZE)
    medians += np.median(blocks, axis=1).tolist()
    return np.array(ends, dtype=np.intp), np.array(medians)


def updates_to_examine(snapshot: Snapshot) -> tuple[int, ...]:
    """Return the steps whose states a post-mortem needs, in order.

    They are the last ones, those around the start of the blow-up, the best, and those
    at which the user changed something last.
    """
    changed = {change.step for change in last_changes(snapshot)}
    return tuple(sorted(changed | updates_to_report(snapshot)))


def updates_to_report(snapshot: Snapshot) -> set[int]:
    """Return those of the steps whose states a post-mortem measures."""
    divergence = snapshot.divergence
    if divergence is None:
        return set()
    end = divergence.step
    steps = set(range(end - SHOWN_STATES, end))
    blow_up = blow_up_of(snapshot)
    if blow_up is not None:
        first, last = blow_up.began - NEIGHBOURS, blow_up.began + NEIGHBOURS
        steps |= {blow_up.best, *range(first, last + 1)}
    return {step for step in steps if 0 <= step < end}


def blow_up_of(snapshot: Snapshot) -> BlowUp | None:
    """Find where the blow-up of a snapshot's run began."""
    same_samples = snapshot.run.config.batch_size is None and not any(
        event.name == "batch_size" and event.step < len(snapshot.history_loss)
        for event in snapshot.events
    )
    # The loss of always predicting the mean.
    typical = float(np.nan_to_num(snapshot.run.train_target.variance / 2.0))
    losses = snapshot.history_loss
    return find_blow_up(losses, same_samples=same_samples, typical=typical)
