"""Callback types that long computations accept."""

from __future__ import annotations

from collections.abc import Callable

CancelCheck = Callable[[], bool] | None
"""Returns whether to stop; the computation then raises `Cancelled`. None: never."""

ProgressCallback = Callable[[int, int], None] | None
"""Receives the number of updates done and the total. None: progress is not reported."""
