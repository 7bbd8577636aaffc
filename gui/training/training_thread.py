"""The thread that owns the trainer: commands in by one inbox, statuses out.

    inbox -> TrainingThread -+- UpdateLoop       makes updates
                             +- TimeTravel       shows past updates, resumes runs
                             +- SessionManager   owns the runs, and undo
                             +- RunWriting       writes copies of them, in a thread
                             '- StatusPublisher  replaces the newest `Status`

Nothing else touches the trainer. The window draws ``newest`` when its display timer
fires. It must not hang on a signal for each update, which would freeze it at full
speed: ``stepped`` is for those who must see every update (tests, scripts). The window
listens to ``frame_ready``, the answer to `RequestFrame`, and to ``settled``.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import Qt, pyqtSignal

from gui.training import commands, run_changes
from gui.training.interrupts import CANCEL_RUN, INTERRUPT_UPDATE
from gui.training.pace import Pace
from gui.training.run_writing import RunWriting, RunWritten
from gui.training.session_copier import SessionCopier
from gui.training.session_manager import SessionManager
from gui.training.status import RunState
from gui.training.status_publisher import StatusPublisher
from gui.training.time_travel import TimeTravel
from gui.training.update_loop import UpdateLoop
from gui.workers.worker import Worker
from shallownet.compute.memory import describe_memory_error
from shallownet.errors import Cancelled, ConfigError, DataError, DivergedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PyQt6.QtCore import QObject

    from gui.training.status import Status
    from shallownet.documents.journal_reader import RecoveredSession
    from shallownet.documents.run_file import RunDocument
    from shallownet.settings.events import Event

log = logging.getLogger(__name__)


class TrainingThread(Worker):
    """Carries out commands between two updates.

    A command that ends the run, or its running, also cancels an update that takes long;
    the run then stands where it stood before that update.

    Attributes
    ----------
    sessions : SessionManager
    loop : UpdateLoop
    travel : TimeTravel
    publisher : StatusPublisher
    copier : SessionCopier
    writer : RunWriting
        Its parts. Only the thread itself may use them while it runs.

    Signals
    -------
    stepped, frame_ready
        See `UpdateLoop`.
    settled
        See `StatusPublisher`.
    progressed, comparison_ready, resumed, samples_requested
        See `TimeTravel`.
    working(str)
        A sentence, before something that takes long.
    pinned(RunRecord)
        The answer to `Pin`.
    path_collected(RunPath)
        The answer to `CollectPath`; none if it was cancelled.
    states_collected(KeptStates)
        The answer to `CollectStates`.
    saved(str, int)
        The answer to `SaveRun`: the path, and the updates made.
    copied(str)
        The answer to `CopyRun`: the path.
    imported(str, int)
        The answer to `SetParameters`: the file, and how many of them were different.
    opened(str, int, bool)
        The answer to `OpenRun`: the path, the updates made, and whether the samples
        are the same to the last digit.
    recovered(int)
        The answer to `Recover`: the updates made.
    restored(tuple of RunRecord, mapping, bool)
        After both: the pinned runs, what was visible, whether they are in a file.
    refused(str, str)
        When a command cannot be carried out: the reason, and the hyperparameter that it
        would have changed, if any.
    answered(str)
        When a `Change` was carried out: the first hyperparameter it named. Each
        `Change` gets one answer, this or ``refused``.
    """

    working = pyqtSignal(str)
    pinned = pyqtSignal(object)
    path_collected = pyqtSignal(object)
    states_collected = pyqtSignal(object)
    saved = pyqtSignal(str, int)
    copied = pyqtSignal(str)
    imported = pyqtSignal(str, int)
    opened = pyqtSignal(str, int, bool)
    recovered = pyqtSignal(int)
    restored = pyqtSignal(object, object, bool)
    refused = pyqtSignal(str, str)
    answered = pyqtSignal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("training", parent)
        pace = Pace()
        self.sessions = sessions = SessionManager(self._is_cancelled, self.working.emit)
        self.publisher = publisher = StatusPublisher(sessions, pace, self)
        self.copier = copier = SessionCopier(sessions)
        # In this thread: by default a slot is called in the window's.
        direct = Qt.ConnectionType.DirectConnection
        publisher.settled.connect(copier.copy, direct)  # type: ignore[call-arg]
        self.writer = RunWriting(self.post, self)
        self.writer.failed.connect(self.failed)
        self.loop = loop = UpdateLoop(
            sessions, publisher, pace, copier, self.inbox, self
        )
        self.travel = travel = TimeTravel(sessions, loop, publisher, self.inbox, self)
        self.stepped, self.frame_ready = loop.stepped, loop.frame_ready
        self.settled = publisher.settled
        self.progressed, self.resumed = travel.progressed, travel.resumed
        self.comparison_ready = travel.comparison_ready
        self.samples_requested = travel.samples_requested

    @property
    def newest(self) -> Status | None:
        """The status published last; None before the first run."""
        return self.publisher.newest

    def _is_cancelled(self) -> bool:
        """Return whether a waiting command cancels what the trainer computes."""
        running = self.loop.state is RunState.RUNNING
        return self.inbox.holds(INTERRUPT_UPDATE if running else CANCEL_RUN)

    # Worker

    def shut_down(self) -> None:
        """End the thread, and then the writer once it has written what it was given."""
        super().shut_down()
        self.writer.shut_down()

    def _patience(self) -> float:
        return self.loop.patience()

    def _work(self) -> None:
        refused = ""
        try:
            self.loop.work()
        except MemoryError as error:
            log.exception("not enough memory for an update")
            refused = f"The run is paused: {describe_memory_error(error)}."
        if refused:  # what the error kept in memory is free by now
            self._recover()
            self.refused.emit(refused, "")

    def _recover(self) -> None:
        # The trainer may be what broke, so no new snapshot is taken.
        self.loop.state = RunState.PAUSED
        self.publisher.publish_paused()

    def _handle(self, message: object) -> None:
        changed = ""
        if isinstance(message, commands.Change):
            changed = next(iter(message.settings), "")
        refused = ""
        try:
            self._carry_out(message)
        except (ConfigError, DataError, DivergedError) as error:
            refused = str(error)
        except MemoryError as error:
            log.exception("not enough memory for %s", type(message).__name__)
            refused = describe_memory_error(error)
        finally:
            if changed and not refused:
                self.answered.emit(changed)
        if refused:
            # Shown first: a field may hold the value that was refused.
            with suppress(Cancelled):
                self._show()
            self.refused.emit(refused, changed)

    def _carry_out(self, command: object) -> None:
        sessions, loop = self.sessions, self.loop
        match command:
            case commands.Load(recipe, data, substitute_reason, edits):
                sessions.load(recipe, data, substitute_reason)
                run_changes.set_at_start(sessions, edits)
                self.publisher.forget_timing()
                loop.settle()
            case commands.SetPace(updates_per_second):
                loop.set_pace(updates_per_second)
            case commands.RequestFrame():
                loop.request_frame()
            case commands.FrameDrawn():
                loop.frame_drawn()
            case commands.WatchSharpness(watch):
                sessions.watch(watch)
                if sessions.present is not None:
                    self._show()
            case commands.Hold(held):
                loop.hold(held)
            case commands.OpenRun(path, run):
                self._open(path, run)
            case commands.JournalSession(keep):
                self.copier.give_to(keep)
            case commands.Recover(session):
                self._recover_session(session)
            case _ if sessions.present is None:
                pass  # the first run could not be loaded, and its refusal is shown
            case commands.Start(updates):
                loop.start(updates)
            case commands.Pause():
                loop.pause()
            case commands.GoTo(updates):
                self.travel.go_to(updates)
            case commands.Branch(updates, settings, undone):
                self._branch(updates, settings, undone)
            case commands.Cancel():
                self._show()
            case commands.Pin():
                self.pinned.emit(sessions.session.record(keep=True))
            case commands.CollectPath(chosen):
                self.path_collected.emit(sessions.session.path(chosen))
            case commands.CollectStates():
                self.states_collected.emit(sessions.session.states)
            case commands.RecordForComparison():
                self.travel.record_for_comparison()
            case commands.Resume(record, data):
                self.travel.resume(record, data)
            case commands.CopyRun(path, pins, lesson):
                order = sessions.files.order_to_copy(sessions.session, path, pins)
                self.writer.request(order._replace(lesson=lesson))
            case commands.SetNotes(notes):
                sessions.files.set_notes(sessions.session, notes)
                self._show()
            case commands.SaveRun(path, pins, view, embed):
                save = sessions.files.order_to_save
                self.writer.request(save(sessions.session, path, pins, view, embed))
            case RunWritten():
                self._end_writing(command)
            case commands.Step() if sessions.shown is not None:
                # The next update is made already: making it again gives the same.
                self.travel.go_to(sessions.shown + 1)
            case commands.Step():
                loop.step_once()
            case commands.Reset():
                sessions.reset()
                loop.settle(RunState.PAUSED)
            case commands.Change(settings):
                self._change(settings)
            case commands.Edit(parameter, value):
                sessions.record_change(lambda: sessions.trainer.edit(parameter, value))
                self._show()
            case commands.SetParameters(theta, sizes, source):
                changed = run_changes.set_parameters(sessions, theta, sizes)
                self._show()
                self.imported.emit(source, changed)
            case commands.LookAtTest():
                sessions.shown = None
                sessions.trainer.look_at_test()
                self._show()
            case commands.Freeze(parameters, fixed):
                run_changes.freeze(sessions, parameters, fixed)
                self._show()
            case commands.Undo() | commands.Redo():
                previous = sessions.present
                undoes = isinstance(command, commands.Undo)
                (sessions.undo if undoes else sessions.redo)()
                if sessions.present is previous:
                    self._continue()
                else:
                    loop.settle()
            case commands.ReturnToFinite():
                sessions.shown = None
                sessions.trainer.return_to_finite()
                loop.settle(RunState.PAUSED)

    def _end_writing(self, written: RunWritten) -> None:
        order = written.order
        if written.problem:
            raise DataError(written.problem)
        if order.session is None:
            self.copied.emit(order.path)
        else:
            self.sessions.files.note_saved(order)
            self._show()
            self.saved.emit(order.path, order.run.updates)

    def _open(self, path: str, run: RunDocument) -> None:
        self.sessions.open(path, run)
        self.publisher.forget_timing()
        self.loop.settle()
        self.opened.emit(path, run.trainer.updates, run.same_samples)
        self.restored.emit(run.pins, run.view, True)

    def _recover_session(self, session: RecoveredSession) -> None:
        self.sessions.recover(session)
        self.publisher.forget_timing()
        self.loop.settle()
        if session.shown is not None:
            self.travel.go_to(session.shown)
        self.recovered.emit(self.sessions.trainer.updates)
        self.restored.emit(session.pins, session.view, False)

    def _show(self) -> None:
        """Show a change at once, whether the run is running or at rest."""
        if self.loop.state is not RunState.RUNNING and self.sessions.shown is not None:
            self.travel.go_to(self.sessions.shown)
        else:
            self.loop.show_change()

    def _branch(
        self, updates: int, settings: Mapping[str, Any], undone: Sequence[Event]
    ) -> None:
        sessions = self.sessions
        self.travel.go_to(updates)
        # It shows another update if it was cancelled.
        if sessions.shown == updates or sessions.trainer.updates == updates:
            if settings:
                self._change(settings)
            if undone:
                run_changes.take_back(sessions, undone)
            self.loop.start()

    def _change(self, settings: Mapping[str, Any]) -> None:
        if self.sessions.change(settings):
            self.loop.settle()
        else:
            self._continue()

    def _continue(self) -> None:
        """Continue a changed run, unless the change means that it is finished."""
        trainer = self.sessions.trainer
        if trainer.updates >= trainer.iterations and self.sessions.shown is None:
            self.loop.settle()
        else:
            self._show()
