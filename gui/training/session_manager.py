"""The present run, and what can be undone: replaced runs and changes to the run.

What trains is imported with the first run: the window is painted 15 ms sooner.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from gui.training.run_files import RunFiles
from gui.training.status import RunState
from gui.training.undo_stack import ReplacedRun, RunChange, UndoStack
from shallownet.compute.memory import describe_memory_error
from shallownet.errors import ConfigError, DataError
from shallownet.settings.recipe import Recipe, about
from shallownet.settings.table_config import TableConfig

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gui.training.session import Session
    from gui.training.undo_stack import Entry
    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.data.datasets import Dataset
    from shallownet.documents.journal_reader import RecoveredRun, RecoveredSession
    from shallownet.documents.run_file import RunDocument
    from shallownet.runs.run_record import RunRecord
    from shallownet.settings.events import Event
    from shallownet.settings.training_config import TrainingConfig
    from shallownet.training.trainer import Trainer

log = logging.getLogger(__name__)

MANY_SAMPLES: Final = 200_000
"""Samples from which generating the data takes long enough to be announced."""


class SessionManager:
    """Owns the present run and the runs that undo can bring back.

    Parameters
    ----------
    cancelled : callable
        Given to every trainer; see `Trainer`.
    announce : callable
        Called with a sentence before something that takes long.

    Attributes
    ----------
    present : Session or None
    watching : bool
        Whether the sharpness is measured along each run.
    shown : int or None
        The past update that is shown; None if the run is shown as it is now.
    undo_stack : UndoStack
    files : RunFiles
    """

    def __init__(
        self, cancelled: Callable[[], bool], announce: Callable[[str], None]
    ) -> None:
        self._cancelled, self._announce = cancelled, announce
        self.present: Session | None = None
        self.watching = False
        self.shown: int | None = None
        self._shown_settings: TrainingConfig | None = None
        self.undo_stack = UndoStack()
        self.files = RunFiles()

    @property
    def session(self) -> Session:
        """The present run, which must exist."""
        assert self.present is not None
        return self.present

    @property
    def trainer(self) -> Trainer:
        """The trainer of the present run, which must exist."""
        return self.session.trainer

    @property
    def recipe(self) -> Recipe:
        """The recipe that would begin the run anew as it is shown."""
        if self.shown is None or self._shown_settings is None:
            return self.session.recipe
        return replace(self.session.initial_recipe, config=self._shown_settings)

    @property
    def state_at_rest(self) -> RunState:
        """The state of the present run when it is not running."""
        if self.present is None:
            return RunState.PAUSED
        if self.trainer.divergence is not None:
            return RunState.DIVERGED
        if self.trainer.updates >= self.trainer.iterations:
            return RunState.FINISHED
        return RunState.PAUSED

    def show_past(self, updates: int, settings: TrainingConfig) -> None:
        """Note that the run is shown as it was after so many updates."""
        self.shown, self._shown_settings = updates, settings

    # Beginning and changing runs

    def watch(self, watching: bool) -> None:
        """Start or stop measuring the sharpness along this run and later ones."""
        self.watching = watching
        if self.present is not None:
            self._update_watching()

    def _update_watching(self) -> None:
        if (self.trainer.sharpness is not None) != self.watching:
            self.trainer.watch_sharpness(self.watching)

    def load(
        self, recipe: Recipe, data: Dataset | None = None, substitute_reason: str = ""
    ) -> None:
        """Begin a run; if the very first one cannot begin, begin the lesson's instead.

        Without any run the window could do nothing, not even ask for another one.

        Raises
        ------
        ConfigError, DataError, MemoryError
            If its data cannot be made; the present run stays.
        """
        refused = ""
        try:
            if data is None:
                data = self.make_data(recipe)
            self._replace(recipe, data, substitute_reason)
        except (ConfigError, DataError, MemoryError) as error:
            if self.present is not None:
                raise
            refused = str(error)
            if isinstance(error, MemoryError):
                refused = describe_memory_error(error)
        if refused:
            lesson = Recipe()
            self._replace(lesson, lesson.make_data(), substitute_reason=refused)

    def make_data(self, recipe: Recipe) -> Dataset:
        """Generate or read the data of a recipe; announce it if that takes long."""
        if isinstance(recipe.data, TableConfig) or recipe.data.samples >= MANY_SAMPLES:
            self._announce(f"Making the data: {recipe.data.description} …")
        return recipe.make_data()

    def reset(self) -> None:
        """Begin the present run again, with its present settings."""
        before = self.session
        self._replace(self.recipe, self.trainer.data)
        self.files.share_notes(before, self.session)

    def change(self, settings: Mapping[str, Any]) -> bool:
        """Change hyperparameters; return whether that began a new run.

        Raises
        ------
        ConfigError, DataError
            If they may not have these values; everything stays as it is.
        """
        previous = self.recipe
        recipe = previous.changed(**settings)
        if recipe == previous:
            return False
        names = [n for n in settings if settings[n] != previous.settings.get(n)]
        if any(about(name).restarts for name in names):
            before = self.session
            if recipe.data == before.initial_recipe.data:
                self._replace(recipe, self.trainer.data)
            else:
                self.load(recipe)
            self.files.share_notes(before, self.session)
            return True

        def change() -> None:
            for name in names:
                self.trainer.change(name, settings[name])

        self.record_change(change)
        return False

    def record_change(self, change: Callable[[], object]) -> None:
        """Change the run, and record its new events for undo.

        A change to a past update is made to a branch.

        Parameters
        ----------
        change : callable
            Makes it; what it did is reverted if it raises ValueError or MemoryError.
        """
        original, shown, undo = self.present, self.shown, self.undo_stack.copy()
        self.branch()

        def leave_branch() -> None:
            if self.present is not original:
                self.present, self.shown, self.undo_stack = original, shown, undo

        events = self.trainer.events
        count = len(events)
        try:
            change()
        except (ValueError, MemoryError):
            self._revert(events[count:])
            leave_branch()
            raise
        if len(events) == count:
            leave_branch()
        elif self.present is original:
            self.undo_stack.add(RunChange(tuple(events[count:])))
        # Otherwise the change is the first of a branch: undoing the branch undoes both.

    def branch(self) -> None:
        """If a past update is shown, continue from there with a run of its own.

        `undo` brings back the run that it branched off.
        """
        if self.shown is None or self.present is None:
            return
        start, branch = self.shown, self.present.branch(self.shown)
        self.files.share(self.present, branch)
        self._set_present(branch)
        log.info("branched at update %d", start)

    # Undo and redo

    def undo(self) -> None:
        """Undo the last change, or bring back the run that was replaced last.

        Raises
        ------
        ConfigError
            If what was done before is not kept.
        """
        if self.undo_stack.undo_end:
            raise ConfigError(self.undo_stack.undo_end)
        self.shown = None
        self.undo_stack.undo(self._undo_entry)

    def redo(self) -> None:
        """Redo the change that was undone last."""
        self.shown = None
        self.undo_stack.redo(self._redo_entry)

    def _undo_entry(self, entry: Entry) -> Entry:
        if isinstance(entry, ReplacedRun):
            return self._bring_back(entry)
        self._revert(entry.events)
        return entry

    def _redo_entry(self, entry: Entry) -> Entry:
        if isinstance(entry, ReplacedRun):
            return self._bring_back(entry)
        count = len(self.trainer.events)
        for event in entry.events:
            self.trainer.apply(event)
        return RunChange(tuple(self.trainer.events[count:]))

    def _revert(self, events: Sequence[Event]) -> None:
        for event in reversed(events):
            self.trainer.revert(event)

    def _bring_back(self, entry: ReplacedRun) -> ReplacedRun:
        replaced, self.present = self.session, entry.session
        self._update_watching()
        return ReplacedRun(replaced)

    # Pinned runs

    def samples_of(self, record: RunRecord) -> Dataset | None:
        """Return the samples of a pinned run if a run in memory has them."""
        for session in (self.present, *self.undo_stack.replaced_sessions()):
            if session is not None and session.fingerprint == record.fingerprint:
                return session.trainer.data
        return None

    def resume(
        self,
        record: RunRecord,
        data: Dataset,
        cancelled: CancelCheck = None,
        progress: ProgressCallback = None,
    ) -> None:
        """Resume a pinned run; `undo` brings back the present one.

        Raises
        ------
        DataError
            If the samples are not those of the run; the present run stays.
        Cancelled
            If ``cancelled`` returned True; the present run stays.
        """
        from gui.training.session import Session

        trainer = record.resume(data, cancelled, progress)
        trainer.cancelled = self._cancelled
        self._set_present(
            Session(replace(record.recipe, config=trainer.config), trainer)
        )
        log.info("resumed %s at update %d", record.name, trainer.updates)

    def open(self, path: str, run: RunDocument) -> None:
        """Go on with the run read from a file; `undo` brings back the present one."""
        run.trainer.cancelled = self._cancelled
        self._set_present(self.files.open(path, run))

    def recover(self, recovered: RecoveredSession) -> None:
        """Go on with a session and what could be undone in it.

        Undoing all of that brings back the present run.
        """
        from shallownet.documents.journal_reader import RecoveredRun  # rarely needed

        entries: list[Entry] = [
            ReplacedRun(self._session_of(entry))
            if isinstance(entry, RecoveredRun)
            else RunChange(entry)
            for entry in recovered.undo
        ]
        self._set_present(self._session_of(recovered.present))
        for known in entries:
            self.undo_stack.add(known)
        log.info("recovered a session at update %d", self.trainer.updates)

    def _session_of(self, run: RecoveredRun) -> Session:
        run.document.trainer.cancelled = self._cancelled
        return self.files.recover(run)

    def _replace(
        self, recipe: Recipe, data: Dataset, substitute_reason: str = ""
    ) -> None:
        from gui.training.session import Session
        from shallownet.training.trainer import Trainer

        recipe = recipe.recorded(data)
        trainer = Trainer(recipe.config, data)
        trainer.cancelled = self._cancelled
        self._set_present(Session(recipe, trainer, substitute_reason))
        log.info("loaded %s", recipe)

    def _set_present(self, session: Session) -> None:
        """Make this the present run; undo can bring back the one before."""
        if self.present is not None:
            self.undo_stack.add(ReplacedRun(self.present))
        session.prepare(self.present)
        self.present, self.shown = session, None
        self._update_watching()
