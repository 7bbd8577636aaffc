"""Runs as files: every bit comes back, and nothing else is let in."""

from __future__ import annotations

import errno
import io
import json
import os
import random
import re
import sys
import tempfile
import zipfile
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import shallownet as sn
from shallownet.documents.atomic_file import write_text
from shallownet.documents.report.report import report
from shallownet.documents.run_file import open_run, save_run
from shallownet.documents.run_file_error import RunFileError
from shallownet.runs.rewind import Rewind
from shallownet.runs.run_record import RunRecord
from tests.examples import examples
from tests.shallownet.documents.rewritten import rewrite, rewrite_array, rewrite_json

if TYPE_CHECKING:
    from pathlib import Path

    from shallownet.documents.manifest import View

SMALL = sn.Recipe.of(samples=40, hidden_units=(3,), initialization="xavier")


def trained(recipe: sn.Recipe = SMALL, updates: int = 20) -> sn.Trainer:
    trainer = sn.Trainer(recipe.config, recipe.make_data())
    trainer.run(updates)
    return trainer


@cache
def short_run() -> bytes:
    """Return the bytes of a file of two updates."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/run.shallownet"
        save_run(trained(updates=2), path, SMALL)
        with open(path, "rb") as file:
            return file.read()


def state(trainer: sn.Trainer, *, timed: bool = True) -> tuple[object, ...]:
    """Return everything that decides how a run goes on, bit for bit."""
    metrics = trainer.history.values
    optimizer, last = trainer.optimizer, trainer.last
    return (
        trainer.updates,
        trainer.network.theta.tobytes(),
        type(optimizer),
        optimizer.memory.tobytes(),
        optimizer.updates,
        trainer.config,
        trainer.settings,
        repr(trainer.events),
        (metrics if timed else metrics[:-1]).tobytes(),
        last.reversible,
        last.previous_theta.tobytes(),
        last.reversible and last.memory.tobytes(),
        repr(trainer.divergence),
        trainer.run_settings.frozen.tobytes(),
        timed and trainer.seconds,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the name of a file to save to."""
    return tmp_path / "run.shallownet"


@pytest.fixture
def saved(path: Path) -> Path:
    """Return the file of a short run."""
    save_run(trained(), path, SMALL, notes="what I saw")
    return path


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


# Files that are refused


def message(path: Path) -> str:
    with pytest.raises(RunFileError) as caught:
        open_run(path)
    text = str(caught.value)
    shown, _, reason = text.partition(" cannot be opened: ")
    assert shown.endswith(path.name[-20:])  # a long path is shortened
    return reason


def test_a_missing_file_a_folder_and_an_empty_file(tmp_path):
    assert "No such file" in message(tmp_path / "missing")
    assert "no ordinary file" in message(tmp_path)
    (tmp_path / "empty").touch()
    assert "no zip archive" in message(tmp_path / "empty")


def test_a_pipe_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "no ordinary file" in message(tmp_path / "pipe")


def test_a_foreign_archive(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "its run.json is missing" in message(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("run.json", json.dumps({"format": "other"}))
    assert "describes no ShallowNet run" in message(path)


def test_a_newer_version(saved):
    rewrite_json(saved, lambda run: run.update(version=2))
    assert "open it with a newer ShallowNet" in message(saved)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda run: run.pop("events"), "has no “events”"),
        (lambda run: run.update(updates="20"), "“updates” in run.json is a text"),
        (lambda run: run.update(updates=-1), "its “updates” in run.json is -1"),
        (
            lambda run: run.update(updates=True),
            "is true or false; it must be a whole number",
        ),
        (lambda run: run["training"].update(seed=-3), "seed is -3"),
        (lambda run: run["training"].update(depth=3), "a setting that is not known"),
        (lambda run: run.update(updates=10**30), "it must be a whole number from 0 to"),
        (lambda run: run.update(stride=10**30), "in run.json is far too large"),
        (lambda run: run.update(version=-1), "its “version” in run.json is -1"),
        (lambda run: run["data"].update(kind="sql"), "must be “generated” or “table”"),
        (lambda run: run["data"]["settings"].update(samples=41), "are not those"),
        (lambda run: run["data"]["settings"].update(data_seed=1), "other samples here"),
        (
            lambda run: run["data"]["settings"].update(target="formula", formula="x9"),
            "one of its settings is not allowed",
        ),
        (
            lambda run: run.update(events=[{"step": 1, "name": "seed", "after": 1}]),
            "of the kind None; it must be “setting”, “value”",
        ),
        (
            lambda run: run.update(
                events=[{"step": 1, "name": "l1", "after": -1.0, "kind": "setting"}]
            ),
            "one of its events is not possible: l1 is -1.0",
        ),
        (
            lambda run: run.update(
                events=[{"step": 21, "name": "l1", "after": 1.0, "kind": "setting"}]
            ),
            "its “step” in run.json is 21",
        ),
        (
            lambda run: run.update(
                events=[
                    {"step": 1, "name": "l1", "after": "x", "kind": "value"},
                ]
            ),
            "event of l1 is no finite number",
        ),
        *(
            (lambda run, e=event: run.update(events=[e]), said)
            for event, said in (
                (
                    {"step": 1, "name": "hidden_units", "kind": "setting"}
                    | {"before": [3], "after": [5]},
                    "changes “hidden_units”, which cannot change during a run",
                ),
                (
                    {"step": 1, "name": "depth", "after": 5, "kind": "setting"},
                    "changes “depth”, which cannot change during a run",
                ),
                (
                    {"step": 1, "name": "W9[0, 0]", "kind": "value"}
                    | {"before": 0.0, "after": 5.0},
                    "there is no parameter “W9[0, 0]”",
                ),
            )
        ),
    ],
)
def test_each_value_of_the_manifest_is_checked(saved, change, said):
    rewrite_json(saved, change)
    assert said in message(saved)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("history.npy", lambda a: a[:, :5], "its history.npy holds float64 of shape"),
        ("history.npy", lambda a: a.view(int), "holds int64 of shape (5, 20)"),
        ("present/theta.npy", lambda a: a[:-1], "present/theta.npy holds"),
        ("states/updates.npy", lambda a: a[::-1].copy(), "not in the order"),
        ("states/updates.npy", lambda a: a + 1, "not in the order"),
        ("states/updates.npy", lambda a: a[:0], "optimizer_updates.npy holds"),
        (
            "states/optimizer_updates.npy",
            lambda a: a + 1,
            "come before their optimizer",
        ),
        ("states/memory.npy", lambda _: np.zeros((3, 13)), "the memory in its states"),
    ],
)
def test_each_array_is_checked(saved, name, change, said):
    rewrite_array(saved, name, change)
    assert said in message(saved)


