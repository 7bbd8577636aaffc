"""The files of runs, and whether a run has changed since it was saved."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, NamedTuple
from weakref import WeakKeyDictionary, WeakSet

from shallownet.settings.recipe import Recipe
from shallownet.settings.table_config import TableConfig

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from gui.training.run_writer import WriteRun
    from gui.training.session import Session
    from shallownet.documents.journal_reader import RecoveredRun
    from shallownet.documents.manifest import View
    from shallownet.documents.run_file import RunDocument
    from shallownet.runs.branch_curve import BranchCurve
    from shallownet.runs.run_record import RunRecord
    from shallownet.settings.events import Event

    Lesson = Mapping[str, Any]

log = logging.getLogger(__name__)


WORTH_ASKING: Final = 60.0
"""Seconds of training from which a run is asked about although it has no file."""


class SavedState(NamedTuple):
    """The file of a run, and where the run stands in it."""

    path: str
    updates: int
    events: tuple[Event, ...]
    notes: str

    @classmethod
    def of(cls, session: Session, path: str, notes: str) -> SavedState:
        """Return a run as it is now, for a file."""
        trainer = session.trainer
        return cls(path, trainer.updates, tuple(trainer.events), notes)


class RunFiles:
    """Knows which run has which file; used by the training thread alone.

    What documents need is imported with the first of them: few starts have one.
    """

    def __init__(self) -> None:
        self._saved: WeakKeyDictionary[Session, SavedState] = WeakKeyDictionary()
        self._linked: WeakSet[Session] = WeakSet()
        self._notes: WeakKeyDictionary[Session, str] = WeakKeyDictionary()
        self._lessons: WeakKeyDictionary[Session, Lesson] = WeakKeyDictionary()

    def path_of(self, session: Session) -> str:
        """Return the file of a run; empty if it has none."""
        saved = self._saved.get(session)
        return "" if saved is None else saved.path

    def is_modified(self, session: Session) -> bool:
        """Return whether a run differs from what its file holds."""
        saved = self._saved.get(session)
        return saved is not None and saved != self._state(session, saved.path)

    def is_unsaved(self, session: Session) -> bool:
        """Return whether something would be lost that a person made, or waited for."""
        if session in self._saved:
            return self.is_modified(session)
        trainer = session.trainer
        made = bool(trainer.events or self.notes_of(session))
        return made or trainer.seconds >= WORTH_ASKING

    def _state(self, session: Session, path: str) -> SavedState:
        return SavedState.of(session, path, self.notes_of(session))

    def notes_of(self, session: Session) -> str:
        """Return the notes on a run."""
        return self._notes.get(session, "")

    def set_notes(self, session: Session, notes: str) -> None:
        """Replace the notes on a run."""
        self._notes[session] = notes

    def share(self, session: Session, branch: Session) -> None:
        """Let a branch have the file of its run: saving it replaces the run there."""
        self.share_notes(session, branch)
        if session in self._saved:
            self._saved[branch] = self._saved[session]
        if session in self._lessons:
            self._lessons[branch] = self._lessons[session]
        if session in self._linked:
            self._linked.add(branch)

    def share_notes(self, session: Session, other: Session) -> None:
        """Let another run begin with the notes on a run."""
        self._notes[other] = self.notes_of(session)

    def order_to_save(
        self,
        session: Session,
        path: str,
        pins: tuple[RunRecord, ...] = (),
        view: View | None = None,
        embed: bool | None = None,
    ) -> WriteRun:
        """Return the order to write a run to a file, which then becomes its own.

        A run that was handed in keeps what was handed in with it.
        """
        embed = session not in self._linked if embed is None else embed
        order = self.order_to_copy(session, path, pins)
        state = self._state(session, path)
        lesson = self._lessons.get(session)
        order = order._replace(view=view, embed=embed, lesson=lesson)
        return order._replace(session=session, state=state)

    def order_to_copy(
        self, session: Session, path: str, pins: tuple[RunRecord, ...] = ()
    ) -> WriteRun:
        """Return the order to write a run to a file that does not become its own."""
        from gui.training.run_writer import WriteRun
        from shallownet.documents.run_copy import RunCopy

        recipe, notes = session.initial_recipe, self.notes_of(session)
        return WriteRun(RunCopy.of(session.trainer, recipe, notes), path, pins)

    def note_saved(self, order: WriteRun) -> None:
        """Note that a run is in the file that it was to be saved to."""
        session, state = order.session, order.state
        assert session is not None and state is not None
        (self._linked.discard if order.embed else self._linked.add)(session)
        self._saved[session] = state
        log.info("saved %s at update %d", state.path, state.updates)

    def open(self, path: str, run: RunDocument) -> Session:
        """Return the run read from a file, which is its own."""
        session = _session_of(run, path)
        self._notes[session] = run.notes
        if run.lesson is not None:
            self._lessons[session] = run.lesson
        if not run.embedded:
            self._linked.add(session)
        self._saved[session] = self._state(session, path)
        log.info("opened %s at update %d", path, run.trainer.updates)
        return session

    def recover(self, run: RecoveredRun) -> Session:
        """Return a run of a journal, with the file that it had."""
        session = _session_of(run.document, run.path, run.branch_curves)
        self._notes[session] = run.document.notes
        if run.path:
            saved = self._state(session, run.path)
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
