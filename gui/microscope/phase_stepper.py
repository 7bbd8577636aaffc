"""Stepping inside an update: forward, loss, backward, update; then it is committed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from shallownet.analysis.equations import Phase

if TYPE_CHECKING:
    from shallownet.training.snapshot import Snapshot

STAGE_MS: Final = 220
"""Time from one layer lighting up to the next."""

ORDER: Final = tuple(Phase)


class PhaseStepper(QObject):
    """Which phase of the next update is revealed, and how many layers of it are lit.

    Nothing here changes the run: what is revealed was computed with the state, and an
    update is made only by committing it.

    Signals
    -------
    changed()
        Another phase, or one more layer.
    commit_requested()
        All four phases were seen, and the update is to be made.
    """

    changed = pyqtSignal()
    commit_requested = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.phase: Phase | None = None
        self.stage = 0
        self._layers = 1
        self._possible = False
        self._shown: Snapshot | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(STAGE_MS)
        self._timer.timeout.connect(self._light_next)

    def set_state(self, snapshot: Snapshot, *, possible: bool) -> None:
        """Follow the run: another state, or one that runs on, has no phase revealed.

        Parameters
        ----------
        snapshot : Snapshot
        possible : bool
            Whether the run rests where another update can be made.
        """
        before, self._shown = self._shown, snapshot
        self._layers = len(snapshot.run.model.network.layers)
        self._possible = possible
        same = before is not None and (
            before.run is snapshot.run
            and before.step == snapshot.step
            and before.events == snapshot.events
        )
        if self.phase is not None and not (same and possible):
            self.leave()

    @property
    def next_text(self) -> str:
        """What `go_on` would do, in words."""
        if self.phase is Phase.UPDATE and self._shown is not None:
            return f"Commit update {self._shown.step + 1:,}"
        return "Next phase"

    def go_on(self) -> None:
        """Reveal the next phase; after the last one, commit the update."""
        if not self._possible:
            return
        if self.phase is Phase.UPDATE:
            self.leave()
            self.commit_requested.emit()
        elif self.phase is None:
            self.show(Phase.FORWARD)
        else:
            self.show(ORDER[ORDER.index(self.phase) + 1])

    def go_back(self) -> None:
        """Go back a phase; from the first one, to the state before the update."""
        if self.phase is None:
            return
        at = ORDER.index(self.phase)
        if at == 0:
            self.leave()
        else:
            self.show(ORDER[at - 1])

    def show(self, phase: Phase) -> None:
        """Reveal a phase, its layers one after the other."""
        if not self._possible:
            return
        self.phase, self.stage = phase, 0
        if phase in (Phase.FORWARD, Phase.BACKWARD):
            self._timer.start()
        else:
            self._timer.stop()
            self.stage = self._layers
        self.changed.emit()

    def leave(self) -> None:
        """Reveal nothing any more."""
        self._timer.stop()
        if self.phase is not None:
            self.phase, self.stage = None, 0
            self.changed.emit()

    def _light_next(self) -> None:
        self.stage += 1
        if self.stage >= self._layers:
            self._timer.stop()
        self.changed.emit()
