"""Notes, pinned runs and what was visible: kept in the file, and asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import shallownet as sn
from gui.documents import dialogs
from gui.documents.dialogs import Answer
from gui.graph.display_mode import EdgeMode, UnitMode
from gui.training.run_files import WORTH_ASKING
from gui.window.visible_state import show_view
from tests.gui.hands import train

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.window.main_window import MainWindow
    from shallownet.documents.manifest import View

SMALL = sn.Recipe.of(samples=50)


@pytest.fixture
def window(make_window) -> MainWindow:
    return make_window(SMALL)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the name of a file, which the user gives when asked for one."""
    file = tmp_path / "lesson.shallownet"
    monkeypatch.setattr(dialogs, "choose_name", lambda *_: str(file))
    return file


def save(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.training.saved):
        window.actions_["save"].trigger()
    qtbot.waitUntil(lambda: bool(window.shown.path))


def pin(qtbot: QtBot, window: MainWindow, pins: int) -> None:
    window.actions_["pin"].trigger()
    qtbot.waitUntil(lambda: len(window.compare.pins.records) == pins)


def write_note(qtbot: QtBot, window: MainWindow, text: str) -> None:
    window.actions_["notes"].trigger()
    field = window.notes.dialog.field
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, text)
    qtbot.waitUntil(lambda: window.shown.notes.endswith(text))


def test_all_of_it_comes_back_from_the_file(qtbot, make_window, window, path):
    train(qtbot, window, 20)
    pin(qtbot, window, 1)
    window.compare.pins.rename(0, "<b>first</b>")
    write_note(qtbot, window, "the loss & me <i>")
    window.microscope.show(EdgeMode.GRADIENT, None, 7)
    window.run.show_update(12)
    qtbot.waitUntil(lambda: window.shown.is_past)
    save(qtbot, window)
    assert not window.isWindowModified()

    other = make_window(SMALL)
    other.documents.open(str(path))
    qtbot.waitUntil(lambda: other.shown.path == str(path))
    qtbot.waitUntil(lambda: other.shown.is_past)
    assert (other.shown.snapshot.step, other.shown.made) == (12, 20)
    assert other.shown.notes == "the loss & me <i>"
    assert [pin.name for pin in other.compare.pins.records] == ["<b>first</b>"]
    assert other.microscope.modes.edges is EdgeMode.GRADIENT
    assert other.microscope.modes.units is UnitMode.SAMPLE
    assert other.microscope.selection.sample == 7
    assert not other.isWindowModified()
    other.documents.open(str(path))  # the pins are there already
    qtbot.waitUntil(lambda: not other.shown.is_past or other.shown.undo != "")
    assert len(other.compare.pins.records) == 1


def test_an_odd_view_changes_nothing(window):
    modes = window.microscope.modes
    odd: list[View] = [
        {},
        {"edges": "upcoming", "units": "sample", "sample": 50, "update": True},
        {"edges": 3, "units": None, "sample": -1, "update": -4},
        {"edges": "x", "sample": 2.5, "update": 1e300},
    ]
    for view in odd:
        show_view(view, window.microscope, window.run, samples=50)
        assert (modes.edges, modes.units) == (EdgeMode.WEIGHT, UnitMode.RESPONSE)
        assert window.microscope.selection.sample is None
        assert not window.shown.is_past


def test_notes_go_with_their_run(qtbot, window):
    write_note(qtbot, window, "a")
    field = window.notes.dialog.field
    window.actions_["step"].trigger()
    qtbot.waitUntil(window.actions_["reset"].isEnabled)
    window.actions_["reset"].trigger()  # begins anew what they are about
    qtbot.waitUntil(lambda: window.shown.undo != "")
    assert window.shown.notes == "a" and field.toPlainText() == "a"
    window.actions_["new"].trigger()
    qtbot.waitUntil(lambda: window.shown.notes == "")
    qtbot.waitUntil(lambda: field.toPlainText() == "")
    window.actions_["undo"].trigger()
    qtbot.waitUntil(lambda: field.toPlainText() == "a")


def test_notes_have_an_end(qtbot, window, monkeypatch):
    monkeypatch.setattr("gui.documents.notes_dialog.MAX_LENGTH", 20)
    write_note(qtbot, window, "a")
    window.notes.dialog.field.setPlainText("b" * 25)
    qtbot.waitUntil(lambda: window.shown.notes == "b" * 20)


def test_a_run_can_refer_to_its_table(qtbot, make_window, monkeypatch, tmp_path):
    table, path = tmp_path / "table.csv", tmp_path / "on_table.shallownet"
    table.write_text("a,b\n" + "\n".join(f"{i},{3 * i + 5}" for i in range(20)))
    window = make_window(
        sn.Recipe.of(csv=str(table), csv_target="b", csv_inputs=("a",))
    )
    monkeypatch.setattr(dialogs, "choose_name_for_table", lambda *_: (str(path), False))
    save(qtbot, window)
    assert not sn.open_run(path).embedded
    window.actions_["step"].trigger()
    qtbot.waitUntil(window.isWindowModified)
    save(qtbot, window)  # as it was saved before
    assert not sn.open_run(path).embedded
    table.write_text("a,b\n1,2\n")
    with qtbot.waitSignal(window.documents.message) as said:
        window.documents.open(str(path))
    assert "its table table.csv has changed since" in said.args[0]


# Asking before something is lost


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """Answer Discard, and note what was asked about."""
    questions: list[dict[str, object]] = []

    def answer(_parent: object, name: str, *, pins_alone: bool) -> Answer:
        questions.append({"name": name, "pins_alone": pins_alone})
        return Answer.DISCARD

    monkeypatch.setattr(dialogs, "ask_about_changes", answer)
    return questions


def test_a_short_run_that_its_settings_give_is_not_asked_about(qtbot, window, asked):
    train(qtbot, window, 5)
    assert window.close() and asked == []


@pytest.mark.parametrize("made", ["edit", "note", "time"])
def test_work_without_a_file_is_asked_about(qtbot, window, asked, made):
    if made == "edit":
        window.run.change({"learning_rate": 0.002})
        qtbot.waitUntil(lambda: bool(window.shown.snapshot.events))
    elif made == "note":  # which the training thread may not know of yet
        window.actions_["notes"].trigger()
        qtbot.keyClicks(window.notes.dialog.field, "x")
    else:
        window.training.sessions.trainer.seconds = WORTH_ASKING
        window.actions_["step"].trigger()
        qtbot.waitUntil(lambda: window.shown.snapshot.step == 1)
    assert window.close()
    assert asked == [{"name": "", "pins_alone": False}]


def test_pins_are_asked_about_until_a_file_holds_them(qtbot, window, asked, path):
    pin(qtbot, window, 1)
    save(qtbot, window)
    pin(qtbot, window, 2)
    qtbot.waitUntil(window.isWindowModified)
    save(qtbot, window)
    assert not window.isWindowModified()
    window.compare.pins.rename(0, "other")
    assert window.close()
    assert asked == [{"name": path.name, "pins_alone": True}]


def test_a_file_dialog_that_is_left_keeps_the_window(qtbot, window, monkeypatch):
    monkeypatch.setattr(dialogs, "ask_about_changes", lambda *_, **__: Answer.SAVE)
    monkeypatch.setattr(dialogs, "choose_name", lambda *_: "")
    window.run.change({"learning_rate": 0.002})
    qtbot.waitUntil(lambda: bool(window.shown.snapshot.events))
    assert not window.close() and window.isVisible()
