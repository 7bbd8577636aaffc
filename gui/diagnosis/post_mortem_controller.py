"""A run that diverged: when its post-mortem is asked for, shown and acted on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QApplication

from gui.analysis.tasks import ExamineDivergence
from gui.training.commands import Branch, GoTo
from gui.training.status import RunState

if TYPE_CHECKING:
    from gui.diagnosis.post_mortem_view import PostMortemView
    from gui.training.status import Status
    from shallownet.analysis.post_mortem import PostMortem, Remedy
    from shallownet.training.reports import Divergence
    from shallownet.training.snapshot import Run


class PostMortemController(QObject):
    """Keeps the last divergence, and what is known of it.

    The panel is shown where the run has come to its end, until a person closes it. It
    goes when another run is shown or the last update is taken back, and while the past
    is looked back at, unless it is asked for there.

    Signals
    -------
    wanted(Command)
        Something is to be done to the run.
    recipe_chosen(Recipe)
        A run is to be begun, and started.
    opened(QWidget)
        The panel was made, and is to be put over the panes.
    made(QWidget)
        Buttons were made in it.
    asked(Examine)
        A post-mortem is wanted.
    given_up()
        It is not wanted any more.
    focus_left()
        The panel went with the focus in it.
    """

    command_requested = pyqtSignal(object)
    recipe_chosen = pyqtSignal(object)
    opened = pyqtSignal(object)
    made = pyqtSignal(object)
    asked = pyqtSignal(object)
    given_up = pyqtSignal()
    focus_left = pyqtSignal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.view: PostMortemView | None = None
        self._status: Status | None = None
        self._of: tuple[Run, Divergence] | None = None
        self._end: Status | None = None  # with the states that led there
        self._result: PostMortem | None = None
        self._task: ExamineDivergence | None = None  # under way
        self._failed = False  # until a person asks again
        self._closed = False  # by a person, at the end of the run
        self._open_back = False  # asked for while looking back

    @property
    def is_open(self) -> bool:
        """Whether the panel is shown."""
        return self.view is not None and not self.view.isHidden()

    @property
    def possible(self) -> bool:
        """Whether the run that is shown has diverged, now or later than shown."""
        return self._at_end or self._back

    @property
    def _at_end(self) -> bool:
        status = self._status
        return (
            status is not None
            and status.state is RunState.DIVERGED
            and status.snapshot.divergence is not None
        )

    @property
    def _back(self) -> bool:
        status, of = self._status, self._of
        return (
            status is not None
            and of is not None
            and status.is_past
            and status.snapshot.run is of[0]
            and status.made == of[1].step
        )

    def set_status(self, status: Status) -> None:
        """Take in the newest state of the run."""
        self._status = status
        divergence = status.snapshot.divergence
        if self._at_end and divergence is not None:
            of = self._of
            if (
                of is None
                or of[0] is not status.snapshot.run
                or of[1] is not divergence
            ):
                # Judged anew after a change at the very end, it is still the same end.
                same = (
                    of is not None
                    and of[0] is status.snapshot.run
                    and of[1].step == divergence.step
                )
                closed = self._closed and same
                self._begin(status.snapshot.run, divergence)
                self._closed = closed
            self._open_back = False
            if status.before is not None:
                self._end = status
        elif self._of is not None and not self._back:
            if status.snapshot.run is self._of[0]:
                self._forget()  # the update that broke it was taken back
        self._show()

    def toggle(self) -> None:
        """Open the panel, or close it."""
        self._set_open(not self.is_open)

    def _set_open(self, wanted: bool) -> None:
        self._failed = False
        if self._at_end:
            self._closed = not wanted
        elif self._back:
            self._open_back = wanted
        self._show()

    def _forget(self) -> None:
        self._leave()
        self._of = self._end = self._result = None
        self._closed = self._failed = False

    def _begin(self, run: Run, divergence: Divergence) -> None:
        self._forget()
        self._of = run, divergence
        if self.view is None:
            # Only now: few runs diverge.
            from gui.diagnosis.post_mortem_view import PostMortemView

            self.view = view = PostMortemView()
            view.go_to.connect(lambda update: self.command_requested.emit(GoTo(update)))
            view.remedy_chosen.connect(self._apply)
            view.closed.connect(lambda: self._set_open(False))
            self.opened.emit(view)
            self.made.emit(view)
        self.view.set_waiting(divergence)

    def _show(self) -> None:
        shown = (self._at_end and not self._closed) or (self._back and self._open_back)
        if self.view is not None and self.is_open is not shown:
            focused = QApplication.focusWidget()
            inside = focused is not None and self.view.isAncestorOf(focused)
            if inside and not shown:
                self.focus_left.emit()  # else Qt would choose who gets it
            self.view.setVisible(shown)
        if shown:
            self._examine()
        elif not self._back:
            self._leave()

    def _examine(self) -> None:
        """Ask for the post-mortem, once the states for it are there."""
        end = self._end
        known = self._task is not None or self._result is not None
        if end is None or known or self._failed:
            return
        assert self.view is not None and self._of is not None
        self.view.set_waiting(self._of[1])
        self._task = ExamineDivergence(end.snapshot, end.before or {})
        self.asked.emit(self._task)

    def _leave(self) -> None:
        """Let what is under way go; it can be asked for again."""
        if self._task is not None:
            self._task = None
            self.given_up.emit()

    def set_result(self, task: ExamineDivergence, result: PostMortem) -> None:
        """Show what was found."""
        if task is self._task and self.view is not None:
            self._task, self._result = None, result
            self.view.set_result(result)
            self.made.emit(self.view)

    def set_given_up(self, task: ExamineDivergence) -> None:
        """Say that nothing will be found."""
        if task is self._task and self.view is not None:
            self._task, self._failed = None, True
            self.view.set_unknown()

    def _apply(self, remedy: Remedy) -> None:
        """Begin a run with a remedy, or a branch, and start it; both can be undone."""
        if self._end is None or self._result is None:
            return
        changes = dict(remedy.changes)
        if remedy.step:
            self.command_requested.emit(Branch(remedy.step, changes))
        else:
            # What was changed after it broke is no part of it.
            begun = replace(self._end.recipe, config=self._result.settings)
            self.recipe_chosen.emit(begun.changed(**changes))
