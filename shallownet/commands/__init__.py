"""Commands for a shell, where no window is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS: Final = {
    "train": "train a network without a window",
    "verify": "replay a run and compare it with its file",
    "export": "write a run as a program or a report, or its numbers",
    "predict": "predict the target for the rows of a table",
    "lesson": "check lessons, and grade what was handed in",
}
"""The first word of a command line that opens no window, and what it does."""


def is_command(arguments: Sequence[str]) -> bool:
    """Return whether a command line begins with one of `COMMANDS`."""
    return bool(arguments) and arguments[0] in COMMANDS
