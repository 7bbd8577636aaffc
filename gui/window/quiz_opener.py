"""Predict, then reveal: makes the controllers of `gui.quiz` when they are first needed.

A window in which nobody predicts pays for none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, pyqtSignal

if TYPE_CHECKING:
    from gui.quiz.foresight_controller import ForesightController
    from gui.quiz.quiz_controller import QuizController
    from gui.quiz.sketch_controller import SketchController
    from gui.style.theme import Theme
    from gui.training.status import Status
    from gui.window.main_window import MainWindow

TOLD: Final = {
    "fitDock": ("Z{last}", "A{last}"),
    "functionDock": ("Z{last}", "A{last}"),
    "residualsDock": (
        *("error", "dZ{last}", "mean error", "db{last}", "Z{last}", "A{last}"),
    ),
    "landscapeDock": ("J",),
    "mean_error": ("mean error", "db{last}"),
}
"""The arrays whose numbers a panel or a finding tells: of samples, or of the run. With
a linear output db of the last layer is the mean error."""


class QuizOpener(QObject):
    """Owns what asks for predictions.

    Signals
    -------
    command_requested(Command)
    message(str)
        A sentence for the user.
    created(QWidget)
        Controls that were added to a view.
    failed(str, str)
        An unforeseen exception in a thread: a summary and the traceback.
    """

    command_requested = pyqtSignal(object)
    message = pyqtSignal(str)
    created = pyqtSignal(object)
    failed = pyqtSignal(str, str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._status: Status | None = None
        self._sketch: SketchController | None = None
        self._quiz: QuizController | None = None
        self._foresight: ForesightController | None = None

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        for part in (self._sketch, self._quiz, self._foresight):
            if part is not None:
                part.set_theme(theme)

    def set_status(self, status: Status) -> None:
        """Follow the run that is shown."""
        self._status = status
        for part in (self._sketch, self._quiz, self._foresight):
            if part is not None:
                part.set_status(status)

    @property
    def sketch(self) -> SketchController:
        """What asks for a curve of the loss; made when it is first asked for."""
        if self._sketch is None:
            from gui.quiz.sketch_controller import SketchController  # rarely needed

            window = self._window
            self._sketch = sketch = SketchController(
                window.loss_plot, lambda: window.panels.bring_into_view("loss"), self
            )
            sketch.command_requested.connect(self.command_requested)
            sketch.message.connect(self.message)
            sketch.set_theme(window.theme)
            self.created.emit(sketch.bar)
            if self._status is not None:
                sketch.set_status(self._status)
        return self._sketch

    @property
    def quiz(self) -> QuizController:
        """The quiz of the microscope; made when it is first asked for."""
        if self._quiz is None:
            from gui.quiz.quiz_controller import QuizController  # rarely needed

            window = self._window
            self._quiz = quiz = QuizController(
                window.microscope,
                window.network_view,
                window.loss_plot,
                window.fit_plot,
                self._told_elsewhere,
                self,
            )
            quiz.message.connect(self.message)
            quiz.failed.connect(self.failed)
            window.panels.came_into_view.connect(lambda _: quiz.follow_views())
            quiz.set_theme(window.theme)
            self.created.emit(quiz.bar)
            if self._status is not None:
                quiz.set_status(self._status)
        return self._quiz

    @property
    def foresight(self) -> ForesightController:
        """What asks for rates and units; made when it is first asked for."""
        if self._foresight is None:
            from gui.quiz.foresight_controller import ForesightController  # likewise

            self._foresight = foresight = ForesightController(self._window)
            foresight.message.connect(self.message)
            foresight.failed.connect(self.failed)
            foresight.set_theme(self._window.theme)
            self.created.emit(foresight.dialog)
            if self._status is not None:
                foresight.set_status(self._status)
        return self._foresight

    def _told_elsewhere(self) -> frozenset[str]:
        """Return the arrays whose numbers other parts of the window tell."""
        if self._status is None:
            return frozenset()
        last = len(self._status.snapshot.run.model.network.layers)
        window = self._window
        views = [dock.objectName() for dock in window.docks.panels if dock.in_view]
        views += window.diagnosis.chips.buttons  # by the kinds of their findings
        return frozenset(
            array.format(last=last) for view in views for array in TOLD.get(view, ())
        )

    def shut_down(self) -> None:
        """End the threads and wait for them."""
        for part in (self._quiz, self._foresight):
            if part is not None:
                part.shut_down()
