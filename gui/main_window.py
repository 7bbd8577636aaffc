"""The main window: it puts views, actions and the training thread together.

controls --commands--> TrainingThread --newest Status--> frames --> views
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QSettings, Qt, QTimer
from PyQt6.QtWidgets import QComboBox

from gui import memory
from gui.availability import enable, title_of
from gui.bars.narration import describe
from gui.bars.timeline import NOW
from gui.csv.csv_opening import choose_file, dropped_file
from gui.doctor.doctor import Doctor
from gui.errors import ErrorReporter
from gui.graph.editing import Editing
from gui.graph.probe import Probe
from gui.keys import KeyKeeper
from gui.microscope.bench import Bench
from gui.settings import settings_exchange
from gui.settings.number_field import NumberField
from gui.training.commands import (
    Change,
    GoTo,
    Hold,
    Pause,
    RunState,
    SetPace,
    Start,
    Status,
)
from gui.training.frames import Frames
from gui.training.loading import Loading
from gui.training.playing import Playing
from gui.training.rota import Rota
from gui.training.training_thread import TrainingThread
from gui.window_frame import WindowFrame
from gui.wiring import connect

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent

    from gui.compare.comparing import Comparing
    from gui.csv.csv_dialog import CsvDialog
    from gui.help_dialog import HelpDialog
    from gui.settings.form import Field
    from shallownet.datasets import Dataset
    from shallownet.recipe import Recipe
    from shallownet.table_config import TableConfig

OFFERED: Final[dict[str, tuple[str, str]]] = {
    "cancel": ("", ""),
    "now": ("Now", ""),
    "extend": ("", "Run on"),
    "go_back": ("", "Back"),
    "microscope": ("", ""),
}
"""What the moment may offer below the graph: what its button says, if not what the
action does, and what where there is little room."""


class MainWindow(WindowFrame):
    """ShallowNet's window.

    Parameters
    ----------
    settings : QSettings or None
        Where the places of panes and the theme are remembered, if they are to be.
    recipe : Recipe
        The run to begin with.
    """

    def __init__(self, settings: QSettings | None, recipe: Recipe) -> None:
        super().__init__()
        self._settings = settings
        self._shown: Status | None = None
        self._probe: Probe | None = None
        self._rota = Rota("text", "lines", "timeline")
        self._help: HelpDialog | None = None
        self._csv_dialog: CsvDialog | None = None
        self._comparing: Comparing | None = None
        self.errors = ErrorReporter(self)
        self.training = TrainingThread(self)
        self.playing = Playing(self)
        self.doctor = Doctor(self, self.network_view)
        for name, words in OFFERED.items():
            # What only a run can offer takes no room before there is one.
            self.actions_[name].setEnabled(name == "microscope")
            self.step_panel.offer(self.actions_[name], *words)
        self.loading = Loading(self)
        self.editing = Editing(self, self.network_view)
        self.bench = Bench(
            self, self.network_view, self.fit_plot, self.step_panel, self.actions_
        )
        self.themed.append(self.bench)
        self.key_keeper = KeyKeeper(self)
        self.network_view.setFocus()

        self.frames = Frames(self._draw_frame, self)
        connect(self)
        if settings is not None:
            memory.restore(self, settings)
        self.follow_scheme()
        self.key_keeper.watch(self)  # now: styling a widget sends it many events

        self.training.post(SetPace(self.speed.pace))
        self.loading.begin(recipe)
        # Not now: the window would be painted a tenth later, and the run is no sooner
        # there. Painting is over when all that is posted is done.
        self._painted = False
        self._begin = QTimer(self)
        self._begin.setSingleShot(True)
        self._begin.timeout.connect(self.training.start)

    # Showing

    def draw_newest(self) -> None:
        """Show the newest state, all of it, unless it is shown already."""
        self._draw(everything=True)

    def _draw_frame(self) -> None:
        """Show the newest state, in one of many pictures of a run."""
        self._draw(everything=False)

    def _draw(self, *, everything: bool) -> None:
        status = self.training.newest
        if status is None or status is self._shown:
            return
        before, self._shown = self._shown, status
        snapshot = status.snapshot
        if (
            self._probe is None
            or before is None
            or (before.snapshot.run is not snapshot.run)
        ):
            self._probe = Probe(snapshot.run)
        probe, running = self._probe, status.state is RunState.RUNNING
        due = self._rota.due(everything=everything or not running)
        tell = "text" in due
        self._draw_graph(status, probe, fresh="lines" in due if running else None)
        if self.loss_plot.isVisible():
            self.loss_plot.set_ghosts(status.ghosts)
            self.loss_plot.set_history(snapshot, tell=tell)
        if self.fit_plot.isVisible():
            self.fit_plot.set_predictions(
                snapshot, probe.chosen, probe.predictions(snapshot), tell=tell
            )
        self.bench.show_state()
        self.doctor.show_state(status)
        new_run = before is None or before.snapshot.run is not snapshot.run
        if new_run:
            self.banner.set_text(_why_instead(status))
        if new_run or (
            status.state is not RunState.RUNNING
            and before is not None
            and before.snapshot.step != snapshot.step
        ):
            self.step_panel.end_notice()
        self.timeline_bar.set_status(status, tell=tell, move="timeline" in due)
        if tell:
            self.step_panel.set_text(describe(status))
            self.toolbar.set_status(status)
        if new_run:
            self.loading.note_begun()
        if (
            before is None
            or before.state is not status.state
            or (status.state is not RunState.RUNNING)
        ):
            self.parameter_panel.set_status(status)
            self._show_state(status)
        elif before.recipe != status.recipe or (
            before.snapshot.learning_rate != snapshot.learning_rate
        ):
            self.parameter_panel.set_status(status)

    def _draw_graph(
        self, status: Status, probe: Probe, *, fresh: bool | None = None
    ) -> None:
        face = self.bench.face(status, probe)
        if self.network_view.isVisible():
            view, snapshot = self.network_view, status.snapshot
            view.set_run(snapshot.run)
            # Units that show a value leave no room for their response.
            wanted = view.wanted_maps if face.units is None else view.no_maps
            maps = probe.response_maps(snapshot, wanted)
            view.set_state(snapshot, maps, face, fresh=fresh)
            self.editing.set_state(snapshot)

    def redraw(self) -> None:
        """Show the same state with another face."""
        if self._shown is not None and self._probe is not None:
            self._draw_graph(self._shown, self._probe)
            self.bench.show_state()

    def _show_state(self, status: Status) -> None:
        """Enable what can be done now, and say in the title where the run stands."""
        enable(self.actions_, status, can_examine=self.doctor.case.possible)
        self.setWindowTitle(title_of(status))
        if status.state is RunState.RUNNING:
            self.playing.stop()
            self.frames.start()
        else:
            self.frames.stop()

    # Comparing

    @property
    def comparing(self) -> Comparing:
        """The pinned runs and their window, made when they are first wanted."""
        if self._comparing is None:
            from gui.compare.comparing import Comparing

            names = ("pin", "start", "pause", "step", "cancel", "compare")
            shared = [self.actions_[name] for name in names]
            comparing = self._comparing = Comparing(self, self.training, shared)
            comparing.wanted.connect(self.training.post)
            comparing.take_up_wanted.connect(self.loading.take_up)
            comparing.told.connect(self.step_panel.notify)
            self.key_keeper.watch(comparing.window)
            comparing.set_theme(self.theme)
            self.themed.append(comparing)
        return self._comparing

    def tell_progress(self, text: str) -> None:
        """Say how far making updates again has come, and let it be cancelled."""
        self.step_panel.end_notice()
        self.step_panel.set_text(text)
        self.actions_["cancel"].setEnabled(True)

    # Looking back

    def go_to_now(self) -> None:
        """Show the run as it is now."""
        self.playing.stop()
        self.training.post(GoTo(NOW))

    def play(self, direction: int) -> None:
        """Play the updates made, forwards (1) or backwards (-1), or play no more."""
        if self.playing.direction == direction or self._shown is None:
            self.playing.stop()
        else:
            self.playing.play(direction, self._shown, self.speed.pace)
        self.tell_playing()

    def tell_playing(self) -> None:
        """Let the actions say whether it is being played."""
        for name, direction in (("play", 1), ("play_back", -1)):
            self.actions_[name].setChecked(self.playing.direction == direction)

    def extend(self) -> None:
        """Plan for as many updates again as the settings asked for."""
        if self._shown is not None:
            snapshot = self._shown.snapshot
            longer = snapshot.iterations + snapshot.run.config.iterations
            self.training.post(Change({"iterations": longer}))

    def set_pace(self, pace: float) -> None:
        """Make that many updates a second; the action says if it is full speed."""
        self.training.post(SetPace(pace))
        action = self.actions_["full_speed"]
        action.blockSignals(True)
        action.setChecked(math.isinf(pace))
        action.blockSignals(False)

    def begin_and_start(self, recipe: Recipe) -> None:
        """Begin a run, and train."""
        self.loading.begin(recipe)
        self.loading.then(Start())

    def refuse(self, problem: str, name: str) -> None:
        """Say why something was refused, beside its field too if it has one."""
        self.parameter_panel.form.refuse(name, problem)
        self.loading.note_refused()
        self.step_panel.notify(problem)

    def copy(self, copy: Callable[[Status], str]) -> None:
        """Copy the settings in some way, and tell what was copied."""
        if self._shown is not None:
            self.step_panel.notify(copy(self._shown))

    def paste(self) -> None:
        """Begin a run with the settings on the clipboard."""
        recipe, text = settings_exchange.paste()
        if recipe is not None:
            self.loading.begin(recipe, notice=text)
        else:
            self.step_panel.notify(text)

    def open_csv(self, table: TableConfig | None = None, path: str = "") -> None:
        """Let a person choose what to learn from a file of their own."""
        path = table.csv if table is not None else path or choose_file(self)
        if not path:
            return
        from gui.csv.csv_dialog import CsvDialog  # 25 ms that few starts need

        dialog = self._csv_dialog = CsvDialog(path, self.theme, self, table)
        dialog.destroyed.connect(self._forget_csv_dialog)
        dialog.chosen.connect(self._learn_from)
        # Meanwhile the processor is left to the window and to what reads the file.
        dialog.reading.connect(lambda on: self.training.post(Hold(on)))
        dialog.worker.failed.connect(self.errors.show)
        dialog.open()

    def _forget_csv_dialog(self) -> None:
        self._csv_dialog = None

    def _learn_from(self, settings: dict[str, Any], data: Dataset) -> None:
        if self._shown is not None:
            recipe = self._shown.recipe.changed(**settings)
            self.loading.begin(recipe, data)

    def focus(self, widget: QComboBox | Field) -> None:
        """Go to a field of the form."""
        self.parameter_panel.area.ensureWidgetVisible(widget)
        widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if isinstance(widget, QComboBox):
            widget.showPopup()
        elif isinstance(widget, NumberField):
            widget.selectAll()

    def show_help(self) -> None:
        """Show the help."""
        if self._help is None:
            from gui.help_dialog import HelpDialog

            self._help = HelpDialog(self)
        self._help.show()
        self._help.raise_()

    def show_about(self) -> None:
        """Show version, licence and log file."""
        from gui.help_dialog import show_about

        show_about(self)

    # Qt overrides

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Begin the first run once the window is painted for the first time."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self._begin.start()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Stop the thread and wait for it: destroying a running one aborts."""
        self._begin.stop()  # or it would begin after it was stopped
        self.frames.stop()
        self.playing.stop()
        if self._csv_dialog is not None:
            self._csv_dialog.close()  # its thread reads a file
        if self._comparing is not None:
            self._comparing.window.close()
        self.loading.shut_down()
        if self._settings is not None:
            memory.remember(self, self._settings)
        self.bench.shut_down()
        self.doctor.shut_down()
        self.training.shut_down()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Take a file that is dragged over the window."""
        if event is not None and dropped_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Open a file that is dropped."""
        path = dropped_file(event.mimeData()) if event is not None else ""
        if path:
            self.open_csv(path=path)

    # For the command line

    def start(self, updates: int | None = None) -> None:
        """Start training; with a number, make that many updates at full speed."""
        if updates is not None:
            self.loading.then(SetPace(math.inf))
        self.loading.then(Start(updates))

    def pause(self) -> None:
        """Pause training."""
        self.training.post(Pause())


def _why_instead(status: Status) -> str:
    """Say why this run was begun instead of the one asked for, if it was."""
    if not status.stands_in:
        return ""
    return (
        f"The run asked for could not be begun: {status.stands_in}. "
        "This is the lesson's run instead."
    )
