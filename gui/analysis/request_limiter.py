"""When to ask for what takes long: at rest at once, while training not too often."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.analysis.tasks import AnalysisTask

SHARE: Final = 0.1
"""The share of the time that looking may take while training runs: both use the same
processors and the same interpreter."""


@dataclass
class _Request:
    """The last of a kind that was asked for."""

    task: AnalysisTask
    asked_at: float
    under_way: bool = True
    due: float = 0.0


class RequestLimiter:
    """Asks for the same things about one state after the other, one at a time each.

    Parameters
    ----------
    ask : callable
        Hands a task to the thread that does it.
    """

    def __init__(self, ask: Callable[[AnalysisTask], None]) -> None:
        self._ask = ask
        self._last: dict[type[AnalysisTask], _Request] = {}

    def want(self, task: AnalysisTask, *, at_rest: bool) -> None:
        """Ask, unless this is known, under way, or too soon after the last time."""
        now = time.perf_counter()
        last = self._last.get(type(task))
        if last is not None:
            if last.under_way or _same(last.task, task):
                return
            if not at_rest and now < last.due:
                return
        self._last[type(task)] = _Request(task, now)
        self._ask(task)

    def done(self, task: AnalysisTask) -> bool:
        """Note that an answer has come; say whether it was asked for here."""
        last = self._last.get(type(task))
        if last is None or last.task is not task:
            return False
        now = time.perf_counter()
        last.under_way = False
        last.due = now + (now - last.asked_at) * (1.0 / SHARE - 1.0)
        return True

    def forget(self, task: AnalysisTask) -> None:
        """Note that no answer will come, so that the same may be asked again."""
        last = self._last.get(type(task))
        if last is not None and last.task is task:
            del self._last[type(task)]


def _same(one: AnalysisTask, other: AnalysisTask) -> bool:
    return one.__dict__ == other.__dict__
