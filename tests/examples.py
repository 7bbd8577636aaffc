"""How many examples a property is tried with, and that no clock decides.

Continuous integration tries them all, and so does ``CI=yes script/test``; a run at the
desk a quarter, and 40 at most, because properties take half of the core's time.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings


def examples(count: int, **options: Any) -> settings:
    """Return settings with ``count`` examples in CI, elsewhere with a quarter or 40."""
    if not os.environ.get("CI"):
        count = min(-(-count // 4), 40)
    # A deadline would fail a slow or busy machine, not a wrong program.
    return settings(max_examples=count, deadline=None, **options)


def load_profile() -> None:
    """Let properties without settings of their own have 100 examples in CI."""
    settings.register_profile("shallownet", examples(100))
    settings.load_profile("shallownet")
