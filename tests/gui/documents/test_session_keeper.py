"""Going on after the program was cut off, in the real window."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

import shallownet as sn
from gui.documents.journal_folders import MAX_LEFT, left_folders, new_folder
from gui.graph.display_mode import EdgeMode
from gui.window.main_window import MainWindow
from shallownet.documents.journal import ROOT, Journal, KeptRun, SessionCopy
from shallownet.documents.journal_reader import read_journal
from shallownet.documents.run_copy import RunCopy
from shallownet.errors import DataError
from shallownet.runs.run_record import RunRecord
from tests.gui.hands import train

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.window.settings_file import SettingsFile

SMALL = sn.Recipe.of(samples=50)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return the folder of all journals, which does not exist yet."""
    return tmp_path / "journals"


@pytest.fixture
def open_window(
    qtbot: QtBot, settings: SettingsFile, place: Path
) -> Iterator[Callable[[], MainWindow]]:
    """Return a function that opens a window which journals its session."""
    windows: list[MainWindow] = []

    def make() -> MainWindow:
        window = MainWindow(settings, SMALL, journals=place)
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitUntil(lambda: window.shown is not None)
        window.keeper.begin()
        return window

    yield make
    for window in windows:
        window.end()


def journals(place: Path) -> list[Path]:
    return sorted(path.parent for path in place.glob(f"*/{ROOT}"))


def wait_for_journal(qtbot: QtBot, place: Path, updates: int) -> Path:
    """Wait until the only journal holds so many updates."""

    def is_there() -> bool:
        try:
            (folder,) = journals(place)
            return read_journal(folder).present.document.trainer.updates == updates
        except (ValueError, OSError, DataError):  # it is being replaced
            return False

    qtbot.waitUntil(is_there)
    (folder,) = journals(place)
    return folder


def cut_off(qtbot: QtBot, place: Path, updates: int, pins: int, edges: str) -> Path:
    """Leave a journal as a program does that is killed: no lock is held on it."""
    left = place / "cut-off"

    def is_left() -> bool:
        shutil.rmtree(left, ignore_errors=True)
        try:
            shutil.copytree(journals(place)[0], left)
            session = read_journal(left)
        except (OSError, DataError):  # it was replaced meanwhile
            return False
        made = session.present.document.trainer.updates
        seen = session.view.get("edges")
        return (made, len(session.pins), seen) == (updates, pins, edges)

    qtbot.waitUntil(is_left)
    return left


def left_behind(
    place: Path, trainer: sn.Trainer, path: str = "", **more: object
) -> Path:
    """Write the journal of a program that has ended."""
    folder = place / "left"
    run = RunCopy.of(trainer, SMALL)
    Journal(folder).write(SessionCopy(KeptRun(run, path)), **more)  # type: ignore[arg-type]
    return folder


def trained(updates: int = 7) -> sn.Trainer:
    trainer = sn.Trainer(SMALL.config, SMALL.make_data())
    trainer.run(updates)
    return trainer


def click(window: MainWindow, button: str) -> None:
    window.keeper.bar.buttons[button].click()


def offer(qtbot: QtBot, window: MainWindow) -> str:
    qtbot.waitUntil(lambda: window.keeper.bar is not None)
    qtbot.waitUntil(window.keeper.bar.isVisible)
    return window.keeper.bar.text.text().replace("\u200b", "")


def test_a_killed_session_goes_on_bit_for_bit(qtbot, open_window, place):
    first = open_window()
    train(qtbot, first, 30)
    first.run.change({"learning_rate": 0.002})
    train(qtbot, first, 12)
    first.actions_["pin"].trigger()
    first.run.show_update(20)
    qtbot.waitUntil(lambda: first.shown.is_past)
    train(qtbot, first, 5)  # a branch
    first.actions_["edge_mode"].trigger()
    left = cut_off(qtbot, place, 25, pins=1, edges="gradient")
    expected = first.shown.snapshot
    first.close()

    second = open_window()
    said = offer(qtbot, second)
    assert "ended unexpectedly" in said and "at update 25, today at" in said
    click(second, "go_on")
    qtbot.waitUntil(lambda: second.shown.snapshot.step == 25)
    shown = second.shown
    np.testing.assert_array_equal(shown.snapshot.theta, expected.theta)
    np.testing.assert_array_equal(shown.snapshot.history_loss, expected.history_loss)
    assert [curve.start for curve in shown.branch_curves] == [20]
    qtbot.waitUntil(second.keeper.bar.isHidden)
    qtbot.waitUntil(lambda: len(second.compare.pins.records) == 1)
    assert second.microscope.modes.edges is EdgeMode.GRADIENT
    qtbot.waitUntil(lambda: not left.exists())  # it is in the window's own by now
    wait_for_journal(qtbot, place, 25)
    second.actions_["undo"].trigger()  # leaves the branch
    qtbot.waitUntil(lambda: second.shown.snapshot.step == 42)
    second.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: second.shown.snapshot.learning_rate == 0.001)


