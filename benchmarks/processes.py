"""Measuring in a separate process, and keeping what was measured if one fails."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from benchmarks.table import Line, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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


def lines_or_failure(
    name: str, measure: Callable[P, Sequence[Line]], *args: P.args, **kwargs: P.kwargs
) -> list[Line]:
    """Measure in a separate process; return a line that says why if that fails.

    The figures measured before and after it are kept, and the exit code is 1.
    """
    try:
        return list(alone(measure, *args, **kwargs))
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        say(f"{name} failed: {reason}")
        return [Line(name, name, missing=reason, failed=True)]
