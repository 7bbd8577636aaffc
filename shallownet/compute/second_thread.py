"""A second thread that takes half of a pass: NumPy computes without Python's lock.

The arrays of a pass over many samples are so large that nearly all of its time is spent
inside NumPy, where two threads can be at once. One worker thread serves the whole
program. If it is busy, the caller computes both halves, with the same result: which
half a sample belongs to does not depend on who computes it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from queue import SimpleQueue
from threading import Lock, Thread, get_ident
from typing import TYPE_CHECKING, Final

from shallownet.arrays import ignore_overflow

if TYPE_CHECKING:
    from collections.abc import Callable

NAME: Final = "second-thread"
"""The thread's name, in the log and in debuggers."""


class _Task:
    """A function that runs in the thread that claims it first.

    An interrupt (Ctrl+C) at any instruction leaves it usable. A `Future` has locks
    written in Python, which an interrupt leaves locked now and then: the next update
    waits forever.
    """

    def __init__(self, function: Callable[[], object]) -> None:
        self._function = function
        self._owner: dict[str, int] = {}
        self._running = Lock()
        self._running.acquire()
        self.ended = False
        self.error: BaseException | None = None

    def claim(self) -> bool:
        """Return whether the task belongs to this thread; atomic and repeatable."""
        return self._owner.setdefault("thread", get_ident()) == get_ident()

    def run(self) -> None:
        if self.claim():
            try:
                self._function()
            except BaseException as error:  # raised in the thread that waits
                self.error = error
            self.ended = True
            self._running.release()

    def wait(self) -> None:
        while not self.ended:
            # An interrupted wait may have taken the lock already: hence the timeout.
            self._running.acquire(timeout=1.0)


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):  # respects an affinity mask
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@cache
def _inbox() -> SimpleQueue[_Task] | None:
    """Start the second thread and return its queue; None on a single processor."""
    if processors() < 2:
        return None
    inbox = SimpleQueue[_Task]()
    # The exit of the program does not wait for a daemon.
    Thread(target=_run_tasks, args=(inbox,), name=NAME, daemon=True).start()
    return inbox


def is_started() -> bool:
    """Return whether the second thread has been needed already."""
    return _inbox.cache_info().currsize > 0


if hasattr(os, "register_at_fork"):  # a forked process inherits the queue alone
    os.register_at_fork(after_in_child=_inbox.cache_clear)


def _run_tasks(inbox: SimpleQueue[_Task]) -> None:
    with ignore_overflow():  # each thread has its own error state in NumPy
        while True:
            inbox.get().run()


def run_in_parallel(
    own: Callable[[], object],
    other: Callable[[], object],
    fallback: Callable[[], object],
) -> None:
    """Run ``own`` in this thread, and meanwhile ``other`` in the second one.

    Parameters
    ----------
    own, other : callable
        Neither writes what the other one reads or writes.
    fallback : callable
        Runs in this thread in place of ``other`` if the second thread has not begun
        with that by the time ``own`` ends.

    Raises
    ------
    BaseException
        What ``own`` raised, or else ``other``. Both have ended by then, even if Ctrl+C
        interrupts the wait.
    """
    task: _Task | None = None
    try:
        with suppress(RuntimeError):  # the system may refuse to start a thread
            if inbox := _inbox():
                task = _Task(other)
                inbox.put(task)
        own()
        if task is None or task.claim():
            fallback()
        else:
            task.wait()
            if task.error is not None:
                raise task.error
    except BaseException:
        # Until ``other`` has ended it writes into arrays that are used again.
        while not (task is None or task.claim() or task.ended):
            with suppress(BaseException):  # interrupted once more
                task.wait()
        raise
