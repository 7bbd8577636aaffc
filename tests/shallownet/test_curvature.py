"""λmax: against the whole Hessian, by itself and along a run."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shallownet import (
    OPTIMIZERS,
    Dataset,
    Trainer,
    TrainingConfig,
    datasets,
)
from shallownet import hessian as hessian_module
from shallownet.curvature import hessian, sharpness, stable_below, verdict

if TYPE_CHECKING:
    from shallownet.objective import Objective

# g and g' for complex numbers; which side of a kink z is on, its real part says.
FUNCTIONS = {
    "identity": (lambda z: z, lambda z: 1.0 + 0.0 * z),
    "sigmoid": (
        lambda z: 1.0 / (1.0 + np.exp(-z)),
        lambda z: np.exp(-z) / (1.0 + np.exp(-z)) ** 2,
    ),
    "tanh": (np.tanh, lambda z: 1.0 - np.tanh(z) ** 2),
    "softplus": (lambda z: np.log(1.0 + np.exp(z)), lambda z: 1.0 / (1.0 + np.exp(-z))),
    "sine": (np.sin, np.cos),
    "relu": (lambda z: z * (z.real > 0), lambda z: (z.real > 0) + 0.0 * z),
    "leaky_relu": (
        lambda z: z * np.where(z.real > 0, 1.0, 0.01),
        lambda z: np.where(z.real > 0, 1.0, 0.01) + 0.0 * z,
    ),
}
SMOOTH = sorted(set(FUNCTIONS) - {"relu", "leaky_relu"})


def complex_gradients(objective: Objective, thetas: np.ndarray) -> np.ndarray:
    """Compute the gradient of J and the L2 penalty at each of some complex thetas."""
    network, m = objective.network, objective.y.shape[1]
    matrices = [
        np.stack(of_layer)
        for of_layer in zip(*map(network.matrices, thetas), strict=True)
    ]
    ones = np.ones((len(thetas), 1, m))
    inputs, slopes = (
        [np.broadcast_to(objective.X, (len(thetas), *objective.X.shape))],
        [],
    )
    for Wb, name in zip(matrices, network.activations, strict=True):
        Z = Wb @ inputs[-1]
        inputs.append(np.concatenate([FUNCTIONS[name][0](Z), ones], axis=1))
        slopes.append(FUNCTIONS[name][1](Z))
    parts, flow = [], inputs.pop()[:, :-1] - objective.y
    for Wb, below, slope in zip(
        matrices[::-1], inputs[::-1], slopes[::-1], strict=True
    ):
        dZ = flow * slope
        dWb = dZ @ below.transpose(0, 2, 1) / m
        dWb[:, :, :-1] += objective.l2 * Wb[:, :, :-1]
        parts.append(dWb.reshape(len(thetas), -1))
        flow = Wb[:, :, :-1].transpose(0, 2, 1) @ dZ
    return np.concatenate(parts[::-1], axis=1)


def whole_hessian(objective: Objective) -> np.ndarray:
    """Compute all of the Hessian, by a way that shares nothing with the core's.

    The derivative of an analytic f is Im f(x + ih) / h to the last digit, for there is
    no difference to lose digits in (Squire and Trapp, 1998).
    """
    theta, h = objective.network.theta, 1e-30
    return complex_gradients(objective, theta + 1j * h * np.eye(theta.size)).imag / h


def largest(objective: Objective, free: np.ndarray | None = None) -> float:
    H = whole_hessian(objective)
    if free is not None:
        H = H[np.ix_(free, free)]
    return float(np.linalg.eigvalsh(H)[-1])


def trainer_of(units, activation, output, seed, m=30, **changes) -> Trainer:
    generator = np.random.default_rng(seed)
    data = Dataset(generator.normal(size=(2, m)), generator.normal(size=(1, m)))
    config = TrainingConfig(
        hidden_units=units,
        activation=activation,
        output_activation=output,
        seed=seed,
        **({"initialization": "uniform"} | changes),
    )
    return Trainer(config, data)


# By itself


@pytest.mark.parametrize("activation", SMOOTH)
@pytest.mark.parametrize("units", [(), (5,), (10,), (4, 3), (6, 6), (3,) * 6])
def test_it_is_the_largest_eigenvalue_of_the_whole_hessian(units, activation):
    for seed in range(4):
        output = (activation, "identity")[seed % 2]
        initialization = ("uniform", "xavier", "he", "notebook")[seed]
        trainer = trainer_of(
            units,
            activation,
            output,
            seed,
            m=(5, 30, 30)[seed % 3],
            initialization=initialization,
            l2=(0.0, 0.1)[seed // 2],
        )
        assert sharpness(trainer.objective) == pytest.approx(
            largest(trainer.objective), rel=1e-3
        ), seed


# Two eigenvalues lie close together, or hardly any of the first vector lies along the
# one that is looked for: what is found seems settled long before it is.
HARD = [
    ((3,), "sigmoid", "sigmoid", 32, 30, "xavier"),
    ((3,), "sigmoid", "sigmoid", 14, 30, "xavier"),
    ((6, 6), "sigmoid", "sigmoid", 31, 5, "xavier"),
    ((10,), "sigmoid", "sigmoid", 33, 5, "uniform"),
    ((6, 6), "tanh", "tanh", 28, 30, "xavier"),
    ((3,), "tanh", "tanh", 23, 5, "uniform"),
    ((10,), "tanh", "identity", 29, 30, "xavier"),
    ((10,), "sine", "identity", 5, 5, "xavier"),
    ((10,), "sine", "identity", 8, 30, "xavier"),
    ((10,), "identity", "identity", 36, 30, "xavier"),
]


@pytest.mark.parametrize(("units", "g", "output", "seed", "m", "start"), HARD)
def test_it_is_not_content_with_the_second_largest(units, g, output, seed, m, start):
    trainer = trainer_of(units, g, output, seed, m, initialization=start)
    assert sharpness(trainer.objective) == pytest.approx(
        largest(trainer.objective), rel=1e-3
    )


@pytest.mark.parametrize("activation", SMOOTH)
@pytest.mark.parametrize("units", [(), (5,), (4, 3)])
def test_the_whole_hessian_is_that_of_what_is_descended(units, activation):
    trainer = trainer_of(units, activation, activation, 3, l2=0.2)
    H = hessian(trainer.objective)
    assert (H == H.T).all()
    expected = whole_hessian(trainer.objective)
    np.testing.assert_allclose(H, expected, atol=1e-7 * np.abs(expected).max())


def test_the_hessian_of_a_linear_model_by_hand():
    # y^ = w x + b: H = 1/m [x; 1] [x; 1]^T, whatever w and b are; here x = (1, 3).
    data = Dataset([[1.0, 3.0]], [[5.0, -2.0]])
    trainer = Trainer(TrainingConfig(hidden_units=()), data)
    np.testing.assert_allclose(
        hessian(trainer.objective), [[5.0, 2.0], [2.0, 1.0]], rtol=1e-8
    )
    assert sharpness(trainer.objective) == pytest.approx(3 + math.sqrt(8), rel=1e-8)
    trainer.change("l2", 0.5)  # on the weight alone
    np.testing.assert_allclose(
        hessian(trainer.objective), [[5.5, 2.0], [2.0, 1.0]], rtol=1e-8
    )


def test_a_mistake_in_the_gradient_changes_no_curvature():
    exact, mistaken = (
        trainer_of((4, 4), "tanh", "identity", 1, gradient=rule)
        for rule in ("exact", "wrong_sign")
    )
    assert sharpness(exact.objective) == sharpness(mistaken.objective)
    assert mistaken.objective.rule == "wrong_sign"


@settings(max_examples=40)
@given(fixed=st.sets(st.integers(0, 26), max_size=25), seed=st.integers(0, 50))
def test_frozen_parameters_are_left_out(fixed, seed):
    trainer = trainer_of((4, 2), "tanh", "tanh", seed, m=12, initialization="xavier")
    free = np.ones(trainer.network.theta.size, dtype=bool)
    free[[index for index in fixed if index < free.size]] = False
    # To a share of the largest of all where that along the free ones is next to none.
    assert sharpness(trainer.objective, free) == pytest.approx(
        largest(trainer.objective, free),
        rel=1e-3,
        abs=1e-7 * largest(trainer.objective),
    )


def test_where_nothing_may_move_nothing_curves():
    trainer = trainer_of((3,), "tanh", "identity", 1)
    assert sharpness(trainer.objective, np.zeros(13, dtype=bool)) == 0.0


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_a_sample_that_lies_on_a_kink_is_no_wall(activation):
    # Data often has a sample at the origin, and the He start has no biases: z = 0.
    data = Dataset([[0.0, 1.0, 2.0, -1.0]], [[1.0, 2.0, 0.5, 1.0]])
    config = TrainingConfig(
        hidden_units=(3,), activation=activation, initialization="he"
    )
    trainer = Trainer(config, data)
    assert sharpness(trainer.objective) == pytest.approx(
        largest(trainer.objective), rel=1e-3
    )


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_units_behind_a_layer_that_is_off_add_no_curvature(activation, seed):
    trainer = trainer_of((3,) * 6, activation, "identity", seed, initialization="he")
    assert sharpness(trainer.objective) == pytest.approx(
        largest(trainer.objective), rel=1e-3
    )


def test_samples_close_to_a_kink_are_on_their_side_of_it():
    # Of many samples some lie so close that the smallest step passes over.
    config = TrainingConfig(
        hidden_units=(4, 4), activation="relu", initialization="he", learning_rate=1e-5
    )
    trainer = Trainer(config, datasets.notebook(1_000))
    for _ in range(7):
        assert sharpness(trainer.objective) == pytest.approx(
            largest(trainer.objective), rel=1e-3
        ), trainer.updates
        trainer.run(20)


def test_an_l1_penalty_is_straight_and_adds_no_curvature():
    free, held = (trainer_of((4,), "tanh", "identity", 2, l1=l1) for l1 in (0.0, 0.02))
    assert sharpness(held.objective) == pytest.approx(sharpness(free.objective), 1e-6)
    # It drives weights to zero, where its gradient jumps.
    for trainer in (free, held):
        trainer.edit("W1[0, 0]", 1e-7)
        trainer.edit("W2[0, 1]", 0.0)
    assert sharpness(held.objective) == pytest.approx(largest(held.objective), rel=1e-3)


@pytest.mark.parametrize("shift", [1e2, 1e4, 1e6])
def test_one_large_parameter_does_not_blur_the_others(shift):
    # A target far from zero needs a large bias, and has the same curvature.
    lesson = datasets.notebook(60)
    plain = Trainer(TrainingConfig(), lesson)
    shifted = Trainer(TrainingConfig(), Dataset(lesson.X, lesson.y + shift))
    bias = float(plain.network.parameters["b2"][0, 0])
    shifted.edit("b2[0]", bias + shift)
    assert sharpness(shifted.objective) == pytest.approx(
        largest(plain.objective), rel=1e-3
    )


def test_it_is_no_number_where_the_gradient_is_none():
    trainer = trainer_of((3, 3), "identity", "identity", 1)
    trainer.network.theta[:] = 1e200
    assert math.isnan(sharpness(trainer.objective))


def test_a_look_leaves_parameters_and_gradient_alone():
    trainer = trainer_of((4, 4), "tanh", "identity", 1, optimizer="adam")
    trainer.run(3)
    trainer.evaluate()
    theta, gradient = (
        array.copy() for array in (trainer.network.theta, trainer.network.gradient)
    )
    sharpness(trainer.objective)
    hessian(trainer.objective)
    np.testing.assert_array_equal(trainer.network.theta, theta)
    np.testing.assert_array_equal(trainer.network.gradient, gradient)


# What it means


@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum", "nesterov"])
def test_a_rate_just_below_the_bound_settles_and_one_just_above_it_runs_away(optimizer):
    data = Dataset([[1.0, 3.0, -2.0]], [[5.0, -2.0, 1.0]])
    config = TrainingConfig(hidden_units=(), optimizer=optimizer)
    sharp = largest(Trainer(config, data).objective)
    critical = stable_below(config, 1.0) / sharp
    assert stable_below(config, critical) == pytest.approx(sharp)
    for share, settles in ((0.97, True), (1.03, False)):
        trainer = Trainer(config, data)
        trainer.change("learning_rate", share * critical)
        before = trainer.snapshot().loss
        trainer.run(600)
        after = trainer.snapshot().loss
        assert (after < before) if settles else (after > 1e3 * before)


@pytest.mark.parametrize("optimizer", ["rmsprop", "adam"])
def test_no_bound_is_told_where_none_is_known(optimizer):
    config = TrainingConfig(optimizer=optimizer)
    assert math.isnan(stable_below(config, 0.001))
    assert verdict(5.0, stable_below(config, 0.001)) == ""


def test_a_rate_of_zero_has_no_bound():
    assert math.isnan(stable_below(TrainingConfig(), 0.0))


@pytest.mark.parametrize(
    ("value", "bound", "expected"),
    [
        (33.0, 2_000.0, "stable"),
        (-4.0, 2_000.0, "stable"),
        (0.0, 2_000.0, "stable"),
        (1_799.0, 2_000.0, "stable"),
        (1_801.0, 2_000.0, "at the edge"),
        (2_000.0, 2_000.0, "at the edge"),
        (2_110.0, 2_000.0, "at the edge"),  # where the default run hovers
        (2_201.0, 2_000.0, "will overshoot"),
        (math.nan, 2_000.0, ""),
        (math.inf, 2_000.0, ""),
    ],
)
def test_the_verdict_is_by_the_distance_from_the_bound(value, bound, expected):
    assert verdict(value, bound) == expected


# Along a run


def watched(config: TrainingConfig, data: Dataset, updates: int):
    """Run it watched; return the trainer, and the parameters after each update."""
    trainer = Trainer(config, data)
    trainer.watch_sharpness(True)
    thetas = [trainer.network.theta.copy()]
    for _ in range(updates):
        trainer.step()
        thetas.append(trainer.network.theta.copy())
    return trainer, thetas


def test_the_default_run_shows_the_figures_of_the_lesson():
    trainer = Trainer(TrainingConfig(), datasets.notebook())
    trainer.watch_sharpness(True)
    found = [sharpness(trainer.objective)]
    for _ in range(2):
        trainer.run(1_000)
        found.append(sharpness(trainer.objective))
    assert found == pytest.approx([33.0, 449.0, 657.0], rel=0.01)
    steps, values = trainer.sharpness.curve
    assert len(steps) >= 5
    assert steps[0] == 0
    assert values[0] == pytest.approx(found[0], rel=1e-3)
    # From one measurement to the next it grows, as it does between the figures.
    assert (np.diff(values) > 0.0).all()
    at_1000 = float(np.interp(1_000, steps, values))
    assert at_1000 == pytest.approx(449.0, rel=0.01)
    bound = stable_below(trainer.settings, trainer.learning_rate)
    assert bound == 2_000.0
    assert verdict(found[-1], bound) == "stable"


@pytest.mark.parametrize(
    "changes",
    [
        {"learning_rate": 0.001},
        {"learning_rate": 0.01, "standardize_inputs": True, "l2": 0.1},
        {
            "learning_rate": 0.1,
            "standardize_inputs": True,
            "standardize_target": True,
            "activation": "tanh",
            "initialization": "xavier",
            "test_share": 0.2,
        },
    ],
)
def test_the_curve_is_what_it_was_at_each_of_its_updates(changes):
    trainer, thetas = watched(TrainingConfig(**changes), datasets.notebook(100), 2_200)
    steps, values = trainer.sharpness.curve
    assert len(steps) >= 2
    assert (np.diff(steps) > 0).all()
    for step, value in zip(steps, values, strict=True):
        trainer.network.theta[:] = thetas[int(step)]
        assert value == pytest.approx(largest(trainer.objective), rel=1e-3), step


def test_the_curve_follows_another_direction_that_overtakes_the_first():
    # Near update 3,100 of this run the two largest eigenvalues cross.
    config = TrainingConfig(
        hidden_units=(4, 4),
        activation="tanh",
        learning_rate=0.01,
        standardize_inputs=True,
    )
    trainer, thetas = watched(config, datasets.notebook(500), 4_600)
    steps, values = trainer.sharpness.curve
    late = [(s, v) for s, v in zip(steps, values, strict=True) if s > 2_500]
    assert len(late) >= 3
    for step, value in late:
        trainer.network.theta[:] = thetas[int(step)]
        assert value == pytest.approx(largest(trainer.objective), rel=1e-3), step


def test_the_curve_goes_on_once_parameters_are_let_go_again():
    trainer = Trainer(TrainingConfig(), datasets.notebook(60))
    for index in range(41):
        trainer.freeze(trainer.network.parameter_name(index))
    trainer.watch_sharpness(True)
    trainer.run(60)
    assert set(trainer.sharpness.curve[1]) == {0.0}
    for index in range(41):
        trainer.freeze(trainer.network.parameter_name(index), False)
    start = len(trainer.sharpness.curve[0])
    thetas = {}
    for _ in range(1_800):
        thetas[trainer.updates] = trainer.network.theta.copy()
        trainer.step()
    steps, values = (array[start + 1 :] for array in trainer.sharpness.curve)
    assert len(steps) >= 1
    for step, value in zip(steps, values, strict=True):
        trainer.network.theta[:] = thetas[int(step)]
        assert value == pytest.approx(largest(trainer.objective), rel=1e-3)


def test_a_direction_that_was_frozen_is_looked_along_once_it_is_free():
    # The Hessian is diagonal, (1, 9, 1): what was found before is an eigenvector of
    # it still, and no sum of its multiples leads to the steepest direction.
    data = Dataset(
        [[1.0, -1.0, 1.0, -1.0], [3.0, 3.0, -3.0, -3.0]], [[1.0, 2.0, 0.0, 1.0]]
    )
    trainer = Trainer(TrainingConfig(hidden_units=()), data)
    trainer.freeze("W1[0, 1]")
    trainer.watch_sharpness(True)
    trainer.run(400)
    trainer.freeze("W1[0, 1]", False)
    trainer.run(1_300)
    values = trainer.sharpness.curve[1]
    assert values[0] == pytest.approx(1.0, rel=1e-3)
    assert values[-1] == pytest.approx(9.0, rel=1e-3)


def test_the_curve_leaves_frozen_parameters_out():
    trainer = Trainer(TrainingConfig(), datasets.notebook(60))
    for index in range(30):
        trainer.freeze(trainer.network.parameter_name(index))
    trainer.watch_sharpness(True)
    thetas = [trainer.network.theta.copy()]
    for _ in range(1_300):
        trainer.step()
        thetas.append(trainer.network.theta.copy())
    free = np.arange(41) >= 30
    steps, values = trainer.sharpness.curve
    assert len(steps) >= 2
    for step, value in zip(steps, values, strict=True):
        trainer.network.theta[:] = thetas[int(step)]
        assert value == pytest.approx(largest(trainer.objective, free), rel=1e-3)


@settings(max_examples=15)
@given(
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    gradient=st.sampled_from(["exact", "published", "no_derivative"]),
    batch_size=st.sampled_from([None, 25, 60]),
    test_share=st.sampled_from([0.0, 0.25]),
    changes=st.lists(
        st.one_of(
            st.sampled_from([("l2", 0.1), ("batch_size", 40), ("optimizer", "adam")]),
            st.sampled_from([("freeze", True), ("freeze", False), ("edit", 0.5)]),
            st.sampled_from([("back", None), ("look", None)]),
        ),
        max_size=5,
    ),
)
def test_watching_changes_no_number_of_the_run(
    optimizer, gradient, batch_size, test_share, changes
):
    config = TrainingConfig(
        optimizer=optimizer,
        gradient=gradient,
        batch_size=batch_size,
        test_share=test_share,
        standardize_inputs=True,
    )
    seen, unseen = (Trainer(config, datasets.notebook(60)) for _ in range(2))
    seen.watch_sharpness(True)
    for trainer in (seen, unseen):
        trainer.run(40)
        for name, value in changes:
            if name == "edit":
                trainer.edit("W1[0, 1]", value)
            elif name == "freeze":
                trainer.freeze("b1[3]", value)
            elif name == "back":
                if trainer.last.reversible:
                    trainer.return_to_finite()
            elif name == "look":
                trainer.snapshot()
            else:
                trainer.change(name, value)
            trainer.run(31)
        trainer.run(150)
    np.testing.assert_array_equal(seen.network.theta, unseen.network.theta)
    for kind in ("loss", "mean_error", "gradient_norm", "test_loss"):
        np.testing.assert_array_equal(
            getattr(seen.history, kind), getattr(unseen.history, kind)
        )
    assert seen.events == unseen.events


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "made anew"])
@pytest.mark.parametrize(
    ("batch_size", "test_share", "updates"),
    [(None, 0.0, 1_600), (None, 0.5, 1_600), (60, 0.0, 1_600), (25, 0.25, 3_200)],
)
def test_watching_costs_less_than_a_tenth_of_the_work_of_the_updates(
    monkeypatch, batch_size, test_share, updates, kept
):
    work = [0.0]

    class Counted(hessian_module.Passes):
        """Counts the samples that are looked at, by what that costs."""

        def look(self, X, y):
            work[0] += hessian_module.TO_PASS * X.shape[1]
            super().look(X, y)

        def product(self, vector, scratch, out):
            work[0] += hessian_module.TO_MULTIPLY * scratch.A[-1].shape[1]
            super().product(vector, scratch, out)

    monkeypatch.setattr(hessian_module, "Passes", Counted)
    monkeypatch.setattr(hessian_module, "KEPT_BYTES", 10**6 if kept else 0)
    config = TrainingConfig(batch_size=batch_size, test_share=test_share)
    trainer = Trainer(config, datasets.notebook(60))
    trainer.watch_sharpness(True)
    looked_at, most_at_once = 0, 0.0
    for _ in range(updates):
        before, batch = work[0], trainer.batch()
        looked_at += trainer.objective.y.shape[1] if batch is None else len(batch)
        trainer.step()
        most_at_once = max(most_at_once, work[0] - before)
    assert len(trainer.sharpness.curve[0]) >= 2
    assert 0 < work[0] <= 0.1 * looked_at
    # And no update is held up for more than one look at all the samples.
    dearest = hessian_module.TO_PASS + hessian_module.TO_MULTIPLY
    assert most_at_once <= dearest * 60


@pytest.mark.parametrize("units", [(10,), (4, 3)])
def test_a_product_is_the_same_whether_passes_are_kept_or_made_anew(monkeypatch, units):
    trainer = Trainer(TrainingConfig(hidden_units=units), datasets.notebook(500))
    trainer.run(50)
    found = []
    for most in (10**9, 0):
        monkeypatch.setattr(hessian_module, "KEPT_BYTES", most)
        found.append(hessian(trainer.objective))
    np.testing.assert_array_equal(*found)


def test_where_nothing_may_move_watching_goes_on():
    trainer = Trainer(TrainingConfig(), datasets.notebook(60))
    for name in ("W1", "b1", "W2", "b2"):
        rows, columns = trainer.network.parameters[name].shape
        for row in range(rows):
            for column in range(columns):
                trainer.freeze(f"{name}[{row}, {column}]")
    trainer.watch_sharpness(True)
    trainer.run(400)
    steps, values = trainer.sharpness.curve
    assert 1 <= len(steps) <= 20
    assert not values.any()


def test_what_was_measured_of_an_update_that_is_taken_back_is_forgotten():
    trainer = Trainer(TrainingConfig(), datasets.notebook(60))
    trainer.watch_sharpness(True)
    thetas, known, back = [trainer.network.theta.copy()], 0, 0
    while trainer.updates < 1_000:
        trainer.step()
        thetas.append(trainer.network.theta.copy())
        if len(trainer.sharpness.curve[0]) > known:
            # The next measurement begins soon; take back each update that it may
            # begin at, and make another one in its place.
            known = len(trainer.sharpness.curve[0])
            for k in range(40):
                for _ in range(1 + k % 3):
                    trainer.step()
                    trainer.return_to_finite()
                trainer.change("learning_rate", 0.02)
                trainer.step()
                trainer.change("learning_rate", 0.001)
                thetas.append(trainer.network.theta.copy())
                back += 1
    steps, values = trainer.sharpness.curve
    assert back >= 40
    assert len(steps) >= 2
    for step, value in zip(steps, values, strict=True):
        trainer.network.theta[:] = thetas[int(step)]
        assert value == pytest.approx(largest(trainer.objective), rel=1e-3), step


def test_a_new_start_forgets_the_curve_and_goes_on_watching():
    trainer = Trainer(TrainingConfig(), datasets.notebook(60))
    trainer.watch_sharpness(True)
    trainer.run(1_300)
    steps, values = (array.copy() for array in trainer.sharpness.curve)
    assert steps.size
    trainer.reset()
    assert trainer.snapshot().sharpness[0].size == 0
    trainer.run(1_300)
    np.testing.assert_array_equal(trainer.snapshot().sharpness[0], steps)
    np.testing.assert_array_equal(trainer.snapshot().sharpness[1], values)
    trainer.watch_sharpness(False)
    trainer.run(60)
    assert trainer.snapshot().sharpness[0].size == 0


def test_a_snapshots_curve_stays_as_it_is():
    trainer = Trainer(TrainingConfig(), datasets.notebook(60))
    trainer.watch_sharpness(True)
    trainer.run(1_300)
    curve = trainer.snapshot().sharpness
    kept = [array.copy() for array in curve]
    trainer.run(1_300)
    for array, before in zip(curve, kept, strict=True):
        np.testing.assert_array_equal(array, before)
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0
    assert len(trainer.snapshot().sharpness[0]) > len(kept[0])
