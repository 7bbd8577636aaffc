"""How long one gradient update takes, against the lesson's program and others.

``python benchmarks/one_update.py`` runs this part alone; against the lesson it needs
NumPy alone. Each pair has a process of its own, in which both sides run in turns:
trust the ratio, not the times. Whether the arrays that the lesson makes anew are pages
that the system must first hand out depends on what was allocated before, and decides
most of its time at m = 10,000.
"""

from __future__ import annotations

import sys
import tracemalloc
from pathlib import Path

if not __package__:  # run by its path: the packages lie in the checkout's root
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from benchmarks import contest
from benchmarks.options import Options, run
from benchmarks.peers import PEERS
from benchmarks.processes import alone
from benchmarks.table import AHEAD, Aim, Line, Spread, say
from benchmarks.timing import Side, Turns, turns
from shallownet import TrainingConfig

SIZES = (100, 10_000, 1_000_000)
SMOKE_SIZES = (20, 50, 500)
PER_SAMPLE = "one_update/per_sample"
MEMORY = "one_update/memory"


def aim(m: int, peer: str) -> Aim | None:
    """Return what we aim at; None where nothing is promised."""
    if peer == "lesson":
        return {100: Aim(0.5), 10_000: Aim(0.3)}.get(m)
    if peer == "jax-scan":  # a compiled loop in which nothing can be looked at
        return AHEAD if m == 10_000 else None
    return AHEAD


def problem(m: int) -> contest.Problem:
    """Return the lesson's own run, with so many samples."""
    return contest.Problem(m, TrainingConfig())


def against(m: int, peer: str, options: Options) -> Line:
    """Return the line of one number of samples and one peer."""
    what = f"one update, m = {m:,}"
    name = f"one_update/{m}/{peer}"
    return contest.line(name, what, problem(m), options, aim(m, peer))


def large_and_small(large: int, small: int, rounds: int) -> Turns:
    """Time updates on many samples and on few, in turns."""
    return turns(problem(large).trainer(), problem(small).trainer(), rounds)


def per_sample(options: Options) -> Line:
    """Return how the cost of a sample grows with the number of samples."""
    _, small, large = options.pick(SIZES, SMOKE_SIZES)
    say(f"cost of a sample, m = {large:,} against {small:,}")
    took = alone(large_and_small, large, small, options.rounds)
    return Line(
        PER_SAMPLE,
        f"cost of a sample, m = {large:,}",
        took.ours.times(1e9 / large),
        "ns",
        f"ShallowNet at {small:,}",
        took.theirs.times(1e9 / small),
        took.ratio.times(small / large),
        Aim(1.3),
    )


def peak(side: Side) -> int:
    """Return the most bytes that an update holds beyond what was there before it."""
    side.run(1)  # what is made once and kept is no part of an update
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        side.run(3)
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def peaks(samples: int) -> tuple[int, int]:
    """Return the peaks of ShallowNet and of the lesson on many samples."""
    ours = problem(samples).trainer()
    return peak(ours), peak(PEERS["lesson"].make(ours))


def memory(options: Options) -> Line:
    """Return what memory the updates take, which must not grow with the samples."""
    large = options.pick(SIZES, SMOKE_SIZES)[-1]
    say(f"memory of the updates, m = {large:,}")
    # Once is enough: allocations are counted, not timed.
    ours, lesson = alone(peaks, large)
    return Line(
        MEMORY,
        f"memory beyond data and buffers, m = {large:,}",
        Spread.of([ours / 2**20]),
        "MiB",
        PEERS["lesson"].title,
        Spread.of([lesson / 2**20]),
        Spread.of([ours / lesson]),
        Aim(1.0, of="value"),
    )


def measure(options: Options) -> list[Line]:
    """Return a line for each number of samples and each peer, and for the cost."""
    lines = [
        against(m, peer, options)
        for m in options.pick(SIZES, SMOKE_SIZES)
        for peer in PEERS
        if options.wants(f"one_update/{m}/{peer}")
    ]
    if options.wants(PER_SAMPLE):
        lines.append(per_sample(options))
    if options.wants(MEMORY):
        lines.append(memory(options))
    return lines


if __name__ == "__main__":
    sys.exit(run(measure, __doc__))
