"""The main window: it puts views, actions and the training thread together.

controls --commands--> TrainingThread --newest Status--> display --> views
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QSettings, Qt, QTimer
from PyQt6.QtWidgets import QComboBox

from gui.bars.timeline import NOW
from gui.diagnosis.controller import DiagnosisController
from gui.graph.edit_controller import EditController
from gui.microscope.controller import MicroscopeController
from gui.training.commands import Change, GoTo, Pause, SetPace, Start
from gui.training.training_thread import TrainingThread
from gui.widgets.key_filter import ShortcutFilter
from gui.widgets.number_field import NumberField
from gui.window import saved_state as memory
from gui.window import settings_clipboard as settings_exchange
from gui.window.csv_opener import CsvOpener, dropped_file
from gui.window.error_dialog import ErrorReporter
from gui.window.playback import Playback
from gui.window.presenter import Presenter
from gui.window.run_loader import RunLoader
from gui.window.window_layout import WindowLayout
from gui.window.wiring import connect

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent

    from gui.compare.controller import CompareController
    from gui.settings.form import Field
    from gui.training.status import Status
    from gui.window.help_dialog import HelpDialog
    from shallownet.settings.recipe import Recipe

OFFERED: Final[dict[str, tuple[str, str]]] = {
    "cancel": ("", ""),
    "now": ("Now", ""),
    "extend": ("", "Run on"),
    "go_back": ("", "Back"),
    "microscope": ("", ""),
}
"""What the moment may offer below the graph: what its button says, if not what the
action does, and what where there is little room."""


class MainWindow(WindowLayout):
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
        self._help: HelpDialog | None = None
        self._comparing: CompareController | None = None
        self.errors = ErrorReporter(self)
        self.training = TrainingThread(self)
        self.playing = Playback(self)
        self.doctor = DiagnosisController(self, self.network_view)
        for name, words in OFFERED.items():
            # What only a run can offer takes no room before there is one.
            self.actions_[name].setEnabled(name == "microscope")
            self.step_panel.offer(self.actions_[name], *words)
        self.loading = RunLoader(self)
        self.editing = EditController(self, self.network_view)
        self.bench = MicroscopeController(
            self, self.network_view, self.fit_plot, self.step_panel, self.actions_
        )
        self.themed.append(self.bench)
        self.shortcut_filter = ShortcutFilter(self)
        self.network_view.setFocus()

        self.csv = CsvOpener(self)
        self.display = Presenter(self)
        connect(self)
        if settings is not None:
            memory.restore(self, settings)
        self.follow_scheme()
        self.shortcut_filter.watch(self)  # now: styling a widget sends it many events

        self.training.post(SetPace(self.speed.pace))
        self.loading.begin(recipe)
        # Not now: the window would be painted a tenth later, and the run is no sooner
        # there. Painting is over when all that is posted is done.
        self._painted = False
        self._begin = QTimer(self)
        self._begin.setSingleShot(True)
        self._begin.timeout.connect(self.training.start)

    @property
    def shown(self) -> Status | None:
        """What is shown of the run; None before the first one."""
        return self.display.shown

    # Comparing

    @property
    def comparing(self) -> CompareController:
        """The pinned runs and their window, made when they are first wanted."""
        if self._comparing is None:
            from gui.compare.controller import CompareController

            names = ("pin", "start", "pause", "step", "cancel", "compare")
            shared = [self.actions_[name] for name in names]
            comparing = self._comparing = CompareController(self, shared)
            comparing.command_requested.connect(self.training.post)
            comparing.resume_requested.connect(self.loading.resume)
            training = self.training
            training.pinned.connect(comparing.add_pinned)
            training.resumed.connect(comparing.show_resumed)
            training.failed.connect(comparing.forget_request)
            training.settled.connect(lambda: comparing.set_status(training.newest))
            training.comparison_ready.connect(
                lambda record: comparing.set_present(record, training.newest)
            )
            comparing.set_status(training.newest)
            comparing.message.connect(self.step_panel.notify)
            self.shortcut_filter.watch(comparing.window)
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
        if self.playing.direction == direction or self.shown is None:
            self.playing.stop()
        else:
            self.playing.play(direction, self.shown, self.speed.pace)
        self.tell_playing()

    def tell_playing(self) -> None:
        """Let the actions say whether it is being played."""
        for name, direction in (("play", 1), ("play_back", -1)):
            self.actions_[name].setChecked(self.playing.direction == direction)

    def extend(self) -> None:
        """Plan for as many updates again as the settings asked for."""
        if self.shown is not None:
            snapshot = self.shown.snapshot
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
        if self.shown is not None:
            self.step_panel.notify(copy(self.shown))

    def paste(self) -> None:
        """Begin a run with the settings on the clipboard."""
        recipe, text = settings_exchange.paste()
        if recipe is not None:
            self.loading.begin(recipe, notice=text)
        else:
            self.step_panel.notify(text)

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
            from gui.window.help_dialog import HelpDialog

            self._help = HelpDialog(self)
        self._help.show()
        self._help.raise_()

    def show_about(self) -> None:
        """Show version, licence and log file."""
        from gui.window.help_dialog import show_about

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
        self.display.frames.stop()
        self.playing.stop()
        self.csv.close()
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
            self.csv.open(path=path)

    # For the command line

    def start(self, updates: int | None = None) -> None:
        """Start training; with a number, make that many updates at full speed."""
        if updates is not None:
            self.loading.then(SetPace(math.inf))
        self.loading.then(Start(updates))

    def pause(self) -> None:
        """Pause training."""
        self.training.post(Pause())
