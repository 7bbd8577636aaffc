"""Copies the session for its journal: what is done is in a copy soon.

It is used by the training thread alone. A copy takes well under a millisecond, whatever
the run has made: what grows with the updates is shared.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from gui.training.undo_stack import ReplacedRun

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.training.session import Session
    from gui.training.session_manager import SessionManager
    from shallownet.documents.journal import KeptRun, SessionCopy

INTERVAL: Final = 1.2
"""Seconds between two copies of a running run."""


class SessionCopier:
    """Gives away copies of the session once somebody takes them.

    Parameters
    ----------
    sessions : SessionManager

    Attributes
    ----------
    due : float
        When the next copy of a running run is due, on `time.perf_counter`.
    """

    def __init__(self, sessions: SessionManager) -> None:
        self.due = math.inf
        self._sessions = sessions
        self._keep: Callable[[SessionCopy], None] | None = None
        self._replaced: WeakKeyDictionary[Session, tuple[object, KeptRun]]
        self._replaced = WeakKeyDictionary()

    def give_to(self, keep: Callable[[SessionCopy], None]) -> None:
        """Give copies to a function from now on, the first one at once."""
        self._keep = keep
        self.copy()

    def copy(self) -> None:
        """Copy the session as it is now, if somebody takes it."""
        sessions = self._sessions
        if self._keep is None or sessions.present is None:
            return
        from shallownet.documents.journal import SessionCopy  # not needed for a start

        undo = (
            self._kept(entry.session)
            if isinstance(entry, ReplacedRun)
            else entry.events
            for entry in sessions.undo_stack.done
        )
        present = self._copied(sessions.present)
        self._keep(SessionCopy(present, tuple(undo), sessions.shown))
        self.due = time.perf_counter() + INTERVAL

    def _kept(self, session: Session) -> KeptRun:
        """Return a copy of a replaced run; the one made before, if it still is it."""
        trainer, files = session.trainer, self._sessions.files
        version = (
            *(trainer.updates, len(trainer.events), trainer.checkpoints.truncations),
            *(files.path_of(session), files.is_modified(session)),
            files.notes_of(session),
        )
        known = self._replaced.get(session)
        if known is None or known[0] != version:
            self._replaced[session] = known = version, self._copied(session)
        return known[1]

    def _copied(self, session: Session) -> KeptRun:
        from shallownet.documents.journal import KeptRun
        from shallownet.documents.run_copy import RunCopy

        files = self._sessions.files
        return KeptRun(
            RunCopy.of(
                session.trainer, session.initial_recipe, files.notes_of(session)
            ),
            files.path_of(session),
            files.is_modified(session),
            session.branch_curves,
        )
