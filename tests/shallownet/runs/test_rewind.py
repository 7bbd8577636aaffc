"""Past states of a run, bit for bit, and branches from them."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from shallownet import (
    OPTIMIZERS,
    DivergedError,
    Snapshot,
    StepReport,
    Trainer,
    TrainingConfig,
)
from shallownet.curvature import tracker as sharpness_track
from shallownet.data import datasets
from shallownet.errors import Cancelled
from shallownet.nn import network
from shallownet.runs import replay as replay_module
from shallownet.runs.replay import replay
from shallownet.runs.rewind import Rewind
from tests.examples import examples

DATA = datasets.notebook(30)
SMALL = TrainingConfig(hidden_units=(3,), initialization="xavier", learning_rate=0.01)
LIVE_VALUES: dict[str, list] = {
    "learning_rate": [0.02, 0.005, 90.0],
    "iterations": [20_000, 12_000],
    "optimizer": sorted(OPTIMIZERS),
    "batch_size": [None, 7, 12],
    "schedule": ["step", "cosine", "constant"],
    "decay": [0.9],
    "decay_every": [3],
    "l1": [0.0, 0.01],
    "l2": [0.0, 0.1],
    "clip_norm": [None, 0.5],
    "gradient": ["published", "exact"],
}
LIVE = [(name, value) for name, values in LIVE_VALUES.items() for value in values]


def picture(snapshot: Snapshot, *, last_update: bool = True) -> dict[str, object]:
    """Return the contents of a snapshot for comparison bit for bit."""
    seen: dict[str, object] = {}
    for name, value in vars(snapshot).items():
        if isinstance(value, np.ndarray):
            seen[name] = (value.shape, value.tobytes())
        else:
            seen[name] = repr(value)
    del seen["run"], seen["sharpness"]
    if not last_update:
        del seen["change"], seen["previous_loss"]
    return seen


def memory(trainer: Trainer) -> tuple[object, ...]:
    """Return the state of a trainer that a snapshot does not contain."""
    optimizer = trainer.optimizer
    last = trainer.last
    return (
        type(optimizer),
        optimizer.memory.tobytes(),
        optimizer.updates,
        trainer.run_settings.batches,
        trainer.history.gradient_norm.tobytes(),
        last.reversible and last._memory.tobytes(),
    )


class Run:
    """A trainer, its rewind, and the state before each update."""

    def __init__(self, trainer: Trainer, seen: list[dict[str, object]]) -> None:
        self.trainer, self.rewind, self.seen = trainer, Rewind(trainer), seen
        self.returned = False

    def step(self) -> None:
        if self.trainer.divergence is not None:
            return
        seen = picture(self.trainer.snapshot())
        if self.returned:  # the previous change was not known then
            del seen["change"], seen["previous_loss"]
        try:
            self.trainer.step()
        except DivergedError:
            return
        self.seen.append(seen)
        self.returned = False

    def check(self, at: int) -> None:
        past = picture(self.rewind.snapshot_at(at))
        if at < len(self.seen):
            assert {name: past[name] for name in self.seen[at]} == self.seen[at]
        else:
            assert past == picture(self.trainer.snapshot())


class TimeTravel(RuleBasedStateMachine):
    """Runs that are changed, rewound and branched."""

    def __init__(self) -> None:
        super().__init__()
        trainer = Trainer(SMALL, DATA)
        trainer.checkpoints.limit(
            6_000
        )  # about 50 checkpoints, or 17 with Adam's memory
        self.run = Run(trainer, [])
        self.runs = [self.run]
        self.go_on(5)

    @property
    def trainer(self) -> Trainer:
        return self.run.trainer

    @rule(updates=st.integers(1, 3))
    def go_on(self, updates: int) -> None:
        for _ in range(updates):
            self.run.step()

    @rule(updates=st.integers(9, 40))
    def go_far(self, updates: int) -> None:
        self.go_on(updates)

    @rule(change=st.sampled_from(LIVE))
    def change(self, change: tuple[str, object]) -> None:
        self.trainer.change(*change)

    @rule(
        name=st.sampled_from(["W1[0, 1]", "b1[2]", "W2[0, 0]"]),
        value=st.sampled_from([0.5, -0.0, 0.0, -3.0, 0.25, 2.0, 1e200]),
    )
    def edit(self, name: str, value: float) -> None:
        self.trainer.edit(name, value)

    @rule(name=st.sampled_from(["W1[0, 1]", "b2[0]"]), fixed=st.booleans())
    def freeze(self, name: str, fixed: bool) -> None:
        self.trainer.freeze(name, fixed)

    @precondition(lambda self: self.trainer.events)
    @rule(last=st.integers(1, 3))
    def undo(self, last: int) -> None:
        events = self.trainer.events
        self.trainer.revert(events[-min(last, len(events))])

    @precondition(lambda self: self.trainer.divergence is not None)
    @rule()
    def escape(self) -> None:
        if self.trainer.last.reversible:
            self.return_to_finite()
            self.trainer.change("learning_rate", 0.001)
        elif self.trainer.events:
            self.undo(1)

    @precondition(lambda self: self.trainer.last.reversible)
    @rule()
    def return_to_finite(self) -> None:
        self.trainer.return_to_finite()
        del self.run.seen[self.trainer.updates :]
        self.run.returned = True

    @rule(back=st.integers(0, 60))
    def look_back(self, back: int) -> None:
        updates = max(self.trainer.updates - back, 0)
        for at in range(updates, max(updates - 4, -1), -1):  # as played backwards
            self.run.check(at)

    @precondition(lambda self: len(self.runs) < 4 and self.trainer.updates > 5)
    @rule(back=st.integers(0, 60))
    def branch(self, back: int) -> None:
        at = max(self.trainer.updates - back, 0)
        branch = self.run.rewind.branch(at)
        plain = replay(SMALL, DATA, self.trainer.events, at)
        assert memory(branch) == memory(plain)
        assert picture(branch.snapshot()) == picture(plain.snapshot())
        self.run = Run(branch, self.run.seen[:at])
        self.runs.append(self.run)

    @precondition(lambda self: len(self.runs) > 1)
    @rule(number=st.integers(0, 3))
    def turn_to(self, number: int) -> None:
        self.run = self.runs[number % len(self.runs)]

    @invariant()
    def the_budget_is_kept(self) -> None:
        assert self.trainer.checkpoints.nbytes <= self.trainer.checkpoints.budget
        assert self.trainer.checkpoints.updates[0] == 0

    def teardown(self) -> None:
        for run in self.runs:
            trainer, made = run.trainer, run.trainer.updates
            assert len(run.seen) == made
            played_back = range(made, max(made - 40, -1), -1)
            for at in [*range(0, made, 7), *played_back]:
                run.check(at)
            plain = replay(SMALL, DATA, trainer.events, made)
            emitted = picture(trainer.snapshot(), last_update=False)
            assert emitted == picture(plain.snapshot(), last_update=False)
            assert memory(trainer)[:-1] == memory(plain)[:-1]


def test_past_states_are_exact_after_any_actions():
    run_state_machine_as_test(TimeTravel, settings=examples(16, stateful_step_count=20))


LESSON = datasets.notebook(60)


def run_of(updates: int, **changes) -> Trainer:
    trainer = Trainer(TrainingConfig(**changes), LESSON)
    trainer.run(updates)
    return trainer


def thinned(updates: int, **changes) -> Trainer:
    trainer = run_of(updates, **changes)
    trainer.checkpoints.limit(50 * updates)  # a checkpoint takes 336 bytes or more
    assert trainer.checkpoints.stride > 4
    return trainer


@pytest.mark.parametrize("updates", [-1, 11])
def test_updates_that_were_not_made_are_rejected(updates):
    past = Rewind(run_of(10))
    for look in (past.cost, past.snapshot_at, past.branch):
        with pytest.raises(ValueError, match="made 10"):
            look(updates)


def test_rewinding_does_not_affect_the_run_and_shares_its_samples():
    trainer = thinned(100, batch_size=12, test_share=0.2)
    other = run_of(100, batch_size=12, test_share=0.2)
    past = Rewind(trainer)
    for updates in (3, 77, 20):
        assert past.snapshot_at(updates).run is trainer.run_info
    branch = past.branch(50)
    for name in ("objective", "held_out_objective"):
        one, two = getattr(trainer.problem, name), getattr(branch.problem, name)
        assert np.shares_memory(one.X, two.X) and np.shares_memory(one.y, two.y)
    branch.run(30)
    past.snapshot_at(60)
    for run in (trainer, other):
        run.run(40)
    assert picture(trainer.snapshot()) == picture(other.snapshot())
    assert memory(trainer) == memory(other)


def test_nothing_of_the_size_of_the_data_is_allocated():
    trainer = Trainer(TrainingConfig(), datasets.notebook(100_000))
    trainer.run(3)
    tracemalloc.start()
    try:
        past = Rewind(trainer)
        past.snapshot_at(1)
        past.branch(2)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * 100_000  # half of one value per sample


def test_the_cost_is_the_number_of_recomputed_updates(monkeypatch):
    trainer = thinned(200)
    past, stride = Rewind(trainer), trainer.checkpoints.stride
    made = []
    step = Trainer.step

    def counted(trainer: Trainer) -> StepReport:
        made.append(1)
        return step(trainer)

    monkeypatch.setattr(Trainer, "step", counted)
    assert (past.cost(0), past.cost(200)) == (0, 0)
    for updates in (0, 150, 149, 150 // stride * stride, 1, 2, 199, 13, 40, 200):
        cost = past.cost(updates)
        made.clear()
        past.snapshot_at(updates)
        assert len(made) == cost <= stride


def test_playing_backwards_recomputes_few_updates():
    trainer = thinned(400)
    past, costs = Rewind(trainer), []
    for updates in range(399, -1, -1):
        costs.append(past.cost(updates))
        past.snapshot_at(updates)
    assert max(costs) <= trainer.checkpoints.stride
    assert np.count_nonzero(costs) <= 400 / trainer.checkpoints.stride + 1


def test_a_long_replay_reports_progress_and_can_be_cancelled(monkeypatch):
    monkeypatch.setattr(replay_module, "PROGRESS_INTERVAL", 0.0)
    trainer = run_of(90)
    trainer.checkpoints.limit(100)  # all but the start must be recomputed
    past, emitted = Rewind(trainer), []
    past.snapshot_at(50, progress=lambda done, of: emitted.append((done, of)))
    assert emitted == [(done, 50) for done in range(1, 51)]
    with pytest.raises(Cancelled):
        past.snapshot_at(80, cancelled=lambda: True)
    assert past.cost(80) == 29  # one was made
    trainer.cancelled = lambda: True
    with pytest.raises(Cancelled):
        past.branch(60)
    trainer.cancelled = None
    assert picture(past.snapshot_at(80)) == picture(run_of(80).snapshot())


def test_a_long_update_can_be_cancelled(monkeypatch):
    monkeypatch.setattr(network, "BLOCK_CELLS", 100)  # many blocks of few samples
    trainer = run_of(9)
    past = Rewind(trainer)
    with pytest.raises(Cancelled):
        past.snapshot_at(4, cancelled=lambda: True)
    assert picture(past.snapshot_at(4)) == picture(run_of(4).snapshot())


def test_states_before_a_divergence_are_finite():
    trainer = Trainer(TrainingConfig(activation="identity", learning_rate=1.0), LESSON)
    seen = []
    with pytest.raises(DivergedError):
        for _ in range(1_000):
            seen.append(picture(trainer.snapshot()))
            trainer.step()
    made = trainer.updates
    assert made > 3
    past = Rewind(trainer)
    for updates in range(made + 1):
        assert picture(past.snapshot_at(updates)) == seen[updates]
    assert past.snapshot_at(made - 1).divergence is None
    branch = past.branch(1)
    branch.change("learning_rate", 1e-8)
    branch.run(5)
    assert past.branch(made).snapshot().divergence is not None


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_an_optimizer_chosen_during_the_run_has_its_memory_restored(optimizer):
    trainer = Trainer(TrainingConfig(batch_size=12, schedule="cosine"), LESSON)
    seen = []
    for changed in (None, "momentum", optimizer):
        if changed:
            trainer.change("optimizer", changed)
        for _ in range(21):
            seen.append((picture(trainer.snapshot()), memory(trainer)))
            trainer.step()
    trainer.checkpoints.limit(5_000)
    assert trainer.checkpoints.stride > 2
    past = Rewind(trainer)
    for updates in (*range(0, 63, 5), *range(62, -1, -1)):
        assert picture(past.snapshot_at(updates)) == seen[updates][0]
        assert memory(past.branch(updates)) == seen[updates][1]


def test_updates_that_replace_undone_ones_are_shown():
    trainer = thinned(60)
    past = Rewind(trainer)
    past.branch(60)  # this recomputes the update
    first = picture(past.snapshot_at(58)), past.snapshot_at(60).loss
    trainer.return_to_finite()
    trainer.change("learning_rate", 0.01)
    trainer.run(10)
    assert picture(past.snapshot_at(58)) == first[0]
    assert past.snapshot_at(60).loss != first[1]
    trainer.reset()
    trainer.run(5)
    assert picture(past.snapshot_at(4)) == picture(run_of(4).snapshot())


def test_a_branch_has_the_sharpness_curve_up_to_its_start(monkeypatch):
    monkeypatch.setattr(sharpness_track, "WORK_SHARE", 5.0)  # measures all the time
    trainer = Trainer(TrainingConfig(), LESSON)
    trainer.watch_sharpness(True)
    trainer.run(400)
    steps, values = trainer.sharpness.curve
    until = int(np.searchsorted(steps, 200, "right"))
    assert 1 < until < len(steps)
    past = Rewind(trainer)
    branch = past.branch(200)
    for curve in (branch.sharpness.curve, past.snapshot_at(200).sharpness):
        np.testing.assert_array_equal(curve, (steps[:until], values[:until]))
    branch.run(200)
    assert len(branch.sharpness.curve[0]) > until
    assert len(trainer.sharpness.curve[0]) == len(steps)


def test_a_change_at_the_start_of_a_branch_can_be_undone():
    trainer = run_of(20, optimizer="adam")
    trainer.change("optimizer", "momentum")
    trainer.run(5)
    branch = Rewind(trainer).branch(20)
    (event,) = branch.events
    branch.revert(event)
    branch.run(5)
    assert picture(branch.snapshot()) == picture(
        run_of(25, optimizer="adam").snapshot()
    )
    assert branch.seconds > trainer.history.seconds[20]


def test_theta_at_equals_the_snapshots_parameters():
    trainer = Trainer(SMALL, DATA)
    trainer.run(6)
    trainer.edit("b2[0]", 3.0)
    trainer.run(6)
    trainer.checkpoints.limit(1)  # keeps few checkpoints
    past = Rewind(trainer)
    for updates in range(13):
        theta = past.theta_at(updates)
        np.testing.assert_array_equal(theta, past.snapshot_at(updates).theta)
        assert not theta.flags.writeable
    with pytest.raises(ValueError, match="has made 12"):
        past.theta_at(13)