def test_an_object_array_is_not_unpickled(saved, tmp_path):
    class Harm:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "harm"),)

    stream = io.BytesIO()
    np.save(stream, np.array([Harm()], dtype=object), allow_pickle=True)
    rewrite(saved, "present/theta.npy", lambda _: stream.getvalue())
    assert "present/theta.npy" in message(saved)
    assert not (tmp_path / "harm").exists()


def test_a_member_that_unpacks_to_more_than_it_may_is_refused(saved):
    rewrite(saved, "history.npy", lambda old: old + bytes(50_000_000))
    assert saved.stat().st_size < 200_000
    assert "its history.npy is larger than" in message(saved)
    rewrite(saved, "run.json", lambda _: b" " * (2**24 + 1))
    assert "its run.json is larger than" in message(saved)


def test_deep_json_is_refused(saved):
    rewrite(saved, "run.json", lambda _: b"[" * 100_000)
    assert "no JSON that can be read" in message(saved)


def test_the_recipe_of_a_damaged_run_is_offered(saved):
    rewrite(saved, "history.npy", lambda _: None)
    with pytest.raises(RunFileError, match=r"its history.npy is missing") as caught:
        open_run(saved)
    assert caught.value.recipe == SMALL


def test_any_damage_gives_a_run_or_one_sentence(saved, tmp_path):
    original = saved.read_bytes()
    stream, damaged = random.Random(0), tmp_path / "damaged"
    opened = 0
    for _ in range(250):
        contents = bytearray(original)
        for _ in range(stream.choice([1, 1, 3, 40])):
            kind, at = stream.random(), stream.randrange(len(contents))
            if kind < 0.7:
                contents[at] = stream.randrange(256)
            elif kind < 0.85:
                del contents[at : at + stream.randrange(1, 200)]
            else:
                contents[at:at] = stream.randbytes(stream.randrange(1, 50))
            if not contents:
                break
        damaged.write_bytes(contents)
        try:
            open_run(damaged)
            opened += 1
        except RunFileError as error:
            text = str(error)
            assert "\n" not in text and len(text) < 500, text
    assert opened < 200


@examples(100)
@given(
    entry=st.sampled_from(
        "training data samples events updates seconds stride optimizer_updates "
        "reversible notes version format pins view".split()
    ),
    value=st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False)
        | st.text(st.characters(exclude_categories=()), max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["kind", "step", "name", "after", "before", "settings"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=8,
    ),
)
def test_any_value_in_the_manifest_gives_a_run_or_one_sentence(
    tmp_path_factory, entry, value
):
    path = tmp_path_factory.mktemp("run") / "run.shallownet"
    path.write_bytes(short_run())
    rewrite_json(path, lambda run: run.update({entry: value}))
    try:
        run = open_run(path)
        run.trainer.step()
        save_run(run.trainer, path, run.recipe, run.notes, run.pins, run.view)
        assert open_run(path).notes == run.notes
    except RunFileError as error:
        said = str(error)
        assert "\n" not in said and len(said) < 500
        assert not re.search(r"NoneType|\b(int|str|bool|dict)\b", said)  # Python's


@pytest.mark.parametrize("broken", ["{'descr': ('", "{'descr'", "(" * 200, "{1: '''"])
def test_an_array_whose_header_is_no_python_is_told(path, broken):
    save_run(trained(), path, SMALL)
    header = broken.encode().ljust(118)

    def damage(contents: bytes) -> bytes:
        return contents[:10] + header + contents[128:]

    rewrite(path, "history.npy", damage)
    with pytest.raises(RunFileError, match=r"history\.npy is no array that can be rea"):
        open_run(path)
