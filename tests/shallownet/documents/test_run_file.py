"""Runs as files: every bit comes back, and nothing else is let in."""

from __future__ import annotations

import errno
import os
import sys
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import shallownet as sn
from shallownet.documents.atomic_file import write_text
from shallownet.documents.report.report import report
from shallownet.documents.run_file import open_run, save_run
from shallownet.runs.rewind import Rewind
from shallownet.runs.run_record import RunRecord
from tests.examples import examples
from tests.shallownet.documents.rewritten import rewrite_json
from tests.shallownet.documents.short_runs import SMALL, message, state, trained

if TYPE_CHECKING:
    from pathlib import Path

    from shallownet.documents.manifest import View


# Round trips

CHANGES = [
    ("optimizer", "adam"),
    ("optimizer", "momentum"),
    ("optimizer", "gradient_descent"),
    ("batch_size", 7),
    ("batch_size", None),
    ("learning_rate", 0.02),
    ("learning_rate", 90.0),
    ("clip_norm", 0.5),
    ("l1", 0.01),
    ("schedule", "cosine"),
    ("edit", "W1[0, 1]"),
    ("freeze", "b1[2]"),
    ("back", ""),
]


@examples(40)
@given(
    actions=st.lists(
        st.one_of(st.integers(1, 9), st.sampled_from(CHANGES)), max_size=12
    ),
    optimizer=st.sampled_from(sorted(sn.OPTIMIZERS)),
    generated=st.booleans(),
    budget=st.sampled_from([None, 4_000]),
)
def test_any_run_comes_back_bit_for_bit(
    tmp_path_factory, actions, optimizer, generated, budget
):
    recipe = SMALL.changed(optimizer=optimizer, test_share=0.2, learning_rate=0.01)
    trainer = sn.Trainer(recipe.config, recipe.make_data())
    if budget is not None:
        trainer.checkpoints.limit(budget)
    for action in actions:
        try:
            if isinstance(action, int):
                trainer.run(action)
            elif action[0] == "edit":
                trainer.edit(str(action[1]), 0.5 + len(trainer.events))
            elif action[0] == "freeze":
                trainer.freeze(str(action[1]), not trainer.run_settings.any_frozen)
            elif action[0] == "back":
                if trainer.last.reversible:
                    trainer.return_to_finite()
            else:
                trainer.change(*action)
        except sn.DivergedError:
            pass
    trainer.evaluate()
    path = tmp_path_factory.mktemp("run") / "run.shallownet"
    save_run(trainer, path, recipe if generated else None)
    opened = open_run(path)
    assert state(opened.trainer) == state(trainer)
    assert opened.same_samples
    assert opened.recipe == (recipe if generated else None)
    assert opened.verify().exact
    assert state(opened.trainer) == state(trainer)  # verifying changes nothing
    for run in (trainer, opened.trainer):
        if run.divergence is None:
            with suppress(sn.DivergedError):
                run.run(5)
    assert state(opened.trainer, timed=False) == state(trainer, timed=False)


def test_a_diverged_run_is_opened_diverged(path):
    recipe = SMALL.changed(learning_rate=90.0)
    trainer = sn.Trainer(recipe.config, recipe.make_data())
    with pytest.raises(sn.DivergedError):
        trainer.run(1_000)
    save_run(trainer, path, recipe)
    opened = open_run(path).trainer
    assert opened.divergence == trainer.divergence
    opened.return_to_finite()
    assert np.isfinite(opened.network.theta).all()


def test_the_curve_of_sharpness_comes_back(path):
    trainer = trained(updates=0)
    trainer.watch_sharpness(True)
    trainer.run(200)
    assert trainer.sharpness is not None
    save_run(trainer, path, SMALL)
    opened = open_run(path).trainer
    assert opened.sharpness is not None
    np.testing.assert_array_equal(opened.sharpness.curve, trainer.sharpness.curve)


