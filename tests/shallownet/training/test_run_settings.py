"""Changes during a run: settings, edits and frozen parameters, each an event."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import (
    OPTIMIZERS,
    ConfigError,
    DivergedError,
    Event,
    Trainer,
    TrainingConfig,
    about,
)
from shallownet.data import datasets
from shallownet.nn.schedules import rate
from tests.examples import examples

DATA = datasets.notebook(60)
LIVE: dict[str, list] = {
    "learning_rate": [0.002, 0.0005],
    "iterations": [20_000, 12_000],
    "optimizer": sorted(OPTIMIZERS),
    "batch_size": [None, 12, 25],
    "schedule": ["step", "cosine", "constant"],
    "decay": [0.9],
    "decay_every": [3],
    "l1": [0.0, 0.01],
    "l2": [0.0, 0.1],
    "clip_norm": [None, 5.0],
    "gradient": ["published", "exact"],
    "patience": [None, 50],
}


def same(one: Trainer, other: Trainer) -> None:
    np.testing.assert_array_equal(one.network.theta, other.network.theta)
    np.testing.assert_array_equal(one.history.loss, other.history.loss)
    assert one.settings == other.settings
    assert one.events == other.events


def replay(trainer: Trainer) -> Trainer:
    """Recompute a run from its initial settings and its events."""
    twin = Trainer(trainer.config, trainer.data)
    for event in trainer.events:
        twin.run(event.step - twin.updates)
        twin.apply(event)
    twin.run(trainer.updates - twin.updates)
    return twin


def test_the_live_settings_are_those_that_need_no_restart():
    names = {
        name for name in TrainingConfig.__dataclass_fields__ if not about(name).restarts
    }
    assert names == set(LIVE)


actions = st.lists(
    st.one_of(
        st.tuples(st.just("run"), st.integers(1, 7)),
        st.sampled_from([(name, v) for name, vs in LIVE.items() for v in vs]),
        st.tuples(st.just("edit"), st.sampled_from(["W1[0, 1]", "b1[3]", "W2[0, 9]"])),
        st.tuples(st.just("freeze"), st.sampled_from(["W1[0, 1]", "b2[0]"])),
        st.tuples(st.just("back"), st.none()),
    ),
    max_size=14,
)


@examples(80)
@given(actions=actions)
def test_a_run_with_any_changes_is_replayed_bit_for_bit(actions):
    trainer = Trainer(TrainingConfig(), DATA)
    for name, value in actions:
        if name == "run":
            trainer.run(value)
        elif name == "edit":
            trainer.edit(value, 0.125 * len(trainer.events))
        elif name == "freeze":
            trainer.freeze(value, not trainer.run_settings.frozen[2])
        elif name == "back":
            if trainer.last.reversible:
                trainer.return_to_finite()
        else:
            trainer.change(name, value)
    same(trainer, replay(trainer))


changes = st.one_of(
    st.sampled_from([(name, v) for name, vs in LIVE.items() for v in vs]),
    st.sampled_from([("edit", 2.5), ("edit", -1e-3), ("freeze", True)]),
)


@examples(100)
@given(
    made=st.lists(changes, min_size=1, max_size=4),
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    batch=st.sampled_from([None, 25]),
    before=st.integers(0, 5),
)
def test_changes_reverted_at_once_leave_no_trace(made, optimizer, batch, before):
    config = TrainingConfig(batch_size=batch, optimizer=optimizer)
    changed, plain = Trainer(config, DATA), Trainer(config, DATA)
    for trainer in (changed, plain):
        trainer.run(before)
    for name, value in made:
        if name == "edit":
            changed.edit("W1[2, 0]", value)
        elif name == "freeze":
            changed.freeze("W1[2, 0]", value)
        else:
            changed.change(name, value)
    for event in reversed(changed.events.copy()):
        changed.revert(event)
    assert changed.events == []
    assert changed.last.reversible == plain.last.reversible
    np.testing.assert_array_equal(
        changed.last.previous_theta, plain.last.previous_theta
    )
    for trainer in (changed, plain):
        trainer.run(4)
    same(changed, plain)


def test_an_optimizers_memory_is_restored_only_if_reverted_at_once():
    config = TrainingConfig(optimizer="adam", learning_rate=0.05)
    trainer = Trainer(config, DATA)
    trainer.run(5)
    memory = trainer.optimizer.memory.copy()
    trainer.change("optimizer", "momentum")
    (event,) = trainer.events
    trainer.revert(event)
    np.testing.assert_array_equal(trainer.optimizer.memory, memory)
    trainer.change("optimizer", "momentum")
    (event,) = trainer.events
    trainer.step()
    trainer.revert(event)
    assert [e.after for e in trainer.events] == ["momentum", "adam"]
    assert not trainer.optimizer.memory.any()
    same(trainer, replay(trainer))


def test_after_undoing_an_update_a_revert_is_an_event():
    config = TrainingConfig(optimizer="adam", learning_rate=0.05)
    trainer = Trainer(config, DATA)
    trainer.run(5)
    trainer.change("optimizer", "momentum")
    (event,) = trainer.events
    trainer.step()
    trainer.return_to_finite()
    trainer.revert(event)
    assert [e.after for e in trainer.events] == ["momentum", "adam"]
    trainer.run(3)
    same(trainer, replay(trainer))


def test_reverting_an_edit_restores_the_divergence():
    trainer = Trainer(TrainingConfig(activation="relu", learning_rate=100.0), DATA)
    with pytest.raises(DivergedError):
        trainer.run(500)
    divergence = trainer.divergence
    trainer.edit("b1[3]", 0.5)
    trainer.revert(trainer.events[-1])
    assert trainer.divergence == divergence
    trainer.return_to_finite()
    assert trainer.divergence is None


def test_a_divergence_found_since_a_change_remains_after_its_revert():
    trainer = Trainer(TrainingConfig(), DATA)
    trainer.edit("W2[0, 3]", 1e200)
    trainer.freeze("b2[0]")
    assert trainer.snapshot().divergence is not None
    trainer.revert(trainer.events[-1])
    with pytest.raises(DivergedError):
        trainer.step()


def test_another_batch_size_clears_the_divergence_of_a_batch():
    config = TrainingConfig(batch_size=1)
    plain = Trainer(config, DATA)
    plain.step()
    y = DATA.y.copy()
    y[0, plain.batch()] = 1e160
    trainer = Trainer(config, datasets.Dataset(DATA.X, y))
    trainer.step()
    with pytest.raises(DivergedError):
        trainer.step()
    trainer.change("batch_size", 2)
    assert not np.isin(plain.batch(), trainer.batch()).any()
    trainer.step()
    assert trainer.divergence is None


def test_a_later_revert_is_an_event():
    trainer = Trainer(TrainingConfig(), DATA)
    trainer.edit("W2[0, 3]", 5.0)
    (edit,) = trainer.events
    trainer.run(3)
    trainer.revert(edit)
    assert trainer.network.parameters["W2"][0, 3] == edit.before
    assert trainer.events[1].step == 3
    assert trainer.events[1].after == edit.before


def test_an_edit_is_an_event_but_not_an_update():
    trainer = Trainer(TrainingConfig(), DATA)
    trainer.run(2)
    before = trainer.network.parameters["W2"][0, 3]
    loss = trainer.snapshot().loss
    trainer.edit("W2[0,3]", 5.0)
    assert trainer.events == [Event(2, "W2[0, 3]", before, 5.0, "value")]
    assert len(trainer.history) == 2
    snapshot = trainer.snapshot()
    assert snapshot.loss != loss
    assert snapshot.previous_loss is None
    assert trainer.step().loss == snapshot.loss


def test_an_edit_does_not_affect_the_last_change():
    trainer = Trainer(TrainingConfig(), DATA)
    trainer.step()
    change = trainer.snapshot().change
    trainer.edit("b1[4]", -7.0)
    np.testing.assert_allclose(trainer.snapshot().change, change, atol=1e-14)


@pytest.mark.parametrize("value", [math.nan, math.inf, "1", None, True, 10**400])
def test_an_edit_to_a_value_that_is_not_finite_is_rejected(value):
    trainer = Trainer(TrainingConfig(), DATA)
    with pytest.raises(ConfigError, match="finite number"):
        trainer.edit("b1[0]", value)
    assert trainer.events == []


@pytest.mark.parametrize(
    "name",
    (
        "",
        "W3[0, 0]",
        "W1[10, 0]",
        "W1[0, 2]",
        "b1[10]",
        "b1[0, 1]",
        "W1[0]",
        "w1[0, 0]",
        "W1[-1, 0]",
        "W1[٣, 0]",
        "theta",
        "W99[0, 0]",
    ),
)
def test_an_unknown_parameter_is_rejected_with_a_list_of_the_known_ones(name):
    trainer = Trainer(TrainingConfig(), DATA)
    for act in (lambda: trainer.edit(name, 1.0), lambda: trainer.freeze(name)):
        with pytest.raises(ConfigError, match=r"W1 \(10, 2\), b1 \(10, 1\)"):
            act()


def test_parameters_are_found_by_their_names():
    network = Trainer(TrainingConfig(hidden_units=(3, 4)), DATA).network
    for index in range(network.theta.size):
        assert network.parameter_index(network.parameter_name(index)) == index
    assert network.parameter_index(" b2[1,0] ") == network.parameter_index("b2[1]")


@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_a_frozen_parameter_ignores_the_optimizers_memory(optimizer):
    trainer = Trainer(TrainingConfig(optimizer=optimizer, learning_rate=0.01), DATA)
    trainer.run(3)
    trainer.freeze("W2[0, 1]")
    index = trainer.network.parameter_index("W2[0, 1]")
    fixed = trainer.network.theta[index]
    after = trainer.preview().after["W2"]
    trainer.step()
    np.testing.assert_array_equal(trainer.network.parameters["W2"], after)
    trainer.run(5)
    assert trainer.network.theta[index] == fixed
    assert trainer.snapshot().frozen.nonzero()[0].tolist() == [index]
    trainer.freeze("W2[0, 1]", False)
    trainer.step()
    assert trainer.network.theta[index] != fixed


def test_with_all_parameters_frozen_nothing_changes():
    trainer = Trainer(TrainingConfig(), DATA)
    for index in range(41):
        trainer.freeze(trainer.network.parameter_name(index))
    start = trainer.network.theta.copy()
    trainer.run(3)
    np.testing.assert_array_equal(trainer.network.theta, start)


def test_clipping_limits_the_gradient_norm():
    plain = Trainer(TrainingConfig(), DATA)
    norm = plain.step().gradient_norm
    start = Trainer(TrainingConfig(), DATA).network.theta
    change = plain.network.theta - start
    for limit, share in ((norm / 4, 0.25), (norm * 2, 1.0)):
        clipped = Trainer(TrainingConfig(clip_norm=limit), DATA)
        assert clipped.step().gradient_norm == norm
        np.testing.assert_allclose(
            clipped.network.theta - start, share * change, rtol=1e-9
        )


def test_settings_that_need_a_restart_cannot_change_during_a_run():
    trainer = Trainer(TrainingConfig(), DATA)
    for name in ("hidden_units", "activation", "seed", "standardize_inputs", "nothing"):
        with pytest.raises(ConfigError, match=name):
            trainer.change(name, 3)
    assert trainer.events == []


def test_another_batch_size_begins_a_new_epoch():
    trainer = Trainer(TrainingConfig(batch_size=25), DATA)  # 25 + 25 + 10
    trainer.run(4)
    assert trainer.snapshot().epoch_position == (1, 1, 3)
    trainer.change("batch_size", 20)
    assert trainer.snapshot().epoch_position == (2, 0, 3)
    seen = []
    for _ in range(3):
        seen.append(trainer.batch().copy())
        trainer.step()
    assert sorted(np.concatenate(seen)) == list(range(60))
    trainer.change("batch_size", None)
    assert trainer.snapshot().epoch_position == (3, 0, 1)
    assert trainer.batch() is None


def test_the_schedules_follow_their_formulas():
    step = TrainingConfig(schedule="step", decay=0.5, decay_every=3, learning_rate=0.01)
    cosine = TrainingConfig(schedule="cosine", iterations=10, learning_rate=0.01)
    rates: dict[str, list[float]] = {"step": [], "cosine": []}
    for config in (step, cosine):
        trainer = Trainer(config, DATA)
        for _ in range(10):
            rates[config.schedule].append(trainer.learning_rate)
            before = trainer.network.theta.copy()
            trainer.evaluate()
            gradient = trainer.network.gradient.copy()
            trainer.step()
            np.testing.assert_allclose(
                before - trainer.network.theta,
                rates[config.schedule][-1] * gradient,
                rtol=1e-9,
                atol=1e-12,
            )
    assert rates["step"] == [0.01] * 3 + [0.005] * 3 + [0.0025] * 3 + [0.00125]
    np.testing.assert_allclose(
        rates["cosine"],
        [0.005 * (1 + math.cos(math.pi * t / 10)) for t in range(10)],
    )
    for beyond in (10, 11, 25):  # it does not rise again
        assert rate(cosine, beyond) == 0.0
