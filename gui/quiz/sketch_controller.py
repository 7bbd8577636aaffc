"""Asks what the loss will do, lets the run go on, and shows both curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from PyQt6.QtCore import QObject, pyqtSignal

from gui.quiz.sketch import truth_of
from gui.quiz.sketch_bar import SketchBar
from gui.quiz.sketch_layer import SketchLayer
from gui.training.commands import Pause, Start
from gui.training.status import RunState
from shallownet.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.plots.loss_plot import LossPlot
    from gui.quiz.sketch import Points
    from gui.style.theme import Theme
    from gui.training.status import Status
    from shallownet.training.snapshot import Snapshot

UPDATES: Final = 1_000

HOW: Final = (
    "Draw it with the pointer, or by ←\u00a0→\u00a0↑\u00a0↓. Enter predicts, "
    "Esc leaves."
)

REFUSALS: Final = {
    RunState.FINISHED: "All planned updates are made: Run, Run longer (E) plans more. "
    "Then predict.",
    RunState.DIVERGED: "The run has diverged: there is nothing left to predict. B goes "
    "back to the last finite update.",
}
LOOKING_BACK: Final = (
    "What comes next is known at a past update: go back to now (Ctrl+End), then "
    "predict."
)
NO_LOSS: Final = "The loss is 0: a logarithmic curve cannot begin there."


class _Question(NamedTuple):
    """What is asked: from the state of a run to a later update."""

    snapshot: Snapshot
    last: int


class SketchController(QObject):
    """Lets a person draw the loss of the next updates, and compares.

    A question ends as soon as the run is no longer the one that it was asked of.

    Parameters
    ----------
    plot : LossPlot
        Where the curve is drawn.
    open_plot : callable
        Brings the plot into view.
    parent : QObject

    Signals
    -------
    command_requested(Command)
    message(str)
        Why nothing can be predicted, or why a prediction is void.
    drawn(tuple)
        The prediction: points of update and log10 J.
    revealed(tuple, tuple)
        The prediction, and what the run did, as points alike.
    ended()
        The question is over, with an answer or without.
    """

    command_requested = pyqtSignal(object)
    message = pyqtSignal(str)
    drawn = pyqtSignal(object)
    revealed = pyqtSignal(object, object)
    ended = pyqtSignal()

    def __init__(
        self, plot: LossPlot, open_plot: Callable[[], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._open_plot = open_plot
        self._status: Status | None = None
        self._question: _Question | None = None
        self._predicted: Points = ()
        self._wanted: tuple[int, str] | None = None
        self.layer, self.bar = SketchLayer(plot), SketchBar()
        plot.add_above_plot(self.bar)
        self.layer.changed.connect(self._follow_drawing)
        self.layer.drawn.connect(self._begin_run)
        self.layer.left.connect(self.close)
        self.bar.predicted.connect(self.layer.finish)
        self.bar.closed.connect(self.close)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self.layer.set_theme(theme)

    # Asking

    def ask(self, updates: int = UPDATES, question: str = "") -> None:
        """Ask what the loss does in the next updates, or say why that cannot be asked.

        A running run is paused first.

        Parameters
        ----------
        updates : int
            How many; fewer if no more are planned.
        question : str, optional
            What to ask, in place of a sentence with the number of updates.
        """
        if self._status is None:
            return
        self.close()
        if self._status.state is RunState.RUNNING:
            self._wanted = updates, question
            self.command_requested.emit(Pause())
        else:
            self._ask_now(updates, question)

    def _ask_now(self, updates: int, question: str) -> None:
        status = self._status
        assert status is not None
        snapshot = status.snapshot
        refusal = LOOKING_BACK if status.is_past else REFUSALS.get(status.state, "")
        if not refusal and not snapshot.loss > 0.0:
            refusal = NO_LOSS
        if refusal:
            self.message.emit(refusal)
            self.ended.emit()
            return
        first = snapshot.step
        last = first + min(updates, snapshot.iterations - first)
        self._question, self._predicted = _Question(snapshot, last), ()
        self._open_plot()
        count = counted(last - first, "update")
        asked = question or f"What will the loss do in the next {count}?"
        self.bar.ask(asked, HOW)
        self.layer.begin(first, last, snapshot.loss)

    def _follow_drawing(self) -> None:
        sketch = self.layer.sketch
        self.bar.set_ready(sketch is not None and sketch.is_drawn)

    def _begin_run(self, points: Points) -> None:
        question = self._question
        if question is None:
            return
        self._predicted = points
        self.drawn.emit(points)
        self.bar.wait(f"Predicted. The run goes on to update {question.last:,} …")
        self.command_requested.emit(Start(question.last - question.snapshot.step))

    def close(self) -> None:
        """End the question, or close its answer; a run that it started is paused."""
        self._wanted = None
        question, self._question = self._question, None
        if question is not None:
            running = self._status and self._status.state is RunState.RUNNING
            if self._predicted and running:
                self.command_requested.emit(Pause())
            self.ended.emit()
        self.layer.end()
        self.bar.hide()

    # The run

    def set_status(self, status: Status) -> None:
        """Follow the run: reveal what it did, or end a question that is void."""
        self._status = status
        if self._wanted is not None and status.state is not RunState.RUNNING:
            wanted, self._wanted = self._wanted, None
            self._ask_now(*wanted)
        question = self._question
        if question is None:
            return
        snapshot, asked = status.snapshot, question.snapshot
        same = snapshot.run is asked.run and snapshot.events == asked.events
        if not self._predicted:
            same = same and snapshot.step == asked.step
        if not same or snapshot.step < asked.step or status.is_past:
            self.close()
            self.message.emit("The run was changed: the prediction is not scored.")
        elif self._predicted:
            self._follow_run(question, status)

    def _follow_run(self, question: _Question, status: Status) -> None:
        step = status.snapshot.step
        if step >= question.last or status.state in REFUSALS:
            self._reveal(question, status)
        elif status.state is RunState.PAUSED and step > question.snapshot.step:
            self.bar.wait(
                f"Paused at update {step:,}. Start goes on to update {question.last:,}."
            )

    def _reveal(self, question: _Question, status: Status) -> None:
        from shallownet.lessons.answers import judge_sketch  # not before it is needed

        snapshot, first = status.snapshot, question.snapshot.step
        last = min(question.last, snapshot.step)
        losses = snapshot.history_loss[first : last + 1]
        final = float(losses[-1]) if snapshot.step > last else snapshot.loss
        if snapshot.step == last:
            losses = np.append(losses, final)
        truth = truth_of(
            first,
            losses,
            question.snapshot.loss,
            final,
            batches=snapshot.settings.batch_size is not None,
        )
        self._question = None
        self.layer.set_truth(truth)
        text = judge_sketch(self._predicted, truth).reason
        if status.state is RunState.DIVERGED:
            text = f"The run diverged after update {snapshot.step:,}. {text}"
        self.bar.reveal(text)
        self.revealed.emit(self._predicted, truth)
        self.ended.emit()
