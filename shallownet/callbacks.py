"""Callback types that long computations take from their callers."""

from __future__ import annotations

from collections.abc import Callable

CancelCheck = Callable[[], bool] | None
"""Returns whether to stop; the computation then raises `Cancelled`. None: never."""

ProgressCallback = Callable[[int, int], None] | None
"""Receives how many updates are done, and of how many. None: nobody wants to know."""
