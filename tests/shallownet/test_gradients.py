"""Every gradient is proved numerically, and the published one is caught."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shallownet import (
    ACTIVATIONS,
    Dataset,
    Trainer,
    TrainingConfig,
    check_gradients,
    datasets,
)

KINKED = {"relu", "leaky_relu"}


@st.composite
def trainers(draw, hidden=None, output=None):
    """Return a trainer at random parameters, on random data of a friendly size."""
    seed = draw(st.integers(0, 2**32 - 1))
    sizes = draw(st.lists(st.integers(1, 7), min_size=0, max_size=3))
    features = draw(st.integers(1, 4))
    m = draw(st.integers(2, 30))
    generator = np.random.default_rng(seed)
    data = Dataset(generator.normal(size=(features, m)), generator.normal(size=(1, m)))
    names = st.sampled_from(sorted(ACTIVATIONS))
    config = TrainingConfig(
        hidden_units=tuple(sizes),
        activation=hidden or tuple(draw(names) for _ in sizes),
        output_activation=output or draw(names),
        initialization="uniform",
        seed=seed,
        l1=draw(st.sampled_from([0.0, 0.02])),
        l2=draw(st.sampled_from([0.0, 0.3])),
        batch_size=draw(st.sampled_from([None, 1, m // 2 + 1])),
        standardize_inputs=draw(st.booleans()),
        standardize_target=draw(st.booleans()),
    )
    trainer = Trainer(config, data)
    trainer.network.theta *= 2.0
    return trainer


def away_from_kinks(trainer: Trainer) -> bool:
    """Say whether central differences see a smooth function.

    They step by 6e-6 max(1, |theta|): no weight may change its sign under an L1
    penalty, and no z of a kinked activation may.
    """
    trace = trainer.preview()
    for number, layer in enumerate(trainer.network.layers, 1):
        if layer.activation.name in KINKED and np.abs(trace[f"Z{number}"]).min() < 1e-3:
            return False
        if trainer.config.l1 and np.abs(layer.W).min() < 1e-3:
            return False
    return True


@settings(max_examples=150, deadline=None)
@given(trainer=trainers())
def test_exact_gradients_agree_with_central_differences(trainer):
    assume(away_from_kinks(trainer))
    check = check_gradients(trainer)
    assert check.passed, check.relative_error
    assert max(check.relative_error.values()) <= 1e-6


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
@pytest.mark.parametrize("hidden_units", [(), (10,), (4, 3), (5, 1, 4)])
def test_every_activation_in_several_topologies(name, hidden_units):
    generator = np.random.default_rng(7)
    data = Dataset(generator.normal(size=(2, 40)), generator.normal(size=(1, 40)))
    for seed in range(20):
        config = TrainingConfig(
            hidden_units=hidden_units,
            activation=name,
            output_activation=name,
            initialization="uniform",
            seed=seed,
        )
        trainer = Trainer(config, data)
        if away_from_kinks(trainer):
            break
    assert max(check_gradients(trainer).relative_error.values()) <= 1e-6


def test_the_lessons_network_passes_and_as_published_fails_in_exactly_b1():
    data = datasets.notebook(1_000)
    exact = Trainer(TrainingConfig(), data)
    published = Trainer(TrainingConfig(gradient="published"), data)
    for steps in (0, 50):
        exact.run(steps)
        published.run(steps)
        assert check_gradients(exact).wrong == ()
        check = check_gradients(published)
        assert check.wrong == ("b1",)
        assert not check.passed
        assert np.ptp(check.analytic["b1"]) == 0.0
        np.testing.assert_allclose(
            check.analytic["b1"][0, 0], check.numerical["b1"].sum(), rtol=1e-5
        )


def test_a_check_leaves_the_run_as_it_was():
    data = datasets.notebook(300)
    plain, checked = (Trainer(TrainingConfig(), data) for _ in range(2))
    calls = []
    for _ in range(3):
        check_gradients(checked, progress=lambda done, of: calls.append((done, of)))
        checked.step()
    plain.run(3)
    np.testing.assert_array_equal(plain.network.theta, checked.network.theta)
    assert calls[:41] == [(k + 1, 41) for k in range(41)]


def test_a_wrong_gradient_is_caught_in_its_own_parameter():
    trainer = Trainer(TrainingConfig(), datasets.notebook(300))
    trainer.evaluate()
    trainer.network.layers[1].dW[0, 3] *= 1.001
    assert check_gradients(trainer).wrong == ("W2",)
