"""Which waiting commands cancel what the training thread is computing."""

from __future__ import annotations

from typing import Final

from gui.training import commands as c
from gui.workers.worker import Stop

CANCEL_RUN: Final = (Stop, c.Load, c.Resume, c.Reset, c.Undo, c.Redo, c.Cancel)
"""Commands after which nothing that is computed about the present run is needed."""

CHANGE_RUN: Final = (
    *(c.GoTo, c.Branch, c.Step, c.Change, c.Edit, c.SetParameters, c.Freeze),
)

INTERRUPT_UPDATE: Final = (*CANCEL_RUN, *CHANGE_RUN, c.Pause)
"""Commands that cancel a slow update of a running run. If the run goes on, the update
is made again; with another learning rate, for example, it would be a different one."""

CANCEL_POST_MORTEM: Final = (*CANCEL_RUN, *CHANGE_RUN, c.Start, c.ReturnToFinite)
"""Commands that cancel collecting the states before a divergence. After each of them
the diverged run settles again, and collecting begins anew."""
