"""What the window shows of a run: its newest state goes to the views that are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.graph.probe import Probe
from gui.training.status import RunState, Status
from gui.window.action_states import enable, title_of
from gui.window.frame_clock import FrameClock
from gui.window.narration import describe
from gui.window.redraw_turns import RedrawScheduler

if TYPE_CHECKING:
    from gui.window.main_window import MainWindow


class Presenter:
    """Draws the training thread's newest state whenever a picture is due.

    Attributes
    ----------
    shown : Status or None
        What is shown; None before the first run.
    probe : Probe or None
        What is computed of the shown run for the views alone.
    frames : FrameClock
        Asks for pictures while a run is running.
    start_asked : bool
        Whether the run was to start since something was shown last.
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.shown: Status | None = None
        self.probe: Probe | None = None
        self.start_asked = False
        self.frames = FrameClock(self._draw_frame, window)
        self._rota = RedrawScheduler("text", "lines", "timeline")

    def draw_newest(self) -> None:
        """Show the newest state, all of it, unless it is shown already."""
        self._draw(everything=True)

    def _draw_frame(self) -> None:
        """Show the newest state, in one of many pictures of a run."""
        self._draw(everything=False)

    def redraw(self) -> None:
        """Show the same state with another face."""
        if self.shown is not None and self.probe is not None:
            self._draw_graph(self.shown, self.probe)
            self._window.bench.show_state()

    def _draw(self, *, everything: bool) -> None:
        window = self._window
        status = window.training.newest
        if status is None or status is self.shown:
            return
        before, self.shown = self.shown, status
        self.start_asked = False
        if (
            self.probe is None
            or before is None
            or before.snapshot.run is not status.snapshot.run
        ):
            self.probe = Probe(status.snapshot.run)
        running = status.state is RunState.RUNNING
        due = self._rota.due(everything=everything or not running)
        tell = "text" in due
        self._draw_graph(status, self.probe, fresh="lines" in due if running else None)
        self._draw_plots(status, self.probe, tell=tell)
        window.bench.show_state()
        window.doctor.show_state(status)
        self._end_what_was_said(status, before)
        window.timeline_bar.set_status(status, tell=tell, move="timeline" in due)
        if tell:
            window.step_panel.set_text(describe(status))
            window.toolbar.set_status(status)
        self._offer(status, before)

    def _draw_graph(
        self, status: Status, probe: Probe, *, fresh: bool | None = None
    ) -> None:
        window = self._window
        face = window.bench.face(status, probe)
        if window.network_view.isVisible():
            view, snapshot = window.network_view, status.snapshot
            view.set_run(snapshot.run)
            # Units that show a value leave no room for their response.
            wanted = view.needed_maps if face.units is None else view.no_maps
            maps = probe.response_maps(snapshot, wanted)
            view.set_state(snapshot, maps, face, fresh=fresh)
            window.editing.set_state(snapshot)

    def _draw_plots(self, status: Status, probe: Probe, *, tell: bool) -> None:
        window, snapshot = self._window, status.snapshot
        if window.loss_plot.isVisible():
            window.loss_plot.set_branch_curves(status.branch_curves)
            window.loss_plot.set_history(snapshot, tell=tell)
        if window.fit_plot.isVisible():
            window.fit_plot.set_predictions(
                snapshot, probe.chosen, probe.predictions(snapshot), tell=tell
            )

    def _end_what_was_said(self, status: Status, before: Status | None) -> None:
        """Take away what was said of another run, or before something else was done."""
        new_run = before is None or before.snapshot.run is not status.snapshot.run
        if new_run:
            self._window.banner.set_text(_why_instead(status))
            self._window.step_panel.end_notice()
            self._window.loading.note_begun()
            return
        assert before is not None
        if self._window.playing.direction:
            moved = False  # by itself, as while it trains
        elif before.state is RunState.RUNNING:
            moved = status.state is RunState.PAUSED
        else:
            moved = _place(before) != _place(status)
        if moved or _done(before) != _done(status):
            self._window.step_panel.end_notice()

    def _offer(self, status: Status, before: Status | None) -> None:
        """Let settings and actions be those of a state, where it is another kind."""
        window = self._window
        at_rest = status.state is not RunState.RUNNING
        if before is None or before.state is not status.state or at_rest:
            window.parameter_panel.set_status(status)
            enable(window.actions_, status, can_examine=window.doctor.case.possible)
            window.setWindowTitle(title_of(status))
            if at_rest:
                self.frames.stop()
            else:
                window.playing.stop()
                self.frames.start()
        elif (
            before.recipe != status.recipe
            or before.snapshot.learning_rate != status.snapshot.learning_rate
        ):
            window.parameter_panel.set_status(status)


def _place(status: Status) -> tuple[object, ...]:
    """Return what a person changes by going to another update, or by starting."""
    return status.snapshot.step, status.state


def _done(status: Status) -> tuple[object, ...]:
    """Return what is another thing whenever a person has changed something."""
    made_and_taken_back = status.undo, status.redo
    if status.is_past:
        return made_and_taken_back  # the settings are those of then
    return *made_and_taken_back, status.recipe, len(status.snapshot.events)


def _why_instead(status: Status) -> str:
    """Say why this run was begun instead of the one asked for, if it was."""
    if not status.substitute_reason:
        return ""
    return (
        f"The run asked for could not be begun: {status.substitute_reason}. "
        "This is the lesson's run instead."
    )
