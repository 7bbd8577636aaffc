"""The session keeper: journals the session, and brings back one that was cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from gui.training.commands import JournalSession, Recover

if TYPE_CHECKING:
    from pathlib import Path

    from PyQt6.QtWidgets import QWidget

    from gui.documents.document_reader import DocumentReader, LeftJournal
    from gui.documents.journal_thread import JournalThread
    from gui.documents.recovery_bar import RecoveryBar
    from shallownet.documents.journal_reader import RecoveredSession
    from shallownet.documents.manifest import View
    from shallownet.runs.run_record import RunRecord


BEGIN_MS: Final = 700
"""Milliseconds after the first frame: what is done before is not worth a journal."""


class SessionKeeper(QObject):
    """Owns the thread that writes the journal, and the offer to go on.

    Parameters
    ----------
    window : QWidget
    place : Path or None
        The folder of all journals; None journals nothing.

    Signals
    -------
    command_requested(Command)
    bar_created(QWidget)
        The offer, to be shown in the window.
    recipe_chosen(Recipe)
        What a damaged run began with, to begin it anew.
    message(str)
        A sentence for the user.
    warned(str)
        Why the session is not journaled.
    failed(str, str)
        After an unforeseen exception: a summary and the traceback.
    """

    command_requested = pyqtSignal(object)
    bar_created = pyqtSignal(object)
    recipe_chosen = pyqtSignal(object)
    message = pyqtSignal(str)
    warned = pyqtSignal(str)
    failed = pyqtSignal(str, str)

    def __init__(self, window: QWidget, place: Path | None) -> None:
        super().__init__(window)
        self._place = place
        self._journal: JournalThread | None = None
        self._reader: DocumentReader | None = None
        self._left: list[LeftJournal] = []
        self._view: View = {}
        self._recovered: RecoveredSession | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.begin)
        self.bar: RecoveryBar | None = None

    # The journal of this session

    def begin_later(self) -> None:
        """Begin once the start is over: it needs nothing of this."""
        self._later.start(BEGIN_MS)

    def begin(self) -> None:
        """Journal the session from now on, and look for one that was cut off."""
        if self._place is None or self._journal is not None:
            return
        from gui.documents.document_reader import FindJournals
        from gui.documents.journal_thread import JournalThread

        self._journal = JournalThread(self._place, self)
        self._journal.problem.connect(self.warned)
        self._journal.failed.connect(self.failed)
        self._journal.start()
        self.command_requested.emit(JournalSession(self._journal.post))
        self._request(FindJournals(self._place))

    def set_pins(self, pins: tuple[RunRecord, ...]) -> None:
        """Journal these pinned runs."""
        if self._journal is not None:
            from gui.documents.journal_thread import KeepPins

            self._journal.post(KeepPins(pins))

    def set_view(self, view: View) -> None:
        """Journal what is visible."""
        if self._journal is not None and view != self._view:
            from gui.documents.journal_thread import KeepView

            self._view = view
            self._journal.post(KeepView(view))

    def shut_down(self, *, keep: bool) -> None:
        """End the threads; remove the journal unless it is to be offered again."""
        self._later.stop()
        if self._reader is not None:
            self._reader.leave()
        if self._journal is not None:
            from gui.documents.journal_thread import Finish

            self._journal.post(Finish(keep))
            self._journal.shut_down()
        self._left = []  # which lets other programs offer them

    # Sessions that were cut off

    def _request(self, message: object) -> None:
        from gui.documents.document_reader import DocumentReader

        self._end_reader()
        self._reader = reader = DocumentReader(self)
        reader.found.connect(self._offer)
        reader.read.connect(self._recover)
        reader.refused.connect(self._refuse)
        reader.damaged.connect(self._refuse)
        reader.failed.connect(self.failed)
        reader.failed.connect(lambda: self._refuse("it could not be read"))
        reader.start()
        reader.post(message)

    def _end_reader(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.leave()

    def _offer(self, left: list[LeftJournal]) -> None:
        """Offer the newest of these sessions."""
        self._end_reader()
        self._left = left
        if not left:
            if self.bar is not None:
                self.bar.hide()
            return
        bar, newest = self._the_bar(), left[0]
        if newest.summary is None:
            bar.tell(newest.problem)
        else:
            bar.offer(newest.summary)

    def _the_bar(self) -> RecoveryBar:
        if self.bar is None:
            from gui.documents.recovery_bar import RecoveryBar

            self.bar = bar = RecoveryBar()
            self.bar_created.emit(bar)
            bar.accepted.connect(self._read)
            bar.discarded.connect(self._discard)
            bar.postponed.connect(lambda: self._offer([]))
        return self.bar

    def _read(self) -> None:
        from gui.documents.document_reader import ReadJournal

        self._the_bar().set_busy(True)
        self._request(ReadJournal(self._left[0].folder.path))

    def _discard(self) -> None:
        self._left[0].folder.remove()
        self._offer(self._left[1:])

    def _refuse(self, problem: str, recipe: object = None) -> None:
        self._end_reader()
        if recipe is not None:
            self.recipe_chosen.emit(recipe)
            problem += "; its settings are read, and it begins anew"
        self._the_bar().tell(problem)

    def _recover(self, session: RecoveredSession) -> None:
        self._recovered = session
        self.command_requested.emit(Recover(session))

    def show_recovered(self, updates: int) -> None:
        """Say that a session is brought back; its journal is this one's now."""
        session, self._recovered = self._recovered, None
        if session is None or self._journal is None:
            return
        from gui.documents.journal_thread import RemoveOther

        self._journal.post(RemoveOther(self._left[0].folder))
        self._offer(self._left[1:])
        self.message.emit(
            f"You are where you were, at update {updates:,}. {session.problem}".strip()
        )
