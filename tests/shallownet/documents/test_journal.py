"""The journal of a session: whenever the program ends, a state of it comes back."""

from __future__ import annotations

import os
import random
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shallownet as sn
from shallownet.documents.journal import (
    MAX_RUNS,
    ROOT,
    Journal,
    KeptRun,
    SessionCopy,
)
from shallownet.documents.journal_reader import (
    RecoveredRun,
    read_journal,
    read_summary,
)
from shallownet.documents.run_copy import RunCopy
from shallownet.documents.run_file_error import RunFileError
from shallownet.runs.branch_curve import BranchCurve
from shallownet.runs.rewind import Rewind
from shallownet.runs.run_record import RunRecord
from tests.shallownet.documents.rewritten import rewrite_json
from tests.shallownet.documents.short_runs import SMALL, state, trained

if TYPE_CHECKING:
    from pathlib import Path


def session(trainer: sn.Trainer, recipe: sn.Recipe = SMALL) -> SessionCopy:
    return SessionCopy(KeptRun(RunCopy.of(trainer, recipe)))


def recovered(folder: Path) -> sn.Trainer:
    return read_journal(folder).present.document.trainer


@settings(max_examples=20, deadline=None)
@given(
    actions=st.lists(
        st.sampled_from(["run", "write", "edit", "rate", "adam", "momentum", "back"]),
        min_size=1,
        max_size=25,
    ),
    budget=st.sampled_from([2**19, 3_000]),
)
def test_any_session_comes_back_bit_for_bit(tmp_path_factory, actions, budget):
    folder = tmp_path_factory.mktemp("journal")
    trainer, journal = trained(updates=0), Journal(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shallownet.documents.journal.STATES_BUDGET", budget)
        for number, action in enumerate([*actions, "write"]):
            if action == "run":
                trainer.run(7)
            elif action == "edit":
                trainer.edit("W1[0, 1]", float(number))
            elif action == "rate":
                trainer.change("learning_rate", 0.001 * (number + 1))
            elif action == "back":
                if trainer.last.reversible:
                    trainer.return_to_finite()
            elif action == "write":
                trainer.evaluate()
                journal.write(session(trainer))
                opened = recovered(folder)
                assert state(opened) == state(trainer)
            else:
                trainer.change("optimizer", action)
    assert read_journal(folder).present.document.verify().exact
    for run in (trainer, opened):
        run.run(5)
    assert state(opened, timed=False) == state(trainer, timed=False)


def test_whenever_it_ends_a_state_of_the_run_comes_back(tmp_path, monkeypatch):
    """Read what is on the disk at each moment that something reaches it."""
    folder, seen = tmp_path / "journal", tmp_path / "seen"
    trainer, journal, moments = trained(updates=0), Journal(folder), 0
    states: list[object] = []
    sync = os.fsync

    def look() -> None:
        nonlocal moments
        shutil.rmtree(seen, ignore_errors=True)
        shutil.copytree(folder, seen)
        if (seen / ROOT).exists():
            moments += 1
            assert state(recovered(seen)) in states[-2:]

    def observed_sync(descriptor: int) -> None:
        sync(descriptor)
        look()

    monkeypatch.setattr(os, "fsync", observed_sync)
    stream = random.Random(0)
    for _ in range(12):
        trainer.run(stream.choice([1, 20]))
        if stream.random() < 0.4:
            trainer.return_to_finite()
        elif stream.random() < 0.5:
            trainer.edit("b1[0]", stream.random())
        trainer.evaluate()
        states.append(state(trainer))
        journal.write(session(trainer))
        look()
    assert moments > 30


def test_a_full_disk_leaves_the_state_before_and_is_overcome(tmp_path, monkeypatch):
    journal, trainer = Journal(tmp_path), trained()
    journal.write(session(trainer))
    before = state(trainer)
    for failing in range(3):
        trainer.run(3)
        calls = iter(range(100))

        def full(
            _descriptor: int, calls: object = calls, failing: int = failing
        ) -> None:
            if next(calls) == failing:  # type: ignore[call-overload]
                raise OSError(28, os.strerror(28))

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(OSError, match="No space left"):
                journal.write(session(trainer))
        assert state(recovered(tmp_path)) == before
    journal.write(session(trainer))
    assert state(recovered(tmp_path)) == state(trainer)


def test_only_new_updates_are_written(tmp_path):
    journal, trainer = Journal(tmp_path), trained(updates=2_000)
    journal.write(session(trainer))
    names = sorted(os.listdir(tmp_path))
    before = {path: path.stat().st_size for path in tmp_path.iterdir()}
    trainer.run(10)
    journal.write(session(trainer))
    grown = {p.name: p.stat().st_size - before[p] for p in tmp_path.iterdir()}
    assert sorted(os.listdir(tmp_path)) == names
    assert grown["history-1"] == 10 * 5 * 8
    assert (tmp_path / ROOT).stat().st_size < 10_000


def test_the_states_are_bounded(tmp_path, monkeypatch):
    budget = 20_000
    monkeypatch.setattr("shallownet.documents.journal.STATES_BUDGET", budget)
    journal, trainer = Journal(tmp_path), trained(updates=0)
    for _ in range(40):
        trainer.run(200)
        journal.write(session(trainer))
    assert (tmp_path / "states-2").stat().st_size < 8 * budget
    opened = recovered(tmp_path)
    assert 20 < len(opened.checkpoints) < 200
    for update in (0, 777, 7_999):
        np.testing.assert_array_equal(
            Rewind(opened).theta_at(update), Rewind(trainer).theta_at(update)
        )


def test_what_undo_brings_back_comes_back(tmp_path):
    first, second = trained(updates=30), trained(updates=5)
    second.edit("b1[0]", 0.5)
    present = trained(updates=8)
    undo = (
        KeptRun(RunCopy.of(first, SMALL), "first.shallownet", modified=True),
        (second.events[0],),
        KeptRun(RunCopy.of(second, SMALL)),
    )
    curves = (BranchCurve.of(first, 12),)
    copy = SessionCopy(
        KeptRun(RunCopy.of(present, SMALL, "look"), branch_curves=curves), undo, 3
    )
    Journal(tmp_path).write(copy)
    found = read_journal(tmp_path)
    assert found.shown == 3 and found.present.document.notes == "look"
    (curve,) = found.present.branch_curves
    assert curve.start == 12
    np.testing.assert_array_equal(curve.loss, curves[0].loss)
    one, events, two = found.undo
    assert isinstance(one, RecoveredRun) and isinstance(two, RecoveredRun)
    assert one.path == "first.shallownet" and one.modified
    assert state(one.document.trainer) == state(first)
    assert events == (second.events[0],)
    assert state(two.document.trainer) == state(second)
    assert not found.problem


def test_only_so_many_runs_are_kept_the_newest_ones(tmp_path):
    journal = Journal(tmp_path)
    runs = [KeptRun(RunCopy.of(trained(updates=n), SMALL)) for n in range(MAX_RUNS + 3)]
    journal.write(SessionCopy(runs[0], tuple(runs)))
    undo = read_journal(tmp_path).undo
    assert all(isinstance(entry, RecoveredRun) for entry in undo)
    found = [entry.document.trainer.updates for entry in undo]  # type: ignore[union-attr]
    assert found == list(range(3, MAX_RUNS + 3))
    journal.write(SessionCopy(runs[0], tuple(runs[:2])))
    assert len(list(tmp_path.glob("run-*"))) == 2  # the others are removed


def test_samples_of_a_table_are_kept_once(tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("a,b\n" + "\n".join(f"{i},{3 * i + 5}" for i in range(200)))
    recipe = sn.Recipe.of(csv=str(table), csv_target="b", csv_inputs=("a",))
    data = recipe.make_data()
    first, second = sn.Trainer(recipe.config, data), sn.Trainer(recipe.config, data)
    second.step()
    undo = (KeptRun(RunCopy.of(first, recipe)),)
    journal = tmp_path / "journal"
    Journal(journal).write(SessionCopy(KeptRun(RunCopy.of(second, recipe)), undo))
    table.unlink()
    assert len(list(journal.glob("samples-*"))) == 1
    found = read_journal(journal)
    assert found.present.document.recipe == recipe
    (before,) = found.undo
    assert isinstance(before, RecoveredRun)
    assert before.document.trainer.data is found.present.document.trainer.data


def test_pinned_runs_come_back(tmp_path):
    diverging = SMALL.changed(learning_rate=90.0)
    other = sn.Trainer(diverging.config, diverging.make_data())
    with pytest.raises(sn.DivergedError):
        other.run(1_000)
    trainer = trained()
    trainer.change("learning_rate", 0.002)
    pins = (
        RunRecord.of(trainer, SMALL, "slow <b>", 3),
        RunRecord.of(other, diverging, "fast"),
    )
    Journal(tmp_path).write(session(trainer), pins)
    found = read_journal(tmp_path).pins
    for one, other_one in zip(pins, found, strict=True):
        for name in ("name", "colour", "recipe", "events", "updates", "fingerprint"):
            assert getattr(other_one, name) == getattr(one, name)
        np.testing.assert_array_equal(one.loss, other_one.loss)
        assert repr(one.divergence) == repr(other_one.divergence)
        assert repr(one.final_loss) == repr(other_one.final_loss)
    again = found[0].resume(trainer.data)
    assert state(again, timed=False)[1] == state(trainer, timed=False)[1]


def test_the_summary_says_what_it_is(tmp_path):
    trainer = trained(updates=9)
    Journal(tmp_path).write(
        SessionCopy(KeptRun(RunCopy.of(trainer, SMALL), "/x/lesson.shallownet"))
    )
    summary = read_summary(tmp_path)
    assert summary[:3] == (SMALL, "/x/lesson.shallownet", 9)


def test_a_journal_is_removed(tmp_path):
    journal = Journal(tmp_path / "journal")
    journal.write(session(trained()))
    journal.remove()
    assert not journal.folder.exists()


# Damage


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Return the folder of a journal with a bit of everything."""
    trainer = trained()
    pins = (RunRecord.of(trainer, SMALL, "pinned"),)
    curves = (BranchCurve.of(trainer, 3),)
    before = KeptRun(RunCopy.of(trained(updates=3), SMALL))
    present = KeptRun(RunCopy.of(trainer, SMALL), branch_curves=curves)
    Journal(tmp_path).write(SessionCopy(present, (before,)), pins)
    return tmp_path


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("run", "Not all of it can be undone"),
        ("pins", "Its pinned runs are lost"),
        ("branches", "The curves it branched off are lost"),
    ],
)
def test_damage_beside_the_run_is_told_and_left_out(written, kind, said):
    (path,) = written.glob(f"{kind}-*")
    path.write_bytes(path.read_bytes()[:-30])
    found = read_journal(written)
    assert found.problem.startswith(said)
    assert found.present.document.trainer.updates == 20


@pytest.mark.parametrize("kind", ["history", "states", ROOT])
def test_damage_of_the_run_is_refused_in_a_sentence(written, kind):
    (path,) = written.glob(f"{kind}*")
    contents = bytearray(path.read_bytes())
    contents[len(contents) // 2] ^= 1
    path.write_bytes(contents)
    with pytest.raises(RunFileError, match="damaged"):
        read_journal(written)


@pytest.mark.parametrize("name", ["../out-1", "/etc/passwd", "missing-1", 7, None])
def test_no_name_leads_out_of_the_folder(written, name):
    rewrite_json(
        written / ROOT, lambda root: root["history"].update(file=name), "session.json"
    )
    with pytest.raises(RunFileError, match=r"missing|name of a file"):
        read_journal(written)


@pytest.mark.parametrize("time", [-1.0, 1e12, 1e300])
def test_a_time_that_no_clock_tells_is_refused(written, time):
    rewrite_json(written / ROOT, lambda root: root.update(written=time), "session.json")
    with pytest.raises(RunFileError, match=r"“written” in session.json is no time"):
        read_summary(written)


def test_any_damage_gives_a_session_or_one_sentence(written, tmp_path_factory):
    stream, seen = random.Random(0), tmp_path_factory.mktemp("seen") / "journal"
    refused = 0
    for _ in range(80):
        shutil.rmtree(seen, ignore_errors=True)
        shutil.copytree(written, seen)
        path = stream.choice(sorted(seen.iterdir()))
        contents = bytearray(path.read_bytes())
        for _ in range(stream.choice([1, 30])):
            at = stream.randrange(len(contents))
            if stream.random() < 0.7:
                contents[at] = stream.randrange(256)
            else:
                del contents[at : at + stream.randrange(100)]
                contents += b"x"
        path.write_bytes(contents)
        try:
            read_journal(seen)
        except RunFileError as error:
            refused += 1
            assert "\n" not in str(error) and len(str(error)) < 500
    assert 20 < refused < 80