def test_a_past_update_that_was_shown_is_shown_again(qtbot, open_window, place):
    folder = place / "left"
    session = SessionCopy(KeptRun(RunCopy.of(trained(), SMALL)), shown=4)
    Journal(folder).write(session)
    window = open_window()
    offer(qtbot, window)
    click(window, "go_on")
    qtbot.waitUntil(lambda: window.shown.is_past)
    assert (window.shown.snapshot.step, window.shown.made) == (4, 7)


def test_a_clean_exit_leaves_nothing(qtbot, open_window, place):
    window = open_window()
    train(qtbot, window, 3)
    wait_for_journal(qtbot, place, 3)
    assert window.close()
    assert list(place.iterdir()) == []


def test_what_is_not_saved_is_kept_when_nobody_can_be_asked(qtbot, open_window, place):
    window = open_window()
    train(qtbot, window, 3)
    window.end()  # as a signal or a log-out ends it
    (left,) = left_folders(place)
    assert read_journal(left.path).present.document.trainer.updates == 3


def test_an_untouched_session_is_not_journaled(qtbot, open_window, place):
    window = open_window()
    window.keeper.shut_down(keep=True)
    assert journals(place) == []


def test_the_file_of_the_run_comes_back(qtbot, open_window, place, tmp_path):
    path = str(tmp_path / "lesson.shallownet")
    left_behind(place, trained(), path)
    window = open_window()
    assert "lesson.shallownet stood at update 7" in offer(qtbot, window)
    click(window, "go_on")
    qtbot.waitUntil(lambda: window.shown.path == path)
    assert not window.shown.modified


def test_pins_come_back_once(qtbot, open_window, place):
    trainer = trained()
    pins = (RunRecord.of(trainer, SMALL, "<i>mine</i>", 2),)
    left_behind(place, trainer, pins=pins)
    window = open_window()
    window.compare.pins.add(pins[0])
    offer(qtbot, window)
    click(window, "go_on")
    qtbot.waitUntil(lambda: window.shown.snapshot.step == 7)
    qtbot.waitUntil(window.keeper.bar.isHidden)
    assert [record.name for record in window.compare.pins.records] == ["<i>mine</i>"]


@pytest.mark.parametrize(("button", "stays"), [("discard", False), ("later", True)])
def test_the_offer_can_be_declined(qtbot, open_window, place, button, stays):
    folder = left_behind(place, trained())
    window = open_window()
    offer(qtbot, window)
    click(window, button)
    assert window.keeper.bar.isHidden()
    assert folder.exists() is stays
    assert window.shown.snapshot.step == 0
    window.close()
    assert bool(left_folders(place)) is stays  # another program may offer it


def test_a_damaged_journal_is_told_in_a_sentence(qtbot, open_window, place):
    folder = left_behind(place, trained())
    (folder / ROOT).write_bytes(b"nothing of the kind")
    window = open_window()
    assert offer(qtbot, window).endswith(
        "its journal cannot be read: it is no zip archive, or a damaged one."
    )
    assert window.keeper.bar.buttons["go_on"].isHidden()
    click(window, "discard")
    assert not folder.exists() and window.keeper.bar.isHidden()


def test_damage_found_late_begins_the_run_anew(qtbot, open_window, place):
    folder = left_behind(place, trained())
    (history,) = folder.glob("history-*")
    history.write_bytes(history.read_bytes()[:-8])
    window = open_window()
    offer(qtbot, window)
    click(window, "go_on")
    qtbot.waitUntil(window.keeper.bar.buttons["go_on"].isHidden)
    assert "its history is damaged" in offer(qtbot, window)


def test_a_journal_that_cannot_be_written_is_told_once(qtbot, open_window, place):
    place.write_text("a file, where the folder should be")
    window = open_window()
    train(qtbot, window, 3)
    qtbot.waitUntil(window.banner.isVisible)
    said = window.banner.text.text()
    assert "its journal cannot be written" in said
    train(qtbot, window, 3)
    assert window.banner.text.text() == said


# Folders of journals


def test_the_journal_of_a_living_program_is_left_alone(place):
    mine = new_folder(place)
    Journal(mine.path).write(SessionCopy(KeptRun(RunCopy.of(trained(2), SMALL))))
    assert left_folders(place) == []
    mine.lock.unlock()
    (left,) = left_folders(place)
    assert left.path == mine.path
    assert left_folders(place) == []  # the first who found it has it


def test_many_journals_and_empty_ones_are_removed(place):
    for number in range(MAX_LEFT + 2):
        folder = place / f"left-{number}"
        Journal(folder).write(SessionCopy(KeptRun(RunCopy.of(trained(1), SMALL))))
    (place / "empty").mkdir()
    assert len(left_folders(place)) == MAX_LEFT
    assert len([path for path in place.iterdir() if path.is_dir()]) == MAX_LEFT
