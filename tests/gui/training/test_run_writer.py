"""Writing a run beside the training."""

from __future__ import annotations

import math
import threading
from typing import TYPE_CHECKING

import pytest

import shallownet as sn
from gui.training.commands import (
    Branch,
    CopyRun,
    Load,
    OpenRun,
    SaveRun,
    SetPace,
    Start,
)
from shallownet.documents import run_file
from tests.gui.driver import RECIPE, Driver

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Return what lets a run be written: a disk that takes its time."""
    release, save_copy = threading.Event(), run_file.save_copy

    def slow(*arguments, **named) -> None:
        assert release.wait(30)
        save_copy(*arguments, **named)

    monkeypatch.setattr(run_file, "save_copy", slow)
    return release


@pytest.fixture
def driver(release: threading.Event) -> Iterator[Driver]:
    driver = Driver()
    driver.obey(Load(RECIPE), SetPace(math.inf), Start())
    driver.turns(5)
    yield driver
    release.set()
    driver.thread.shut_down()


def wait_for(qtbot: QtBot, driver: Driver, told: list[object]) -> None:
    def turn() -> bool:
        driver.turns(0 if told else 1)
        return bool(told)

    qtbot.waitUntil(turn)


def test_training_goes_on_and_the_file_has_what_was_there(
    qtbot, driver, release, tmp_path
):
    path, saved = tmp_path / "run.shallownet", []
    driver.thread.saved.connect(lambda *told: saved.append(told))
    asked_at = driver.steps[-1]
    driver.obey(SaveRun(str(path)))
    driver.turns(5)
    assert driver.steps[-1] == asked_at + 5 and not path.exists() and not saved
    release.set()
    wait_for(qtbot, driver, saved)
    assert saved == [(str(path), asked_at)]
    assert sn.open_run(path).trainer.updates == asked_at
    assert driver.thread.newest.path == str(path) and driver.thread.newest.modified


def test_a_run_is_saved_to_nowhere_before_it_is_written(
    qtbot, driver, release, tmp_path
):
    driver.obey(SaveRun(str(tmp_path / "missing" / "run")))
    assert not driver.thread.newest.path
    release.set()
    wait_for(qtbot, driver, driver.refused)
    assert "cannot be written: No such file" in driver.refused[0]
    assert not driver.thread.newest.path


def test_what_was_asked_for_is_written_before_the_end(driver, release, tmp_path):
    paths: list[Path] = [tmp_path / "one", tmp_path / "two"]
    driver.obey(*(SaveRun(str(path)) for path in paths), CopyRun(str(tmp_path / "c")))
    release.set()
    driver.thread.shut_down()
    for path in (*paths, tmp_path / "c"):
        assert sn.open_run(path).trainer.updates


def test_a_run_that_was_handed_in_keeps_its_lesson_when_it_is_saved(
    qtbot, driver, release, tmp_path
):
    release.set()
    handed_in, again = tmp_path / "in.shallownet", tmp_path / "again.shallownet"
    trainer = sn.Trainer(RECIPE.config, RECIPE.make_data())
    trainer.run(2)
    sn.save_run(trainer, handed_in, RECIPE, lesson={"lesson": "forward"})
    saved: list[object] = []
    driver.thread.saved.connect(lambda *told: saved.append(told))
    driver.obey(OpenRun(str(handed_in), sn.open_run(handed_in)), Branch(1, {}))
    driver.obey(SaveRun(str(again)))
    wait_for(qtbot, driver, saved)
    assert sn.open_run(again).lesson == {"lesson": "forward"}
    driver.obey(Load(RECIPE), SaveRun(str(again)))
    saved.clear()
    wait_for(qtbot, driver, saved)
    assert sn.open_run(again).lesson is None
