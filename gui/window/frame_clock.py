"""The frame clock: requests frames of a running run, and says when they are drawn.

    clock --RequestFrame--> TrainingThread --frame_ready--> draw --FrameDrawn-->

The training thread makes no update while a frame is drawn. Python runs one thread at a
time: when both worked, each took the interpreter from the other hundreds of times a
frame, a frame took 16 ms instead of 6, and training kept 0.39 of its speed instead of
0.71 to 0.83.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, Qt, QTimer, pyqtSignal

from gui.training.commands import FrameDrawn, RequestFrame
from gui.training.status import RunState

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.training.status import Status

INTERVAL_MS: Final = 37
"""Time between two frames: 27 a second. Each takes 3 to 6 ms; at 30 a second training
kept 0.01 less of its speed."""


class FrameClock(QObject):
    """Has ``draw`` show the newest status of a running run at a steady rate.

    Signals
    -------
    command_requested(Command)
    painted(float)
        After a frame is on the screen: the seconds that drawing it took.
    """

    command_requested = pyqtSignal(object)
    painted = pyqtSignal(float)

    def __init__(self, draw: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._draw = draw
        self._is_pending = False
        self._began = 0.0
        self._clock = QTimer(self)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.setInterval(INTERVAL_MS)
        self._clock.timeout.connect(self._request)
        # Views paint when Qt has handled all posted events, as this timer fires.
        self._after_painting = QTimer(self)
        self._after_painting.setSingleShot(True)
        self._after_painting.setInterval(0)
        self._after_painting.timeout.connect(self._acknowledge)

    def set_status(self, status: Status) -> None:
        """Request frames while the run that is shown is running."""
        self.set_running(status.state is RunState.RUNNING)

    def set_running(self, running: bool) -> None:
        """Request frames while a run is running."""
        if not running:
            self._clock.stop()
        elif not self._clock.isActive():
            self._is_pending = False
            self._clock.start()

    def show(self) -> None:
        """Draw the frame that was requested."""
        self._began = time.perf_counter()
        self._draw()
        self._after_painting.start()

    def _request(self) -> None:
        if not self._is_pending:
            self._is_pending = True
            self.command_requested.emit(RequestFrame())

    def _acknowledge(self) -> None:
        self._is_pending = False
        self.command_requested.emit(FrameDrawn())
        self.painted.emit(time.perf_counter() - self._began)