def test_samples_without_a_recipe_are_in_the_file(path):
    X, y = np.array([[1.0, 2.0, 4.0]]), np.array([[3.0, 5.0, 9.0]])
    data = sn.Dataset(X, y, ("width",), "height")
    trainer = sn.Trainer(sn.TrainingConfig(hidden_units=()), data)
    save_run(trainer, path)
    opened = open_run(path)
    np.testing.assert_array_equal(opened.trainer.data.X, data.X)
    np.testing.assert_array_equal(opened.trainer.data.y, data.y)
    assert opened.trainer.data.input_names == ("width",)
    assert opened.trainer.data.target_name == "height"
    assert opened.recipe is None


def test_a_tables_samples_are_there_without_the_table(tmp_path, path):
    table = tmp_path / "table.csv"
    table.write_text("a,b\n" + "\n".join(f"{i},{3 * i + 5}" for i in range(20)))
    recipe = sn.Recipe.of(csv=str(table), csv_target="b", csv_inputs=("a",))
    trainer = sn.Trainer(recipe.config, recipe.make_data())
    trainer.step()
    save_run(trainer, path, recipe)
    table.unlink()
    opened = open_run(path)
    assert opened.recipe == recipe
    assert opened.trainer.data.input_names == ("a",)
    assert opened.verify().exact


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")
def test_the_name_of_a_table_need_not_be_text(tmp_path, path):
    table = os.fsencode(tmp_path) + b"/t\xff\xe9.csv"  # as an old program names it
    with open(table, "w") as file:
        file.write("a,b\n" + "\n".join(f"{i},{3 * i + 5}" for i in range(20)))
    recipe = sn.Recipe.of(csv=os.fsdecode(table), csv_target="b", csv_inputs=("a",))
    trainer = sn.Trainer(recipe.config, recipe.make_data())
    trainer.step()
    for embed in (True, False):
        save_run(trainer, path, recipe, embed=embed)
        opened = open_run(path)
        assert opened.recipe == recipe and opened.verify().exact
    for name in ("report.html", "script.py", "numbers.json"):
        assert export(trainer, recipe, tmp_path / name)


def export(trainer: sn.Trainer, recipe: sn.Recipe, path: Path) -> bytes:
    """Write a run in another format; return the bytes of the file."""
    if path.suffix == ".json":
        sn.save_numbers(trainer.snapshot(), path)
    elif path.suffix == ".py":
        write_text(path, sn.numpy_script(trainer, recipe.data))
    else:
        write_text(path, report(trainer, recipe, name="run\udcff"))
    return path.read_bytes()


# Tables that a file refers to


@pytest.fixture
def linked(tmp_path: Path, path: Path) -> tuple[Path, sn.Trainer]:
    """Return a table, and a run on it whose file refers to the table."""
    table = tmp_path / "data" / "table.csv"
    table.parent.mkdir()
    table.write_text("a,b\n" + "\n".join(f"{i},{3 * i + 5}" for i in range(500)))
    recipe = sn.Recipe.of(csv=str(table), csv_target="b", csv_inputs=("a",))
    trainer = sn.Trainer(recipe.config, recipe.make_data())
    trainer.run(3)
    save_run(trainer, path, recipe, embed=False)
    return table, trainer


def test_a_run_can_refer_to_its_table(linked, path):
    table, trainer = linked
    with zipfile.ZipFile(path) as archive:
        assert "samples/X.npy" not in archive.namelist()
    opened = open_run(path)
    assert state(opened.trainer) == state(trainer)
    assert opened.recipe is not None and opened.same_samples
    table.rename(path.parent / "table.csv")  # sent along with the run
    moved = open_run(path)
    assert moved.recipe is not None
    assert moved.recipe.settings["csv"] == str(path.parent / "table.csv")
    assert moved.verify().exact


def test_a_table_that_is_missing_or_differs_is_told(linked, path):
    table, _ = linked
    table.write_text(table.read_text() + "\n7,8")
    assert "table.csv has changed since: its SHA-256" in message(path)
    table.unlink()
    assert message(path).startswith("its table table.csv is neither ")
    os.mkfifo(table)
    assert message(path).startswith("its table table.csv is neither ")


