"""Steps through the phases of the next update: forward, loss, backward, update."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from shallownet.analysis.equations import Phase

if TYPE_CHECKING:
    from shallownet.training.snapshot import Snapshot

LAYER_MS: Final = 220
"""Time from one layer being highlighted to the next."""

PHASES: Final = tuple(Phase)


class PhaseStepper(QObject):
    """The phase of the next update that is shown, and how many of its layers.

    This never changes the run: all values were computed with the snapshot. Only the
    step after the last phase requests the update.

    Signals
    -------
    changed()
        Another phase or one more layer is shown.
    commit_requested()
        The update is to be made: all its phases were shown.
    """

    changed = pyqtSignal()
    commit_requested = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.phase: Phase | None = None
        self.layers_shown = 0
        self._layers = 1
        self._can_step = False
        self._snapshot: Snapshot | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LAYER_MS)
        self._timer.timeout.connect(self._show_next_layer)

    def set_state(self, snapshot: Snapshot, *, can_step: bool) -> None:
        """Follow the run; another state, or one that cannot step, shows no phase."""
        previous, self._snapshot = self._snapshot, snapshot
        self._layers = len(snapshot.run.model.network.layers)
        self._can_step = can_step
        unchanged = previous is not None and (
            previous.run is snapshot.run
            and previous.step == snapshot.step
            and previous.events == snapshot.events
        )
        if not (unchanged and can_step):
            self.reset()

    @property
    def next_text(self) -> str:
        """The text of the action that calls `show_next`."""
        if self.phase is PHASES[-1] and self._snapshot is not None:
            return f"Commit update {self._snapshot.step + 1:,}"
        return "Next phase"

    @property
    def _number(self) -> int:
        return -1 if self.phase is None else PHASES.index(self.phase)

    def show_next(self) -> None:
        """Show the next phase; after the last one, request the update."""
        if self.phase is PHASES[-1]:
            self.reset()
            self.commit_requested.emit()
        else:
            self.show(PHASES[self._number + 1])

    def show_previous(self) -> None:
        """Show the previous phase; before the first one, none."""
        if self._number > 0:
            self.show(PHASES[self._number - 1])
        else:
            self.reset()

    def show(self, phase: Phase) -> None:
        """Show a phase; of the forward and the backward pass layer by layer."""
        if not self._can_step:
            return
        self.phase = phase
        if phase in (Phase.FORWARD, Phase.BACKWARD):
            self.layers_shown = 0
            self._timer.start()
        else:
            self.layers_shown = self._layers
            self._timer.stop()
        self.changed.emit()

    def reset(self) -> None:
        """Show no phase."""
        self._timer.stop()
        if self.phase is not None:
            self.phase, self.layers_shown = None, 0
            self.changed.emit()

    def _show_next_layer(self) -> None:
        self.layers_shown += 1
        if self.layers_shown >= self._layers:
            self._timer.stop()
        self.changed.emit()
