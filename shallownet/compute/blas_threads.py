"""Keeps BLAS to half of the processors while two threads of ours share the work.

Left alone it splits each large matrix product between all processors, and the threads
of both products wait for each other. With two processors, that is with a thread for
each of ours, an update of a 2-32-32-1 network takes 0.8 of the time; and where a
processor is taken by other work, no thread waits for it at every product.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from shallownet.compute.second_thread import processors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from threadpoolctl import ThreadpoolController

_lock = Lock()
_limits: list[Any] = []
_inside = 0


@contextmanager
def half_the_processors() -> Iterator[None]:
    """Keep BLAS to half of the processors, in all of the process, until all are done.

    A BLAS that cannot be told goes on as it is.
    """
    global _inside
    with _lock:
        if not _inside:
            _limits.append(_blas().limit(limits=max(processors() // 2, 1)))
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside:
                _limits.pop().restore_original_limits()


@cache
def _blas() -> ThreadpoolController:
    """Find the BLAS that NumPy has loaded; only where it is needed: 5 ms."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas")
