"""The controller of a run's file: opens, saves, verifies and exports it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from gui.documents import dialogs
from gui.documents.dialogs import SUFFIX, Answer
from gui.documents.opener import RunOpener
from gui.documents.pasted_tables import is_pasted
from gui.documents.replay_thread import ReplayThread, VerifyFile, WriteExport
from gui.training.commands import CopyRun, Pause, SaveRun
from shallownet.settings.table_config import TableConfig
from shallownet.wording import shortened

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QAction
    from PyQt6.QtWidgets import QProgressDialog, QWidget

    from gui.documents.recent_files import RecentFiles
    from gui.training.status import Status
    from shallownet.documents.manifest import View
    from shallownet.runs.run_record import RunRecord
    from shallownet.settings.recipe import Recipe


class Save(NamedTuple):
    """A file to save to, with the runs that are pinned; see `SaveRun`."""

    path: str
    pins: tuple[RunRecord, ...]
    embed: bool | None


class DocumentController(QObject):
    """Turns what the user does with files into commands.

    Parameters
    ----------
    window : QWidget
        Its title shows the file, and closes when a run is saved for that.
    verify : QAction
        Enabled if the run has a file.
    recent : RecentFiles
        Gets the files that are opened and saved.

    Attributes
    ----------
    opener : RunOpener

    Signals
    -------
    command_requested(Command)
    table_requested(str)
        The path of a file that is no run.
    recipe_chosen(Recipe)
        What a damaged run began with, to begin it anew.
    message(str)
        A sentence for the user.
    failed(str, str)
        After an unforeseen exception: a summary and the traceback.
    """

    command_requested = pyqtSignal(object)
    table_requested = pyqtSignal(str)
    recipe_chosen = pyqtSignal(object)
    message = pyqtSignal(str)
    failed = pyqtSignal(str, str)

    def __init__(self, window: QWidget, verify: QAction, recent: RecentFiles) -> None:
        super().__init__(window)
        self._window, self._verify_action = window, verify
        self._path, self._modified, self._has_updates = "", False, False
        self._closing, self._asks = False, True
        self._saving: Save | None = None
        self._next_save: Save | None = None
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(dialogs.PROGRESS_MS)
        self._slow.timeout.connect(self._tell_saving)
        self._unsaved = False
        self._data: object = None
        self._pins: tuple[RunRecord, ...] = ()
        self._saved_pins: set[object] = set()
        self._view: Callable[[], View] = dict
        self._copy: TemporaryDirectory[str] | None = None
        self._export = "", ""  # where to, and as what
        self._thread: ReplayThread | None = None
        self._progress: QProgressDialog | None = None
        verify.setEnabled(False)
        self._recent = recent
        self.opener = opener = RunOpener(window)
        opener.command_requested.connect(self.command_requested)
        opener.table_requested.connect(self.table_requested)
        opener.refused.connect(self.message)
        opener.missing.connect(self._forget_missing)
        opener.damaged.connect(self.offer_settings)
        opener.failed.connect(self.failed)

    def set_status(self, status: Status) -> None:
        """Note which file the run has, and whether it has changed since."""
        self._path, self._modified = status.path, status.modified
        self._unsaved, self._has_updates = status.unsaved, status.made > 0
        self._data = status.recipe.data
        self._mark()
        self._verify_action.setEnabled(bool(status.path) and self._progress is None)

    def set_pins(self, pins: tuple[RunRecord, ...]) -> None:
        """Note which runs are pinned: a file keeps them."""
        self._pins = pins
        self._mark()

    def forget_pins(self, pins: tuple[RunRecord, ...]) -> None:
        """Note that a file holds these pinned runs."""
        self._saved_pins |= set(map(_version, pins))
        self._mark()

    def mark_unsaved(self) -> None:
        """Note that notes are typed, which the newest status does not know of."""
        self._unsaved = True

    def take_view_from(self, view: Callable[[], View]) -> None:
        """Keep what this function says is visible in files."""
        self._view = view

    def _mark(self) -> None:
        new_pins = bool(self._path) and self._has_new_pins
        self._window.setWindowModified(self._modified or new_pins)

    @property
    def _has_new_pins(self) -> bool:
        return not self._saved_pins.issuperset(map(_version, self._pins))

    # Opening and saving

    def open(self, path: str = "") -> None:
        """Open a run or a table; let the user choose one if no path is given."""
        path = path or dialogs.choose_file(self._window)
        if path:
            self.opener.open(path)

    def save(self) -> None:
        """Save the run to its file, or to one that the user names."""
        if self._path:
            self._save_to(self._path)
        else:
            self.save_as()

    def save_as(self) -> None:
        """Save the run to a file that the user names."""
        proposal, embed = self._path or f"run{SUFFIX}", True
        table = self._data
        if isinstance(table, TableConfig) and not is_pasted(table.csv):
            path, embed = dialogs.choose_name_for_table(self._window, proposal)
        else:
            path = dialogs.choose_name(self._window, proposal)
        if path:
            self._save_to(path, embed)
        else:
            self._closing = False

    def _save_to(self, path: str, embed: bool | None = None) -> None:
        """Save the run, once a save that is under way has ended."""
        save = Save(path, self._pins, embed)
        if self._saving is not None:
            self._next_save = save
            return
        self._saving = save
        self._slow.start()
        self.command_requested.emit(SaveRun(path, save.pins, self._view(), embed))

    def _tell_saving(self) -> None:
        if self._saving is not None:
            self.message.emit(f"Saving {Path(self._saving.path).name} …")

    def show_saved(self, path: str, updates: int) -> None:
        """Say that the run is saved; close the window if it was saved for that."""
        self._recent.add(path)
        self._slow.stop()
        saved, self._saving = self._saving, None
        following, self._next_save = self._next_save, None
        if saved is not None:
            self.forget_pins(saved.pins)
        self.message.emit(f"Saved {Path(path).name} at update {updates:,}.")
        if following is not None:
            self._save_to(following.path, following.embed)
        elif self._closing:
            # Later: the newest status, which is not modified, is on its way.
            QTimer.singleShot(0, self._window.close)

    def show_opened(self, path: str, updates: int, same_samples: bool) -> None:
        """Say that a run is opened."""
        self._recent.add(path)
        differing = (
            ""
            if same_samples
            else (
                " Its samples differ in their last digits from those it was made with."
            )
        )
        self.message.emit(
            f"Opened {Path(path).name} at update {updates:,}.{differing} "
            "Undo (Ctrl+Z) brings back the run before."
        )

    def _forget_missing(self, path: str) -> None:
        self._recent.remove(path)
        name = shortened(Path(path).name, keep_end=True)
        self.message.emit(f"{name} is gone, and removed from the list.")

    def offer_settings(self, problem: str, recipe: Recipe) -> None:
        """Offer to begin a run anew whose file is damaged."""
        if dialogs.offer_settings(self._window, problem):
            self.recipe_chosen.emit(recipe)

    # Closing

    def may_close(self) -> bool:
        """Return whether the window may close; ask if the run is not saved.

        If it is to be saved first, the window is closed again once it is.
        """
        if self._asks and self._saving is not None:
            self._closing = True  # once the file is written
            return False
        if not self._asks or not (self._unsaved or self._has_new_pins):
            return True
        name = Path(self._path).name if self._path else ""
        answer = dialogs.ask_about_changes(
            self._window, name, pins_alone=not self._unsaved
        )
        self._closing = answer is Answer.SAVE
        if self._closing:
            self.command_requested.emit(Pause())  # or there would be more to save
            self.save()
        return answer is Answer.DISCARD

    def forgo_questions(self) -> None:
        """Ask nothing when the window closes: nobody is there to answer."""
        self._asks = False

    @property
    def is_cut_off(self) -> bool:
        """Whether there is work that nobody was there to be asked about."""
        new = self._has_updates and not self._path
        return (self._unsaved or self._has_new_pins or new) and not self._asks

    def stay_open(self) -> None:
        """Keep the window open: the run could not be saved."""
        self._closing = False
        self._saving = self._next_save = None
        self._slow.stop()

    def shut_down(self) -> None:
        """End the threads."""
        self.opener.shut_down()
        self._leave_replay()

    # Replaying

    def verify(self) -> None:
        """Replay the run's file, and compare it with what the file says."""
        if self._path:
            self._replay(Path(self._path).name, VerifyFile(self._path))

    def export_run(self, kind: str) -> None:
        """Write the run as it is now as another kind of file, named by the user.

        Parameters
        ----------
        kind : str
            A name in `gui.report.kinds.KINDS`.
        """
        from gui.report.kinds import KINDS  # rarely needed

        stem = Path(self._path).stem if self._path else "run"
        output = dialogs.choose_export(self._window, KINDS[kind], stem)
        if output and self._progress is None:
            # A copy, because the run may go on meanwhile.
            self._copy = TemporaryDirectory(prefix="shallownet.")
            self._export = output, kind
            path = f"{self._copy.name}/run{SUFFIX}"
            self.command_requested.emit(CopyRun(path, self._pins))

    def write_export(self, path: str) -> None:
        """Export the run that is copied for this, and for nothing else."""
        if self._copy is None or Path(path).parent != Path(self._copy.name):
            return
        self._replay("the run", WriteExport(path, *self._export))

    def _replay(self, name: str, message: VerifyFile | WriteExport) -> None:
        if self._progress is not None:
            self.message.emit("Another run is being replayed; wait for it to end.")
            return
        if self._thread is None:
            self._thread = ReplayThread(self)
            self._thread.progressed.connect(self._show_progress)
            self._thread.ended.connect(self._end_replay)
            self._thread.failed.connect(self.failed)
            self._thread.start()
        text = f"Replaying {name} …"
        self._progress = dialogs.progress_dialog(self._window, "Replaying", text)
        self._progress.canceled.connect(self._cancel_replay)
        self._verify_action.setEnabled(False)
        self._thread.request(message)

    def _leave_replay(self) -> None:
        """Let the next replay have a thread of its own: this one may never end."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.leave()
        self._remove_copy()

    def _cancel_replay(self) -> None:
        self._leave_replay()
        self._end_replay("Cancelled: the run was not replayed to its end.")

    def _show_progress(self, done: int, total: int) -> None:
        if self._progress is not None:
            self._progress.setMaximum(total)
            self._progress.setValue(min(done, total - 1))  # the last value hides it

    def _end_replay(self, sentence: str) -> None:
        progress, self._progress = self._progress, None
        if progress is not None:
            dialogs.end_progress(progress)
        self._remove_copy()
        self._verify_action.setEnabled(bool(self._path))
        self.message.emit(sentence)

    def _remove_copy(self) -> None:
        copy, self._copy = self._copy, None
        if copy is not None:
            copy.cleanup()


def _version(pin: RunRecord) -> object:
    """Return what changes when a pinned run is changed."""
    return pin.number, pin.name, pin.notes, pin.colour, pin.visible
