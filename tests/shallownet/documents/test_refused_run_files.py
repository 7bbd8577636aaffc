"""Files of runs that are damaged, foreign or hostile: one sentence each."""

from __future__ import annotations

import io
import json
import os
import random
import re
import tempfile
import zipfile
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet.documents.run_file import open_run, save_run
from shallownet.documents.run_file_error import RunFileError
from tests.examples import examples
from tests.shallownet.documents.rewritten import rewrite, rewrite_array, rewrite_json
from tests.shallownet.documents.short_runs import SMALL, message, trained


@cache
def short_run() -> bytes:
    """Return the bytes of a file of two updates."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/run.shallownet"
        save_run(trained(updates=2), path, SMALL)
        with open(path, "rb") as file:
            return file.read()


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
