"""Which waiting commands cancel what the training thread is computing."""

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
    Undo,
)
from gui.workers.worker import Stop

CANCEL_RUN: Final = (Stop, Load, Resume, Reset, Undo, Redo, Cancel)
"""Commands after which nothing that is computed about the present run is needed."""

INTERRUPT_UPDATE: Final = (
    *(*CANCEL_RUN, GoTo, Branch, Pause, Step),
    *(Change, Edit, Freeze),
)
"""Commands that cancel a slow update of a running run. If the run goes on, the update
is made again; with another learning rate, for example, it would be a different one."""

CANCEL_POST_MORTEM: Final = (
    *(*CANCEL_RUN, GoTo, Branch, Start, Step),
    *(Change, Edit, Freeze, ReturnToFinite),
)
"""Commands that cancel collecting the states before a divergence. After each of them
the diverged run settles again, and collecting begins anew."""
