"""Pinned runs go on from a file at once, bit for bit."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given

import shallownet as sn
from shallownet.documents import pin_states
from shallownet.documents.pin_states import HISTORIES, STATES
from shallownet.runs import run_record
from shallownet.runs.run_record import RunRecord
from tests.examples import examples
from tests.shallownet.documents.code.programs import (
    ACTIONS,
    PHASES,
    SETTINGS,
    trained,
    trained_with,
)
from tests.shallownet.documents.rewritten import rewrite, rewrite_array

if TYPE_CHECKING:
    from pathlib import Path

SMALL = sn.Recipe.of(samples=50, optimizer="adam")


def saved_with(path: Path, *pins: RunRecord) -> tuple[RunRecord, ...]:
    """Return these pinned runs as a file has them."""
    sn.save_run(trained(SMALL, 0), path, SMALL, pins=pins)
    return sn.open_run(path).pins


def bits(trainer: sn.Trainer) -> list[Any]:
    optimizer, last = trainer.optimizer, trainer.last
    arrays = [trainer.network.theta, optimizer.memory, trainer.history.values]
    if last.reversible:  # else nobody asks for it
        arrays.append(last.memory)
    return [
        *(array.tobytes() for array in (*arrays, last.previous_theta)),
        *(optimizer.updates, trainer.updates, last.reversible),
        *(repr(trainer.events), trainer.seconds, trainer.divergence),
    ]


@examples(30, phases=PHASES)
@given(config=SETTINGS, actions=ACTIONS)
def test_any_pinned_run_goes_on_from_a_file(tmp_path_factory, config, actions):
    recipe, trainer = trained_with(config, actions)
    pins = (
        RunRecord.of(trainer, recipe, "one"),
        RunRecord.of(trained(SMALL, 7), SMALL, "two"),
    )
    path = tmp_path_factory.mktemp("pins") / "run.shallownet"
    found = saved_with(path, *pins)
    resumed = found[0].resume(trainer.data, cancelled=lambda: True)  # replays nothing
    assert bits(resumed) == bits(trainer)
    assert bits(found[1].resume(sn.datasets.notebook(50))) == bits(
        pins[1].resume(sn.datasets.notebook(50))
    )
    for run in (resumed, trainer):
        with suppress(sn.DivergedError):
            run.run(3)
    assert resumed.network.theta.tobytes() == trainer.network.theta.tobytes()


def test_past_updates_of_a_pinned_run_are_there(tmp_path):
    trainer = trained(SMALL, 2_000)
    (pin,) = saved_with(tmp_path / "run", RunRecord.of(trainer, SMALL, "one"))
    assert pin.saved is not None and len(pin.saved.checkpoints) > 10
    assert pin.saved.checkpoints.nbytes <= pin_states.STATES_BUDGET


def test_the_newest_have_their_states_where_there_is_no_room_for_all(
    tmp_path, monkeypatch
):
    pins = [RunRecord.of(trained(SMALL, 50), SMALL, name) for name in ("old", "new")]
    monkeypatch.setattr(pin_states, "MAX_VALUES", 9_000)
    old, new = saved_with(tmp_path / "run", *pins)
    assert old.saved is None and new.saved is not None
    data = sn.datasets.notebook(50)
    assert bits(old.resume(data))[0] == bits(new.resume(data))[0]  # made again


def test_a_run_without_states_stays_so(tmp_path):
    pin = replace(RunRecord.of(trained(SMALL, 9), SMALL, "one"), saved=None)
    (found,) = saved_with(tmp_path / "run", pin)
    assert found.saved is None


def test_states_of_another_network_are_not_used(tmp_path, monkeypatch):
    pin = RunRecord.of(trained(SMALL, 9), SMALL, "one")
    path = tmp_path / "run"
    saved_with(path, pin)

    def narrow(contents: bytes) -> bytes:
        said = json.loads(contents)
        said["pins"][0]["training"]["hidden_units"] = [9]
        return json.dumps(said).encode()

    rewrite(path, "run.json", narrow)
    (found,) = sn.open_run(path).pins
    made: list[int] = []
    monkeypatch.setattr(run_record, "replay", lambda *_: made.append(1))
    found.resume(sn.datasets.notebook(50))
    assert made


def at(**values: Any) -> Any:
    return lambda said: said["states"].update(values)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (at(parameters=-1), "“parameters” in run.json is -1"),
        (at(parameters=400), "the states of a pinned run are incomplete"),
        (at(updates=[0, 5, 3]), "the states of a pinned run are not in order"),
        (at(updates=[]), "the states of a pinned run are not in order"),
        (at(updates="x"), "“updates” in run.json is a text; it must be a list"),
        (at(made=[0, 9, 9, 9, 9, 9, 9, 9, 9, 9]), "are not in order"),
        (at(stride=2), "the states of a pinned run are not in order"),
        (at(rows_before=7), "“rows_before” in run.json is 7"),
        (at(rows_before=1), "cannot be undone"),
        (at(optimizer_updates=0), "cannot be undone"),
        (lambda said: said.update(states=[]), "“states” of a pinned run is a list"),
    ],
)
def test_each_value_of_the_states_is_checked(tmp_path, change, said):
    path = tmp_path / "run"
    saved_with(path, RunRecord.of(trained(SMALL, 9), SMALL, "one"))

    def changed(contents: bytes) -> bytes:
        value = json.loads(contents)
        change(value["pins"][0])
        return json.dumps(value).encode()

    rewrite(path, "run.json", changed)
    with pytest.raises(sn.RunFileError) as caught:
        sn.open_run(path)
    assert said in str(caught.value)


@pytest.mark.parametrize("name", [HISTORIES, STATES])
def test_an_array_that_is_too_short_is_told(tmp_path, name):
    path = tmp_path / "run"
    saved_with(path, RunRecord.of(trained(SMALL, 9), SMALL, "one"))
    rewrite_array(path, name, lambda array: np.ascontiguousarray(array[..., :-1]))
    with pytest.raises(sn.RunFileError, match=r"of a pinned run (is|are) incomplete"):
        sn.open_run(path)
