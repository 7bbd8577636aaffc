"""Limits BLAS to half of the processors while two of our threads share the work.

Otherwise it splits each large matrix product between all processors, and the threads of
both products wait for each other. With two processors, one thread for each of ours, an
update of a 2-32-32-1 network takes 0.8 of the time; and where other work occupies a
processor, no thread waits for it at every product.
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
_users = 0


@contextmanager
def half_the_processors() -> Iterator[None]:
    """Limit BLAS to half of the processors, process-wide, until the last user leaves.

    A BLAS without such a setting is left as it is.
    """
    global _users
    with _lock:
        if not _users:
            _limits.append(_blas().limit(limits=max(processors() // 2, 1)))
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            if not _users:
                _limits.pop().restore_original_limits()


@cache
def _blas() -> ThreadpoolController:
    """Find the BLAS that NumPy has loaded; on first use, because it takes 5 ms."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas")
