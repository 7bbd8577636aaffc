"""Generated data: targets, distributions of the inputs, and noise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import ConfigError, DataConfig, DataError, Recipe
from shallownet.data import datasets
from shallownet.data.formula import MAX_INPUTS
from shallownet.data.targets import TARGETS
from shallownet.settings.parsing import with_assignments
from tests.examples import examples


def test_the_default_is_the_lessons_data_bit_for_bit():
    for m, seed in ((10_000, 0), (123, 7)):
        data = DataConfig(samples=m, data_seed=seed).make()
        lesson = datasets.notebook(m, seed)
        np.testing.assert_array_equal(data.X, lesson.X)
        np.testing.assert_array_equal(data.y, lesson.y)
        assert data.target_name == lesson.target_name


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_every_target_generates_data_on_its_domain(name):
    target = TARGETS[name]
    config = DataConfig(target=name, samples=400, **target.domain)
    data = config.make()
    assert data.X.shape == (target.inputs, 400)
    np.testing.assert_array_equal(data.y[0], target.function(data.X))
    assert data.y.std() > 0.1
    assert target.formula in data.target_name


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ((-4.0, 2.5), 1.0),
        ((0.0, 2.5), -1.0),
        ((4.0, -2.5), -1.0),
        ((4.0, 1.5), 0.5),  # one away from a peak: half its height
        ((0.0, 0.0), 0.0),
    ],
)
def test_the_multi_gaussian_matches_playground(x, y):
    X = np.array(x)[:, np.newaxis]
    assert TARGETS["gaussians"].function(X)[0] == pytest.approx(y)


def test_the_plane_matches_playground():
    # d3 scales x1 + x2 from [-10, 10] to [-1, 1].
    X = np.array([[6.0, -6.0, 1.0], [4.0, -4.0, 2.0]])
    np.testing.assert_allclose(TARGETS["plane"].function(X), [1.0, -1.0, 0.3])


@pytest.mark.parametrize("inputs", range(1, MAX_INPUTS + 1))
@pytest.mark.parametrize("distribution", ["normal", "uniform", "grid"])
def test_inputs_follow_their_distribution(distribution, inputs):
    config = DataConfig(
        target="formula",
        formula="x1",
        inputs=inputs,
        distribution=distribution,
        mean=(3.0,),
        deviation=0.5,
        low=-2.0,
        high=(1.0,),
        samples=6_561,
    )
    X = config.make().X
    assert len(X) == inputs
    if distribution == "normal":
        np.testing.assert_allclose(X.mean(axis=1), 3.0, atol=0.03)
        np.testing.assert_allclose(X.std(axis=1), 0.5, atol=0.03)
        return
    assert X.min() >= -2.0 and X.max() <= 1.0
    np.testing.assert_allclose(X.mean(axis=1), -0.5, atol=0.05)
    if distribution == "grid":
        side = config.grid_side
        assert X.shape[1] == side**inputs
        assert len(np.unique(X[0])) == side
        assert len({tuple(column) for column in X.T}) == X.shape[1]


@given(inputs=st.integers(1, MAX_INPUTS), m=st.integers(10, 1_000_000))
def test_a_grid_is_the_largest_that_fits_the_number_of_samples(inputs, m):
    config = DataConfig(
        target="formula", formula="x1", inputs=inputs, distribution="grid", samples=m
    )
    side = config.grid_side
    assert side >= 2
    assert side**inputs <= m or side == 2
    assert (side + 1) ** inputs > m


def test_a_grid_of_eight_inputs_has_at_most_a_million_points():
    config = DataConfig(
        target="formula",
        formula="x1",
        inputs=8,
        distribution="grid",
        samples=1_000_000,
    )
    assert config.make().samples == 5**8


def test_the_last_number_applies_to_further_inputs():
    config = DataConfig(
        target="formula", formula="x1 + x3", inputs=3, mean=(0, 10), deviation=(1, 2)
    )
    X = config.make().X
    np.testing.assert_allclose(X.mean(axis=1), [0, 10, 10], atol=0.1)
    np.testing.assert_allclose(X.std(axis=1), [1, 2, 2], atol=0.1)


def test_noise_scales_with_the_target_and_leaves_the_inputs():
    plain, noisy = DataConfig(), DataConfig(noise=0.5)
    np.testing.assert_array_equal(plain.make().X, noisy.make().X)
    noise = noisy.make().y - plain.make().y
    assert noise.std() == pytest.approx(0.5 * plain.make().y.std(), rel=0.03)
    assert abs(noise.mean()) < 0.05 * noise.std()
    np.testing.assert_array_equal(noisy.make().y, noisy.make().y)


def test_a_negative_zero_is_zero():
    data = Recipe.of(samples=20, deviation=(-0.0, 1.0), noise=-0.0).make_data()
    np.testing.assert_array_equal(data.X[0], 0.0)
    recipe = with_assignments(Recipe(), ["deviation=-0", "noise=-0.0"])
    assert math.copysign(1.0, recipe.settings["deviation"]) == 1.0
    assert math.copysign(1.0, recipe.settings["noise"]) == 1.0


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"target": "cube"}, "target"),
        ({"target": "formula", "formula": "x3"}, "x3"),
        ({"mean": (0,) * 9}, "mean.*at most 8"),
        ({"deviation": (-1, 2)}, "deviation is below 0"),
        ({"distribution": "uniform", "low": 2, "high": 1}, "low is 2 and high is 1"),
        ({"samples": 9}, "samples is 9"),
        ({"noise": -0.1}, "noise"),
        ({"inputs": 9}, "inputs is 9"),
        ({"distribution": "lognormal"}, "distribution"),
        ({"mean": "ten"}, "mean"),
        ({"mean": ()}, "mean"),
    ],
)
def test_invalid_settings_are_rejected_by_name(settings, message):
    with pytest.raises((ConfigError, DataError), match=message):
        DataConfig(**settings)


def test_a_target_with_a_non_finite_value_is_rejected_with_its_inputs():
    config = DataConfig(target="formula", formula="log(x1)")
    with pytest.raises(DataError, match="x1 = −"):
        config.make()


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 200),
    st.floats(),
    st.text(max_size=6),
    st.lists(st.floats(-20, 20), max_size=9),
    st.sampled_from(
        [*TARGETS, "formula", "grid", "uniform", "normal", "x1*x2", "1/x1"]
    ),
)


@examples(250)
@given(
    given=st.dictionaries(
        st.sampled_from(sorted(DataConfig.__dataclass_fields__)), values
    )
)
def test_any_settings_give_data_or_an_error(given):
    try:
        data = Recipe.of(**({"samples": 60} | given)).make_data()
    except (ConfigError, DataError) as error:
        assert len(str(error)) > 10
        return
    assert np.isfinite(data.X).all() and np.isfinite(data.y).all()
    assert data.samples >= 2


def test_noise_that_overflows_is_rejected():
    config = DataConfig(target="formula", formula="x1 * 1e308", noise=100.0, mean=0.0)
    with pytest.raises(DataError):
        config.make()
    assert math.isfinite(
        DataConfig(target="formula", formula="x1 * 1e300").make().y.max()
    )


@pytest.mark.parametrize("name", ["ridge", "formula"])
def test_the_true_function_is_the_target_without_its_noise(name):
    config = DataConfig(target=name, samples=50, noise=0.5)
    X = config.make().X
    exact = np.sin(X[0] + X[1]) if name == "ridge" else np.sin(X[0]) + X[1] ** 2
    np.testing.assert_allclose(config.true_function(X), exact, rtol=1e-12)


def test_the_true_function_is_not_finite_where_it_has_no_value():
    config = DataConfig(
        target="formula", formula="sqrt(x1)", inputs=1, distribution="uniform", low=0.0
    )
    y = config.true_function(np.array([[-1.0, 9.0]]))
    assert np.isnan(y[0]) and y[1] == 3.0
    huge = DataConfig().true_function(np.full((2, 1), 1e200))
    assert np.isinf(huge[0])
