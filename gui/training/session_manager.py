"""The run at hand, and what can be taken back: runs left behind, and changes made."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gui.training.session import Session
from gui.training.undo_stack import Done, ReplacedRun, RunChange, UndoStack
from shallownet.errors import ConfigError, DataError
from shallownet.runs.branch_curve import MOST as MOST_GHOSTS
from shallownet.runs.branch_curve import BranchCurve
from shallownet.settings.recipe import Recipe, about
from shallownet.training.trainer import Trainer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.data.datasets import Dataset
    from shallownet.runs.run_record import RunRecord
    from shallownet.settings.training_config import TrainingConfig

log = logging.getLogger(__name__)


class SessionManager:
    """One run to work on, and the way back through what was done to it.

    Parameters
    ----------
    cancelled : callable, optional
        Asked while a run computes something that takes long; see `Trainer`.

    Attributes
    ----------
    present : Session or None
    watching : bool
        Whether the sharpness is measured along each run.
    shown : int or None
        The update that is looked back at; None if none is.
    done : UndoStack
    """

    def __init__(self, cancelled: Callable[[], bool] | None = None) -> None:
        self._interrupted = cancelled
        self.present: Session | None = None
        self.watching = False
        self.shown: int | None = None
        self._settings: TrainingConfig | None = None  # as they were there
        self.undo_stack = UndoStack()

    @property
    def trainer(self) -> Trainer:
        """The trainer of the present run; there must be one."""
        assert self.present is not None
        return self.present.trainer

    @property
    def recipe(self) -> Recipe:
        """What the run that is shown would be begun with if it were begun now."""
        assert self.present is not None
        if self.shown is None or self._settings is None:
            return self.present.recipe
        return replace(self.present.initial_recipe, config=self._settings)

    def look_back(self, updates: int, settings: TrainingConfig) -> None:
        """Note that the run is shown as it was after so many updates."""
        self.shown, self._settings = updates, settings

    # Doing

    def watch(self, watching: bool) -> None:
        """Measure the sharpness along the present run and later ones, or no more."""
        self.watching = watching
        if self.present is not None:
            self._follow_watching()

    def _follow_watching(self) -> None:
        trainer = self.trainer
        if (trainer.sharpness is not None) != self.watching:
            trainer.watch_sharpness(self.watching)

    def load(
        self, recipe: Recipe, data: Dataset | None = None, substitute_reason: str = ""
    ) -> None:
        """Begin a run; if the very first cannot be, begin the lesson's in its place.

        A window without any run could do nothing, not even say what else to begin.

        Raises
        ------
        ConfigError, DataError
            If its data cannot be made; the present run stays.
        """
        try:
            made = data if data is not None else recipe.make_data()
            self._replace(recipe, made, substitute_reason)
        except (ConfigError, DataError) as error:
            if self.present is not None:
                raise
            lesson = Recipe()
            self._replace(lesson, lesson.make_data(), substitute_reason=str(error))

    def reset(self) -> None:
        """Begin the present run anew, with its settings as they are now."""
        self._replace(self.recipe, self.trainer.data)

    def change(self, settings: Mapping[str, Any]) -> bool:
        """Give hyperparameters other values; say whether that began a new run.

        Raises
        ------
        ConfigError, DataError
            If they may not have these values; everything stays as it is.
        """
        assert self.present is not None
        recipe = self.recipe.changed(**settings)
        if recipe == self.recipe:
            return False
        before = self.recipe.settings
        names = [n for n in settings if settings[n] != before.get(n)]
        if any(about(name).restarts for name in names):
            if recipe.data == self.present.initial_recipe.data:
                self._replace(recipe, self.trainer.data)
            else:
                self.load(recipe)
            return True

        def change() -> None:
            for name in names:
                self.trainer.change(name, settings[name])

        self.note(change)
        return False

    def note(self, change: Callable[[], None]) -> None:
        """Do something to the run, and note its events so that they can be undone.

        Parameters
        ----------
        change : callable
            Does it; if it raises, what it did until then is taken back.
        """
        left, shown, done = self.present, self.shown, self.undo_stack.copy()
        self.branch()

        def come_back() -> None:
            """Take up the run again that was left for nothing."""
            if self.present is not left:
                self.present, self.shown, self.undo_stack = left, shown, done

        events = self.trainer.events
        before = len(events)
        try:
            change()
        except ValueError:
            for event in reversed(events[before:]):
                self.trainer.revert(event)
            come_back()
            raise
        made = tuple(events[before:])
        if not made:
            come_back()
        elif self.present is left:
            self.undo_stack.add(RunChange(made))
        # Else it began a branch, and to bring back the run takes both back at once.

    def branch(self) -> None:
        """Go another way from the update that is looked back at, if one is.

        The run itself stays as it is, for `undo`.
        """
        if self.shown is None or self.present is None:
            return
        left, at = self.present, self.shown
        trainer = left.rewind.branch(at)
        # Whoever draws knows a run by this: the branch is another one.
        trainer.run_info = replace(trainer.run_info)
        branch_curves = (*left.branch_curves, BranchCurve.of(left.trainer, at))[
            -MOST_GHOSTS:
        ]
        self._leave(
            Session(left.initial_recipe, trainer, left.substitute_reason, branch_curves)
        )
        log.info("branched at update %d", at)

    # Taking back

    def undo(self) -> None:
        """Take back the last change, or bring back the run that was left last."""
        self.shown = None
        self.undo_stack.undo(self._take_back)

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        self.shown = None
        self.undo_stack.redo(self._do_again)

    def _take_back(self, entry: Done) -> Done:
        if isinstance(entry, ReplacedRun):
            return self._bring_back(entry)
        for event in reversed(entry.events):
            self.trainer.revert(event)
        return entry

    def _do_again(self, entry: Done) -> Done:
        if isinstance(entry, ReplacedRun):
            return self._bring_back(entry)
        before = len(self.trainer.events)
        for event in entry.events:
            self.trainer.apply(event)
        return RunChange(tuple(self.trainer.events[before:]))

    def _bring_back(self, entry: ReplacedRun) -> ReplacedRun:
        assert self.present is not None
        left, self.present = self.present, entry.session
        self._follow_watching()
        return ReplacedRun(left)

    # Pinned runs

    def record(self, *, keep: bool) -> RunRecord:
        """Record the present run, all of it, to be taken up again or to be looked at.

        Raises
        ------
        Cancelled
            If it is only to be looked at, and was interrupted.
        """
        from shallownet.runs.run_record import RunRecord  # 10 ms that few starts need

        assert self.present is not None
        trainer, begun = self.trainer, self.present.initial_recipe
        if keep:  # whatever is done next, the run is to be there as it was
            trainer.cancelled = None
        try:
            return RunRecord.of(trainer, begun, "", keep=keep)
        finally:
            trainer.cancelled = self._interrupted

    def samples_of(self, record: RunRecord) -> Dataset | None:
        """Return the samples of a pinned run, if a run that is still there has them."""
        for session in (self.present, *self.undo_stack.left_behind()):
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
        """Go on with a pinned run; the present one is set aside for `undo`.

        Raises
        ------
        DataError
            If the samples are not those of the run; the present run stays.
        Cancelled
            If ``cancelled`` said so; the present run stays.
        """
        trainer = record.resume(data, cancelled, progress)
        trainer.cancelled = self._interrupted
        begun = replace(record.recipe, config=trainer.config)
        self._leave(Session(begun, trainer))
        log.info("took up %s at update %d", record.name, trainer.updates)

    def _replace(
        self, recipe: Recipe, data: Dataset, substitute_reason: str = ""
    ) -> None:
        session = Session(recipe, Trainer(recipe.config, data), substitute_reason)
        session.trainer.cancelled = self._interrupted
        self._leave(session)
        log.info("loaded %s", recipe)

    def _leave(self, session: Session) -> None:
        """Work on another run from now on, and set the present one aside."""
        if self.present is not None:
            self.undo_stack.add(ReplacedRun(self.present))
        self.present, self.shown = session, None
        self._follow_watching()
