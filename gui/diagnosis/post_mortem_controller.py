"""The controller of the post-mortem: requests it for a diverged run and shows it."""

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
    """Owns the post-mortem of the last diverged run, and its panel.

    The panel is open at the end of a diverged run until the user closes it. It is
    hidden when another run is shown, when the last update is undone, and in the past of
    the run unless the user opens it there.

    Signals
    -------
    command_requested(Command)
        A command for the training thread.
    recipe_chosen(Recipe)
        A run to begin and start.
    panel_created(QWidget)
        The panel, created when it is first needed, is to be put over the panes.
    buttons_created(QWidget)
        New buttons are in this widget.
    task_requested(ExamineDivergence)
        A task for the analysis thread.
    cancel_requested()
        The requested task is no longer needed.
    focus_released()
        The panel had the keyboard focus and is about to be hidden.
    """

    command_requested = pyqtSignal(object)
    recipe_chosen = pyqtSignal(object)
    panel_created = pyqtSignal(object)
    buttons_created = pyqtSignal(object)
    task_requested = pyqtSignal(object)
    cancel_requested = pyqtSignal()
    focus_released = pyqtSignal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.view: PostMortemView | None = None
        self._at_end = self._in_past = False  # which part of its run is shown
        self._run: Run | None = None  # the diverged run
        self._divergence: Divergence | None = None
        self._end: Status | None = None  # its last status, with the states before
        self._task: ExamineDivergence | None = None  # pending
        self._result: PostMortem | None = None
        self._failed = False  # until the user opens or closes the panel
        self._closed_at_end = False
        self._open_in_past = False

    @property
    def is_open(self) -> bool:
        """Whether the panel is shown."""
        return self.view is not None and not self.view.isHidden()

    @property
    def is_available(self) -> bool:
        """Whether the run that is shown has diverged, even if at a later update."""
        return self._at_end or self._in_past

    def set_status(self, status: Status) -> None:
        """Follow the newest status of the run."""
        run, divergence = status.snapshot.run, status.snapshot.divergence
        self._at_end = False
        if status.state is RunState.DIVERGED and divergence is not None:
            self._at_end = True
            if self._run is not run or self._divergence is not divergence:
                self._set_divergence(run, divergence)
            self._open_in_past = False
            if status.prior_states is not None:
                self._end = status
        self._in_past = (
            self._divergence is not None
            and self._run is run
            and status.is_past
            and status.made == self._divergence.step
        )
        if self._run is run and not self.is_available:
            self._reset()  # the update that diverged was undone
        self._update_view()

    def _set_divergence(self, run: Run, divergence: Divergence) -> None:
        # A change of the settings at the end evaluates the same update again.
        old = self._divergence if self._run is run else None
        same_update = old is not None and old.step == divergence.step
        closed = self._closed_at_end and same_update
        self._reset()
        self._run, self._divergence = run, divergence
        self._closed_at_end = closed
        if self.view is None:
            # Few runs need it.
            from gui.diagnosis.post_mortem_view import PostMortemView

            self.view = view = PostMortemView()
            view.go_to_requested.connect(
                lambda update: self.command_requested.emit(GoTo(update))
            )
            view.remedy_chosen.connect(self._apply)
            view.closed.connect(lambda: self._set_open(False))
            self.panel_created.emit(view)
            self.buttons_created.emit(view)
        self.view.set_waiting(divergence)

    def toggle(self) -> None:
        """Open or close the panel."""
        self._set_open(not self.is_open)

    def _set_open(self, is_open: bool) -> None:
        self._failed = False
        if self._at_end:
            self._closed_at_end = not is_open
        elif self._in_past:
            self._open_in_past = is_open
        self._update_view()

    def _reset(self) -> None:
        self._cancel()
        self._run = self._divergence = self._end = self._result = None
        self._closed_at_end = self._failed = False

    def _update_view(self) -> None:
        """Show or hide the panel, and request or cancel the post-mortem."""
        is_open = (self._at_end and not self._closed_at_end) or (
            self._in_past and self._open_in_past
        )
        if self.view is not None and self.is_open is not is_open:
            focused = QApplication.focusWidget()
            has_focus = focused is not None and self.view.isAncestorOf(focused)
            if has_focus and not is_open:
                self.focus_released.emit()  # else Qt would choose the next widget
            self.view.setVisible(is_open)
        if is_open:
            self._request()
        elif not self._in_past:
            self._cancel()

    def _request(self) -> None:
        """Request the post-mortem once, when the states before are there."""
        known = self._task is not None or self._result is not None
        if self._end is None or known or self._failed:
            return
        assert self.view is not None and self._divergence is not None
        self.view.set_waiting(self._divergence)
        self._task = ExamineDivergence(self._end.snapshot, self._end.prior_states or {})
        self.task_requested.emit(self._task)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task = None
            self.cancel_requested.emit()

    def set_result(self, task: ExamineDivergence, result: PostMortem) -> None:
        """Show the result of the pending task; that of an older one is ignored."""
        if task is self._task and self.view is not None:
            self._task, self._result = None, result
            self.view.set_result(result)
            self.buttons_created.emit(self.view)

    def set_failed(self, task: ExamineDivergence) -> None:
        """Say that the pending task has no result; an older one is ignored."""
        if task is self._task and self.view is not None:
            self._task, self._failed = None, True
            self.view.set_failed()

    def _apply(self, remedy: Remedy) -> None:
        """Start a branch, or a new run, with a remedy; both can be undone."""
        if self._end is None or self._result is None:
            return
        changes = dict(remedy.changes)
        if remedy.step or remedy.undone:
            branch = Branch(remedy.step, changes, remedy.undone)
            self.command_requested.emit(branch)
        else:
            # Without what was changed after it had diverged.
            recipe = replace(self._end.recipe, config=self._result.settings)
            self.recipe_chosen.emit(recipe.changed(**changes))
