"""Two sides timed in turns, so that what slows the machine down slows both."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple, Protocol

from benchmarks.table import Spread

if TYPE_CHECKING:
    from collections.abc import Sequence

SECONDS_A_BUNCH = 0.05
"""Updates are timed in bunches of about this long: the clock's own cost vanishes, and
a bunch is still short enough for the two sides to see the same machine."""

SECONDS_BETWEEN = 0.05
"""A pause before each bunch: threads of the other side may still spin for work, which
on two processors that share a core slowed ours down to half."""


class Side(Protocol):
    """Something that makes gradient updates."""

    def run(self, updates: int) -> None:
        """Make exactly that many updates, and return when they are made."""


class Turns(NamedTuple):
    """What two sides took.

    Attributes
    ----------
    ours, theirs : Spread
        Seconds an update.
    ratio : Spread
        Ours over theirs, taken within each round.
    """

    ours: Spread
    theirs: Spread
    ratio: Spread


def seconds(side: Side, updates: int) -> float:
    """Return the seconds one update takes, over that many in a row."""
    start = time.perf_counter()
    side.run(updates)
    return (time.perf_counter() - start) / updates


def bunch(side: Side, grain: int = 1, target: float = SECONDS_A_BUNCH) -> int:
    """Return how many updates take about ``target`` seconds, a multiple of ``grain``.

    Every number is run once before it is timed: the first run touches arrays for the
    first time, and compiles what is compiled for a number of updates.
    """
    updates = grain
    while True:
        side.run(updates)
        took = seconds(side, updates) * updates
        if took >= target / 4:
            break
        updates *= 4
    return grain * max(1, round(updates / grain * target / took))


def turns(ours: Side, theirs: Side, rounds: int, grain: int = 1) -> Turns:
    """Time both sides in turns.

    Parameters
    ----------
    ours, theirs : Side
    rounds : int
    grain : int
        Bunches are multiples of it: a whole epoch, where the first of its batches
        costs more than the others.
    """
    sides = (ours, theirs)
    counts = [bunch(side, grain) for side in sides]
    for side, count in zip(sides, counts, strict=True):
        side.run(count)  # compiles, where compiling is for a number of updates
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds):
        # Who goes first changes, so that neither always finds the cache warm.
        for k in (0, 1) if number % 2 else (1, 0):
            time.sleep(SECONDS_BETWEEN)
            times[k].append(seconds(sides[k], counts[k]))
    return Turns(Spread.of(times[0]), Spread.of(times[1]), ratios(*times))


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """Return the spread of the ratios within the rounds, not of the medians."""
    return Spread.of([a / b for a, b in zip(ours, theirs, strict=True)])
