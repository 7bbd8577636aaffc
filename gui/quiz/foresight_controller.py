"""Which of two rates diverges, which unit dies first: asked, computed, revealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PyQt6.QtCore import QObject, pyqtSignal

from gui.analysis.analysis_threads import AnalysisThreads
from gui.analysis.tasks import MeasureSharpness
from gui.quiz.fate_plot import FAINT, FateCurve
from gui.quiz.foresight_dialog import ForesightDialog
from gui.quiz.tasks import ForeseeUnits, TryRates
from gui.training.status import RunState
from shallownet.foresight import rates
from shallownet.foresight.unit_fates import UPDATES, has_mortal_units, name_of
from shallownet.wording import counted, figure, joined

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from gui.analysis.tasks import AnalysisTask
    from gui.style.theme import Theme
    from gui.training.status import Status
    from shallownet.foresight.rates import RatePair, RateTrial
    from shallownet.foresight.unit_fates import UnitFates, UnitName
    from shallownet.training.snapshot import Snapshot

ANSWERS: Final[tuple[rates.Answer, ...]] = ("first", "second", "both", "none")
NO_LIMIT: Final = (
    "There is no limit such as 2/λmax here: Adam and RMSProp scale the step of each "
    "parameter, or the loss curves upwards nowhere. Choose gradient descent."
)
NO_UNITS: Final = (
    "No hidden unit here can die: only those of sigmoid, tanh and ReLU stop answering."
)
DIVERGED: Final = "The run has diverged. B goes back to the last finite update."


class ForesightController(QObject):
    """Asks what a run is about to do, at the state that is shown.

    Parameters
    ----------
    window : QWidget
        The parent of the dialog.

    Signals
    -------
    message(str)
    failed(str, str)
        An unforeseen exception in the thread: a summary and the traceback.
    """

    message = pyqtSignal(str)
    failed = pyqtSignal(str, str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._status: Status | None = None
        self._task: AnalysisTask | None = None
        self._pair: RatePair | None = None
        self._fates: UnitFates | None = None
        self._snapshot: Snapshot | None = None
        self._predicted = 0
        self._right = self._asked = self._seed = 0
        self._threads = threads = AnalysisThreads(self)
        threads.found.connect(self._on_found)
        threads.progressed.connect(self._on_progressed)
        threads.cancelled.connect(self._on_cancelled)
        threads.failed.connect(self.failed)
        self.dialog = dialog = ForesightDialog(window)
        dialog.predicted.connect(self._on_predicted)
        dialog.cancelled.connect(self._cancel)

    def set_theme(self, theme: Theme) -> None:
        """Set the colours."""
        self.dialog.set_theme(theme)

    def set_status(self, status: Status) -> None:
        """Note the state that is shown."""
        self._status = status

    # Asking

    def ask_rates(self) -> None:
        """Ask which of two learning rates diverges from this state on."""
        snapshot = self._begin()
        if snapshot is not None:
            self.dialog.work("Measuring λmax, the sharpness at this state …")
            self._start(MeasureSharpness(snapshot))

    def ask_units(self) -> None:
        """Ask which unit dies first, if one does."""
        snapshot = self._begin()
        if snapshot is None:
            return
        if not has_mortal_units(snapshot):
            self.dialog.say(NO_UNITS)
        elif snapshot.iterations <= snapshot.step:
            self.dialog.say("All planned updates are made: E plans more.")
        else:
            self.dialog.work("Looking ahead with a copy of the run …")
            self._start(ForeseeUnits(snapshot))

    def _begin(self) -> Snapshot | None:
        """Return the state to ask about, or say why there is none."""
        status = self._status
        if status is None:
            return None
        self._cancel()
        self._pair = self._fates = None
        if status.state is RunState.DIVERGED:
            self.dialog.say(DIVERGED)
            return None
        self._snapshot = status.snapshot
        return status.snapshot

    def _start(self, task: AnalysisTask) -> None:
        self._task = task
        self._threads.start_task(task)

    def _pose_rates(self, sharpness: float) -> None:
        assert self._snapshot is not None
        self._seed += 1
        pair = self._pair = rates.rate_pair(self._snapshot, sharpness, self._seed)
        if pair is None:
            self.dialog.say(NO_LIMIT)
            return
        first, second = (figure(rate) for rate in pair.rates)
        self.dialog.ask(
            f"From update {self._snapshot.step:,} on, with a constant learning rate: "
            f"which of two rates diverges within {rates.UPDATES} updates? That is, its "
            f"loss grows to {figure(rates.GROWTH)} times that of now, or beyond every "
            f"number. λmax is {figure(sharpness)} here.",
            (f"η = {first}", f"η = {second}", "both", "neither"),
        )

    def _pose_units(self, fates: UnitFates) -> None:
        assert self._snapshot is not None
        self._fates = fates
        made = counted(int(fates.updates[-1] - fates.updates[0]), "update")
        if not fates.alive:
            self.dialog.say("Every hidden unit is saturated already: none is left.")
        elif not fates.first:
            self.dialog.say(
                f"No unit dies in the next {made}: there is nothing to predict. A "
                "larger learning rate, or inputs of a larger size, would change that."
            )
        else:
            self.dialog.ask(
                "As the run goes on, which of these units is the first to be "
                "saturated, or dead, on 99 % of the samples? One of them is within "
                f"{counted(UPDATES, 'update')}.",
                [self._name(unit) for unit in fates.alive],
            )

    def _name(self, unit: UnitName) -> str:
        assert self._snapshot is not None
        layers = len(self._snapshot.run.model.network.layers) - 1
        return name_of(unit, layers)

    # Answers

    def _on_predicted(self, answer: int) -> None:
        self._predicted = answer
        if self._pair is not None and self._snapshot is not None:
            self.dialog.work("Going on with a copy of the run, once with each rate …")
            self._start(TryRates(self._snapshot, self._pair))
        elif self._fates is not None:
            self._reveal_units(self._fates)

    def _score(self, right: bool) -> str:
        self._asked += 1
        self._right += right
        mark = "✓ Right." if right else "✗ Not so."
        return f"{mark} ({self._right} of {self._asked} right in this session.) "

    def _reveal_rates(self, trial: RateTrial) -> None:
        right = ANSWERS[self._predicted] == trial.answer
        curves = [
            FateCurve(np.arange(len(losses), dtype=np.float64), losses, role, dashed)
            for losses, role, dashed in zip(
                trial.losses, ("loss", "error"), (False, True), strict=True
            )
        ]
        limit = f"2/λmax is {figure(trial.pair.limit)} here. "
        if self._snapshot is not None:
            optimizer = self._snapshot.settings.optimizer
            if optimizer != "gradient_descent":
                limit = f"The limit of {optimizer} is {figure(trial.pair.limit)} here. "
        first, second = (f"η = {figure(rate)}" for rate in trial.pair.rates)
        self.dialog.reveal(
            self._score(right) + limit + rates.describe(trial),
            curves,
            "loss",
            (("loss", first), ("error", f"{second}, dashed")),
            log=True,
        )

    def _reveal_units(self, fates: UnitFates) -> None:
        predicted = fates.alive[self._predicted]
        right = predicted in fates.first
        curves = [
            FateCurve(fates.updates, share, FAINT)
            for unit, share in fates.shares.items()
            if unit not in fates.first and unit != predicted
        ]
        if not right:
            curves.append(
                FateCurve(fates.updates, fates.shares[predicted], "mean_error", True)
            )
        curves += [
            FateCurve(fates.updates, fates.shares[unit], "error")
            for unit in fates.first
        ]
        died = joined([self._name(unit) for unit in fates.first])
        verb = "is" if len(fates.first) == 1 else "are"
        names = [("error", died), ("muted", "the others, faint")]
        if not right:
            names.insert(1, ("mean_error", f"{self._name(predicted)}, dashed: yours"))
        self.dialog.reveal(
            f"{self._score(right)}By update {fates.at:,}, {died} {verb} saturated on "
            "99 % of the samples, before all others: the weights that lead there "
            "hardly learn any more.",
            curves,
            "saturated share",
            names,
            log=False,
        )

    # The thread

    def _on_found(self, task: AnalysisTask, result: Any) -> None:
        if task is not self._task:
            return
        self._task = None
        if isinstance(task, MeasureSharpness):
            self._pose_rates(result)
        elif isinstance(task, TryRates):
            self._reveal_rates(result)
        else:
            self._pose_units(result)

    def _on_progressed(self, task: AnalysisTask, done: int, total: int) -> None:
        if task is self._task:
            self.dialog.set_progress(done, total)

    def _on_cancelled(self, task: AnalysisTask) -> None:
        if task is self._task:  # the core refused it
            self._task = None
            self.dialog.say(
                "The run cannot be made again bit for bit here, so nothing can be said "
                "of how it goes on."
            )

    def _cancel(self) -> None:
        task, self._task = self._task, None
        if isinstance(task, (TryRates, ForeseeUnits)):
            self._threads.cancel(type(task))

    def shut_down(self) -> None:
        """Close the dialog, end the thread and wait for it."""
        self.dialog.close()
        self._threads.shut_down()
