"""A run as a fit of scikit-learn, which checks itself against the run.

Optional: it needs the extra `oracle`, and is skipped where that is not installed.
"""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import shallownet as sn
from shallownet.documents.code.sklearn_script import SKLEARN_ACTIVATIONS, SOLVERS
from tests.examples import examples
from tests.shallownet.documents.code.programs import PHASES, execute, trained

pytest.importorskip("sklearn.neural_network")


@examples(40, phases=PHASES)
@given(
    config=st.fixed_dictionaries(
        {
            "hidden_units": st.sampled_from([(), (3,), (3, 3), (4, 2)]),
            "activation": st.sampled_from(sorted(SKLEARN_ACTIVATIONS)),
            "optimizer": st.sampled_from(sorted(SOLVERS)),
            "batch_size": st.sampled_from([None, 16]),
            "l2": st.sampled_from([0.0, 0.1]),
            "standardize_inputs": st.booleans(),
            "standardize_target": st.booleans(),
            "test_share": st.sampled_from([0.0, 0.25]),
            "initialization": st.sampled_from(["notebook", "he", "uniform"]),
        }
    ),
    changes=st.lists(
        st.sampled_from([("batch_size", 7), ("l2", 0.2), ("iterations", 500)]),
        max_size=2,
    ),
)
def test_the_fit_of_any_run_arrives_at_it(config, changes):
    recipe = sn.Recipe.of(samples=50, learning_rate=0.003, **config)
    trainer = trained(recipe, 10)
    for change in changes:
        trainer.change(*change)
        with suppress(sn.DivergedError):
            trainer.run(5)
    assume(trainer.divergence is None)  # it would stop with an error
    assert execute(sn.sklearn_script(trainer, recipe.data))["losses"]


def test_a_wrong_script_fails():
    recipe = sn.Recipe.of(samples=50)
    code = sn.sklearn_script(trained(recipe, 10), recipe.data)
    assert "momentum=0.0" in code
    with pytest.raises(AssertionError, match="differs by"):
        execute(code.replace("momentum=0.0", "momentum=0.001"))


@pytest.mark.parametrize("name", ["notebook", "standardized-inputs", "adam"])
def test_presets_arrive_at_the_run(name):
    recipe = sn.preset(name).recipe.changed(samples=100)
    trainer = trained(recipe, 60)
    assert execute(sn.sklearn_script(trainer, recipe.data))["losses"]
