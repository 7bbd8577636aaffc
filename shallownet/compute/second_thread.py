"""A second thread that takes half of a pass: NumPy computes without Python's lock.

The arrays of a pass over many samples are large enough that nearly all of its time is
spent inside NumPy, where two threads can be at once. One thread is kept for the whole
program; whoever finds it busy does both halves, and comes to the same numbers, because
which half a sample belongs to does not depend on who computes it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final

from shallownet.arrays import ignore_overflow

if TYPE_CHECKING:
    from collections.abc import Callable

NAME: Final = "helper"
"""What the thread is called, in the log and in debuggers."""


class Task:
    """Something that the second thread does.

    It has a lock of its own to tell that it is done: what one task has to say is never
    taken for an answer to another.

    Attributes
    ----------
    ended : bool
    """

    def __init__(self, do: Callable[[], object]) -> None:
        self.ended = False
        self._do: Callable[[], object] | None = do
        self._error: BaseException | None = None
        self._done = Lock()
        self._done.acquire()

    def run(self) -> None:
        """Do it, and tell whoever waits."""
        # What it holds on to may be large, and this object stays until the next task.
        do, self._do = self._do, None
        assert do is not None
        try:
            do()
        except BaseException as error:  # handed to whoever waits
            self._error = error
        del do
        self.ended = True
        self._done.release()

    def wait(self) -> None:
        """Wait until it is done, and raise what it raised.

        Whoever presses Ctrl+C meanwhile is heard when it is done: until then it writes
        into arrays that are not only its own.
        """
        interrupt: BaseException | None = None
        while not self.ended:
            try:
                self._done.acquire(timeout=1.0)
            except BaseException as error:
                interrupt = error
        found, self._error = interrupt or self._error, None
        if found is not None:
            raise found


class Helper:
    """A thread that waits for something to do, and does one thing at a time.

    Whether it is free is told by its last task, and by nothing that whoever gave it
    must put back: an interrupt may come between any two lines.
    """

    def __init__(self) -> None:
        self._starting = Lock()
        self._inbox = SimpleQueue[Task]()
        self._last: Task | None = None
        self._thread: Thread | None = None

    def take(self, do: Callable[[], object]) -> Task | None:
        """Begin a task, and return it; None if there is another.

        Of two who ask in the same moment, one may have to wait for the other's task.
        """
        if self._last is not None and not self._last.ended:
            return None
        if self._thread is None and not self._start():
            return None
        task = Task(do)
        self._inbox.put(task)
        self._last = task
        return task

    def _start(self) -> bool:
        """Start the thread; say whether there is one."""
        with self._starting:
            if self._thread is None:
                # A daemon: it has nothing to lose when the program ends.
                thread = Thread(target=self._work, name=NAME, daemon=True)
                try:
                    thread.start()
                except RuntimeError:  # the system has no thread to give
                    return False
                self._thread = thread
        return True

    def _work(self) -> None:
        with ignore_overflow():  # each thread of NumPy's has its own say
            while True:
                self._inbox.get().run()


def processors() -> int:
    """Return how many processors there are for this process."""
    if hasattr(os, "sched_getaffinity"):  # where some may be kept from it
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_helper = Helper() if processors() > 1 else None


def _begin_anew() -> None:
    """Make another helper: a process that was forked has the locks but no thread."""
    global _helper
    _helper = None if _helper is None else Helper()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)


def run_in_parallel(
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
    task: Task | None = None
    try:
        task = None if _helper is None else _helper.take(other)
        mine()
    except BaseException:
        if task is not None:
            with suppress(BaseException):  # what ended this one is what went wrong
                task.wait()
        raise
    if task is None:
        instead()
    else:
        task.wait()
