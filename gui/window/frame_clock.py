"""The display's clock: asks for pictures of a run, and says when they are drawn.

    clock --Picture--> TrainingThread --pictured--> draw --Drawn--> TrainingThread

The training thread makes no update between the two. Python lets one thread compute at
a time: while both did, each took the interpreter from the other hundreds of times a
frame, a frame took 16 ms instead of 6, and training kept 0.39 of its speed instead of
0.71 to 0.83.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, Qt, QTimer, pyqtSignal

from gui.training.commands import FrameDrawn, RequestFrame

if TYPE_CHECKING:
    from collections.abc import Callable

EVERY_MS: Final = 37
"""Time between two drawings while training runs: 27 a second. Each takes 3 to 6 ms, and
with those of 30 training kept 0.01 less of its speed."""


class FrameClock(QObject):
    """Draws a running run at a steady rate.

    Signals
    -------
    wanted(Command)
        To be posted to the training thread.
    painted(float)
        After a frame is on the screen: the seconds that drawing it took.
    """

    command_requested = pyqtSignal(object)
    painted = pyqtSignal(float)

    def __init__(self, draw: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._draw = draw
        self._awaited = False
        self._began = 0.0
        self._clock = QTimer(self)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.setInterval(EVERY_MS)
        self._clock.timeout.connect(self._ask)
        # Views do not paint when they are told what to show, but when Qt gets to it:
        # after all that is posted, which is when such a timer fires.
        self._after_painting = QTimer(self)
        self._after_painting.setSingleShot(True)
        self._after_painting.setInterval(0)
        self._after_painting.timeout.connect(self._painted)

    def start(self) -> None:
        """Ask for pictures from now on."""
        if not self._clock.isActive():
            self._awaited = False
            self._clock.start()

    def stop(self) -> None:
        """Ask for no more."""
        self._clock.stop()

    def show(self) -> None:
        """Draw the picture that was asked for."""
        self._began = time.perf_counter()
        self._draw()
        self._after_painting.start()

    def _ask(self) -> None:
        if not self._awaited:
            self._awaited = True
            self.command_requested.emit(RequestFrame())

    def _painted(self) -> None:
        self._awaited = False
        self.command_requested.emit(FrameDrawn())
        self.painted.emit(time.perf_counter() - self._began)
