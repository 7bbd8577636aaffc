"""Mistakes in the gradient: the line that each changes, and the check of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import (
    ACTIVATIONS,
    ConfigError,
    Dataset,
    Event,
    Trainer,
    TrainingConfig,
    check_gradients,
)
from shallownet.data import datasets
from shallownet.nn.gradient_rules import RULES, touched
from tests.examples import examples

MISTAKES = sorted(set(RULES) - {"exact"})
KINKED = {"relu", "leaky_relu"}
SMOOTH = sorted(set(ACTIVATIONS) - KINKED)


def trainer_of(units: tuple[int, ...], rule: str, seed: int = 0, **changes) -> Trainer:
    generator = np.random.default_rng(seed)
    data = Dataset(generator.normal(size=(2, 40)), generator.normal(size=(1, 40)))
    changes = {"activation": "tanh", "initialization": "uniform"} | changes
    config = TrainingConfig(hidden_units=units, gradient=rule, seed=seed, **changes)
    trainer = Trainer(config, data)
    trainer.network.theta *= 2.0
    return trainer


def centred(trainer: Trainer) -> Trainer:
    """Give each unit biases that make its z positive for some samples only.

    A unit with a kink that is always on has the derivative 1, and one that is always
    off passes nothing: neither shows a mistake.
    """
    for number, layer in enumerate(trainer.network.layers, 1):
        layer.b[:] -= trainer.preview()[f"Z{number}"].mean(axis=1, keepdims=True)
    return trainer


def away_from_kinks(trainer: Trainer) -> bool:
    """Say whether central differences see a smooth function."""
    trace = trainer.preview()
    return all(
        np.abs(trace[f"Z{number}"]).min() > 1e-4
        for number, layer in enumerate(trainer.network.layers, 1)
        if layer.activation.name in KINKED
    )


def makes_a_difference(trainer: Trainer) -> bool:
    """Say whether the rule gives another gradient than the exact one."""
    gradients = []
    for rule in (trainer.settings.gradient, "exact"):
        trainer.objective.rule = rule
        trainer.objective.evaluate(trainer.batch())
        gradients.append(trainer.network.gradient.copy())
    trainer.objective.rule = trainer.settings.gradient
    wrong, exact = gradients
    return not np.allclose(wrong, exact, rtol=1e-9, atol=1e-12)


DEPTHS = [(), (1,), (5,), (4, 4), (4, 1), (1, 4), (3, 3, 1), (2, 3, 3), (3, 3, 2)]


@pytest.mark.parametrize(
    ("units", "activation"),
    [(units, name) for units in DEPTHS for name in ("tanh", "relu")]
    + [((2,) * 3, name) for name in sorted(ACTIVATIONS)],
)
def test_the_check_finds_exactly_the_parameters_of_a_mistake(units, activation):
    seed = next(
        seed
        for seed in range(20)
        if away_from_kinks(
            centred(trainer_of(units, "exact", seed, activation=activation))
        )
    )
    expected, found = {}, {}
    for rule in RULES:
        trainer = centred(trainer_of(units, rule, seed, activation=activation))
        try:
            expected[rule] = touched(trainer.network, rule)
        except ConfigError:
            expected[rule] = ()
        check = check_gradients(trainer)
        found[rule] = check.wrong
        assert check.passed == (not check.wrong)
    assert found == expected


@examples(60)
@given(
    rule=st.sampled_from(MISTAKES),
    layers=st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from(SMOOTH)), min_size=0, max_size=4
    ),
    output=st.sampled_from(SMOOTH),
    seed=st.integers(0, 2**16),
    batch_size=st.sampled_from([None, 7]),
    l1=st.sampled_from([0.0, 0.02]),
    l2=st.sampled_from([0.0, 0.3]),
)
def test_a_network_without_room_for_a_mistake_has_the_exact_gradient(
    rule, layers, output, seed, batch_size, l1, l2
):
    trainer = trainer_of(
        tuple(units for units, _ in layers),
        rule,
        seed,
        activation=tuple(name for _, name in layers) or "tanh",
        output_activation=output,
        batch_size=batch_size,
        l1=l1,
        l2=l2,
    )
    try:
        names = touched(trainer.network, rule)
    except ConfigError:
        assert not makes_a_difference(trainer)
        assert check_gradients(trainer).passed
    else:
        assert makes_a_difference(trainer)
        assert check_gradients(trainer).wrong == names


@pytest.mark.parametrize("units", [(), (1,), (5,), (4, 4), (6, 3, 3)])
def test_the_exact_rule_passes(units):
    trainer = trainer_of(units, "exact")
    assert touched(trainer.network, "exact") == ()
    assert check_gradients(trainer).passed


@pytest.mark.parametrize("rule", MISTAKES)
def test_the_check_of_a_mistake_names_wrong_and_right_gradients(rule):
    trainer = trainer_of((4, 4), rule)
    wrong, check = touched(trainer.network, rule), check_gradients(trainer)
    text = str(check)
    for name in trainer.network.parameters:
        assert f"d{name}" in text  # as one that is wrong, or as one that agrees
    before, _, after = text.partition(RULES[rule].why)
    assert "wrong" in before
    assert all(f"d{name}" in before for name in wrong)
    assert all(f"d{name}" in after for name in check.analytic if name not in wrong)
    exact = check_gradients(trainer_of((4, 4), "exact"))
    for name, values in check.exact.items():
        np.testing.assert_allclose(values, exact.analytic[name], rtol=1e-12)
        np.testing.assert_allclose(check.numerical[name], values, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("rule", MISTAKES)
def test_a_mistake_has_a_title_a_right_line_and_a_wrong_line(rule):
    about = RULES[rule]
    assert about.title
    assert about.why.endswith(".")
    assert about.right != about.wrong
    assert "" not in (about.right, about.wrong)


# By hand: two samples x = (1, 0) and (-1, 2), W1 the identity, no biases.

BY_HAND = {
    # g(z) = z and W2 = (2, 3), so A2 = (2, 4); y = (1, 0).
    "exact": (
        "identity",
        {
            "dZ2": [[1.0, 4.0]],
            "dW2": [[-1.5, 4.0]],
            "db2": [[2.5]],
            "dZ1": [[2.0, 8.0], [3.0, 12.0]],
            "dW1": [[-3.0, 8.0], [-4.5, 12.0]],
            "db1": [[5.0], [7.5]],
        },
    ),
    "published": (  # db1: (2 + 8 + 3 + 12) / 2
        "identity",
        {
            "dZ2": [[1.0, 4.0]],
            "dW2": [[-1.5, 4.0]],
            "db2": [[2.5]],
            "dZ1": [[2.0, 8.0], [3.0, 12.0]],
            "dW1": [[-3.0, 8.0], [-4.5, 12.0]],
            "db1": [[12.5], [12.5]],
        },
    ),
    "missing_mean": (
        "identity",
        {
            "dZ2": [[1.0, 4.0]],
            "dW2": [[-3.0, 8.0]],
            "db2": [[5.0]],
            "dZ1": [[2.0, 8.0], [3.0, 12.0]],
            "dW1": [[-6.0, 16.0], [-9.0, 24.0]],
            "db1": [[10.0], [15.0]],
        },
    ),
    "wrong_sign": (
        "identity",
        {
            "dZ2": [[-1.0, -4.0]],
            "dW2": [[1.5, -4.0]],
            "db2": [[-2.5]],
            "dZ1": [[-2.0, -8.0], [-3.0, -12.0]],
            "dW1": [[3.0, -8.0], [4.5, -12.0]],
            "db1": [[-5.0], [-7.5]],
        },
    ),
    "no_biases": (
        "identity",
        {
            "dZ2": [[1.0, 4.0]],
            "dW2": [[-1.5, 4.0]],
            "db2": [[0.0]],
            "dZ1": [[2.0, 8.0], [3.0, 12.0]],
            "dW1": [[-3.0, 8.0], [-4.5, 12.0]],
            "db1": [[0.0], [0.0]],
        },
    ),
    # g(z) = max(0, z): A1 = ((1, 0), (0, 2)), A2 = (2, 6), and dZ1 should have been
    # ((2, 0), (0, 18)).
    "no_derivative": (
        "relu",
        {
            "dZ2": [[1.0, 6.0]],
            "dW2": [[0.5, 6.0]],
            "db2": [[3.5]],
            "dZ1": [[2.0, 12.0], [3.0, 18.0]],
            "dW1": [[-5.0, 12.0], [-7.5, 18.0]],
            "db1": [[7.0], [10.5]],
        },
    ),
}


@pytest.mark.parametrize("rule", sorted(BY_HAND))
def test_the_wrong_line_by_hand(rule):
    activation, expected = BY_HAND[rule]
    data = Dataset(np.array([[1.0, -1.0], [0.0, 2.0]]), np.array([[1.0, 0.0]]))
    config = TrainingConfig(hidden_units=(2,), activation=activation, gradient=rule)
    trainer = Trainer(config, data)
    trainer.network.theta[:] = 0.0
    trainer.network.parameters["W1"][:] = [[1.0, 0.0], [0.0, 1.0]]
    trainer.network.parameters["W2"][:] = [[2.0, 3.0]]
    trace = trainer.preview()
    assert {name: trace[name].tolist() for name in expected} == expected


def test_w2_not_transposed_by_hand():
    data = Dataset(np.array([[1.0, -1.0], [0.0, 2.0]]), np.array([[0.0, 3.0]]))
    config = TrainingConfig(
        hidden_units=(2, 2), activation="identity", gradient="untransposed"
    )
    trainer = Trainer(config, data)
    trainer.network.theta[:] = 0.0
    trainer.network.parameters["W1"][:] = [[1.0, 0.0], [0.0, 1.0]]
    trainer.network.parameters["W2"][:] = [[1.0, 2.0], [0.0, 1.0]]
    trainer.network.parameters["W3"][:] = [[1.0, 1.0]]
    trace = trainer.preview()
    # A2 = W2 X = ((1, 3), (0, 2)), A3 = (1, 5), dZ3 = (1, 2); W3 is no square.
    assert trace["dZ3"].tolist() == [[1.0, 2.0]]
    assert trace["dZ2"].tolist() == [[1.0, 2.0], [1.0, 2.0]]
    assert trace["dW2"].tolist() == [[-0.5, 2.0], [-0.5, 2.0]]
    # W2 dZ2, where W2^T dZ2 is ((1, 2), (3, 6)).
    assert trace["dZ1"].tolist() == [[3.0, 6.0], [1.0, 2.0]]
    assert trace["dW1"].tolist() == [[-1.5, 6.0], [-0.5, 2.0]]
    assert trace["db1"].tolist() == [[4.5], [1.5]]


@pytest.mark.parametrize(
    ("units", "activation", "rule", "reason"),
    [
        ((), "tanh", "published", "without a hidden layer"),
        ((), "tanh", "no_derivative", "without a hidden layer"),
        ((), "tanh", "untransposed", "without a hidden layer"),
        ((1,), "tanh", "published", "one unit"),
        ((1, 1), "tanh", "published", "one unit"),
        ((5,), "identity", "no_derivative", "identity is 1"),
        ((10,), "tanh", "untransposed", r"\(1, 10\)"),
        ((4, 3), "tanh", "untransposed", r"\(3, 4\), \(1, 3\)"),
        # A single number is its own transpose.
        ((1,), "tanh", "untransposed", "square|own transpose|one unit"),
        ((1, 1), "tanh", "untransposed", "square|own transpose|one unit"),
        ((4, 1), "tanh", "untransposed", "square|own transpose|one unit"),
    ],
)
def test_an_impossible_mistake_is_refused_with_the_reason(
    units, activation, rule, reason
):
    trainer = trainer_of(units, rule, activation=activation)
    with pytest.raises(ConfigError, match=reason) as refused:
        touched(trainer.network, rule)
    assert len(str(refused.value).split()) > 5


def test_an_unknown_rule_is_refused_with_the_known_ones():
    with pytest.raises(ConfigError, match=r"exact.*published.*no_biases"):
        TrainingConfig(gradient="approximate")


@pytest.mark.parametrize("rule", MISTAKES)
@pytest.mark.parametrize("batch_size", [None, 12])
def test_a_mistake_during_the_run_is_an_event_and_replays(rule, batch_size):
    config = TrainingConfig(
        hidden_units=(4, 4),
        activation="tanh",
        initialization="xavier",
        batch_size=batch_size,
        standardize_inputs=True,
        standardize_target=True,
        learning_rate=0.01,
    )
    data = datasets.notebook(60)
    trainer, plain = Trainer(config, data), Trainer(config, data)
    trainer.run(3)
    trainer.change("gradient", rule)
    trainer.run(4)
    trainer.change("gradient", "exact")
    trainer.run(2)
    assert trainer.events == [
        Event(3, "gradient", "exact", rule),
        Event(7, "gradient", rule, "exact"),
    ]
    replayed = Trainer(config, data)
    for event in trainer.events:
        replayed.run(event.step - replayed.updates)
        replayed.apply(event)
    replayed.run(9 - replayed.updates)
    plain.run(9)
    np.testing.assert_array_equal(replayed.network.theta, trainer.network.theta)
    np.testing.assert_array_equal(replayed.history.loss, trainer.history.loss)
    assert not np.array_equal(plain.network.theta, trainer.network.theta)
    np.testing.assert_array_equal(
        plain.history.loss[:4], trainer.history.loss[:4]
    )  # the mistake changes J only after its first update


@pytest.mark.parametrize("rule", MISTAKES)
def test_a_mistake_affects_the_next_update_after_a_snapshot_too(rule):
    # The cached gradient of the next update becomes invalid.
    changed, begun = (
        trainer_of((4, 4), name, learning_rate=0.1) for name in ("exact", rule)
    )
    changed.snapshot()
    changed.change("gradient", rule)
    np.testing.assert_array_equal(
        changed.snapshot().upcoming, begun.snapshot().upcoming
    )
    changed.step()
    begun.step()
    np.testing.assert_array_equal(changed.network.theta, begun.network.theta)


def test_biases_that_are_never_updated_stay_unchanged():
    trainer = trainer_of((4, 4), "no_biases", learning_rate=0.1, optimizer="momentum")
    start = {name: p.copy() for name, p in trainer.network.parameters.items()}
    trainer.run(20)
    for name, values in trainer.network.parameters.items():
        assert np.array_equal(values, start[name]) == name.startswith("b")


def test_the_wrong_sign_moves_uphill_and_the_missing_mean_m_times_as_far():
    exact, uphill, unscaled = (
        trainer_of((5,), rule, learning_rate=1e-3)
        for rule in ("exact", "wrong_sign", "missing_mean")
    )
    start = exact.network.theta.copy()
    for trainer in (exact, uphill, unscaled):
        trainer.step()
    moved = exact.network.theta - start
    np.testing.assert_allclose(uphill.network.theta - start, -moved, atol=1e-15)
    np.testing.assert_allclose(unscaled.network.theta - start, 40 * moved, rtol=1e-9)
    uphill.run(50)
    assert (np.diff(uphill.history.loss) > 0.0).all()
