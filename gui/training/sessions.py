"""The run at hand, and what can be taken back: runs left behind, and changes made."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gui.training.ghosts import MOST as MOST_GHOSTS
from gui.training.ghosts import Ghost
from shallownet.errors import ConfigError, DataError
from shallownet.recipe import Recipe, about
from shallownet.rewind import Past
from shallownet.trainer import Trainer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shallownet.arrays import Array
    from shallownet.config import TrainingConfig
    from shallownet.datasets import Dataset
    from shallownet.regime import Event
    from shallownet.replay import Asked, Told
    from shallownet.run_record import RunRecord
    from shallownet.snapshot import Snapshot

log = logging.getLogger(__name__)

MOST_CHANGES: Final = 200
"""Changes that can be taken back."""

MOST_VALUES: Final = 20_000_000
"""Numbers that runs left behind may keep: 160 MB. At least one run is kept whatever its
size."""

COPIES: Final = 4
OWN_VALUES: Final = 250_000
"""A run keeps its data about four times (as given, to train on, its target and its
workspace), and some numbers beside it."""


@dataclass(frozen=True, eq=False)
class Session:
    """A run: what it was begun with, its trainer, and why it stands in for another.

    ``ghosts`` are the runs that it branched off.
    """

    begun: Recipe
    trainer: Trainer
    stands_in: str = ""
    ghosts: tuple[Ghost, ...] = ()

    @cached_property
    def past(self) -> Past:
        """The way back through the run."""
        return Past(self.trainer)

    @cached_property
    def fingerprint(self) -> bytes:
        """What tells its samples from any others."""
        from shallownet.run_record import fingerprint  # 10 ms that few starts need

        return fingerprint(self.trainer.data)

    @property
    def recipe(self) -> Recipe:
        """What the run would be begun with if it were begun now."""
        return replace(self.begun, config=self.trainer.settings)

    def states_before(
        self, snapshot: Snapshot, interrupted: Callable[[], bool]
    ) -> dict[int, Array]:
        """Return the parameters that tell how the run came to diverge, by update.

        Raises
        ------
        Cancelled
            If ``interrupted`` said so.
        """
        # Only now: few runs need a post-mortem.
        from shallownet.post_mortem import worth_knowing

        return {
            step: self.past.theta_at(step, interrupted)
            for step in worth_knowing(snapshot)
        }


class Left(NamedTuple):
    """Another run was begun, and this one left behind."""

    session: Session

    def __str__(self) -> str:
        updates = self.session.trainer.updates
        if not updates:
            return "back to the settings before"
        return f"bring back the run of {updates:,} updates"


class Changed(NamedTuple):
    """Changes were made to the run, in one go."""

    events: tuple[Event, ...]

    def __str__(self) -> str:
        event = self.events[-1]
        if event.kind == "frozen":
            what = "freeze" if event.after else "unfreeze"
            more = len(self.events) - 1
            return f"{what} {event.name}" + (f" and {more} more" if more else "")
        if event.kind == "value":
            return f"{event.name} = {event.after:.6g}"
        entry = about(event.name)
        return f"{entry.label} {entry.show(event.after)}"


class Sessions:
    """One run to work on, and the way back through what was done to it.

    Parameters
    ----------
    interrupted : callable, optional
        Asked while a run computes something that takes long; see `Trainer`.

    Attributes
    ----------
    present : Session or None
    watching : bool
        Whether the sharpness is measured along each run.
    shown : int or None
        The update that is looked back at; None if none is.
    """

    def __init__(self, interrupted: Callable[[], bool] | None = None) -> None:
        self._interrupted = interrupted
        self.present: Session | None = None
        self.watching = False
        self.shown: int | None = None
        self._settings: TrainingConfig | None = None  # as they were there
        self._undo: list[Left | Changed] = []
        self._redo: list[Left | Changed] = []

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
        return replace(self.present.begun, config=self._settings)

    def look_back(self, updates: int, settings: TrainingConfig) -> None:
        """Note that the run is shown as it was after so many updates."""
        self.shown, self._settings = updates, settings

    @property
    def undo_text(self) -> str:
        """What `undo` would do, in words; empty if nothing."""
        if not self._undo:
            return ""
        last = self._undo[-1]
        return str(last) if isinstance(last, Left) else f"undo {last}"

    @property
    def redo_text(self) -> str:
        """What `redo` would do, in words; empty if nothing."""
        if not self._redo:
            return ""
        last = self._redo[-1]
        return str(last) if isinstance(last, Left) else f"redo {last}"

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
        self, recipe: Recipe, data: Dataset | None = None, stands_in: str = ""
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
            self._replace(recipe, made, stands_in)
        except (ConfigError, DataError) as error:
            if self.present is not None:
                raise
            lesson = Recipe()
            self._replace(lesson, lesson.make_data(), stands_in=str(error))

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
            if recipe.data == self.present.begun.data:
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
        left, shown, redo = self.present, self.shown, self._redo
        self.branch()

        def come_back() -> None:
            """Take up the run again that was left for nothing."""
            if self.present is not left:
                self._undo.pop()
                self.present, self.shown, self._redo = left, shown, redo

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
            self._undo = [*self._undo[1 - MOST_CHANGES :], Changed(made)]
            self._redo = []
        # Else it began a branch, and to bring back the run takes both back at once.

    def branch(self) -> None:
        """Go another way from the update that is looked back at, if one is.

        The run itself stays as it is, for `undo`.
        """
        if self.shown is None or self.present is None:
            return
        left, at = self.present, self.shown
        trainer = left.past.branch(at)
        # Whoever draws knows a run by this: the branch is another one.
        trainer.run_info = replace(trainer.run_info)
        ghosts = (*left.ghosts, Ghost.of(left.trainer, at))[-MOST_GHOSTS:]
        self._leave(Session(left.begun, trainer, left.stands_in, ghosts))
        log.info("branched at update %d", at)

    # Taking back

    def undo(self) -> None:
        """Take back the last change, or bring back the run that was left last."""
        self.shown = None
        if self._undo:
            self._redo.append(self._take_back(self._undo.pop()))

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        self.shown = None
        if not self._redo:
            return
        entry = self._redo.pop()
        if isinstance(entry, Left):
            self._undo.append(self._take_back(entry))
            return
        before = len(self.trainer.events)
        for event in entry.events:
            self.trainer.apply(event)
        self._undo.append(Changed(tuple(self.trainer.events[before:])))

    def _take_back(self, entry: Left | Changed) -> Left | Changed:
        if isinstance(entry, Changed):
            for event in reversed(entry.events):
                self.trainer.revert(event)
            return entry
        assert self.present is not None
        left, self.present = self.present, entry.session
        self._follow_watching()
        return Left(left)

    # Pinned runs

    def record(self, *, keep: bool) -> RunRecord:
        """Record the present run, all of it, to be taken up again or to be looked at.

        Raises
        ------
        Cancelled
            If it is only to be looked at, and was interrupted.
        """
        from shallownet.run_record import RunRecord  # 10 ms that few starts need

        assert self.present is not None
        trainer, begun = self.trainer, self.present.begun
        if keep:  # whatever is done next, the run is to be there as it was
            trainer.interrupted = None
        try:
            return RunRecord.of(trainer, begun, "", keep=keep)
        finally:
            trainer.interrupted = self._interrupted

    def samples_of(self, record: RunRecord) -> Dataset | None:
        """Return the samples of a pinned run, if a run that is still there has them."""
        entries = (*self._undo, *self._redo)
        left = [entry.session for entry in entries if isinstance(entry, Left)]
        for session in (self.present, *left):
            if session is not None and session.fingerprint == record.fingerprint:
                return session.trainer.data
        return None

    def take_up(
        self,
        record: RunRecord,
        data: Dataset,
        interrupted: Asked = None,
        progress: Told = None,
    ) -> None:
        """Go on with a pinned run; the present one is set aside for `undo`.

        Raises
        ------
        DataError
            If the samples are not those of the run; the present run stays.
        Cancelled
            If ``interrupted`` said so; the present run stays.
        """
        trainer = record.take_up(data, interrupted, progress)
        trainer.interrupted = self._interrupted
        begun = replace(record.recipe, config=trainer.config)
        self._leave(Session(begun, trainer))
        log.info("took up %s at update %d", record.name, trainer.updates)

    def _replace(self, recipe: Recipe, data: Dataset, stands_in: str = "") -> None:
        session = Session(recipe, Trainer(recipe.config, data), stands_in)
        session.trainer.interrupted = self._interrupted
        self._leave(session)
        log.info("loaded %s", recipe)

    def _leave(self, session: Session) -> None:
        """Work on another run from now on, and set the present one aside."""
        if self.present is not None:
            self._undo.append(Left(self.present))
            self._forget_the_oldest()
        self._redo = []
        self.present, self.shown = session, None
        self._follow_watching()

    def _forget_the_oldest(self) -> None:
        """Drop the runs left longest ago, and all changes made to them, for memory."""
        count, room = 0, MOST_VALUES
        for entry in reversed(self._undo[-MOST_CHANGES:]):
            if isinstance(entry, Left):
                trainer = entry.session.trainer
                kept = trainer.states.nbytes // 8 + 4 * trainer.updates
                room -= COPIES * trainer.data.X.size + OWN_VALUES + kept
                if room < 0 and any(isinstance(e, Left) for e in self._newest(count)):
                    break
            count += 1
        self._undo = self._newest(count)

    def _newest(self, count: int) -> list[Left | Changed]:
        return self._undo[len(self._undo) - count :]
