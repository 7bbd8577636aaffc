"""An analysis of the state that is shown: the newest one in the end, of this run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PyQt6.QtCore import QObject

from gui.analysis.request_limiter import RequestLimiter
from gui.analysis.state_analysis import StateAnalysis
from gui.analysis.tasks import ComputeResiduals, ReportUnits
from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets

if TYPE_CHECKING:
    from collections.abc import Iterator


def trainer_of() -> Trainer:
    return Trainer(TrainingConfig(hidden_units=(2,)), datasets.notebook(20))


@pytest.fixture
def analysis(qtbot) -> Iterator[StateAnalysis]:
    parent = QObject()
    analysis = StateAnalysis(parent)
    yield analysis
    analysis.shut_down()


def test_what_is_requested_meanwhile_is_done_next(qtbot, analysis):
    trainer, found = trainer_of(), []
    analysis.found.connect(lambda task, result: found.append((task, result)))
    snapshots = []
    for _ in range(4):
        snapshots.append(trainer.snapshot())
        trainer.step()
        analysis.request(ComputeResiduals(snapshots[-1], None), at_rest=True)
    qtbot.waitUntil(lambda: bool(found) and found[-1][0].snapshot is snapshots[-1])
    assert len(found) <= 4
    task, result = found[-1]
    assert result.train.mean == pytest.approx(task.snapshot.mean_error)


def test_another_runs_result_is_not_handed_on(qtbot, analysis):
    first, second = trainer_of().snapshot(), trainer_of().snapshot()
    found: list[Any] = []
    analysis.found.connect(lambda task, _: found.append(task.snapshot))
    analysis.request(ReportUnits(first, frozenset()), at_rest=True)
    analysis.request(ReportUnits(second, frozenset()), at_rest=True)
    qtbot.waitUntil(lambda: bool(found))
    assert found == [second]


def test_while_training_there_is_a_least_interval(monkeypatch):
    now = [50.0]
    monkeypatch.setattr("time.perf_counter", lambda: now[0])
    started: list[Any] = []
    limiter, trainer = RequestLimiter(started.append, interval=0.1), trainer_of()
    for _ in range(100):
        task = ReportUnits(trainer.snapshot(), frozenset())
        limiter.request(task, at_rest=False)
        limiter.complete(task)  # in no time
        now[0] += 0.01
        trainer.step()
    assert len(started) == 10
