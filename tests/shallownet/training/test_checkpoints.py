"""The states of a run: which are kept, that they are right, and what they take."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import OPTIMIZERS, Trainer, TrainingConfig
from shallownet.data import datasets
from shallownet.training.checkpoints import CHUNKS, FEWEST, Checkpoints

SIZE = 20


def theta_at(updates: int) -> np.ndarray:
    return np.arange(SIZE) + 1000.0 * updates


class Walk:
    """A store, and something that moves like a run, without any arithmetic."""

    def __init__(self, budget: int, optimizer: str = "momentum") -> None:
        self.states = Checkpoints(budget)
        self.optimizer = OPTIMIZERS[optimizer](SIZE)
        self.updates = self.since = 0
        self.states.note(0, theta_at(0), self.optimizer)

    def go(self, updates: int) -> None:
        for _ in range(updates):
            self.updates += 1
            self.optimizer.updates += 1
            self.optimizer.memory[:] = self.updates
            self.states.note(self.updates, theta_at(self.updates), self.optimizer)

    def take(self, optimizer: str) -> None:
        self.optimizer, self.since = OPTIMIZERS[optimizer](SIZE), self.updates


def check(states: Checkpoints, updates: int) -> None:
    """Check that all that is said to be kept is, and nothing else."""
    kept = np.arange(0, updates + 1, states.stride)
    np.testing.assert_array_equal(states.updates, kept)
    assert len(states) == len(kept)
    for at in kept:
        state = states.nearest(int(at))
        assert state.updates == at
        np.testing.assert_array_equal(state.theta, theta_at(at))
        if state.made:
            assert (state.memory == at).all()
        else:
            assert not state.memory.any() or len(state.memory) == 0 or at


def test_all_are_kept_while_they_fit():
    walk = Walk(1_000_000, "adam")
    walk.go(1_800)
    assert walk.states.stride == 1
    check(walk.states, 1_800)


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_beyond_the_budget_the_stride_doubles(optimizer):
    walk = Walk(60_000, optimizer)
    for _ in range(40):
        walk.go(53)
        check(walk.states, walk.updates)
        assert walk.states.nbytes <= 60_000
    assert walk.states.stride > 1
    assert walk.states.nbytes > 20_000
    assert walk.states.nearest(walk.updates).updates > walk.updates - walk.states.stride


def test_a_state_tells_how_many_updates_its_optimizer_had_made():
    walk = Walk(20_000)
    walk.go(100)
    walk.take("adam")
    walk.go(300)
    for updates in walk.states.updates.tolist():
        state = walk.states.nearest(updates)
        adam = updates > walk.since
        assert state.made == (updates - walk.since if adam else updates)
        assert state.memory.shape == (2 if adam else 1, SIZE)


def test_the_nearest_is_the_last_at_or_before():
    walk = Walk(20_000)
    walk.go(500)
    stride = walk.states.stride
    assert stride > 1
    for updates in range(501):
        state = walk.states.nearest(updates)
        assert state.updates == updates // stride * stride
        assert state.made == state.updates
        assert not state.theta.flags.writeable and not state.memory.flags.writeable
    assert Checkpoints().nearest(3) is None


@given(
    acts=st.lists(
        st.one_of(
            st.tuples(st.just("go"), st.integers(1, 60)),
            st.tuples(st.just("take"), st.sampled_from(sorted(OPTIMIZERS))),
            st.tuples(st.just("back"), st.integers(1, 40)),
            st.tuples(st.just("limit"), st.integers(3_000, 60_000)),
            st.tuples(st.just("branch"), st.integers(0, 60)),
        ),
        max_size=15,
    )
)
def test_whatever_is_done_what_is_kept_is_right(acts):
    walk, left = Walk(30_000), []
    for act, value in acts:
        if act == "go":
            walk.go(value)
        elif act == "take":
            walk.take(value)
        elif act == "limit":
            walk.states.limit(value)
        else:
            to = max(walk.updates - value, 0)
            if act == "branch":
                left.append((walk.states, walk.updates))
                walk.states = walk.states.up_to(to)
            else:
                walk.states.truncate(to)
            walk.updates = to
            walk.take("momentum")
        for states, updates in [(walk.states, walk.updates), *left]:
            check(states, updates)
            assert states.nbytes <= states.budget


def test_both_branches_write_on_and_neither_reads_the_other():
    walk = Walk(1_000_000)
    walk.go(200)
    branch = walk.states.up_to(150)
    walk.states.truncate(100)
    for states in (walk.states, branch):
        first = int(states.updates[-1]) + 1
        for updates in range(first, 400):
            states.note(updates, theta_at(updates) + states.forgotten, walk.optimizer)
    for updates in range(400):
        mine, its = walk.states.nearest(updates), branch.nearest(updates)
        assert mine.updates == its.updates == updates
        assert mine.theta[0] == 1_000.0 * updates + (updates > 100)
        assert its.theta[0] == 1_000.0 * updates


def test_going_back_and_on_again_and_again_sets_no_memory_aside():
    walk = Walk(640_000)
    walk.go(300)
    taken = walk.states.nbytes
    for _ in range(500):
        walk.states.truncate(walk.updates - 1)
        walk.updates -= 1
        walk.go(1)
    assert walk.states.nbytes <= taken + 2 * 640_000 // CHUNKS


def test_the_start_and_a_few_are_kept_however_large_they_are():
    walk = Walk(100)
    walk.go(1_000)
    assert FEWEST <= len(walk.states) + 1 <= FEWEST + 2
    assert walk.states.nearest(999).updates % walk.states.stride == 0
    assert walk.states.updates[0] == 0


def test_thinning_takes_no_more_than_the_budget_while_it_is_at_it():
    budget = 4_000_000
    walk = Walk(budget, "adam")
    tracemalloc.start()
    try:
        while walk.states.stride < 4:
            walk.go(500)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 0.9 * budget < peak < 1.02 * budget


def test_a_lighter_copy_leaves_the_run_its_own():
    walk = Walk(100_000)
    walk.go(250)
    light = walk.states.up_to(250)
    light.limit(10_000)
    assert light.nbytes <= 10_000
    check(light, 250)
    assert walk.states.stride == 1
    check(walk.states, 250)


def test_a_trainer_notes_every_arrival_before_what_is_changed_there():
    trainer = Trainer(TrainingConfig(optimizer="adam"), datasets.notebook(40))
    arrivals = [(trainer.network.theta.copy(), trainer.optimizer.memory.copy())]
    for _ in range(6):
        trainer.step()
        arrivals.append((trainer.network.theta.copy(), trainer.optimizer.memory.copy()))
        trainer.edit("W1[0, 0]", 0.25 * trainer.updates)
    for updates, (theta, memory) in enumerate(arrivals):
        state = trainer.checkpoints.nearest(updates)
        assert (state.updates, state.made) == (updates, updates)
        np.testing.assert_array_equal(state.theta, theta)
        np.testing.assert_array_equal(state.memory, memory)
    trainer.reset()
    assert trainer.checkpoints.updates.tolist() == [0]
