"""The main window: it composes views, controllers and the training thread.

views --intent--> RunController --command--> TrainingThread
views <--data--   Presenter     <--newest Status--'
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QTimer, pyqtSignal

from gui.diagnosis.controller import DiagnosisController
from gui.documents.controller import DocumentController
from gui.graph.edit_controller import EditController
from gui.microscope.controller import MicroscopeController
from gui.training.commands import Pause
from gui.training.training_thread import TrainingThread
from gui.widgets.focus_ring import FocusRing
from gui.widgets.shortcut_filter import ShortcutFilter
from gui.window import saved_state, settings_clipboard
from gui.window.action_states import show_full_speed, show_playback
from gui.window.compare_opener import CompareOpener
from gui.window.csv_opener import CsvOpener, dropped_file
from gui.window.error_dialog import ErrorReporter
from gui.window.frame_clock import FrameClock
from gui.window.help_opener import HelpOpener
from gui.window.playback import Playback
from gui.window.presenter import Presenter, Views
from gui.window.run_controller import RunController
from gui.window.run_loader import RunLoader
from gui.window.window_layout import WindowLayout
from gui.workers.worker import wait_for_abandoned
from shallownet.errors import DataError
from shallownet.wording import capital

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent

    from gui.compare.controller import CompareController
    from gui.training.status import Status
    from gui.window.settings_file import SettingsFile
    from shallownet.settings.recipe import Recipe


READER_PATIENCE_MS: Final = 1_000
"""How long the window waits at its end for files that were being read."""


class MainWindow(WindowLayout):
    """ShallowNet's window.

    Parameters
    ----------
    settings : SettingsFile or None
        Where the state of the window is saved; None saves nothing.
    recipe : Recipe
        The run to begin with.
    errors : ErrorReporter, optional
        One that reports already; by default the window has one of its own.

    Signals
    -------
    warned(str)
        A sentence to show, from any thread.
    """

    warned = pyqtSignal(str)

    def __init__(
        self,
        settings: SettingsFile | None,
        recipe: Recipe,
        errors: ErrorReporter | None = None,
    ) -> None:
        super().__init__()
        self._settings = settings
        self.help = HelpOpener(self)
        self.errors = errors or ErrorReporter()
        self.errors.set_window(self)
        self.training = TrainingThread(self)
        self.playback = Playback(self)
        self.loader = RunLoader(self)
        self.run = RunController(
            self.training.post, self.playback, self.loader, parent=self
        )
        self.diagnosis = DiagnosisController(self, self.network_view)
        self.editing = EditController(self, self.network_view)
        self.microscope = MicroscopeController(
            self,
            self.network_view,
            self.fit_plot,
            self.step_panel,
            self.plots_place,
            self.actions_,
        )
        self.shortcut_filter = ShortcutFilter(self.network_view, self)
        self.focus_ring = FocusRing(self)
        self.network_view.setFocus()
        self.csv_opener = CsvOpener(self, self.theme)
        self.documents = DocumentController(self, self.actions_["verify"])
        self.compare_opener = CompareOpener(
            self, self.training, self.actions_, self.theme
        )
        self.themed += [self.microscope, self.csv_opener, self.compare_opener]
        self.presenter = Presenter(
            Views(
                self.network_view,
                self.loss_plot,
                self.fit_plot,
                self.step_panel,
                self.timeline_bar,
                self.toolbar,
                self.parameter_panel,
                self.banner,
                self.actions_,
                self.microscope,
                self.diagnosis,
                self.editing,
            ),
            self,
        )
        self.frame_clock = FrameClock(partial(self.draw_newest, everything=False), self)
        self._connect_run()
        self._connect_training()
        self._connect_views()
        self._connect_actions()
        if settings is not None:
            self.banner.warn(saved_state.load(self, settings))
        self.follow_scheme()
        # After the theme, whose style sheet sends every widget many events.
        self.shortcut_filter.watch(self)

        self.run.set_pace(self.speed.pace)
        self.run.load(recipe)
        # The run begins after the first frame: else the window would be painted a tenth
        # of a second later, and the run would be there no sooner.
        self._painted = False
        self._begin = QTimer(self)
        self._begin.setSingleShot(True)
        self._begin.timeout.connect(self.training.start)

    @property
    def shown(self) -> Status | None:
        """What is shown of the run; None before the first one."""
        return self.presenter.shown

    # Connections

    def _connect_run(self) -> None:
        run, display = self.run, self.presenter
        display.presented.connect(run.set_status)
        display.presented.connect(self.frame_clock.set_status)
        display.presented.connect(self.documents.set_status)
        display.run_changed.connect(self.loader.show_notice)
        self.warned.connect(self.banner.warn)
        display.title_changed.connect(self.setWindowTitle)
        run.playback_changed.connect(partial(show_playback, self.actions_))
        run.full_speed_changed.connect(partial(show_full_speed, self.actions_))
        self.errors.reported.connect(lambda: run.send(Pause()))
        for part in (
            self.frame_clock,
            self.csv_opener,
            self.documents,
            self.compare_opener,
            self.editing,
            self.microscope,
            self.diagnosis.post_mortem,
        ):
            part.command_requested.connect(run.send)
        for source in (
            self.loader,
            self.csv_opener,
            self.documents,
            self.microscope,
            self.diagnosis,
            self.training,
        ):
            source.failed.connect(self.errors.show)
        for speaker in (self.loader, self.documents, self.compare_opener):
            speaker.message.connect(self.step_panel.notify)
        self.compare_opener.resume_requested.connect(self.loader.resume)
        self.csv_opener.chosen.connect(run.load_table)
        self.documents.table_requested.connect(
            lambda path: self.csv_opener.open(path=path)
        )
        self.documents.recipe_chosen.connect(lambda recipe: run.load(recipe))

    def _connect_training(self) -> None:
        training = self.training
        training.frame_ready.connect(self.frame_clock.show)
        training.settled.connect(self.draw_newest)
        training.working.connect(self.step_panel.set_text)
        training.progressed.connect(self._show_progress)
        training.samples_requested.connect(self.loader.read_for)
        training.refused.connect(self._refuse)
        training.saved.connect(self.documents.show_saved)
        training.opened.connect(self.documents.show_opened)
        training.copied.connect(self.documents.write_script)
        training.damaged.connect(self.documents.offer_settings)
        training.answered.connect(self.parameter_panel.form.close_request)

    def _connect_views(self) -> None:
        run, panel = self.run, self.parameter_panel
        self.timeline_bar.update_requested.connect(run.show_update)
        self.timeline_bar.message.connect(self.step_panel.notify)
        self.speed.pace_changed.connect(run.set_pace)
        panel.file_requested.connect(self.csv_opener.open)
        panel.recipe_chosen.connect(lambda recipe: run.load(recipe))
        for chooser in (panel, self.network_view):
            chooser.settings_chosen.connect(run.change)
        self.microscope.redraw_requested.connect(self.presenter.redraw)
        self.diagnosis.post_mortem.recipe_chosen.connect(run.load_and_start)
        self.diagnosis.post_mortem.panel_created.connect(self.put_over_the_panes)
        for created in (
            self.microscope.panel_created,
            self.diagnosis.buttons_created,
            self.compare_opener.created,
        ):
            created.connect(self.shortcut_filter.watch)

    def _connect_actions(self) -> None:
        actions, panel = self.actions_, self.parameter_panel
        self.run.connect_actions(actions)
        copy = settings_clipboard
        for name, handler in {
            "new_start": panel.choose_next_seed,
            "one_back": lambda: self.timeline.go_by(-1),
            "go_to": self.timeline_bar.focus_field,
            "pin": lambda: self.compare.pin(),
            "compare": lambda: self.compare.open(),
            "slower": lambda: self.speed.change_by(-1),
            "faster": lambda: self.speed.change_by(1),
            "quit": self.close,
            "edit_parameter": lambda: self.editing.open(),
            "copy_command": lambda: self._copy(copy.copy_command_line),
            "copy_python": lambda: self._copy(copy.copy_python),
            "paste": self._paste,
            "keys": self.help.open,
            "about": self.help.show_about,
            "open": lambda: self.documents.open(),
            "save": self.documents.save,
            "save_as": self.documents.save_as,
            "verify": self.documents.verify,
            "export_script": self.documents.export_script,
            "post_mortem": self.diagnosis.post_mortem.toggle,
        }.items():
            actions[name].triggered.connect(lambda _, handler=handler: handler())
        actions["full_speed"].toggled.connect(self.speed.set_full_speed)

    # Drawing

    def draw_newest(self, *, everything: bool = True) -> None:
        """Show the newest status, all of it, unless it is shown already."""
        playing = bool(self.playback.direction)
        status = self.training.newest
        self.presenter.present(status, everything=everything, playing=playing)

    # Comparing

    @property
    def compare(self) -> CompareController:
        """The controller of the compare window, made when it is first needed."""
        return self.compare_opener.controller()

    # What the actions do in the window

    def _show_progress(self, text: str) -> None:
        """Show how far recomputing has come, and offer to cancel it."""
        self.step_panel.end_notice()
        self.step_panel.set_text(text)
        self.actions_["cancel"].setEnabled(True)

    def _refuse(self, problem: str, name: str) -> None:
        """Show why something was refused, at its field too if it has one."""
        self.parameter_panel.form.show_refusal(name, problem)
        self.documents.stay_open()
        self.loader.drop_notice()
        self.step_panel.notify(problem)

    def _copy(self, copy: Callable[[Status], str]) -> None:
        if self.shown is not None:
            self.step_panel.notify(copy(self.shown))

    def _paste(self) -> None:
        """Begin a run with the settings on the clipboard."""
        recipe, text = settings_clipboard.paste()
        if recipe is not None:
            self.run.load(recipe, notice=text)
        else:
            self.step_panel.notify(text)

    def save_state(self) -> None:
        """Save what is kept of the window between two starts."""
        if self._settings is not None:
            saved_state.save(self, self._settings)

    # Qt overrides

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Begin the first run once the window is painted for the first time."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self._begin.start()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Stop all threads and wait for them: destroying a running one aborts.

        A run that has changed since it was saved is asked about first.
        """
        if event is not None and not self.documents.may_close():
            event.ignore()
            return
        self._begin.stop()  # it must not start the thread after this
        self.frame_clock.set_running(False)
        self.playback.stop()
        self.csv_opener.close()
        self.compare_opener.close()
        self.loader.shut_down()
        self.save_state()
        self.microscope.shut_down()
        self.diagnosis.shut_down()
        self.documents.shut_down()
        self.training.shut_down()
        wait_for_abandoned(READER_PATIENCE_MS)
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Accept files that are dragged over the window, to say what it can open."""
        data = event.mimeData() if event is not None else None
        if event is not None and data is not None and data.urls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Open a file that is dropped."""
        if event is None:
            return
        try:
            self.documents.open(dropped_file(event.mimeData()))
        except DataError as error:
            self.step_panel.notify(f"{capital(str(error))}.")
