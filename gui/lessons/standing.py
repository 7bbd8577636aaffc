"""Where the run stands, compared with the state that a lesson's page is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.training.status import RunState

if TYPE_CHECKING:
    from gui.training.status import Status
    from shallownet.lessons.lesson import State
    from shallownet.training.snapshot import Snapshot


class Standing:
    """Knows the run's newest status, and what the run was when a state was reached.

    Attributes
    ----------
    status : Status or None
        The newest one; None before the first.
    """

    def __init__(self) -> None:
        self.status: Status | None = None
        self._reached: tuple[State, Snapshot] | None = None

    def note(self, state: State, snapshot: Snapshot) -> None:
        """Note that the run has reached a state, and is this snapshot there."""
        self._reached = state, snapshot

    def forget(self) -> None:
        """Forget the state that was reached: it is that of another lesson."""
        self._reached = None

    def snapshot_at(self, state: State) -> Snapshot | None:
        """Return the run as it was at a state; None if that was not reached last."""
        reached = self._reached
        return reached[1] if reached is not None and reached[0] == state else None

    def began_at(self, state: State) -> bool:
        """Return whether the run that is shown began as a state."""
        at, status = self.snapshot_at(state), self.status
        return at is not None and status is not None and status.snapshot.run is at.run

    def rests_at(self, state: State) -> bool:
        """Return whether the run rests at a state, and has gone no further."""
        at, status = self.snapshot_at(state), self.status
        return (
            at is not None
            and status is not None
            and status.snapshot.run is at.run
            and status.state is RunState.PAUSED
            and status.made == status.snapshot.step == at.step
            and status.snapshot.events == at.events
        )
