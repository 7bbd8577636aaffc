"""Where the blow-up of a run that diverged began, as its losses tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot

UPDATES_BEFORE: Final = 5
"""How many states before the divergence are shown."""

AROUND: Final = 3
"""States before and after the one where the loss left its level in which λmax may first
be beyond its bound: twice the level may take a few steps too far, or only one."""

GROWN: Final = 2.0
"""How many times its lowest level the loss has to be, for good, to have blown up."""

SMOOTHED: Final = 25
"""Losses of mini-batches of which the median is taken: each is of other samples."""


class BlowUp(NamedTuple):
    """Where a run stood when it still went well, and where it began to be lost.

    Attributes
    ----------
    best : int
        After how many updates the loss was lowest.
    began : int
        After how many updates it was for the last time within twice its lowest level,
        and not above what it began with.
    """

    best: int
    began: int


def blow_up(
    losses: Array, *, steady: bool = True, typical: float = 0.0
) -> BlowUp | None:
    """Find where the losses of a run that diverged left for good.

    Parameters
    ----------
    losses : ndarray, shape (updates,)
        Entry ``i`` is J after ``i`` updates, up to the last that is known.
    steady : bool
        Whether all are over the same samples. If not, the lowest level is that of a
        median over a while: a single batch may be easy by chance.
    typical : float
        A loss of which a run in batches is not ill: the first few of them say too
        little to be taken for a lower level.

    Returns
    -------
    BlowUp or None
        None if there is no finite loss.
    """
    steps, levels = np.arange(len(losses)), losses
    if not steady:
        steps, levels = _medians(losses, typical)
    known = np.isfinite(levels)
    if not known.any():
        return None
    lowest = float(levels[known].min())
    # The last of them: a run may stand at its lowest for long.
    best = int(steps[known & (levels == lowest)][-1])
    first = float(losses[np.isfinite(losses)][0])
    if not steady:
        first = max(first, typical)
    # The losses themselves tell, not the medians: half of what one is taken of may be
    # out of hand already, or nearly all where they are few.
    bound = min(GROWN * lowest, first)
    began = int(np.flatnonzero(losses <= bound)[-1])
    # A median over a few may seem lowest where it ends with a loss out of hand.
    return BlowUp(min(best, began), began)


def _medians(losses: Array, typical: float) -> tuple[NDArray[np.intp], Array]:
    """Return medians over a while each, and the updates at which these end.

    At first they are over all losses so far, or a blow-up at the very start would hide
    in the first of them.
    """
    ends = [*range(min(SMOOTHED, len(losses)))]
    medians = [max(float(np.median(losses[: end + 1])), typical) for end in ends]
    many = len(losses) // SMOOTHED
    blocks = losses[: many * SMOOTHED].reshape(many, SMOOTHED)[1:]
    ends += range(2 * SMOOTHED - 1, many * SMOOTHED, SMOOTHED)
    medians += np.median(blocks, axis=1).tolist()
    return np.array(ends, dtype=np.intp), np.array(medians)


def updates_to_examine(snapshot: Snapshot) -> tuple[int, ...]:
    """Return after which updates the states tell how a run came to diverge.

    The last ones, those where the blow-up began, and the best; in order, each once.
    """
    divergence = snapshot.divergence
    if divergence is None:
        return ()
    end = divergence.step
    steps = set(range(max(end - UPDATES_BEFORE, 0), end))
    found = blow_up_of(snapshot)
    if found is not None:
        steps |= {found.best, *range(found.began - AROUND, found.began + AROUND + 1)}
    return tuple(sorted(step for step in steps if 0 <= step < end))


def blow_up_of(snapshot: Snapshot) -> BlowUp | None:
    """Find where the blow-up of the run of a snapshot began."""
    steady = snapshot.run.config.batch_size is None and not any(
        event.name == "batch_size" and event.step < len(snapshot.history_loss)
        for event in snapshot.events
    )
    # That of always predicting the mean.
    typical = float(np.nan_to_num(snapshot.run.train_target.variance / 2.0))
    return blow_up(snapshot.history_loss, steady=steady, typical=typical)
