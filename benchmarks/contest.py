"""ShallowNet against a peer: first that both compute the same, then how fast."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.peers import PEERS, Entry
from benchmarks.processes import alone
from benchmarks.table import Aim, Line, say, spread
from benchmarks.timing import Turns, turns
from shallownet import Dataset, Trainer, TrainingConfig
from shallownet.data import datasets

if TYPE_CHECKING:
    from benchmarks.options import Options
    from shallownet.arrays import Array

CHECKED_UPDATES = 20
ALLOWED = 1e-6
"""How far two sets of parameters may be apart, in parts of how far they came."""
FALL_OF_THE_LOSS = 0.2
"""How far two orders of the batches may drive an epoch's fall of the loss apart: a few
parts in a hundred by chance, but a factor if the updates were other ones."""


class DisagreementError(Exception):
    """The peer computes something else: its speed counts for nothing."""


@dataclass(frozen=True)
class Problem:
    """A run that both sides make.

    Attributes
    ----------
    samples, features : int
        Two features are the lesson's data; more are standard normal, of which the
        target takes the first two as the lesson does.
    config : TrainingConfig
    """

    samples: int
    config: TrainingConfig
    features: int = 2

    def trainer(self) -> Trainer:
        """Return ShallowNet at the start of the run."""
        return Trainer(self.config, self._data())

    def _data(self) -> Dataset:
        if self.features == 2:
            return datasets.notebook(self.samples)
        X = np.random.default_rng(0).normal(size=(self.features, self.samples))
        return Dataset(X=X, y=2.0 * X[:1] * X[1:2] + 2.0)

    @property
    def epoch(self) -> int:
        """Updates in an epoch."""
        return -(-self.samples // (self.config.batch_size or self.samples))


def agree(problem: Problem, entry: Entry) -> None:
    """Raise `DisagreementError` unless both sides make the same updates.

    The full batch's updates must lead to the same parameters. In mini-batches the peer
    is first led through our batches, and must arrive where we do; then it makes an
    epoch in an order of its own, as it is timed, and its loss must fall as ours does.
    """
    ours = problem.trainer()
    start = {name: array.copy() for name, array in ours.network.parameters.items()}
    peer = entry.make(ours)
    updates = CHECKED_UPDATES if problem.samples <= 10_000 else 2
    led = not entry.exact(problem.config)
    for _ in range(updates):
        if led:
            peer.update(ours.batch())
        ours.step()
    if not led:
        peer.run(updates)
    theirs = peer.parameters()
    # Against how far they came: a step left out would show.
    moved = distance(ours.network.parameters, start)
    apart = distance(ours.network.parameters, theirs) / moved
    if not apart <= ALLOWED:
        raise DisagreementError(
            f"after {updates} updates its parameters differ from ours by {apart:.1e} "
            "of what these changed"
        )
    if led:
        _agree_unled(problem, entry)


def _agree_unled(problem: Problem, entry: Entry) -> None:
    ours, twin = problem.trainer(), problem.trainer()
    peer = entry.make(ours)
    updates = problem.epoch if problem.epoch > 1 else CHECKED_UPDATES
    start = ours.objective.measure().loss
    ours.run(updates)
    peer.run(updates)
    for name, array in peer.parameters().items():
        twin.network.parameters[name][:] = array
    fall, theirs = (start - side.objective.measure().loss for side in (ours, twin))
    if not abs(theirs / fall - 1) <= FALL_OF_THE_LOSS:
        raise DisagreementError(
            f"over {updates} updates its loss falls by {theirs:.3g}, ours by {fall:.3g}"
        )


def distance(one: dict[str, Array], other: dict[str, Array]) -> float:
    """Return the largest difference between two sets of parameters."""
    return max(float(np.abs(one[name] - other[name]).max()) for name in one)


def contest(problem: Problem, name: str, rounds: int) -> Turns:
    """Check and time, in this process."""
    entry = PEERS[name]
    agree(problem, entry)
    ours = problem.trainer()
    return turns(ours, entry.make(ours), rounds, problem.epoch)


def line(
    name: str, what: str, problem: Problem, options: Options, aim: Aim | None
) -> Line:
    """Return the line of a contest, which has a process of its own.

    Parameters
    ----------
    name : str
        The line's; its last part is the peer.
    what : str
        What is timed, in words.
    problem : Problem
    options : Options
    aim : Aim or None
    """
    peer = name.rsplit("/", 1)[1]
    entry = PEERS[peer]
    problem = replace(problem, config=replace(problem.config, gradient=entry.rule))
    blank = Line(name, what, unit="µs", reference=entry.title, aim=aim)
    missing = entry.missing()
    if missing:
        say(f"{what}, against {entry.title}: skipped, {missing}")
        return replace(blank, missing=missing)
    say(f"{what}, against {entry.title}")
    try:
        took = alone(contest, problem, peer, options.rounds)
    except Exception as error:
        # The other lines are worth having without this one.
        reason = f"{type(error).__name__}: {error}"
        say(f"failed, {reason}")
        return replace(blank, missing=reason, failed=True)
    # Told at once: a run that is broken off has not been for nothing.
    say(f"    {spread(took.ratio)} of its time")
    return replace(
        blank,
        value=took.ours.times(1e6),
        reference_value=took.theirs.times(1e6),
        ratio=took.ratio,
    )
