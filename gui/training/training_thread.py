"""The thread that owns the trainer: commands in by one inbox, snapshots out.

Nobody else touches the trainer. The window posts commands into ``inbox``, among them
`RequestFrame` when it wants to draw, and draws ``newest``, an immutable `Status` that
is replaced as a whole. A signal per update with a receiver in the window's thread would
freeze the window at full speed: ``stepped`` is meant for whoever must see every update
(tests, scripts). The window listens to ``frame_ready``, which answers a requested
frame, and to ``settled``, when the run comes to rest.
"""

from __future__ import annotations

import logging
import threading
import time
import traceback
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import pyqtSignal

from gui.training.commands import (
    Branch,
    Cancel,
    Change,
    Command,
    Edit,
    FrameDrawn,
    Freeze,
    GoTo,
    Hold,
    Load,
    Pause,
    Pin,
    RecordForComparison,
    Redo,
    RequestFrame,
    Reset,
    Resume,
    ReturnToFinite,
    RunState,
    SetPace,
    Start,
    Step,
    Stop,
    Undo,
    WatchSharpness,
)
from gui.training.time_travel import LongWays
from shallownet.errors import Cancelled, ConfigError, DataError, DivergedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PyQt6.QtCore import QObject

log = logging.getLogger(__name__)


class TrainingThread(LongWays):
    """Runs a trainer at a pace, one command or one update at a time.

    Signals
    -------
    pinned(RunRecord)
        The answer to `Pin`.
    refused(str, str)
        When a command cannot be carried out: why, and the hyperparameter that it
        would have changed, if any.
    answered(str)
        When a `Change` was dealt with and not refused: the hyperparameter that it named
        first. Each `Change` gets one answer, this or ``refused``.
    failed(str, str)
        When an exception was not foreseen: a summary and the traceback.
    """

    pinned = pyqtSignal(object)
    refused = pyqtSignal(str, str)
    answered = pyqtSignal(str)
    failed = pyqtSignal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training")
        self._ended = False
        self._holds = 0
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
            case Load(recipe, data, substitute_reason):
                self._announce(recipe, data)
                self._sessions.load(recipe, data, substitute_reason)
                self._slowest_picture = 0.0
                self._rest(self._state_at_rest())
            case SetPace(updates_per_second):
                present = self._sessions.present
                updates = present.trainer.updates if present is not None else 0
                self._pace.set(updates_per_second, updates)
            case RequestFrame():
                self._frame_requested = True
            case FrameDrawn():
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
            case RecordForComparison():
                self._glance()
            case Resume(record, data):
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

    def _branch(self, updates: int, settings: Mapping[str, Any]) -> None:
        """Go another way from an update, unless going there is given up."""
        self._go_to(updates)
        if self._sessions.shown == updates:
            self._change(settings)
            self._start(None)

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
