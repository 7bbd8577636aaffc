"""The microscope's thread: one task after the other, given up when that is asked."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication

from gui.analysis import analysis_thread as thread
from gui.analysis.analysis_thread import AnalysisThread
from gui.analysis.tasks import (
    CheckGradient,
    ComputeContributions,
    FindWorst,
    MeasureSharpness,
    ProfileStep,
    TryRule,
)
from shallownet import Recipe, Trainer, TrainingConfig
from shallownet.analysis.microscope import Microscope
from shallownet.data import datasets
from shallownet.errors import Cancelled, DataError

if TYPE_CHECKING:
    from shallownet.training.snapshot import Snapshot


def snapshot_of(samples: int = 30, hidden: tuple[int, ...] = (3,)) -> Snapshot:
    config = TrainingConfig(hidden_units=hidden, initialization="xavier")
    return Trainer(config, datasets.notebook(samples)).snapshot()


class Slow:
    """Stands in for the microscope; what takes long ends when it is let go."""

    at_work: ClassVar[threading.Event]
    go_on: ClassVar[threading.Event]

    def __init__(self, run: object) -> None:
        self.run = run

    def check(self, snapshot, progress, cancelled):
        Slow.at_work.set()
        while not Slow.go_on.is_set():
            if cancelled():
                raise Cancelled
            threading.Event().wait(0.001)
        progress(1, 1)
        return "checked"

    def contributions(self, snapshot, parameter, cancelled):
        if parameter == 99:
            raise ZeroDivisionError("no foreseen error")
        if parameter == 98:
            raise DataError("foreseen")
        return parameter

    def worst_sample(self, snapshot):
        return 7

    def try_rule(self, snapshot, rule, cancelled):
        return rule


@pytest.fixture
def slow(monkeypatch):
    Slow.at_work, Slow.go_on = threading.Event(), threading.Event()
    monkeypatch.setattr(thread, "Microscope", Slow)
    return Slow


class Heard:
    """A thread, and all that it says, in order."""

    def __init__(self, qtbot) -> None:
        self.thread = AnalysisThread("looking")
        self.said: list[tuple[str, object, tuple]] = []
        for name in ("found", "cancelled", "task_failed", "progressed"):
            getattr(self.thread, name).connect(
                lambda task, *more, name=name: self.said.append((name, task, more))
            )
        self.failures: list[tuple[str, str]] = []
        self.thread.failed.connect(lambda *words: self.failures.append(words))
        self._qtbot = qtbot
        self.thread.start()

    def wait_for(self, count: int) -> list[tuple[str, object]]:
        def ended() -> list[tuple[str, object]]:
            return [(what, task) for what, task, _ in self.said if what != "progressed"]

        self._qtbot.waitUntil(lambda: len(ended()) >= count)
        return ended()

    def results(self) -> list[Any]:
        return [more[0] for what, _, more in self.said if what == "found"]


@pytest.fixture
def heard(qtbot):
    heard = Heard(qtbot)
    yield heard
    heard.thread.shut_down()
    assert heard.thread.isFinished()


def busy(heard: Heard, slow, snapshot: Snapshot) -> CheckGradient:
    """Hand in what takes long, and wait until it is under way."""
    task = CheckGradient(snapshot)
    heard.thread.post(task)
    assert slow.at_work.wait(5)
    return task


def test_of_a_kind_the_newest_counts(heard, slow):
    snapshot = snapshot_of()
    first = busy(heard, slow, snapshot)
    asked = [ComputeContributions(snapshot, k) for k in range(5)]
    trials = [TryRule(snapshot, rule) for rule in ("exact", "published", "exact")]
    for task in (*asked, *trials):
        heard.thread.post(task)
    slow.go_on.set()
    ended = heard.wait_for(4)
    assert ended[0] == ("found", first)
    assert ended[1:] == [("found", task) for task in (asked[-1], trials[2], trials[1])]
    assert heard.results() == ["checked", 4, "exact", "published"]


def test_only_what_was_asked_for_before_is_cancelled(heard, slow):
    snapshot = snapshot_of()
    first = busy(heard, slow, snapshot)
    before, after = FindWorst(snapshot), ComputeContributions(snapshot, 2)
    heard.thread.post(before)
    heard.thread.cancel()
    heard.thread.post(after)
    ended = heard.wait_for(3)
    assert ended == [("cancelled", first), ("cancelled", before), ("found", after)]
    slow.at_work.clear()
    again = busy(heard, slow, snapshot)  # the word to stop does not linger
    slow.go_on.set()
    assert heard.wait_for(4)[-1] == ("found", again)


def test_cancelling_nothing_hurts_nothing(heard, slow):
    heard.thread.cancel()
    heard.thread.cancel()
    task = FindWorst(snapshot_of())
    heard.thread.post(task)
    assert heard.wait_for(1) == [("found", task)]
    assert heard.results() == [7]


def test_a_failure_is_told_and_the_thread_goes_on(heard, slow, caplog):
    snapshot = snapshot_of()
    bad, good = ComputeContributions(snapshot, 99), FindWorst(snapshot)
    heard.thread.post(bad)
    heard.thread.post(good)
    assert heard.wait_for(2) == [("task_failed", bad), ("found", good)]
    ((summary, detail),) = heard.failures
    assert summary == "ZeroDivisionError: no foreseen error"
    assert "Traceback" in detail and "in contributions" in detail
    assert "met an error" in caplog.text


def test_what_the_core_refuses_is_no_failure(heard, slow):
    task = ComputeContributions(snapshot_of(), 98)
    heard.thread.post(task)
    assert heard.wait_for(1) == [("cancelled", task)]


def test_shutting_down_while_busy_is_prompt(qtbot, slow):
    heard = Heard(qtbot)
    busy(heard, slow, snapshot_of())
    heard.thread.post(FindWorst(snapshot_of()))
    heard.thread.shut_down()  # what is under way would never end by itself
    assert heard.thread.isFinished()
    qtbot.waitUntil(lambda: bool(heard.said))
    assert [what for what, *_ in heard.said] == ["cancelled"]


def test_the_answers_are_the_microscopes_own(heard):
    snapshot = snapshot_of()
    alone = Microscope(snapshot.run)
    found: list[Any] = []
    for task in (
        ComputeContributions(snapshot, 4),
        FindWorst(snapshot),
        ProfileStep(snapshot),
        MeasureSharpness(snapshot),
        CheckGradient(snapshot),
        TryRule(snapshot, "published"),
    ):
        heard.thread.post(task)
        heard.wait_for(len(found) + 1)
        found = heard.results()
    parts, worst, along, sharpness, check, trial = found
    assert np.array_equal(parts.values, alone.contributions(snapshot, 4).values)
    assert worst == alone.worst_sample(snapshot)
    assert np.array_equal(along.losses, alone.step_profile(snapshot).losses)
    assert sharpness == pytest.approx(alone.sharpness(snapshot), rel=1e-6)
    assert str(check) == str(alone.check(snapshot)) and check.passed
    assert np.array_equal(trial.losses, alone.try_rule(snapshot, "published").losses)
    emitted = [more for what, _, more in heard.said if what == "progressed"]
    assert emitted[-1] == (snapshot.theta.size, snapshot.theta.size)


def test_another_run_is_looked_at_with_a_microscope_of_its_own(heard):
    for hidden in ((3,), (5, 2), (3,)):
        heard.said.clear()
        snapshot = snapshot_of(20, hidden)
        heard.thread.post(ComputeContributions(snapshot, 0))
        heard.wait_for(1)
        assert heard.results()[0].gradient == pytest.approx(snapshot.gradient[0])


# In the window

# Python 3.11 says so of a function that ziamath calls when it is loaded.
loads_ziamath = pytest.mark.filterwarnings("ignore:path is deprecated")


@loads_ziamath
def test_what_another_run_asks_for_waits_for_what_is_under_way(
    qtbot, window, monkeypatch
):
    begun, let_go = threading.Event(), threading.Event()
    contributions = Microscope.contributions

    def slowly(self, *about):
        begun.set()
        let_go.wait(10)
        return contributions(self, *about)

    monkeypatch.setattr(Microscope, "contributions", slowly)
    panel = window.microscope.open()
    tab = panel.weight_tab
    panel.tabs.setCurrentWidget(tab)
    assert begun.wait(5)
    window.parameter_panel.settings_chosen.emit({"samples": 30})
    qtbot.waitUntil(lambda: window.shown.snapshot.run.data.samples == 30)
    let_go.set()
    gradient = f"{window.shown.snapshot.gradient[window.microscope.parameter]:+,.6f}"
    qtbot.waitUntil(lambda: gradient.replace("-", "−") in tab.pulls.text())


@loads_ziamath
def test_closing_while_a_long_check_runs_is_prompt(qtbot, make_window):
    window = make_window(Recipe.of(samples=300, hidden_units=(64,) * 6))
    qtbot.keyClick(window, Qt.Key.Key_C)
    qtbot.waitUntil(
        lambda: window.microscope.panel.gradient_check.progress_bar.value() > 0
    )
    ended: list[object] = []
    threads = window.findChildren(AnalysisThread)
    for thread_ in threads:
        thread_.found.connect(lambda task, *_: ended.append(task))
    window.close()
    assert threads
    assert all(t.isFinished() for t in threads)
    QApplication.processEvents()
    assert not [task for task in ended if isinstance(task, CheckGradient)]
