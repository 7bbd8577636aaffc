"""The thread that owns the trainer: commands in by one inbox, snapshots out.

Nobody else touches the trainer. The window posts commands into ``inbox``, `Picture`
among them when it wants to draw, and draws ``newest``, an immutable `Status` that is
replaced as a whole. A signal per update with a receiver in the window's thread would
freeze the window at full speed, so ``stepped`` is there for whoever must see every
update (tests, scripts), and the window listens to ``pictured``, when a picture that it
asked for is there, and to ``settled``, when the run comes to rest.
"""

from __future__ import annotations

import logging
import math
import threading
import time
import traceback
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QThread, pyqtSignal

from gui.commands import (
    Cancel,
    Change,
    Command,
    Drawn,
    Edit,
    Freeze,
    Glance,
    GoTo,
    Hold,
    Load,
    Pause,
    Picture,
    Pin,
    Redo,
    Reset,
    ReturnToFinite,
    RunState,
    SetPace,
    Start,
    Status,
    Step,
    Stop,
    TakeUp,
    Toggle,
    Undo,
    WatchSharpness,
)
from gui.formatting import duration
from gui.ghosts import Ghost
from gui.inbox import Inbox
from gui.pace import Pace
from gui.sessions import Sessions
from shallownet.errors import Cancelled, ConfigError, DataError, DivergedError
from shallownet.table_config import TableConfig

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PyQt6.QtCore import QObject

    from gui.sessions import Session
    from shallownet.arrays import Array
    from shallownet.datasets import Dataset
    from shallownet.recipe import Recipe
    from shallownet.report import Divergence
    from shallownet.run_record import RunRecord
    from shallownet.snapshot import Snapshot
    from shallownet.trainer import Trainer

log = logging.getLogger(__name__)

PICTURE_SHARE: Final = 0.2
"""The share of the time that pictures may take while running: with mini-batches of
much data each of them measures the loss over all samples."""

LONGEST_DRAWING: Final = 0.1
"""Seconds that a run waits at most for a picture to be drawn: whatever keeps the window
busy does not keep it from training."""

SLOW: Final = 0.05
"""Seconds from which a pause is not to wait for a picture of the run."""

LONG_WAY: Final = 0.25
"""Seconds from which making updates again is given up for another update wanted."""

END_THE_RUN: Final = (Stop, Load, TakeUp, Reset, Undo, Redo, Cancel)
"""Commands that make whatever is being computed of the run idle."""

END_THE_RUNNING: Final = (
    *(*END_THE_RUN, GoTo, Pause, Toggle, Step),
    *(Change, Edit, Freeze),
)
"""Commands for which an update that takes long is broken off, and made again if the
run goes on: with another learning rate, say, it would be another one anyway."""

END_GATHERING: Final = (
    *(*END_THE_RUN, GoTo, Toggle, Step),
    *(Change, Edit, Freeze, ReturnToFinite),
)
"""Commands that a diverged run does not keep waiting; after each it rests again."""

LARGE: Final = 200_000
"""Samples from which making the data takes long enough to be announced."""


