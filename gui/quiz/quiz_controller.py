"""The quiz of the microscope: covers a number, judges an answer, keeps the score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PyQt6.QtCore import QObject, pyqtSignal

from gui.analysis.analysis_threads import AnalysisThreads
from gui.graph.cover import Cover
from gui.graph.hover_target import Unit
from gui.microscope.equation_rows import shown_samples
from gui.quiz.quiz_bar import QuizBar
from gui.quiz.tasks import AskQuestion
from gui.training.status import RunState
from shallownet.analysis.quiz import Phase, Score
from shallownet.wording import capital

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.analysis.tasks import AnalysisTask
    from gui.graph.network_view import NetworkView
    from gui.microscope.controller import MicroscopeController
    from gui.plots.fit_plot import FitPlot
    from gui.plots.loss_plot import LossPlot
    from gui.style.theme import Theme
    from gui.training.status import Status
    from shallownet.analysis.quiz import Place, Question, Verdict

TOLD: Final = frozenset({"J", "mean error"})
"""What the readout of the loss plot tells."""

ASKED: Final = 4
"""Samples that are asked about: the first ones, whose columns are in view."""

COVERED: Final = "Covered: the quiz asks for it."
NOTHING: Final = (
    "There is nothing to ask in this phase: every number of it is 0, frozen, visible "
    "elsewhere, or part of the mistake that the run is trained with."
)


class QuizController(QObject):
    """Asks for a number of the phase that is shown.

    Leaving the phase ends a question, by any way: nothing is blocked.

    Parameters
    ----------
    microscope : MicroscopeController
    view : NetworkView
    loss_plot : LossPlot
    fit_plot : FitPlot
    besides : callable
        Returns the arrays that other views tell now, and that are so not asked for.
    parent : QObject

    Signals
    -------
    message(str)
    created(QWidget)
        The controls were added to the microscope.
    failed(str, str)
        An unforeseen exception in the thread: a summary and the traceback.
    """

    message = pyqtSignal(str)
    created = pyqtSignal(object)
    failed = pyqtSignal(str, str)

    def __init__(
        self,
        microscope: MicroscopeController,
        view: NetworkView,
        loss_plot: LossPlot,
        fit_plot: FitPlot,
        besides: Callable[[], frozenset[str]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._microscope, self._view = microscope, view
        self._loss_plot, self._fit_plot = loss_plot, fit_plot
        self._besides = besides
        self._status: Status | None = None
        self._question: Question | None = None
        self._task: AskQuestion | None = None
        self._seed = 0
        self.score = Score()
        self._threads = threads = AnalysisThreads(self)
        threads.found.connect(self._begin)
        threads.cancelled.connect(lambda _: self._forget())
        threads.failed.connect(self.failed)
        self.bar = bar = QuizBar()
        panel = microscope.open()
        panel.update_tab.add_above_equations(bar)
        panel.tabs.currentChanged.connect(self._follow_tab)
        microscope.phases.changed.connect(self._follow_phase)
        bar.answered.connect(self._judge)
        bar.given_up.connect(lambda: self._reveal(None))
        bar.next_requested.connect(self._ask_next)
        bar.closed.connect(self.close)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self.bar.set_theme(theme)

    def set_status(self, status: Status) -> None:
        """Note the state that is asked about."""
        self._status = status

    # Asking

    def ask(self) -> None:
        """Ask about the phase that is shown; by default about the last one first."""
        status, phases = self._status, self._microscope.phases
        if status is None or status.state is not RunState.PAUSED:
            return
        panel = self._microscope.open()
        panel.tabs.setCurrentWidget(panel.update_tab)
        self._request(phases.phase or self.score.first_phase)

    def _ask_next(self) -> None:
        phase = self._microscope.phases.phase or self.score.first_phase
        self._request(self.score.phase_after(phase))

    def _request(self, phase: Phase) -> None:
        """Have a number chosen, and show its phase meanwhile."""
        status = self._status
        assert status is not None
        self._uncover()
        phases = self._microscope.phases
        if phases.phase is not phase:
            phases.show(phase)
        samples = shown_samples(status.snapshot, self._microscope.modes.sample)[:ASKED]
        self._seed += 1
        self._task = AskQuestion(
            status.snapshot, phase, samples, self._seed, self._besides()
        )
        self._threads.start_task(self._task)

    def _forget(self) -> None:
        self._task = None

    def _begin(self, task: AnalysisTask, question: Any) -> None:
        """Ask a question that was found, if it is still wanted."""
        if task is not self._task:
            return
        self._task = None
        if question is None:
            self.message.emit(NOTHING)
            self.close()
            return
        self._question = question
        if question.place.parameter is not None:
            self._microscope.select(question.place.parameter)
        self.bar.ask(question, self.score.text)
        self._cover(question.place)

    # Answers

    def _judge(self, text: str) -> None:
        question = self._question
        if question is not None:
            try:
                verdict = question.judge(text)
            except ValueError as error:
                self.bar.show_problem(f"{capital(str(error))}.")
            else:
                self._reveal(verdict)

    def _reveal(self, verdict: Verdict | None) -> None:
        question = self._question
        if question is None:
            return
        right = verdict is not None and verdict.kind == "right"
        self.score.add(question.place.phase, right)
        self._uncover()
        self.bar.reveal(question, verdict, self.score.text)

    # Leaving

    def close(self) -> None:
        """End the quiz; the score is kept."""
        self._task = None
        self._uncover()
        if self.bar.isVisibleTo(self.bar.parentWidget()):
            had_focus = self.bar.isAncestorOf(self.bar.focusWidget() or self.bar)
            self.bar.hide()
            if had_focus:
                self._view.setFocus()

    def _follow_phase(self) -> None:
        phase, question = self._microscope.phases.phase, self._question
        asked = question.place.phase if question is not None else None
        if self._task is not None:
            asked = self._task.phase
        if phase is None or (asked is not None and phase is not asked):
            self.close()

    def _follow_tab(self) -> None:
        """End the question where another tab would tell its number."""
        panel = self._microscope.panel
        if panel is not None and panel.tabs.currentWidget() not in (
            panel.update_tab,
            panel.weight_tab,
        ):
            self.close()

    def follow_views(self) -> None:
        """End the question if a view that came to sight tells its number."""
        question = self._question
        if question is not None and question.place.array in self._besides():
            self.close()

    def shut_down(self) -> None:
        """End the thread and wait for it."""
        self._threads.shut_down()

    # Covering

    def _cover(self, place: Place) -> None:
        covers_gradient = place.array[0] == "d"
        unit = None
        if place.sample is not None and place.layer:
            unit = Unit(place.layer, place.row)
        elif place.array.startswith("db"):  # the mean of dZ, which units show
            unit = Unit(place.layer, place.row)
        self._set_cover(Cover(place.parameter, unit, covers_gradient), place)
        # With a linear output, db of the last layer is the mean error.
        told = place.array in TOLD or place.array == f"db{self._layers}"
        self._loss_plot.set_covered(COVERED if told else "")
        self._fit_plot.covered = place.sample

    @property
    def _layers(self) -> int:
        assert self._status is not None
        return len(self._status.snapshot.run.model.network.layers)

    def _uncover(self) -> None:
        if self._question is not None:
            self._question = None
            self._set_cover(Cover(), None)
            self._loss_plot.set_covered("")
            self._fit_plot.covered = None

    def _set_cover(self, cover: Cover, place: Place | None) -> None:
        microscope, panel = self._microscope, self._microscope.panel
        microscope.modes.cover = cover
        self._view.set_cover(cover)
        if panel is not None:
            panel.update_tab.set_covered(place)
            panel.weight_tab.set_covered(place)
        microscope.redraw()
