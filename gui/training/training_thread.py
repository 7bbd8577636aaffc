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
import threading
import time
import traceback
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import pyqtSignal

from gui.formatting import duration
from gui.training.commands import (
    Branch,
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
    Step,
    Stop,
    TakeUp,
    Toggle,
    Undo,
    WatchSharpness,
)
from gui.training.run_control import LONGEST_DRAWING, RunControl
from gui.training.urgency import END_THE_RUN
from shallownet.errors import Cancelled, ConfigError, DataError, DivergedError
from shallownet.table_config import TableConfig

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PyQt6.QtCore import QObject

    from shallownet.datasets import Dataset
    from shallownet.recipe import Recipe
    from shallownet.run_record import RunRecord

log = logging.getLogger(__name__)

LONG_WAY: Final = 0.25
"""Seconds from which making updates again is given up for another update wanted."""

LARGE: Final = 200_000
"""Samples from which making the data takes long enough to be announced."""


class TrainingThread(RunControl):
    """Runs a trainer at a pace, one command or one update at a time.

    Signals
    -------
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
        self._ended = False
        self._holds = 0
        self._going_since = 0.0
        self._changing = ""

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
            case Branch(updates, settings):
                self._branch(updates, settings)
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

    def _show(self) -> None:
        """Let a change be seen at once, whether at rest or running."""
        if self._state is RunState.RUNNING:
            self._show_running()
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

    def _branch(self, updates: int, settings: Mapping[str, Any]) -> None:
        """Go another way from an update, unless going there is given up."""
        self._go_to(updates)
        if self._sessions.shown == updates:
            self._change(settings)
            self._start(None)

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
