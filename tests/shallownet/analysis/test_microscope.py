"""The microscope: its analyses of a snapshot agree with the run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import OPTIMIZERS, Dataset, Trainer, TrainingConfig, check_gradients
from shallownet.analysis.microscope import Microscope
from shallownet.data import datasets
from shallownet.errors import Cancelled
from shallownet.nn import network
from shallownet.nn.gradient_rules import RULES
from tests.examples import examples
from tests.shallownet.curvature.whole_hessian import hessian

DATA = datasets.notebook(60)
TAME: dict[str, Any] = {"standardize_inputs": True, "standardize_target": True}


@st.composite
def configs(draw):
    """Return settings of any kind, of a network with room for every mistake."""
    schedule = draw(st.sampled_from(["constant", "step", "cosine"]))
    penalty = draw(st.sampled_from([(0.0, 0.0), (0.01, 0.0), (0.0, 0.1)]))
    return TrainingConfig(
        hidden_units=(4, 4),
        activation=draw(st.sampled_from(["tanh", "relu", "sigmoid", "sine"])),
        initialization="uniform",
        learning_rate=0.01,
        optimizer=draw(st.sampled_from(sorted(OPTIMIZERS))),
        gradient=draw(st.sampled_from(sorted(RULES))),
        batch_size=draw(st.sampled_from([None, 1, 25, 100])),
        clip_norm=draw(st.sampled_from([None, 0.3])),
        test_share=draw(st.sampled_from([0.0, 0.25])),
        l1=penalty[0],
        l2=penalty[1],
        schedule=schedule,
        decay_every=2,
        iterations=6,
        **TAME,
    )


actions = st.lists(
    st.one_of(
        st.just(("run", 1)),
        st.just(("back", None)),
        st.tuples(st.just("edit"), st.sampled_from(["W1[0, 1]", "b2[3]"])),
        st.tuples(
            st.just("freeze"), st.sampled_from(["W1[0, 1]", "b1[3]", "W3[0, 2]"])
        ),
        st.tuples(st.just("optimizer"), st.sampled_from(sorted(OPTIMIZERS))),
        st.tuples(st.just("gradient"), st.sampled_from(sorted(RULES))),
        st.tuples(st.just("batch_size"), st.sampled_from([None, 7])),
        st.tuples(st.just("learning_rate"), st.sampled_from([0.02, 0.005])),
    ),
    max_size=8,
)


def act(trainer: Trainer, name: str, value) -> None:
    if name == "run":
        trainer.run(value)
    elif name == "back":
        if trainer.last.reversible:
            trainer.return_to_finite()
    elif name == "edit":
        trainer.edit(value, 0.125 * len(trainer.events))
    elif name == "freeze":
        trainer.freeze(value, not trainer.run_settings.frozen.any())
    else:
        trainer.change(name, value)


# Preview and update agree


@examples(60)
@given(config=configs(), actions=actions)
def test_the_upcoming_parameters_are_those_after_the_update_bit_for_bit(
    config, actions
):
    analysed, plain = Trainer(config, DATA), Trainer(config, DATA)
    for name, value in [*actions, ("run", 1)]:
        act(analysed, name, value)
        act(plain, name, value)
        snapshot, trace = analysed.snapshot(), analysed.preview()
        theta = analysed.network.theta.copy()
        np.testing.assert_array_equal(snapshot.theta, theta)
        for parameter, values in analysed.network.named(snapshot.upcoming).items():
            np.testing.assert_array_equal(trace.after[parameter], values)
        assert (
            snapshot.rows is None or snapshot.rows.tolist() == analysed.batch().tolist()
        )
        assert (snapshot.rows is None) == (analysed.batch() is None)
        analysed.step()
        plain.step()
        np.testing.assert_array_equal(snapshot.upcoming, analysed.network.theta)
        np.testing.assert_array_equal(snapshot.upcoming, plain.network.theta)
        fixed = snapshot.frozen
        np.testing.assert_array_equal(snapshot.upcoming[fixed], theta[fixed])


@pytest.mark.parametrize("before", sorted(OPTIMIZERS))
@pytest.mark.parametrize("after", sorted(OPTIMIZERS))
def test_an_undone_update_by_another_optimizer_is_repeated(before, after):
    trainer = Trainer(TrainingConfig(optimizer=before), DATA)
    trainer.run(2)
    trainer.change("optimizer", after)
    trainer.step()
    upcoming = trainer.snapshot().upcoming
    trainer.step()
    trainer.return_to_finite()
    np.testing.assert_array_equal(trainer.snapshot().upcoming, upcoming)


@examples(20)
@given(config=configs(), actions=actions, later=st.integers(0, 3))
def test_a_snapshot_can_be_analysed_after_the_run_has_changed(config, actions, later):
    trainer = Trainer(config, DATA)
    for name, value in actions:
        act(trainer, name, value)
    snapshot, found = trainer.snapshot(), check_gradients(trainer)
    gradient, settings_then = trainer.network.gradient.copy(), trainer.settings
    trainer.change("gradient", "exact" if config.gradient != "exact" else "published")
    trainer.change("l2", 0.7)
    trainer.run(later)
    microscope = Microscope(snapshot.run)
    for _ in range(2):
        assert snapshot.settings == settings_then
        np.testing.assert_array_equal(snapshot.gradient, gradient)
        checked = microscope.check(snapshot)
        assert checked.rule == settings_then.gradient
        assert checked.wrong == found.wrong
        for name, values in found.analytic.items():
            np.testing.assert_array_equal(checked.analytic[name], values)
            np.testing.assert_array_equal(
                checked.numerical[name], found.numerical[name]
            )
        for index in (0, 11, 14, 30, len(gradient) - 1):
            parts = microscope.contributions(snapshot, index)
            size = np.abs(parts.values).sum() + abs(parts.penalty)
            assert abs(parts.gradient - gradient[index]) <= 1e-12 * size
        # Other states, rules and penalties must leave no trace in the microscope.
        microscope.step_profile(snapshot)
        microscope.check(trainer.snapshot())


def test_analyses_leave_the_run_unchanged():
    config = TrainingConfig(optimizer="adam", batch_size=25, gradient="published")
    analysed, plain = Trainer(config, DATA), Trainer(config, DATA)
    microscope = Microscope(analysed.run_info)
    for _ in range(4):
        snapshot = analysed.snapshot()
        microscope.check(snapshot)
        microscope.step_profile(snapshot)
        microscope.sharpness(snapshot)
        microscope.worst_sample(snapshot)
        microscope.contributions(snapshot, 7)
        analysed.step()
        plain.step()
    np.testing.assert_array_equal(analysed.network.theta, plain.network.theta)
    np.testing.assert_array_equal(analysed.history.loss, plain.history.loss)


# One sample


@pytest.mark.parametrize("test_share", [0.0, 0.3])
@pytest.mark.parametrize("standardize", [False, True])
def test_the_worst_sample_is_the_one_with_the_largest_error(test_share, standardize):
    config = TrainingConfig(
        test_share=test_share,
        standardize_inputs=standardize,
        standardize_target=standardize,
    )
    trainer = Trainer(config, DATA)
    seen = set()
    for _ in range(4):
        snapshot = trainer.snapshot()
        found = Microscope(snapshot.run).worst_sample(snapshot)
        errors = np.abs(trainer.predict(DATA.X) - DATA.y)[0]
        assert errors[found] == errors.max()
        seen.add(found)
        trainer.run(300)
    assert seen <= set(range(60))


@pytest.mark.parametrize("outlier", [0, 17, 59])
@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_an_outlier_is_the_worst_sample_in_training_and_test_samples(outlier, sign):
    y = DATA.y.copy()
    y[0, outlier] += sign * 1e4
    for share in (0.0, 0.5):
        trainer = Trainer(TrainingConfig(test_share=share), Dataset(DATA.X, y))
        snapshot = trainer.snapshot()
        assert Microscope(snapshot.run).worst_sample(snapshot) == outlier


def test_a_sample_without_a_finite_prediction_is_the_worst():
    data = Dataset(np.array([[1.0, 2.0, 1e200, 3.0]]), np.array([[1e9, 1.0, 1.0, 1.0]]))
    config = TrainingConfig(hidden_units=(2,), activation="identity")
    trainer = Trainer(config, data)
    trainer.network.parameters["W1"][:] = [[1.0], [1.0]]
    trainer.network.parameters["W2"][:] = [[1e150, -1e150]]  # inf - inf
    snapshot = trainer.snapshot()
    assert Microscope(snapshot.run).worst_sample(snapshot) == 2


# Steps and units


@pytest.mark.parametrize("optimizer", ["gradient_descent", "adam"])
def test_the_loss_along_the_step_is_in_the_targets_units(optimizer):
    config = TrainingConfig(optimizer=optimizer, learning_rate=0.05, **TAME)
    trainer = Trainer(config, DATA)
    trainer.run(5)
    snapshot = trainer.snapshot()
    found = Microscope(snapshot.run).step_profile(snapshot)
    assert trainer.problem.unit > 10.0  # far from 1: another unit would be seen
    assert found.loss == pytest.approx(snapshot.loss, rel=1e-12)
    trainer.step()
    after = trainer.snapshot().loss
    assert found.actual == pytest.approx(after - snapshot.loss, rel=1e-9)
    # At twice the rate, the update from there would have led to that point.
    twice = float(np.interp(2 * found.learning_rate, found.steps, found.losses))
    trainer.return_to_finite()
    trainer.change("learning_rate", 0.1)
    trainer.step()
    assert trainer.snapshot().loss == pytest.approx(twice, rel=1e-3)


def test_results_in_the_targets_units_scale_with_the_target():
    # Ten times the target, standardized, is the same to the network.
    tenfold = Dataset(DATA.X, 10.0 * DATA.y)
    config = TrainingConfig(learning_rate=0.05, **TAME)
    found = []
    for data in (DATA, tenfold):
        trainer = Trainer(config, data)
        trainer.run(3)
        snapshot = trainer.snapshot()
        microscope = Microscope(snapshot.run)
        profile = microscope.step_profile(snapshot)
        sharpness = microscope.sharpness(snapshot)
        losses = microscope.try_rule(snapshot, "published").losses
        found.append((profile, sharpness, losses))
    (plain, sharp, losses), (in_ten, sharp_in_ten, losses_in_ten) = found
    for name in ("loss", "slope", "actual", "best_loss", "predicted", "losses"):
        np.testing.assert_allclose(
            getattr(in_ten, name), 100.0 * getattr(plain, name), rtol=1e-6
        )
    assert in_ten.best_step == pytest.approx(plain.best_step, rel=1e-3)
    assert in_ten.learning_rate == plain.learning_rate
    np.testing.assert_allclose(losses_in_ten, 100.0 * losses, rtol=1e-6)
    assert sharp_in_ten == pytest.approx(sharp, rel=1e-6)  # in the network's units


@pytest.mark.parametrize("batch_size", [None, 25])
@pytest.mark.parametrize("test_share", [0.0, 0.25])
def test_the_sharpness_is_over_training_samples_and_free_parameters(
    batch_size, test_share
):
    config = TrainingConfig(batch_size=batch_size, test_share=test_share, l2=0.1)
    trainer = Trainer(config, DATA)
    for unit in range(10):
        trainer.freeze(f"W2[0, {unit}]")
    trainer.run(3)
    snapshot = trainer.snapshot()
    free = ~snapshot.frozen
    assert free.sum() == 31
    trained = Trainer(
        TrainingConfig(l2=0.1), DATA.take(snapshot.run.split.train)
    )  # without test samples
    trained.network.theta[:] = snapshot.theta
    H = hessian(trained.objective)[np.ix_(free, free)]
    assert Microscope(snapshot.run).sharpness(snapshot) == pytest.approx(
        np.linalg.eigvalsh(H)[-1], rel=1e-3
    )


# Cancelling


@pytest.mark.parametrize("count", [1, 5, 40, 100])
def test_a_trial_can_be_cancelled_during_its_check_and_its_run(count):
    calls: list[None] = []

    def cancelled() -> bool:
        calls.append(None)
        return len(calls) == count

    snapshot = Trainer(TrainingConfig(), DATA).snapshot()
    microscope = Microscope(snapshot.run)
    with pytest.raises(Cancelled):
        microscope.try_rule(snapshot, "published", cancelled)
    assert len(calls) == count
    # The next analysis is not affected.
    again, fresh = microscope.check(snapshot), Microscope(snapshot.run).check(snapshot)
    for name, values in fresh.numerical.items():
        np.testing.assert_array_equal(again.numerical[name], values)
    assert again.passed


@pytest.mark.parametrize(
    "kind", ["check", "step_profile", "sharpness", "contributions"]
)
def test_an_analysis_can_be_cancelled_and_repeated(kind):
    trainer = Trainer(TrainingConfig(gradient="published"), DATA)
    trainer.run(3)
    snapshot = trainer.snapshot()
    microscope = Microscope(snapshot.run)

    def analyse(cancelled):
        if kind == "contributions":
            return microscope.contributions(snapshot, 4, cancelled).values
        if kind == "sharpness":
            return microscope.sharpness(snapshot, cancelled)
        if kind == "step_profile":
            return microscope.step_profile(snapshot, cancelled).losses
        return microscope.check(snapshot, cancelled=cancelled).numerical["W1"]

    plain = analyse(None)
    with pytest.raises(Cancelled):
        analyse(lambda: True)
    np.testing.assert_array_equal(analyse(lambda: False), plain)


@pytest.mark.parametrize("kind", ["check", "step_profile"])
def test_a_pass_over_many_samples_can_be_cancelled(monkeypatch, kind):
    monkeypatch.setattr(network, "BLOCK_CELLS", 64)
    trainer = Trainer(TrainingConfig(), DATA)
    snapshot = trainer.snapshot()
    microscope = Microscope(snapshot.run)
    blocks = len(trainer.objective.blocks)
    assert blocks >= 10
    calls: list[None] = []

    def cancelled() -> bool:
        calls.append(None)
        return len(calls) == blocks

    with pytest.raises(Cancelled):
        getattr(microscope, kind)(snapshot, cancelled=cancelled)
    # Half of the blocks call it, except the first: fewer than three passes are made.
    assert len(calls) == blocks
    repeated, fresh = (
        m.check(snapshot) for m in (microscope, Microscope(snapshot.run))
    )
    np.testing.assert_array_equal(repeated.analytic["W1"], fresh.analytic["W1"])


def test_the_check_reports_its_progress():
    snapshot = Trainer(TrainingConfig(), DATA).snapshot()
    calls = []
    Microscope(snapshot.run).check(
        snapshot, lambda done, total: calls.append((done, total))
    )
    assert calls == [(k + 1, 41) for k in range(41)]


# Overflow


@pytest.mark.parametrize("activation", ["identity", "softplus", "tanh", "relu"])
@pytest.mark.parametrize("optimizer", ["gradient_descent", "nesterov"])
def test_analyses_of_a_diverging_run_give_no_warnings(activation, optimizer):
    # A warning would fail this test: see pyproject.toml.
    config = TrainingConfig(
        hidden_units=(4,),
        activation=activation,
        optimizer=optimizer,
        initialization="uniform",
        learning_rate=100.0,
        l2=1.0,
    )
    trainer = Trainer(config, DATA)
    microscope = Microscope(trainer.run_info)
    snapshots = 0
    while trainer.divergence is None:
        trainer.step()
        if trainer.divergence is None and np.abs(trainer.network.theta).max() < 1e60:
            continue
        snapshot = trainer.snapshot()
        snapshots += 1
        if snapshots % 10 and snapshot.divergence is None:
            continue
        microscope.step_profile(snapshot)
        microscope.sharpness(snapshot)
        assert 0 <= microscope.worst_sample(snapshot) < 60
        for index, expected in enumerate(snapshot.gradient):
            parts = microscope.contributions(snapshot, index)
            parts.strongest(3)
            if np.isfinite(expected) and np.isfinite(parts.values).all():
                size = np.abs(parts.values / 60).sum() * 60 + abs(parts.penalty)
                assert abs(parts.gradient - expected) <= 1e-9 * size
        if snapshot.divergence is not None:
            assert not microscope.check(snapshot).passed
    assert snapshots >= 1
