"""Measuring in a process of its own."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


def alone(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function in a fresh process, where nothing was measured before.

    Whether the arrays that a program makes anew are pages that the system must first
    hand out depends on what was allocated before; libraries start threads, and
    replace settings of others, when they are imported.

    Raises
    ------
    BrokenProcessPool
        If the process dies.
    """
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=fresh) as process:
        return process.submit(function, *args, **kwargs).result()
