"""The inbox of a worker: messages in order, with a look at those that wait."""

from __future__ import annotations

import math
import queue
from collections import deque


class Inbox:
    """Messages from any thread, taken in order by one thread.

    Only `put` may be called by other threads. Looking ahead moves messages into a queue
    of the taking thread's own, so that it needs no lock and keeps the order.
    """

    def __init__(self) -> None:
        self._posted: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._seen: deque[object] = deque()

    def put(self, message: object) -> None:
        """Add a message."""
        self._posted.put(message)

    def take(self, seconds: float = math.inf) -> object | None:
        """Take the next message; wait at most so long, and return None without one."""
        if self._seen:
            return self._seen.popleft()
        if math.isinf(seconds):
            return self._posted.get()
        # Called before every update at full speed, where an exception would cost more.
        if seconds <= 0.0 and self._posted.empty():
            return None
        try:
            return self._posted.get(timeout=max(seconds, 0.0))
        except queue.Empty:
            return None

    def next_is(self, kind: type) -> bool:
        """Return whether the next message is waiting already, and of this type."""
        self._look_ahead()
        return bool(self._seen) and isinstance(self._seen[0], kind)

    def holds(self, kinds: tuple[type, ...]) -> bool:
        """Return whether a message of one of these types is waiting."""
        self._look_ahead()
        return any(isinstance(message, kinds) for message in self._seen)

    def _look_ahead(self) -> None:
        while not self._posted.empty():
            self._seen.append(self._posted.get())
