"""The run of a state stands where the lesson says."""

from __future__ import annotations

import numpy as np
import pytest

import shallownet as sn
from shallownet.errors import Cancelled
from shallownet.lessons.lesson import State
from shallownet.lessons.state_run import check_state, run_at, trainer_at


def test_the_run_has_the_settings_the_edits_and_the_updates():
    settings = {"learning_rate": 0.02, "hidden_units": [3], "samples": 40}
    state = State(settings=settings, parameters={"W1[0, 1]": 0.5}, update=6)
    trainer = trainer_at(state)
    by_hand = sn.Trainer(
        sn.TrainingConfig(learning_rate=0.02, hidden_units=(3,)),
        sn.DataConfig(samples=40).make(),
    )
    by_hand.edit("W1[0, 1]", 0.5)
    by_hand.run(6)
    assert trainer.updates == 6
    assert np.array_equal(trainer.network.theta, by_hand.network.theta)
    assert trainer.events == by_hand.events
    start = run_at(state)
    assert start.recipe.config == trainer.config
    assert (start.data, start.edits, start.update) == (None, (("W1[0, 1]", 0.5),), 6)


def test_a_preset_and_samples_of_the_lesson():
    rows = ((1.0, 2.0, 3.0), (2.0, 0.5, 1.0))
    trainer = trainer_at(State(preset="adam", samples=rows))
    assert trainer.config.optimizer == "adam"
    assert trainer.data.X.tolist() == [[1.0, 2.0], [2.0, 0.5]]
    assert trainer.data.y.tolist() == [[3.0, 1.0]]


def test_a_long_way_can_be_cancelled():
    with pytest.raises(Cancelled):
        trainer_at(State(update=20_000), cancelled=lambda: True)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State(preset="notebok"), "there is no preset"),
        (State(settings={"csv": "a.csv", "csv_target": "y"}), "reads no table"),
        (State(settings={"l2": -1}), "l2"),
        (State(parameters={"W3[0, 0]": 1.0}), "there is no parameter"),
        (State(parameters={"W1[0, 2]": 1.0}), "there is no parameter"),
        (State(sample=2, samples=((1.0, 2.0), (2.0, 3.0))), "0 to 1"),
    ],
)
def test_what_is_not_possible_is_told(state: State, said: str):
    with pytest.raises((sn.ConfigError, sn.DataError), match=said):
        check_state(state)
