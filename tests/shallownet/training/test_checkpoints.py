"""Checkpoints: which are kept, their contents, and their memory."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import OPTIMIZERS, Trainer, TrainingConfig
from shallownet.data import datasets
from shallownet.training.checkpoints import Checkpoints

SIZE = 20


def theta_at(updates: int) -> np.ndarray:
    return np.arange(SIZE) + 1000.0 * updates


class SimulatedRun:
    """Checkpoints of a simulated run without any arithmetic."""

    def __init__(self, budget: int, optimizer: str = "momentum") -> None:
        self.checkpoints = Checkpoints(budget)
        self.optimizer = OPTIMIZERS[optimizer](SIZE)
        self.updates = self.since = 0
        self.checkpoints.record(0, theta_at(0), self.optimizer)

    def run(self, updates: int) -> None:
        for _ in range(updates):
            self.updates += 1
            self.optimizer.updates += 1
            self.optimizer.memory[:] = self.updates
            self.checkpoints.record(
                self.updates, theta_at(self.updates), self.optimizer
            )

    def set_optimizer(self, optimizer: str) -> None:
        self.optimizer, self.since = OPTIMIZERS[optimizer](SIZE), self.updates


def check(checkpoints: Checkpoints, updates: int) -> None:
    """Assert that exactly the multiples of the stride are kept, with their contents."""
    kept = np.arange(0, updates + 1, checkpoints.stride)
    np.testing.assert_array_equal(checkpoints.updates, kept)
    assert len(checkpoints) == len(kept)
    for at in kept.tolist():
        state = checkpoints.latest(at)
        assert state.updates == at
        np.testing.assert_array_equal(state.theta, theta_at(at))
        if state.optimizer_updates:
            assert (state.memory == at).all()
        else:
            assert not state.memory.any() or len(state.memory) == 0 or at


def test_every_update_has_a_checkpoint_within_the_budget():
    run = SimulatedRun(1_000_000, "adam")
    run.run(900)
    assert run.checkpoints.stride == 1
    check(run.checkpoints, 900)


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_beyond_the_budget_the_stride_doubles(optimizer):
    run = SimulatedRun(60_000, optimizer)
    for _ in range(40):
        run.run(53)
        check(run.checkpoints, run.updates)
        assert run.checkpoints.nbytes <= 60_000
    assert run.checkpoints.stride > 1
    assert run.checkpoints.nbytes > 20_000
    assert (
        run.checkpoints.latest(run.updates).updates
        > run.updates - run.checkpoints.stride
    )


def test_a_checkpoint_counts_the_updates_of_its_optimizer():
    run = SimulatedRun(20_000)
    run.run(100)
    run.set_optimizer("adam")
    run.run(300)
    for updates in run.checkpoints.updates.tolist():
        state = run.checkpoints.latest(updates)
        adam = updates > run.since
        assert state.optimizer_updates == (updates - run.since if adam else updates)
        assert state.memory.shape == (
            OPTIMIZERS["adam" if adam else "momentum"].rows,
            SIZE,
        )


def test_latest_is_the_last_checkpoint_at_or_before_an_update():
    run = SimulatedRun(20_000)
    run.run(500)
    stride = run.checkpoints.stride
    assert stride > 1
    for updates in range(501):
        state = run.checkpoints.latest(updates)
        assert state.updates == updates // stride * stride
        assert state.optimizer_updates == state.updates
        assert not state.theta.flags.writeable and not state.memory.flags.writeable
    assert Checkpoints().latest(3) is None


@given(
    actions=st.lists(
        st.one_of(
            st.tuples(st.just("run"), st.integers(1, 60)),
            st.tuples(st.just("optimizer"), st.sampled_from(sorted(OPTIMIZERS))),
            st.tuples(st.just("truncate"), st.integers(1, 40)),
            st.tuples(st.just("limit"), st.integers(3_000, 60_000)),
            st.tuples(st.just("branch"), st.integers(0, 60)),
        ),
        max_size=15,
    )
)
def test_checkpoints_are_correct_after_any_actions(actions):
    run, left = SimulatedRun(30_000), []
    for action, value in actions:
        if action == "run":
            run.run(value)
        elif action == "optimizer":
            run.set_optimizer(value)
        elif action == "limit":
            run.checkpoints.limit(value)
        else:
            to = max(run.updates - value, 0)
            if action == "branch":
                left.append((run.checkpoints, run.updates))
                run.checkpoints = run.checkpoints.up_to(to)
            else:
                run.checkpoints.truncate(to)
            run.updates = to
            run.set_optimizer("momentum")
        for states, updates in [(run.checkpoints, run.updates), *left]:
            check(states, updates)
            assert states.nbytes <= states.budget


def test_two_branches_continue_independently():
    run = SimulatedRun(1_000_000)
    run.run(200)
    branch = run.checkpoints.up_to(150)
    run.checkpoints.truncate(100)
    for states in (run.checkpoints, branch):
        first = int(states.updates[-1]) + 1
        for updates in range(first, 400):
            states.record(
                updates, theta_at(updates) + states.truncations, run.optimizer
            )
    for updates in range(400):
        mine, its = run.checkpoints.latest(updates), branch.latest(updates)
        assert mine.updates == its.updates == updates
        assert mine.theta[0] == 1_000.0 * updates + (updates > 100)
        assert its.theta[0] == 1_000.0 * updates


def test_repeated_truncation_allocates_no_memory():
    run = SimulatedRun(640_000)
    run.run(300)
    taken = run.checkpoints.nbytes
    for _ in range(500):
        run.checkpoints.truncate(run.updates - 1)
        run.updates -= 1
        run.run(1)
    assert run.checkpoints.nbytes == taken


def test_the_start_is_kept_beyond_the_budget():
    run = SimulatedRun(100)
    run.run(1_000)
    assert run.checkpoints.updates.tolist() == [0]


def test_thinning_stays_within_the_budget():
    budget = 8_000_000
    run = SimulatedRun(budget, "adam")
    tracemalloc.start()
    try:
        while run.checkpoints.stride < 4:
            run.run(500)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 0.9 * budget < peak < 1.02 * budget


def test_limiting_a_copy_does_not_affect_the_original():
    run = SimulatedRun(200_000)
    run.run(250)
    light = run.checkpoints.up_to(250)
    light.limit(10_000)
    assert light.nbytes <= 10_000
    check(light, 250)
    assert run.checkpoints.stride == 1
    check(run.checkpoints, 250)


def test_a_trainer_records_each_update_before_later_changes():
    trainer = Trainer(TrainingConfig(optimizer="adam"), datasets.notebook(40))
    arrivals = [(trainer.network.theta.copy(), trainer.optimizer.memory.copy())]
    for _ in range(6):
        trainer.step()
        arrivals.append((trainer.network.theta.copy(), trainer.optimizer.memory.copy()))
        trainer.edit("W1[0, 0]", 0.25 * trainer.updates)
    for updates, (theta, memory) in enumerate(arrivals):
        state = trainer.checkpoints.latest(updates)
        assert (state.updates, state.optimizer_updates) == (updates, updates)
        np.testing.assert_array_equal(state.theta, theta)
        np.testing.assert_array_equal(state.memory, memory)
    trainer.reset()
    assert trainer.checkpoints.updates.tolist() == [0]
