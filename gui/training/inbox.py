"""The training thread's inbox: commands in order, and a look at those that wait."""

from __future__ import annotations

import math
import queue
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.training.commands import Command


class Inbox:
    """Commands from other threads, taken by one thread alone in the order they came.

    Only `put` may be called by the others. What is looked at is moved into a queue that
    is the taking thread's own, so that looking needs no lock and loses no order.
    """

    def __init__(self) -> None:
        self._posted: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._seen: deque[Command] = deque()

    def put(self, command: Command) -> None:
        """Hand a command in."""
        self._posted.put(command)

    def take(self, seconds: float = math.inf) -> Command | None:
        """Take the next command, waiting at most so long; None if there is none."""
        if self._seen:
            return self._seen.popleft()
        if math.isinf(seconds):
            return self._posted.get()
        # Asked before every update at full speed, where an exception would cost more.
        if seconds <= 0.0 and self._posted.empty():
            return None
        try:
            return self._posted.get(timeout=max(seconds, 0.0))
        except queue.Empty:
            return None

    def next_is(self, kind: type) -> bool:
        """Return whether a command waits, and the next one is of a kind."""
        self.holds(())
        return bool(self._seen) and isinstance(self._seen[0], kind)

    def holds(self, kinds: tuple[type, ...]) -> bool:
        """Return whether a command of one of these kinds waits."""
        while not self._posted.empty():
            self._seen.append(self._posted.get())
        return any(isinstance(command, kinds) for command in self._seen)
