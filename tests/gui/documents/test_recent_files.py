"""The files that were used last: remembered as text, and checked when it is read."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import shallownet as sn
from gui.documents.recent_files import MAX_FILES, RecentFiles, RecentMenu

if TYPE_CHECKING:
    from PyQt6.QtGui import QAction

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has POSIX paths")

PATHS = st.lists(
    st.binary(min_size=1, max_size=30).filter(lambda name: b"\0" not in name)
)


@given(names=PATHS)
def test_any_paths_come_back_from_the_text(names):
    files, again = RecentFiles(), RecentFiles()
    for name in names:
        files.add(os.fsdecode(b"/folder/" + name))
    text = files.as_text()
    assert text.isascii() and "\n" not in text and len(files.paths) <= MAX_FILES
    again.restore(text)
    assert again.paths == files.paths


@pytest.mark.parametrize(
    "text",
    ["relative", "/a%00b", "/a%zz", "/ä", "/a%20b /a%2", "/a " * 11, "/%41"],
)
def test_other_texts_are_refused(text):
    files = RecentFiles()
    with pytest.raises(ValueError, match=r".*"):
        files.restore(text)
    assert files.paths == ()


def test_the_newest_is_the_first_and_none_is_there_twice():
    files = RecentFiles()
    for number in (*range(12), 5):
        files.add(f"/runs/{number}.shallownet")
    assert len(files.paths) == MAX_FILES
    assert files.paths[:2] == ("/runs/5.shallownet", "/runs/11.shallownet")


def entries(menu: RecentMenu) -> list[QAction]:
    menu.aboutToShow.emit()
    return [action for action in menu.actions() if not action.isSeparator()]


def test_the_menu_shows_names_as_plain_text(qtbot):
    files = RecentFiles()
    menu = RecentMenu(files, None)
    qtbot.addWidget(menu)
    (empty,) = entries(menu)
    assert not empty.isEnabled()
    for path in ("/a/one.shallownet", "/b/one.shallownet", "/a/R&D <b>.csv"):
        files.add(path)
    first, second, third, clear = entries(menu)
    assert first.text() == "&1 R&&D <b>.csv" and "&lt;b&gt;" in first.toolTip()
    assert second.text() == "&2 /b/one.shallownet"
    assert third.text() == "&3 /a/one.shallownet"
    with qtbot.waitSignal(menu.chosen) as chosen:
        second.trigger()
    assert chosen.args == ["/b/one.shallownet"]
    clear.trigger()
    assert files.paths == ()


def test_files_are_remembered_opened_again_and_forgotten_when_missing(
    qtbot, make_window, settings, tmp_path
):
    recipe = sn.Recipe.of(samples=50)
    window = make_window(recipe)
    path = tmp_path / "lesson.shallownet"
    sn.save_run(sn.Trainer(recipe.config, recipe.make_data()), path, recipe)
    window.documents.open(str(path))
    qtbot.waitUntil(lambda: window.shown.path == str(path))
    qtbot.waitUntil(lambda: window.recent_files.paths == (str(path),))
    assert settings.read()["recent"] == window.recent_files.as_text()

    window.actions_["new"].trigger()
    qtbot.waitUntil(lambda: not window.shown.path)
    assert window.shown.recipe == sn.Recipe()
    said = window.step_panel.narration
    qtbot.waitUntil(lambda: said.text().startswith("A new run."))

    entries(window.recent_menu)[0].trigger()
    qtbot.waitUntil(lambda: said.text().startswith("Opened lesson.shallownet"))
    assert window.shown.path == str(path)

    path.unlink()
    entries(window.recent_menu)[0].trigger()
    gone = "lesson.shallownet is gone, and removed from the list."
    qtbot.waitUntil(lambda: said.text() == gone)
    assert window.recent_files.paths == ()
