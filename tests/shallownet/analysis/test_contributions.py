"""The contribution of each sample to the gradient of a parameter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import ACTIVATIONS, Dataset, Trainer, TrainingConfig
from shallownet.analysis.contributions import Contributions, contributions
from shallownet.data import datasets
from shallownet.nn.gradient_rules import RULES
from shallownet.nn.network import BLOCK_CELLS
from shallownet.nn.objective import Objective
from tests.examples import examples


@st.composite
def trainers(draw):
    """Return a trainer of any shape, rule and setting, at random parameters."""
    seed = draw(st.integers(0, 2**16))
    sizes = draw(st.lists(st.integers(1, 5), min_size=0, max_size=4))
    features, m = draw(st.integers(1, 3)), draw(st.integers(4, 25))
    generator = np.random.default_rng(seed)
    names = st.sampled_from(sorted(ACTIVATIONS))
    config = TrainingConfig(
        hidden_units=tuple(sizes),
        activation=tuple(draw(names) for _ in sizes) or "tanh",
        output_activation=draw(names),
        initialization="uniform",
        seed=seed,
        gradient=draw(st.sampled_from(sorted(RULES))),
        l1=draw(st.sampled_from([0.0, 0.02])),
        l2=draw(st.sampled_from([0.0, 0.3])),
        batch_size=draw(st.sampled_from([None, 1, 3])),
        test_share=draw(st.sampled_from([0.0, 0.3])),
        standardize_inputs=draw(st.booleans()),
        standardize_target=draw(st.booleans()),
    )
    data = Dataset(
        generator.normal(1.0, 2.0, size=(features, m)),
        generator.normal(3.0, 2.0, size=(1, m)),
    )
    trainer = Trainer(config, data)
    trainer.network.theta *= 3.0
    return trainer


@examples(80)
@given(trainer=trainers(), updates=st.integers(0, 3))
def test_the_contributions_sum_to_the_gradient_of_every_parameter(trainer, updates):
    trainer.run(updates)
    trainer.evaluate()
    gradient = trainer.network.gradient.copy()
    for index, expected in enumerate(gradient):
        parts = contributions(trainer.objective, index, trainer.batch())
        # The rounding error is relative to the terms, not to their sum.
        size = np.abs(parts.values).sum() + abs(parts.penalty)
        assert abs(parts.gradient - expected) <= 1e-12 * size
        assert parts.index == index
    np.testing.assert_array_equal(trainer.network.gradient, gradient)


@examples(80)
@given(trainer=trainers(), data=st.data())
def test_a_contribution_is_the_gradient_of_the_sample_alone_over_m(trainer, data):
    index = data.draw(st.integers(0, trainer.network.theta.size - 1))
    whole, rule = trainer.objective, trainer.settings.gradient
    parts = contributions(whole, index, trainer.batch())
    m = 1 if rule == "missing_mean" else len(parts.samples)
    for sample, part in zip(parts.samples, parts.values, strict=True):
        alone = Objective(
            trainer.network.copy(),
            whole.X[:-1, [sample]],
            whole.y[:, [sample]],
            rule=rule,
        )
        alone.evaluate()
        size = np.abs(alone.network.gradient).max()
        assert part * m == pytest.approx(
            alone.network.gradient[index], rel=1e-9, abs=1e-11 * size
        )


@examples(60)
@given(trainer=trainers(), data=st.data())
def test_the_penalty_is_separate_and_zero_for_biases(trainer, data):
    index = data.draw(st.integers(0, trainer.network.theta.size - 1))
    parts = contributions(trainer.objective, index, trainer.batch())
    weight, now = trainer.network.theta[index], trainer.settings
    if trainer.network.parameter_name(index).startswith("b"):
        assert parts.penalty == 0.0
    else:
        assert parts.penalty == pytest.approx(now.l2 * weight, rel=1e-12)


def test_contributions_by_hand():
    # One unit without a hidden layer: y^ = w x + b, so sample i adds e_i x_i / m to
    # dJ/dw and e_i / m to dJ/db, where e = y^ - y = (2 - 4, 4 - 1, 6 - 6, 8 - 0).
    data = Dataset(np.array([[1.0, 2.0, 3.0, 4.0]]), np.array([[4.0, 1.0, 6.0, 0.0]]))
    trainer = Trainer(TrainingConfig(hidden_units=(), l2=0.25), data)
    trainer.network.theta[:] = [2.0, 0.0]
    by_weight, by_bias = (contributions(trainer.objective, k) for k in range(2))
    assert by_weight.values.tolist() == [-0.5, 1.5, 0.0, 8.0]
    assert by_weight.penalty == 0.5
    assert by_weight.gradient == 9.5
    assert by_bias.values.tolist() == [-0.5, 0.75, 0.0, 2.0]
    assert by_bias.gradient == 2.25
    assert [side.tolist() for side in by_weight.strongest(9)] == [[0], [3, 1]]
    assert [side.tolist() for side in by_weight.strongest(1)] == [[0], [3]]


@pytest.mark.parametrize("batch_size", [None, 12])
@pytest.mark.parametrize("test_share", [0.0, 0.25])
def test_the_contributions_are_of_the_samples_of_the_update(batch_size, test_share):
    config = TrainingConfig(batch_size=batch_size, test_share=test_share)
    data = datasets.notebook(60)
    trainer = Trainer(config, data)
    trainer.run(2)
    parts = contributions(trainer.objective, 7, trainer.batch())
    trained = round(60 * (1.0 - test_share))
    if batch_size is None:
        assert parts.samples.tolist() == list(range(trained))
    else:
        assert parts.samples.tolist() == trainer.batch().tolist()
    assert parts.values.shape == parts.samples.shape
    # They are numbered within the training samples; for b2 they are the errors.
    last = contributions(trainer.objective, 40, trainer.batch())
    rows = trainer.run_info.split.train[last.samples]
    errors = trainer.predict(data.X[:, rows]) - data.y[:, rows]
    np.testing.assert_allclose(last.values, errors[0] / len(rows), rtol=1e-9)


def test_many_blocks_of_samples_are_split_as_one():
    m = BLOCK_CELLS // 10 + 1_000  # more than one block of a network ten units wide
    data = datasets.notebook(m)
    trainer = Trainer(TrainingConfig(gradient="published"), data)
    assert trainer.network.block_size(m) < m
    trainer.evaluate()
    for index in (1, 2, 35, 40):
        parts = contributions(trainer.objective, index)
        size = np.abs(parts.values).sum()
        expected = trainer.network.gradient[index]
        assert parts.values.shape == (m,)
        assert abs(parts.gradient - expected) <= 1e-12 * size


def test_the_run_is_left_unchanged():
    config = TrainingConfig(optimizer="adam", batch_size=12, gradient="wrong_sign")
    analysed, plain = (Trainer(config, datasets.notebook(60)) for _ in range(2))
    for _ in range(6):
        analysed.evaluate()
        contributions(analysed.objective, 3, analysed.batch())
        analysed.step()
        plain.step()
    np.testing.assert_array_equal(analysed.network.theta, plain.network.theta)
    np.testing.assert_array_equal(analysed.history.loss, plain.history.loss)


def test_the_contributions_are_read_only():
    trainer = Trainer(TrainingConfig(), datasets.notebook(20))
    with pytest.raises(ValueError, match="read-only"):
        contributions(trainer.objective, 0).values[0] = 1.0


def test_an_unknown_parameter_is_an_error():
    trainer = Trainer(TrainingConfig(), datasets.notebook(20))
    with pytest.raises(IndexError, match="no such parameter"):
        contributions(trainer.objective, 41)


@given(
    values=st.lists(
        st.floats(-10.0, 10.0).map(lambda value: round(value, 1)), min_size=1
    ),
    count=st.integers(1, 12),
    first=st.integers(0, 100),
)
def test_the_strongest_samples_pull_most_to_either_side(values, count, first):
    samples = np.arange(first, first + len(values))[::-1]
    parts = Contributions(0, samples, np.array(values), 0.0)
    value_of = dict(zip(samples.tolist(), values, strict=True))
    up, down = ([value_of[s] for s in side.tolist()] for side in parts.strongest(count))
    # Compare the values: the order of equal ones is arbitrary.
    assert up == sorted(value for value in values if value < 0.0)[:count]
    assert down == sorted((v for v in values if v > 0.0), reverse=True)[:count]


def test_gradient_descent_moves_a_parameter_where_the_stronger_side_pulls_it():
    trainer = Trainer(TrainingConfig(), datasets.notebook(60))
    for index in range(41):
        parts = contributions(trainer.objective, index)
        up, down = (-parts.values.clip(max=0).sum(), parts.values.clip(min=0).sum())
        moved = trainer.snapshot().upcoming[index] - trainer.network.theta[index]
        assert np.sign(moved) == np.sign(up - down)
