"""Commands that what is being computed does not keep waiting."""

from __future__ import annotations

from typing import Final

from gui.training.commands import (
    Branch,
    Cancel,
    Change,
    Edit,
    Freeze,
    GoTo,
    Load,
    Pause,
    Redo,
    Reset,
    Resume,
    ReturnToFinite,
    Start,
    Step,
    Stop,
    Undo,
)

CANCEL_RUN: Final = (Stop, Load, Resume, Reset, Undo, Redo, Cancel)
"""Commands that make whatever is being computed of the run idle."""

INTERRUPT_UPDATE: Final = (
    *(*CANCEL_RUN, GoTo, Branch, Pause, Step),
    *(Change, Edit, Freeze),
)
"""Commands for which an update that takes long is broken off, and made again if the
run goes on: with another learning rate, say, it would be another one anyway."""

CANCEL_POST_MORTEM: Final = (
    *(*CANCEL_RUN, GoTo, Branch, Start, Step),
    *(Change, Edit, Freeze, ReturnToFinite),
)
"""Commands that a diverged run does not keep waiting; after each it rests again."""
