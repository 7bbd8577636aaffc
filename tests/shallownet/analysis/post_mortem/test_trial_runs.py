"""Trial runs: learning rates, and when a run has learned."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import TrainingConfig
from shallownet.analysis.post_mortem.trial_runs import (
    TrialRun,
    one_digit_below,
    stable_rate,
)


@given(st.floats(1e-300, 1e300))
def test_a_number_of_one_digit_is_close_below(value):
    below = one_digit_below(value)
    assert below < value <= 2.0 * below * (1.0 + 1e-12)
    assert float(f"{below:.0e}") == below


@pytest.mark.parametrize(
    ("value", "below"), [(0.0606, 0.06), (0.06, 0.05), (1.0, 0.9), (0.1, 0.09), (7, 6)]
)
def test_it_is_below_a_value_of_one_digit_too(value, below):
    assert one_digit_below(value) == below


def test_a_stable_rate_is_a_valid_setting():
    config = TrainingConfig()
    assert stable_rate(config, 33.0) == 0.06
    assert stable_rate(config, 1e-9) == 100.0
    for sharpness in (1e12, 0.0, -3.0, math.nan, math.inf):
        assert math.isnan(stable_rate(config, sharpness))


@pytest.mark.parametrize(
    ("initial", "final", "mean", "learned", "no_worse"),
    [
        (900.0, 740.0, 750.0, False, False),
        (900.0, 600.0, 750.0, True, True),
        (500.0, 400.0, 750.0, True, True),
        (500.0, 500.0, 750.0, False, True),
        (500.0, 600.0, 750.0, False, False),
        (900.0, 899.0, math.inf, True, True),
        (900.0, math.nan, 750.0, False, False),
    ],
)
def test_a_trial_is_compared_with_its_start_and_the_mean(
    initial, final, mean, learned, no_worse
):
    trial = TrialRun(initial, final, 400, mean)
    assert (trial.learned, trial.no_worse) == (learned, no_worse)


def test_the_rate_for_batches_is_half_the_bound_of_all_samples():
    assert stable_rate(TrainingConfig(), 10.0) == 0.1
    assert stable_rate(TrainingConfig(batch_size=8), 10.0) == 0.09
