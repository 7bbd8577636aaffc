"""The entry point of the installed command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.app.gc_policy import disable_gc

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the application and return its exit code."""
    disable_gc()
    from gui.app.application import run

    return run(arguments)
