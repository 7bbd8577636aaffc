"""Playing the updates of a run that are made, forwards or backwards."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

if TYPE_CHECKING:
    from gui.training.status import Status

FRAME_MS: Final = 33
WHOLE_SECONDS: Final = 10.0
"""How long the whole run takes at full speed."""


class Playback(QObject):
    """Goes from update to update at the pace of training.

    Signals
    -------
    go_to(int)
        The update to be shown next.
    ended()
        It has come to an end of the run, or was stopped.
    """

    go_to = pyqtSignal(int)
    ended = pyqtSignal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._at, self._direction, self._pace = 0.0, 0, math.inf
        self._made = 0
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._go_on)

    @property
    def direction(self) -> int:
        """1 while it plays forwards, -1 backwards, 0 if it does not."""
        return self._direction if self._timer.isActive() else 0

    def play(self, direction: int, status: Status, pace: float) -> None:
        """Play from what is shown; from the start, if nothing comes after it.

        Parameters
        ----------
        direction : int
            1 is forwards, -1 backwards.
        status : Status
        pace : float
            Updates a second; infinity is the whole run in ten.
        """
        self._made, self._direction, self._pace = status.made, direction, pace
        self._at = float(status.snapshot.step)
        if direction > 0 and not status.is_past:
            self._at = 0.0
        self._timer.start()

    def stop(self) -> None:
        """Stay where it is."""
        if self._timer.isActive():
            self._timer.stop()
            self.ended.emit()

    def _go_on(self) -> None:
        seconds = FRAME_MS / 1e3
        by = (
            self._made * seconds / WHOLE_SECONDS
            if math.isinf(self._pace)
            else self._pace * seconds
        )
        before = round(self._at)
        self._at = min(max(self._at + self._direction * by, 0.0), float(self._made))
        if round(self._at) != before:
            self.go_to.emit(round(self._at))
        if self._at in (0.0, float(self._made)):
            self.stop()
