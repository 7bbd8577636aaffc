"""Limits how often analyses are requested: at rest at once, seldom while training."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.analysis.tasks import AnalysisTask

SHARE: Final = 0.1
"""The share of the time that analyses may take while training runs: both use the same
processors and the same interpreter."""


@dataclass
class _Request:
    task: AnalysisTask
    started_at: float
    pending: bool = True
    next_at: float = 0.0


class RequestLimiter:
    """Starts one task of a kind at a time, and none twice for the same snapshot.

    Parameters
    ----------
    start : callable
        Hands a task to the thread that carries it out.
    interval : float
        The least time between two tasks of a kind while training, in seconds.
    """

    def __init__(
        self, start: Callable[[AnalysisTask], None], interval: float = 0.0
    ) -> None:
        self._start, self._interval = start, interval
        self._last: dict[type[AnalysisTask], _Request] = {}

    def request(self, task: AnalysisTask, *, at_rest: bool) -> None:
        """Start a task unless it was done, its kind is pending, or it is too early."""
        now = time.perf_counter()
        last = self._last.get(type(task))
        if last is not None and (
            last.pending
            or vars(last.task) == vars(task)
            or (not at_rest and now < last.next_at)
        ):
            return
        self._last[type(task)] = _Request(task, now)
        self._start(task)

    def complete(self, task: AnalysisTask) -> None:
        """Note that a task has ended; other tasks than the pending one are ignored."""
        last = self._last.get(type(task))
        if last is not None and last.task is task:
            now = time.perf_counter()
            last.pending = False
            rest = (now - last.started_at) * (1.0 / SHARE - 1.0)
            last.next_at = max(now + rest, last.started_at + self._interval)

    def discard(self, task: AnalysisTask) -> None:
        """Forget a task without a result, so that it can be requested again."""
        last = self._last.get(type(task))
        if last is not None and last.task is task:
            del self._last[type(task)]