class TrainingThread(QThread):
    """Runs a trainer at a pace, one command or one update at a time.

    Signals
    -------
    stepped(StepReport)
        After every gradient update, once, in order, from this thread.
    pictured()
        When ``newest`` is the picture of the running run that was asked for.
    settled()
        When ``newest`` shows a run at rest, or a different run.
    working(str)
        Before something that takes long, in words.
    progressed(str)
        While updates are made again, which `Cancel` ends: how far it is, in words.
    pinned(RunRecord), glanced(RunRecord or None)
        The answers to `Pin` and `Glance`; None where a command came before it.
    taken_up(RunRecord)
        When a pinned run is the present one.
    samples_wanted(RunRecord)
        When a run is to be taken up whose samples have to be read from their file.
    refused(str, str)
        When a command cannot be carried out: why, and the hyperparameter that it
        would have changed, if any.
    answered(str)
        When a `Change` was dealt with and not refused: the hyperparameter that it named
        first. Each `Change` gets one answer, this or ``refused``.
    failed(str, str)
        When an exception was not foreseen: a summary and the traceback.
    """

    stepped = pyqtSignal(object)
    pictured = pyqtSignal()
    settled = pyqtSignal()
    working = pyqtSignal(str)
    progressed = pyqtSignal(str)
    pinned = pyqtSignal(object)
    glanced = pyqtSignal(object)
    taken_up = pyqtSignal(object)
    samples_wanted = pyqtSignal(object)
    refused = pyqtSignal(str, str)
    answered = pyqtSignal(str)
    failed = pyqtSignal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training")
        self.inbox = Inbox()
        self.newest: Status | None = None
        self._sessions = Sessions(self._interrupted)
        self._pace = Pace()
        self._state = RunState.PAUSED
        self._limit = math.inf
        self._ended = False
        self._holds = 0
        self._picture_wanted = False
        self._picture_due = 0.0
        self._drawing_until = 0.0
        self._going_since = 0.0
        self._whole: tuple[Trainer, int, Ghost] | None = None
        self._before: tuple[Divergence, Mapping[int, Array]] | None = None
        self._changing = ""
        self._slowest_picture = 0.0

    # For the window

    def post(self, command: Command) -> None:
        """Hand a command in; it is carried out between two updates.

        One that ends the run, or its running, ends an update that takes long: it is
        then not made, and the run stands where it stood before it.
        """
        self.inbox.put(command)

    def shut_down(self) -> None:
        """End the thread and wait for it."""
        self.post(Stop())
        self.wait()

    # In the thread

    def run(self) -> None:
        """Take turns until told to stop."""
        threading.current_thread().name = self.objectName()  # for the log
        while not self._ended:
            self._changing = ""
            try:
                self.turn()
            except Cancelled:
                pass  # by a command, which comes next
            except (ConfigError, DataError, DivergedError) as error:
                # Shown first: the field may hold a value that was not taken.
                with suppress(Cancelled):  # by a command, which comes next
                    self._show()
                self.refused.emit(str(error), self._changing)
                continue
            except Exception as error:
                log.exception("the training thread met an error")
                summary = f"{type(error).__name__}: {error}"
                self.failed.emit(summary, traceback.format_exc())
                # The trainer may be what broke: show what was shown last, at rest.
                self._state = RunState.PAUSED
                if self.newest is not None:
                    self.newest = replace(self.newest, state=RunState.PAUSED)
                self.settled.emit()
            if self._changing:
                self.answered.emit(self._changing)

    def turn(self) -> None:
        """Carry out the next command, or make the next update if none waits."""
        command = self._next_command()
        if command is not None:
            self._obey(command)
        elif self._state is RunState.RUNNING:
            self._update()

    def _next_command(self) -> Command | None:
        if self._state is not RunState.RUNNING or self._holds:
            return self.inbox.take()
        if self._drawing_until:
            command = self.inbox.take(self._drawing_until - time.perf_counter())
            if command is None:
                self._drawing_until = 0.0
            return command
        return self.inbox.take(self._pace.wait)

    def _interrupted(self) -> bool:
        """Say whether a command waits that what is being computed should end for."""
        running = self._state is RunState.RUNNING
        return self.inbox.holds(END_THE_RUNNING if running else END_THE_RUN)

    def _obey(self, command: Command) -> None:
        if isinstance(command, Change):
            self._changing = next(iter(command.settings), "")
        match command:
            case Stop():
                self._ended = True
            case Load(recipe, data, stands_in):
                self._announce(recipe, data)
                self._sessions.load(recipe, data, stands_in)
                self._slowest_picture = 0.0
                self._rest(self._state_at_rest())
            case SetPace(updates_per_second):
                present = self._sessions.present
                updates = present.trainer.updates if present is not None else 0
                self._pace.set(updates_per_second, updates)
            case Picture():
                self._picture_wanted = True
            case Drawn():
                self._drawing_until = 0.0
            case WatchSharpness(watch):
                self._sessions.watch(watch)
                if self._sessions.present is not None:
                    self._show()
            case Hold(held):
                self._holds += 1 if held else -1
                if self._sessions.present is not None:
                    self._pace.begin(self._trainer.updates)
            case _ if self._sessions.present is None:
                pass  # nothing is loaded: loading failed, and that was said
            case Start(updates):
                self._start(updates)
            case Toggle():
                if self._state is RunState.RUNNING:
                    self._rest(RunState.PAUSED)
                else:
                    self._start(None)
            case Pause():
                if self._state is RunState.RUNNING:
                    self._rest(RunState.PAUSED)
            case GoTo(updates):
                self._go_to(updates)
            case Cancel():
                self._show()
            case Pin():
                self.pinned.emit(self._sessions.record(keep=True))
            case Glance():
                self._glance()
            case TakeUp(record, data):
                self._take_up(record, data)
            case Step() if self._sessions.shown is not None:
                # To make the update again would give the same numbers.
                self._go_to(self._sessions.shown + 1)
            case Step():
                self._step_once()
            case Reset():
                self._sessions.reset()
                self._rest(RunState.PAUSED)
            case Change(settings):
                self._change(settings)
            case Edit(parameter, value):
                self._sessions.note(lambda: self._trainer.edit(parameter, value))
                self._show()
            case Freeze(parameters, fixed):
                self._sessions.note(lambda: self._freeze(parameters, fixed))
                self._show()
            case Undo() | Redo():
                before = self._sessions.present
                if isinstance(command, Undo):
                    self._sessions.undo()
                else:
                    self._sessions.redo()
                if self._sessions.present is before:
                    self._go_on()
                else:
                    self._rest(self._state_at_rest())
            case ReturnToFinite():
                self._sessions.shown = None
                self._trainer.return_to_finite()
                self._rest(RunState.PAUSED)

    @property
    def _trainer(self) -> Trainer:
        return self._sessions.trainer

    @property
    def _stop_at(self) -> float:
        return min(self._trainer.iterations, self._limit)

    # Running

    def _start(self, updates: int | None) -> None:
        self._sessions.branch()
        state = self._state_at_rest()
        if state is not RunState.PAUSED:
            self._rest(state)
            return
        trainer = self._trainer
        self._limit = math.inf if updates is None else trainer.updates + updates
        self._pace.begin(trainer.updates)
        self._picture_due = 0.0
        self._state = RunState.RUNNING
        log.info("started at update %d", trainer.updates)
        if trainer.updates >= self._stop_at:
            self._rest(state)
        else:
            self._show()

    def _update(self) -> None:
        trainer = self._trainer
        if not self._make_update():
            self._rest(RunState.DIVERGED)
        elif trainer.updates >= self._stop_at:
            self._rest(self._state_at_rest())
        else:
            now = time.perf_counter()
            self._pace.count(now)
            if self._picture_wanted and now >= self._picture_due:
                self._take_picture(now)

    def _take_picture(self, now: float) -> None:
        self._pace.measure(now, self._trainer.updates)
        diverged = self._publish().divergence is not None
        taken = time.perf_counter()
        self._picture_due = now + (taken - now) / PICTURE_SHARE
        if diverged:
            self._rest(RunState.DIVERGED)
            return
        self._picture_wanted = False
        self._drawing_until = taken + LONGEST_DRAWING
        self.pictured.emit()

    def _step_once(self) -> None:
        self._tell_at_once(RunState.PAUSED)
        state = self._state_at_rest()
        if state is RunState.PAUSED:
            self._make_update()
            state = self._state_at_rest()
        self._rest(state)

    def _make_update(self) -> bool:
        """Make one update; return whether the run can go on after it."""
        try:
            report = self._trainer.step()
        except DivergedError:
            return False  # the present parameters are finite, but not their loss
        self.stepped.emit(report)
        return self._state_at_rest() is not RunState.DIVERGED

    def _state_at_rest(self) -> RunState:
        if self._sessions.present is None:
            return RunState.PAUSED
        if self._trainer.divergence is not None:
            return RunState.DIVERGED
        if self._trainer.updates >= self._trainer.iterations:
            return RunState.FINISHED
        return RunState.PAUSED

    def _rest(self, state: RunState) -> None:
        if self._state is RunState.RUNNING:
            log.info("%s at update %d", state.value, self._trainer.updates)
        self._tell_at_once(state)
        self._state, self._sessions.shown = state, None
        self._picture_wanted, self._drawing_until = False, 0.0
        if self._sessions.present is not None:
            if self._publish().divergence is not None:
                # Looking at the state may be what shows that its loss is not finite.
                self._state = RunState.DIVERGED
                self._publish()
        # If loading the first run failed, there is nothing to show.
        self.settled.emit()
        if self._state is RunState.DIVERGED:
            self._gather()

    def _tell_at_once(self, state: RunState) -> None:
        """Let a pause or a change be seen before the picture of it, if that is slow."""
        newest, present = self.newest, self._sessions.present
        if (
            newest is None
            or present is None
            or newest.state is not RunState.RUNNING
            or state not in (RunState.RUNNING, RunState.PAUSED)
            or newest.snapshot.run is not present.trainer.run_info
            or self._slowest_picture <= SLOW
        ):
            return
        self._state = state
        trainer = present.trainer
        snapshot = replace(
            newest.snapshot,
            settings=trainer.settings,
            learning_rate=trainer.learning_rate,
            events=tuple(trainer.events),
        )
        self.newest = self._status(snapshot)
        self.settled.emit()

    def _show(self) -> None:
        """Let a change be seen at once, whether at rest or running."""
        if self._state is RunState.RUNNING:
            self._tell_at_once(RunState.RUNNING)
            self._publish()
            self.settled.emit()
        elif self._sessions.shown is not None:
            self._go_to(self._sessions.shown)
        else:
            self._rest(self._state_at_rest())

    # Looking back

    def _go_to(self, updates: int) -> None:
        """Show the run as it was after an earlier update, or as it is now."""
        self._tell_at_once(RunState.PAUSED)
        self._state = RunState.PAUSED
        if updates >= self._trainer.updates:
            self._rest(self._state_at_rest())
            return
        if self.inbox.next_is(GoTo):
            return  # whoever drags is elsewhere by now
        self._going_since = time.perf_counter()
        present, shown = self._sessions.present, max(updates, 0)
        assert present is not None
        past, told = present.past, self._tell_progress
        snapshot = past.snapshot_at(shown, self._overtaken, told)
        self._state = RunState.PAUSED
        self._sessions.look_back(shown, snapshot.settings)
        self.newest = self._status(snapshot)
        self.settled.emit()

    def _overtaken(self) -> bool:
        """Say whether it is no use to go on making updates again.

        Whoever plays or drags is always somewhere else by the time something can be
        shown: only what takes long is given up for that.
        """
        if self.inbox.holds(END_THE_RUN):
            return True
        late = time.perf_counter() - self._going_since > LONG_WAY
        return late and self.inbox.next_is(GoTo)

    def _tell_progress(self, done: int, planned: int) -> None:
        took = time.perf_counter() - self._going_since
        left = duration(took * (planned - done) / done) if done else "–"
        self.progressed.emit(
            f"Making {planned:,} updates again: {done:,} are made, {left} left."
        )

    def _glance(self) -> None:
        """Show the run to whoever compares, and wait as with a picture."""
        try:
            self.glanced.emit(self._sessions.record(keep=False))
        except Cancelled:
            self.glanced.emit(None)
            raise
        if self._state is RunState.RUNNING:
            self._drawing_until = time.perf_counter() + LONGEST_DRAWING

    def _take_up(self, record: RunRecord, data: Dataset | None) -> None:
        """Go on with a pinned run, wherever its samples come from."""
        made = data if data is not None else self._sessions.samples_of(record)
        if made is None:
            if isinstance(record.recipe.data, TableConfig):
                self.samples_wanted.emit(record)
                return
            self._announce(record.recipe, None)
            made = record.recipe.make_data()
        self._going_since = time.perf_counter()
        self._sessions.take_up(record, made, self._given_up, self._tell_progress)
        self._slowest_picture = 0.0
        self._rest(self._state_at_rest())
        self.taken_up.emit(record)

    def _given_up(self) -> bool:
        """Say whether a command waits that what is made again should end for."""
        return self.inbox.holds(END_THE_RUN)

    def _publish(self) -> Snapshot:
        began = time.perf_counter()
        snapshot = self._trainer.snapshot()
        took = time.perf_counter() - began
        # One whose gradient was at hand already says nothing of the next.
        self._slowest_picture = max(self._slowest_picture, took)
        self.newest = self._status(snapshot)
        return snapshot

    def _status(self, snapshot: Snapshot) -> Status:
        present = self._sessions.present
        assert present is not None
        running = self._state is RunState.RUNNING
        return Status(
            snapshot=snapshot,
            recipe=self._sessions.recipe,
            state=self._state,
            updates_per_second=self._pace.updates_per_second if running else 0.0,
            undo=self._sessions.undo_text,
            redo=self._sessions.redo_text,
            watching=self._sessions.watching,
            stands_in=present.stands_in,
            made=present.trainer.updates,
            looking_back=self._sessions.shown is not None,
            ghosts=self._ghosts(present),
            before=self._known_before(snapshot),
        )

    def _ghosts(self, present: Session) -> tuple[Ghost, ...]:
        shown = self._sessions.shown
        if shown is None:
            return present.ghosts
        trainer = present.trainer
        known = self._whole
        if known is None or known[:2] != (trainer, trainer.updates):
            known = trainer, trainer.updates, Ghost.of(trainer, 0)
            self._whole = known
        return (*present.ghosts, known[2].since(shown))

    def _known_before(self, snapshot: Snapshot) -> Mapping[int, Array] | None:
        divergence, known = snapshot.divergence, self._before
        if known is None or divergence is None or known[0] is not divergence:
            return None
        return known[1]

    def _gather(self) -> None:
        """Add to what is shown of a diverged run the states that led there.

        Only now, for they may have to be made again: that the run is over is shown by
        then. What a person does meanwhile ends that; if the run is still shown as
        diverged afterwards, it came to rest once more, and this begins anew.
        """
        newest, present = self.newest, self._sessions.present
        if newest is None or present is None or newest.before is not None:
            return
        divergence = newest.snapshot.divergence
        if divergence is None:
            return
        with suppress(Cancelled):  # by a command, which comes next
            states = present.states_before(
                newest.snapshot, lambda: self.inbox.holds(END_GATHERING)
            )
            self._before = divergence, states
            self.newest = replace(newest, before=states)
            self.settled.emit()

    def _announce(self, recipe: Recipe, data: Dataset | None) -> None:
        large = isinstance(recipe.data, TableConfig) or recipe.data.samples >= LARGE
        if large and data is None:
            self.working.emit(f"Making the data: {recipe.data.description} …")

    def _change(self, settings: Mapping[str, Any]) -> None:
        before = self._sessions.recipe
        recipe = before.changed(**settings)
        if recipe.data != before.data:
            self._announce(recipe, None)
        if self._sessions.change(settings):
            self._rest(self._state_at_rest())
        else:
            self._go_on()

    def _freeze(self, parameters: Sequence[str], fixed: bool) -> None:
        for parameter in parameters:
            self._trainer.freeze(parameter, fixed)

    def _go_on(self) -> None:
        """Go on with a run that was changed, unless it has come to its new end."""
        made, planned = self._trainer.updates, self._trainer.iterations
        if made >= planned and self._sessions.shown is None:
            self._rest(self._state_at_rest())
        else:
            self._show()
