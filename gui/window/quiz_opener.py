"""Predict, then reveal: makes the controllers of `gui.quiz` when they are first needed.

A window in which nobody predicts pays for none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

if TYPE_CHECKING:
    from gui.quiz.sketch_controller import SketchController
    from gui.style.theme import Theme
    from gui.training.status import Status
    from gui.window.main_window import MainWindow


class QuizOpener(QObject):
    """Owns what asks for predictions.

    Signals
    -------
    command_requested(Command)
    message(str)
        A sentence for the user.
    created(QWidget)
        Controls that were added to a view.
    """

    command_requested = pyqtSignal(object)
    message = pyqtSignal(str)
    created = pyqtSignal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._status: Status | None = None
        self._sketch: SketchController | None = None

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        if self._sketch is not None:
            self._sketch.set_theme(theme)

    def set_status(self, status: Status) -> None:
        """Follow the run that is shown."""
        self._status = status
        if self._sketch is not None:
            self._sketch.set_status(status)

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
