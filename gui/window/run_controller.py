"""The run controller: what the user's commands mean, and the one way to send them."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QObject, pyqtSignal

from gui.bars.timeline import LATEST
from gui.training.commands import (
    Branch,
    Cancel,
    Change,
    CollectPath,
    CollectStates,
    CopyRun,
    FrameDrawn,
    GoTo,
    Hold,
    Pause,
    Pin,
    RecordForComparison,
    Redo,
    RequestFrame,
    Reset,
    ReturnToFinite,
    SetNotes,
    SetPace,
    Start,
    Step,
    Undo,
)
from gui.training.status import RunState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gui.actions import Actions
    from gui.training.commands import Command
    from gui.training.status import Status
    from gui.window.playback import Playback
    from gui.window.run_loader import RunLoader
    from shallownet.data.datasets import Dataset
    from shallownet.settings.recipe import Recipe

SIMPLE: Final[dict[str, Command]] = {
    "step": Step(),
    "reset": Reset(),
    "undo": Undo(),
    "redo": Redo(),
    "go_back": ReturnToFinite(),
    "cancel": Cancel(),
    "now": GoTo(LATEST),
}
"""Actions that send a command and nothing else."""

UNNOTICED: Final = (
    CollectPath,
    CollectStates,
    CopyRun,
    FrameDrawn,
    Hold,
    Pin,
    RecordForComparison,
    RequestFrame,
    SetNotes,
    SetPace,
)
"""Commands that leave what is shown as it is; all others stop the playback."""


class RunController(QObject):
    """Turns what the user does into commands, which ``post`` sends.

    Signals
    -------
    playback_changed(int)
        The direction of the playback: 1, -1, or 0 when it stopped.
    full_speed_changed(bool)
        Whether the pace is full speed.
    refused(str, str)
        Why a change is not sent, and the hyperparameter whose field asked for it.
    """

    playback_changed = pyqtSignal(int)
    full_speed_changed = pyqtSignal(bool)
    refused = pyqtSignal(str, str)

    def __init__(
        self,
        post: Callable[[Command], None],
        playback: Playback,
        loader: RunLoader,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._post, self._playback, self._loader = post, playback, loader
        self._status: Status | None = None
        self._pace = math.inf
        self._start_is_pending = False
        self._locks: Mapping[str, str] = {}
        playback.update_requested.connect(self._show_played)
        playback.ended.connect(lambda: self.playback_changed.emit(0))
        loader.command_requested.connect(self.send)

    def connect_actions(self, actions: Actions) -> None:
        """Carry out the actions that concern the run."""
        for name, command in SIMPLE.items():
            actions[name].triggered.connect(
                lambda _, command=command: self.send(command)
            )
        for name, handler in (
            ("start", self.start_or_pause),
            ("pause", self.pause),
            ("extend", self.extend),
        ):
            actions[name].triggered.connect(lambda _, handler=handler: handler())
        for name, direction in (("play", 1), ("play_back", -1)):
            actions[name].toggled.connect(partial(self._switch_playback, direction))

    def set_status(self, status: Status) -> None:
        """Note what the window shows of the run."""
        self._status, self._start_is_pending = status, False
        if status.state is RunState.RUNNING:
            self._playback.stop()

    # Sending

    def send(self, command: Command) -> None:
        """Send a command to the training thread, unless a lesson keeps it from that."""
        if isinstance(command, (Change, Branch)) and self._refuses(command.settings):
            return
        if not isinstance(command, UNNOTICED):
            self._playback.stop()
            self._start_is_pending = isinstance(command, Start)
        self._post(command)

    def set_locks(self, reasons: Mapping[str, str]) -> None:
        """Refuse other values of these hyperparameters, each for its reason."""
        self._locks = reasons

    def _refuses(self, settings: Mapping[str, Any]) -> bool:
        """Say why a locked hyperparameter is not changed; return whether one would."""
        present = {} if self._status is None else self._status.recipe.settings
        for name, reason in self._locks.items():
            if name in settings and settings[name] != present.get(name):
                # All of a change is refused: a form waits for its first answer.
                self.refused.emit(reason, next(iter(settings)))
                return True
        return False

    def _show_played(self, update: int) -> None:
        self._post(GoTo(update))  # not by `send`, which would stop the playback

    # Running

    def start_or_pause(self) -> None:
        """Start; stop a playback, or a start that is not shown yet, instead."""
        if self._playback.direction:
            self._playback.stop()
        elif self._start_is_pending:
            self.pause()  # the key was pressed twice before the window was redrawn
        else:
            self.send(Start())

    def pause(self) -> None:
        """Pause; never start anything.

        What is shown may be a moment old: the run may have come to rest, or another run
        may have replaced it.
        """
        self.send(Pause())

    def extend(self) -> None:
        """Plan as many updates again as the settings asked for at first."""
        if self._status is not None:
            snapshot = self._status.snapshot
            iterations = snapshot.iterations + snapshot.run.config.iterations
            self.send(Change({"iterations": iterations}))

    def set_pace(self, pace: float) -> None:
        """Make so many updates a second; infinity is full speed."""
        self._pace = pace
        self.send(SetPace(pace))
        self.full_speed_changed.emit(math.isinf(pace))

    # Past updates

    def show_update(self, update: int) -> None:
        """Show the run as it was after so many updates."""
        self.send(GoTo(update))

    def _switch_playback(self, direction: int, on: bool) -> None:
        """Follow an action, which assistive technology checks without triggering it."""
        if on != (self._playback.direction == direction):
            self.play(direction)

    def play(self, direction: int) -> None:
        """Play the past forwards (1) or backwards (-1), or stop playing that way."""
        if self._playback.direction == direction or self._status is None:
            self._playback.stop()
        else:
            self._playback.play(direction, self._status, self._pace)
        self.playback_changed.emit(self._playback.direction)

    # Other runs

    def change(self, settings: Mapping[str, Any]) -> None:
        """Change hyperparameters, by name."""
        self.send(Change(settings))

    def load(
        self,
        recipe: Recipe,
        data: Dataset | None = None,
        notice: str = "",
        edits: tuple[tuple[str, float], ...] = (),
    ) -> None:
        """Begin a run, with parameters set and a notice to show once it has begun."""
        self._loader.load(recipe, data, notice, edits)

    def choose(
        self, recipe: Recipe, data: Dataset | None = None, notice: str = ""
    ) -> bool:
        """Begin a run with settings that somebody chose, unless a lesson locks one.

        Return whether it is begun.
        """
        if self._refuses(recipe.settings):
            return False
        self._loader.load(recipe, data, notice)
        return True

    def load_and_start(self, recipe: Recipe) -> None:
        """Begin a run, and train."""
        if self.choose(recipe):
            self._loader.send_afterwards(Start())

    def load_table(self, settings: Mapping[str, Any], data: Dataset) -> None:
        """Begin a run on a table that is read already."""
        if self._status is not None:
            from shallownet.settings.training_proposal import training_reason

            recipe = self._status.recipe.changed(**settings)
            proposed = "optimizer" in settings
            notice = training_reason(recipe.config) if proposed else ""
            self.choose(recipe, data, notice)

    def start(self, updates: int | None = None) -> None:
        """Start the run that is being loaded; with a number, at full speed."""
        if updates is not None:
            self._loader.send_afterwards(SetPace(math.inf))
        self._loader.send_afterwards(Start(updates))
