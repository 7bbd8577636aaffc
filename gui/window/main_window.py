"""The main window: it composes views, controllers and the training thread.

views --intent--> RunController --command--> TrainingThread
views <--data--   Presenter     <--newest Status--'
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QGuiApplication

from gui.diagnosis.controller import DiagnosisController
from gui.documents.controller import DocumentController
from gui.documents.notes_controller import NotesController
from gui.documents.prediction_controller import PredictionController
from gui.documents.session_keeper import SessionKeeper
from gui.graph.edit_controller import EditController
from gui.graph.what_if import WhatIf
from gui.help.help_opener import HelpOpener
from gui.microscope.controller import MicroscopeController
from gui.training.training_thread import TrainingThread
from gui.widgets.focus_ring import FocusRing
from gui.widgets.shortcut_filter import ShortcutFilter
from gui.window import saved_state
from gui.window.compare_opener import CompareOpener
from gui.window.connections import connect
from gui.window.csv_opener import CsvOpener
from gui.window.document_connections import connect_documents
from gui.window.error_dialog import ErrorReporter
from gui.window.export_opener import ExportOpener
from gui.window.frame_clock import FrameClock
from gui.window.lesson_opener import LessonOpener
from gui.window.look_at_test import LookQuestion
from gui.window.panels import Panels
from gui.window.pasting import take
from gui.window.playback import Playback
from gui.window.presenter import Presenter, Views
from gui.window.quiz_opener import QuizOpener
from gui.window.run_controller import RunController
from gui.window.run_loader import RunLoader
from gui.window.tour_opener import TourOpener
from gui.window.window_layout import WindowLayout
from gui.workers.worker import wait_for_abandoned

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PyQt6.QtGui import (
        QCloseEvent,
        QDragEnterEvent,
        QDropEvent,
        QKeyEvent,
        QPaintEvent,
    )
    from PyQt6.QtWidgets import QWidget

    from gui.compare.controller import CompareController
    from gui.documents.weights_importer import WeightsImporter
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
    journals : Path, optional
        The folder of journals; without one the session is not journaled.

    Signals
    -------
    warned(str)
        A sentence to show, from any thread.
    closing()
        The window closes: threads end now.
    """

    warned = pyqtSignal(str)
    closing = pyqtSignal()

    def __init__(
        self,
        settings: SettingsFile | None,
        recipe: Recipe,
        errors: ErrorReporter | None = None,
        journals: Path | None = None,
    ) -> None:
        super().__init__()
        self._settings = settings
        self.help = HelpOpener(self, self.network_view)
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
        self.what_if = WhatIf(self)
        self.microscope = MicroscopeController(
            self,
            self.network_view,
            self.fit_plot,
            self.step_panel,
            self.docks,
            self.actions_,
            self.what_if,
        )
        self.shortcut_filter = ShortcutFilter(self.network_view, self)
        self.focus_ring = FocusRing(self)
        self.network_view.setFocus()
        self.csv_opener = CsvOpener(self, self.theme)
        self.documents = DocumentController(
            self, self.actions_["verify"], self.recent_files
        )
        self.keeper = SessionKeeper(self, journals)
        self.notes = NotesController(self)
        self.weights: WeightsImporter | None = None
        self.exports = ExportOpener(self)
        self.predictions = PredictionController(self)
        self.test_look = LookQuestion(self)
        kept = None if settings is None else settings.path.parent / "lessons"
        self.lessons = LessonOpener(self, kept)
        self.compare_opener = CompareOpener(
            self, self.training, self.actions_, self.theme
        )
        self.panels = Panels(self.docks, self)
        self.tour = TourOpener(self)
        self.themed += [self.microscope, self.csv_opener, self.compare_opener]
        self.themed.append(self.tour)
        self.shortcut_filter.wants_escape = self._wants_escape
        self.themed.append(self.panels)
        self.quizzes = QuizOpener(self)
        self.closing.connect(self.quizzes.shut_down)
        self.themed.append(self.quizzes)
        self.presenter = Presenter(
            Views(
                self.network_view,
                self.panels,
                self.step_panel,
                self.timeline_bar,
                self.toolbar,
                self.parameter_panel,
                self.banner,
                self.actions_,
                self.microscope,
                self.diagnosis,
                self.editing,
                self.what_if,
            ),
            self,
        )
        self.frame_clock = FrameClock(partial(self.draw_newest, everything=False), self)
        connect(self)
        connect_documents(self)
        if settings is not None:
            self.banner.warn(saved_state.load(self, settings))
        self.follow_scheme()
        # After the theme, whose style sheet sends every widget many events.
        self.shortcut_filter.watch(self)
        for dock in self.docks.panels:  # which may become windows of their own
            dock.installEventFilter(self.shortcut_filter)

        self.run.set_pace(self.speed.pace)
        self.run.load(recipe)
        # The run begins after the first frame: else the window would be painted a tenth
        # of a second later, and the run would be there no sooner.
        self._painted = False
        self._begin = QTimer(self)
        self._begin.setSingleShot(True)
        self._begin.timeout.connect(self.training.start)
        self._begin.timeout.connect(self.keeper.begin_later)

    @property
    def shown(self) -> Status | None:
        """What is shown of the run; None before the first one."""
        return self.presenter.shown

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

    def show_progress(self, text: str) -> None:
        """Show how far recomputing has come, and offer to cancel it."""
        self.step_panel.end_notice()
        self.step_panel.set_text(text)
        self.actions_["cancel"].setEnabled(True)

    def refuse(self, problem: str, name: str) -> None:
        """Show why something was refused, at its field too if it has one."""
        self.parameter_panel.form.show_refusal(name, problem)
        self.documents.stay_open()
        self.loader.drop_notice()
        self.step_panel.notify(problem)

    def copy_settings(self, copy: Callable[[Status], str]) -> None:
        """Copy the settings of the run that is shown, and say so."""
        if self.shown is not None:
            self.step_panel.notify(copy(self.shown))

    def paste(self) -> None:
        """Begin a run with the settings on the clipboard, or open the table on it."""
        clipboard = QGuiApplication.clipboard()
        data = clipboard.mimeData() if clipboard is not None else None
        take(self, data, "The clipboard")

    def save_state(self) -> None:
        """Save what is kept of the window between two starts."""
        if self._settings is not None:
            saved_state.save(self, self._settings)

    def end(self) -> None:
        """Close without a question; what is not saved is offered at the next start."""
        self.documents.forgo_questions()
        self.close()

    def cards_over_it(self) -> list[QWidget]:
        """Return the cards that lie over the panes."""
        return self.tour.cards

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Close what lies over the window with Escape."""
        escape = event is not None and event.key() == Qt.Key.Key_Escape
        if escape and self.tour.escape():
            return
        if escape and self.presentation.is_on:
            self.presentation.set_on(False)
        else:
            super().keyPressEvent(event)

    def _wants_escape(self) -> bool:
        """Return whether Escape closes something, unless it cancels a task."""
        is_open = self.tour.is_open or self.presentation.is_on
        return is_open and not self.actions_["cancel"].isEnabled()

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
        self.notes.flush()
        if event is not None and not self.documents.may_close():
            event.ignore()
            return
        self._begin.stop()  # it must not start the thread after this
        self.tour.close()
        self.frame_clock.set_running(False)
        self.playback.stop()
        self.csv_opener.close()
        self.compare_opener.close()
        self.loader.shut_down()
        self.save_state()
        self.presentation.set_on(False)
        self.closing.emit()
        self.microscope.shut_down()
        self.diagnosis.shut_down()
        self.documents.shut_down()
        self.exports.shut_down()
        self.predictions.shut_down()
        self.training.shut_down()
        self.keeper.shut_down(keep=self.documents.is_cut_off)
        wait_for_abandoned(READER_PATIENCE_MS)
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Accept files and texts that are dragged over the window."""
        data = event.mimeData() if event is not None else None
        if event is not None and data is not None:
            if data.urls() or data.text() or data.html():
                event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Open a file, or take the settings or the table of a text, that is dropped."""
        if event is not None:
            take(self, event.mimeData(), "What was dropped")
