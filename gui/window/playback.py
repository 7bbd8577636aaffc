"""Playback: shows the updates of a run one after the other, in either direction."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

if TYPE_CHECKING:
    from gui.training.status import Status

FRAME_MS: Final = 33

FULL_SPEED_SECONDS: Final = 10.0
"""How long playing the whole run takes at full speed."""


class Playback(QObject):
    """Goes from update to update at the pace of training.

    Signals
    -------
    update_requested(int)
        The update to show next.
    ended()
        Playback reached an end of the run, or was stopped.
    """

    update_requested = pyqtSignal(int)
    ended = pyqtSignal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._position, self._direction, self._pace = 0.0, 0, math.inf
        self._length = 0
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._advance)

    @property
    def direction(self) -> int:
        """1 while playing forwards, -1 backwards, 0 when stopped."""
        return self._direction if self._timer.isActive() else 0

    def play(self, direction: int, status: Status, pace: float) -> None:
        """Play from the update shown; forwards from the last update, from the start.

        A direction of 1 is forwards, -1 backwards. The pace is in updates a second;
        infinity plays the whole run in ten seconds.
        """
        self._length, self._direction, self._pace = status.made, direction, pace
        self._position = float(status.snapshot.step)
        if direction > 0 and not status.is_past:
            self._position = 0.0
        self._timer.start()

    def stop(self) -> None:
        """Stop at the present update."""
        if self._timer.isActive():
            self._timer.stop()
            self.ended.emit()

    def _advance(self) -> None:
        full = self._length / FULL_SPEED_SECONDS
        pace = full if math.isinf(self._pace) else self._pace
        moved = self._position + self._direction * pace * FRAME_MS / 1e3
        previous, length = round(self._position), float(self._length)
        self._position = min(max(moved, 0.0), length)
        if round(self._position) != previous:
            self.update_requested.emit(round(self._position))
        if self._position in (0.0, length):
            self.stop()
