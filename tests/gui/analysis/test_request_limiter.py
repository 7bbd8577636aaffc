"""The request limiter: one task of a kind at a time, and a tenth of the time."""

from __future__ import annotations

import time

import pytest

from gui.analysis.request_limiter import SHARE, RequestLimiter
from gui.analysis.tasks import AnalysisTask, ComputeContributions, ProfileStep
from shallownet import Trainer, TrainingConfig
from shallownet.data import datasets


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    return now


def take_snapshot():
    return Trainer(TrainingConfig(hidden_units=(3,)), datasets.notebook(5)).snapshot()


def test_one_task_of_a_kind_is_pending_at_a_time(clock):
    started: list[object] = []
    limiter, snapshot = RequestLimiter(started.append), take_snapshot()
    one, two = ComputeContributions(snapshot, 1), ComputeContributions(snapshot, 2)
    limiter.request(one, at_rest=True)
    limiter.request(two, at_rest=True)
    limiter.request(ProfileStep(snapshot), at_rest=True)  # of another kind
    assert started[0] is one and len(started) == 2
    limiter.complete(two)  # which was never started
    limiter.request(two, at_rest=True)
    assert len(started) == 2
    limiter.complete(one)
    limiter.request(ComputeContributions(snapshot, 1), at_rest=True)  # already done
    assert len(started) == 2
    limiter.request(two, at_rest=True)
    assert started[-1] is two


def test_a_discarded_task_can_be_requested_again(clock):
    started: list[object] = []
    limiter, task = RequestLimiter(started.append), ProfileStep(take_snapshot())
    limiter.request(task, at_rest=True)
    limiter.discard(ProfileStep(task.snapshot))  # another task
    limiter.request(task, at_rest=True)
    assert len(started) == 1
    limiter.discard(task)
    limiter.request(task, at_rest=True)
    assert started == [task, task]


def test_while_training_runs_tasks_take_a_tenth_of_the_time(clock):
    started: list[AnalysisTask] = []
    limiter = RequestLimiter(started.append)
    for _ in range(300):
        count = len(started)
        limiter.request(ProfileStep(take_snapshot()), at_rest=False)
        if len(started) > count:
            clock[0] += 0.5
            limiter.complete(started[-1])
        clock[0] += 0.1
    busy = 0.5 * len(started)
    assert 0.6 * SHARE < busy / (clock[0] - 100.0) < 1.2 * SHARE
    limiter.request(ProfileStep(take_snapshot()), at_rest=True)  # at once
    assert busy < 0.5 * len(started)