def test_a_table_that_gives_other_samples_is_told(linked, path):
    rewrite_json(path, lambda run: run["samples"].update(digest="00"))
    assert "gives other samples" in message(path)
    rewrite_json(path, lambda run: run["data"].update(sha256=7))
    assert "“sha256” in run.json is a whole number; it must be a text" in message(path)


def test_no_file_refers_to_a_table_that_has_changed(linked, path):
    table, trainer = linked
    before = path.read_bytes()
    recipe = open_run(path).recipe
    table.write_text("a,b\n1,2\n3,4\n")
    with pytest.raises(sn.DataError, match="has changed since it was read"):
        save_run(trainer, path, recipe, embed=False)
    assert path.read_bytes() == before


def test_notes_are_kept(saved):
    assert open_run(saved).notes == "what I saw"


def test_pins_and_what_was_visible_come_back(path):
    trainer = trained()
    trainer.change("learning_rate", 0.002)
    pins = (RunRecord.of(trainer, SMALL, "one", 2), RunRecord.of(trainer, SMALL, "x"))
    view: View = {"edges": "gradient", "sample": 3, "update": None}
    save_run(trainer, path, SMALL, pins=pins, view=view)
    opened = open_run(path)
    assert opened.view == view
    for pin, found in zip(pins, opened.pins, strict=True):
        assert (found.name, found.colour) == (pin.name, pin.colour)
        assert found.recipe_at_end == pin.recipe_at_end
        np.testing.assert_array_equal(found.loss, pin.loss)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda run: run.update(pins={}),
            "“pins” in run.json is an object; it must be a list",
        ),
        (
            lambda run: run.update(view=[]),
            "“view” in run.json is a list; it must be an object",
        ),
        (lambda run: run.update(view={"a": [1]}), "more than plain values"),
        (
            lambda run: run["pins"][0].update(name=3),
            "“name” in run.json is a whole number",
        ),
        (lambda run: run["pins"][0].update(updates=-1), "“updates” in run.json is -1"),
        (lambda run: run["pins"][0].update(r2="x"), "is no finite number"),
        (lambda run: run["pins"][0].update(data=None), "has no data"),
        (lambda run: run["pins"][0]["points"].update(loss=5), "holds float64 of shape"),
        (lambda run: run["pins"][0].update(fingerprint="xy"), "fingerprint"),
        (
            lambda run: run["pins"][0].update(
                events=[
                    {"step": 1, "name": "l1", "after": [], "kind": "setting"},
                ]
            ),
            "one of its events is not possible",
        ),
    ],
)
def test_each_value_of_a_pin_is_checked(path, change, said):
    trainer = trained()
    save_run(trainer, path, SMALL, pins=[RunRecord.of(trainer, SMALL, "one")])
    rewrite_json(path, change)
    assert said in message(path)


def test_equal_runs_give_equal_files(tmp_path):
    trainer = trained()
    files = [tmp_path / "one", tmp_path / "two"]
    for file in files:
        save_run(trainer, file, SMALL)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_long_run_is_thinned_and_past_states_can_be_shown(path):
    trainer = trained(SMALL, 3_000)
    save_run(trainer, path, SMALL)
    assert path.stat().st_size < 2**20
    opened = open_run(path).trainer
    assert 0 < len(opened.checkpoints) <= len(trainer.checkpoints)
    for update in (0, 777, 2_999):
        np.testing.assert_array_equal(
            Rewind(opened).theta_at(update), Rewind(trainer).theta_at(update)
        )


# Saving


def test_a_full_disk_leaves_the_old_file(saved, monkeypatch):
    before = saved.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(sn.DataError, match="cannot be written: No space left"):
        save_run(trained(updates=30), saved, SMALL)
    assert saved.read_bytes() == before
    assert list(saved.parent.iterdir()) == [saved]


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(sn.DataError, match="cannot be written: No such file"):
        save_run(trained(), tmp_path / "missing" / "run", SMALL)
