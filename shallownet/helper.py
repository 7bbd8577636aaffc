"""A second thread that takes half of a pass: NumPy computes without Python's lock.

The arrays of a pass over many samples are large enough that nearly all of its time is
spent inside NumPy, where two threads can be at once. One thread is kept for the whole
program; whoever finds it busy does both halves, and comes to the same numbers, because
which half a sample belongs to does not depend on who computes it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final

from shallownet.arrays import overflow_is_a_result

if TYPE_CHECKING:
    from collections.abc import Callable

NAME: Final = "helper"
"""What the thread is called, in the log and in debuggers."""


class Helper:
    """A thread that waits for something to do, and does one thing at a time."""

    def __init__(self) -> None:
        self._free, self._go = Lock(), Lock()
        self._go.acquire()
        self._ended = True
        self._task: tuple[Callable[[], object], Lock] | None = None
        self._done = Lock()
        self._error: BaseException | None = None
        self._thread: Thread | None = None

    def take(self, task: Callable[[], object]) -> bool:
        """Begin a task, unless there is another; `wait` must follow."""
        if not self._free.acquire(blocking=False):
            return False
        if self._thread is None:
            # A daemon: it has nothing to lose when the program ends.
            thread = Thread(target=self._work, name=NAME, daemon=True)
            try:
                thread.start()
            except RuntimeError:  # the system has no thread to give
                self._free.release()
                return False
            self._thread = thread
        # A lock of its own: what an earlier task has to say is no answer to this one.
        self._done = Lock()
        self._done.acquire()
        self._task, self._ended = (task, self._done), False
        self._go.release()
        return True

    def wait(self) -> None:
        """Wait until the task is done, and raise what it raised.

        Whoever presses Ctrl+C meanwhile is heard when it is done: until then it writes
        into arrays that are not only its own.
        """
        interrupt: BaseException | None = None
        while not self._ended:
            try:
                self._done.acquire(timeout=1.0)
            except BaseException as error:
                interrupt = error
        found, self._error = interrupt or self._error, None
        self._free.release()
        if found is not None:
            raise found

    def _work(self) -> None:
        with overflow_is_a_result():  # each thread of NumPy's has its own say
            while True:
                self._go.acquire()
                assert self._task is not None
                (task, done), self._task = self._task, None
                try:
                    task()
                except BaseException as error:  # handed to whoever waits
                    self._error = error
                del task
                self._ended = True
                done.release()


def _processors() -> int:
    """Return how many processors there are for this process."""
    if hasattr(os, "sched_getaffinity"):  # where some may be kept from it
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_helper = Helper() if _processors() > 1 else None


def _begin_anew() -> None:
    """Make another helper: a process that was forked has the locks but no thread."""
    global _helper
    _helper = None if _helper is None else Helper()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)


def both(
    mine: Callable[[], object],
    other: Callable[[], object],
    instead: Callable[[], object],
) -> None:
    """Do two things, beside each other if there is a processor and the helper is free.

    Parameters
    ----------
    mine, other : callable
        Neither writes what the other one reads or writes.
    instead : callable
        What to do in place of ``other`` where this thread has to.

    Raises
    ------
    BaseException
        What ``mine`` raises, or else ``other``. Both have ended by then.
    """
    helper = _helper
    if helper is None or not helper.take(other):
        mine()
        instead()
        return
    try:
        mine()
    except BaseException:
        with suppress(BaseException):  # what ended this one is what went wrong
            helper.wait()
        raise
    helper.wait()
