"""The tour: follows what the window shows, and goes on when a task is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QObject, QTimer, pyqtSignal

from gui.tour.highlight import Highlight
from gui.tour.place import place_beside
from gui.tour.progress import FINISHED
from gui.tour.steps import ENDED, STEPS, Seen, is_over
from gui.tour.tour_card import TourCard

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PyQt6.QtWidgets import QWidget

    from gui.style.theme import Theme
    from gui.tour.progress import TourProgress
    from gui.tour.steps import Task
    from gui.training.status import Status
    from shallownet.analysis.equations import Phase

    Targets = Mapping[str, Callable[[], QWidget | None]]

TICK_MS: Final = 900
"""How long the ticks of a step that is done stay to be seen."""


class TourController(QObject):
    """Takes a person through the steps, at the real window.

    Parameters
    ----------
    window : QWidget
        What card and frame lie over.
    progress : TourProgress
    targets : mapping of str to callable
        Gives the control of a name, or None where there is none at the moment.

    Signals
    -------
    ended()
        The tour was left, or is over.
    """

    ended = pyqtSignal()

    def __init__(
        self, window: QWidget, progress: TourProgress, targets: Targets
    ) -> None:
        super().__init__(window)
        self._window, self._progress, self._targets = window, progress, targets
        self.card = TourCard(window)
        self.highlight = Highlight(window)
        self.card.left.connect(self.leave)
        self.card.skipped.connect(self._go_on)
        self.highlight.moved.connect(self._place)
        self._seen: Seen | None = None
        self._done = 0
        self._shown: tuple[int, int, bool] | None = None
        self._ticking = QTimer(self)
        self._ticking.setSingleShot(True)
        self._ticking.setInterval(TICK_MS)
        self._ticking.timeout.connect(self._go_on)
        self.card.hide()

    @property
    def is_on(self) -> bool:
        """Whether the tour is being taken."""
        return not self.card.isHidden()

    def set_theme(self, theme: Theme) -> None:
        """Set the colours, and the size of letters."""
        self.highlight.set_theme(theme)
        self.card.set_theme(theme)
        self._place()

    def begin(self, status: Status, phase: Phase | None) -> None:
        """Go on where the tour was left, or begin anew after its end."""
        if self._progress.is_finished:
            self._progress.step = 0
        self._progress.offered = True
        self._seen, self._done = Seen(status, status, phase=phase), 0
        self.card.show()
        self._window.installEventFilter(self)
        self._see(self._seen)

    def leave(self) -> None:
        """Close the card; the progress stays."""
        self._ticking.stop()
        self._shown = None
        self._window.removeEventFilter(self)
        self.highlight.set_target(None)
        self.ended.emit()  # while the card still has the focus, if it had
        self.card.hide()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Keep the card in the window, also where there is no control to follow."""
        if event is not None and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    # What the window shows

    def set_status(self, status: Status) -> None:
        """Follow the status that is shown."""
        if self._seen is not None:
            self._see(self._seen._replace(before=self._seen.now, now=status))

    def set_phase(self, phase: Phase | None) -> None:
        """Follow the phase that is shown of the next update."""
        if self._seen is not None:
            self._see(self._seen._replace(before=self._seen.now, phase=phase))

    def set_pointed(self, target: object) -> None:
        """Follow which parameter of the graph the pointer, or the editor, is on."""
        if self._seen is not None and isinstance(target, int):
            self._see(self._seen._replace(before=self._seen.now, pointed=True))

    def look_again(self) -> None:
        """Frame the control anew: another may be there to do the same."""
        if self._seen is not None and self.is_on:
            self._show()

    # Steps and tasks

    def _see(self, seen: Seen) -> None:
        """Tick what is done now; after the last task of a step go on to the next."""
        self._seen = seen
        if not self.is_on or self._progress.is_finished:
            return
        tasks = STEPS[self._progress.step].tasks
        if self._done < len(tasks) and tasks[self._done].is_done(seen):
            self._done += 1
            self._seen = Seen(seen.now, seen.now, phase=seen.phase)
            if self._done == len(tasks):
                self._ticking.start()
        self._show()

    def _go_on(self) -> None:
        """Begin the next step."""
        self._ticking.stop()
        self._progress.step = min(self._progress.step + 1, FINISHED)
        self._done = 0
        self._show()
        if self._seen is not None:  # the first task may be done already
            self._see(Seen(self._seen.now, self._seen.now, phase=self._seen.phase))

    # Showing

    def _show(self) -> None:
        """Show the step, and frame the control of what is to be done now."""
        step, done = self._progress.step, self._done
        tasks, target = [], None
        if not self._progress.is_finished:
            tasks = list(STEPS[step].tasks)
            task = tasks[done] if done < len(tasks) else None
            if task is not None and self._needs_detour(task):
                task = ENDED
                tasks.insert(done, ENDED)
            target = None if task is None else self._targets[task.target]()
        shown = step, done, ENDED in tasks
        if shown != self._shown:  # a run tells what it does 27 times a second
            self._shown = shown
            if tasks:
                self.card.show_step(step, tasks, done)
            else:
                self.card.show_end()
            self._place()
        self.highlight.set_target(target)

    def _needs_detour(self, task: Task) -> bool:
        """Return whether the run has ended, and the task takes one that can go on."""
        return task.needs_run and self._seen is not None and is_over(self._seen.now)

    def _place(self) -> None:
        """Put the card beside the control."""
        if not self.is_on:
            return
        area, bounds = self.highlight.area, self._window.rect()
        # Between two tasks it stays where it is.
        if area is not None or not bounds.contains(self.card.geometry()):
            self.card.move(place_beside(self.card.size(), area, bounds))
        self.card.raise_()
