"""The files of runs, and whether a run has changed since it was saved."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from shallownet.settings.recipe import Recipe
from shallownet.settings.table_config import TableConfig

if TYPE_CHECKING:
    from gui.training.session import Session
    from shallownet.documents.journal_reader import RecoveredRun
    from shallownet.documents.run_file import RunDocument
    from shallownet.runs.branch_curve import BranchCurve
    from shallownet.settings.events import Event

log = logging.getLogger(__name__)


class SavedState(NamedTuple):
    """The file of a run, and where the run stands in it."""

    path: str
    updates: int
    events: tuple[Event, ...]

    @classmethod
    def of(cls, session: Session, path: str) -> SavedState:
        """Return a run as it is now, for a file."""
        return cls(path, session.trainer.updates, tuple(session.trainer.events))


class RunFiles:
    """Knows which run has which file; used by the training thread alone.

    What documents need is imported with the first of them: few starts have one.
    """

    def __init__(self) -> None:
        self._saved: WeakKeyDictionary[Session, SavedState] = WeakKeyDictionary()

    def path_of(self, session: Session) -> str:
        """Return the file of a run; empty if it has none."""
        saved = self._saved.get(session)
        return "" if saved is None else saved.path

    def is_modified(self, session: Session) -> bool:
        """Return whether a run differs from what its file holds."""
        saved = self._saved.get(session)
        return saved is not None and saved != SavedState.of(session, saved.path)

    def share(self, session: Session, branch: Session) -> None:
        """Let a branch have the file of its run: saving it replaces the run there."""
        if session in self._saved:
            self._saved[branch] = self._saved[session]

    def save(self, session: Session, path: str) -> None:
        """Write a run to a file, which becomes its own.

        Raises
        ------
        DataError
            If the file cannot be written.
        """
        self.copy(session, path)
        self._saved[session] = SavedState.of(session, path)
        log.info("saved %s at update %d", path, session.trainer.updates)

    def copy(self, session: Session, path: str) -> None:
        """Write a run to a file that does not become its own.

        Raises
        ------
        DataError
            If the file cannot be written.
        """
        from shallownet.documents.run_file import save_run

        save_run(session.trainer, path, session.initial_recipe)

    def open(self, path: str, run: RunDocument) -> Session:
        """Return the run read from a file, which is its own."""
        session = _session_of(run, path)
        self._saved[session] = SavedState.of(session, path)
        log.info("opened %s at update %d", path, run.trainer.updates)
        return session

    def recover(self, run: RecoveredRun) -> Session:
        """Return a run of a journal, with the file that it had."""
        session = _session_of(run.document, run.path, run.branch_curves)
        if run.path:
            saved = SavedState.of(session, run.path)
            # What the file holds of a modified run is not known.
            self._saved[session] = saved._replace(updates=-1) if run.modified else saved
        return session


def _session_of(
    run: RunDocument, path: str, branch_curves: tuple[BranchCurve, ...] = ()
) -> Session:
    from gui.training.session import Session

    recipe = run.recipe
    if recipe is None:  # nothing but its samples is known, and they are in the file
        data = run.trainer.data
        table = TableConfig(path or "run", data.target_name, data.input_names)
        recipe = Recipe(run.trainer.config, table)
    return Session(recipe, run.trainer, branch_curves=branch_curves)
