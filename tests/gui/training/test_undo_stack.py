"""The undo stack: how far it reaches back, and what it says where it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gui.training import undo_stack
from gui.training.commands import Edit, Load, Redo, Undo
from gui.training.undo_stack import MAX_ENTRIES, RunChange, UndoStack
from shallownet import Recipe
from shallownet.settings.events import Event
from tests.gui.driver import RECIPE, Driver

if TYPE_CHECKING:
    from collections.abc import Iterator

END = "Undo reaches back 200 changes; earlier ones are not kept."


def change(number: int) -> RunChange:
    return RunChange((Event(0, "learning_rate", float(number), number + 1.0),))


def undo_all(stack: UndoStack) -> int:
    count = 0
    while stack.undo_text:
        stack.undo(lambda entry: entry)
        count += 1
    return count


@pytest.mark.parametrize("made", [1, 200, 201, 450])
def test_it_reaches_back_200_changes_and_says_so_where_it_ends(made):
    stack = UndoStack()
    for number in range(made):
        stack.add(change(number))
        assert stack.undo_end == ""  # there is something to undo
    assert undo_all(stack) == min(made, MAX_ENTRIES)
    assert stack.undo_end == (END if made > 200 else "")
    assert stack.copy().undo_end == stack.undo_end
    stack.redo(lambda entry: entry)
    assert stack.undo_end == "" and stack.undo_text


@pytest.fixture
def driver(qapp) -> Iterator[Driver]:
    driver = Driver()
    driver.obey(Load(RECIPE))
    yield driver
    driver.thread.shut_down()


def test_pressed_where_it_ends_it_says_why_and_changes_nothing(driver, monkeypatch):
    monkeypatch.setattr(undo_stack, "MAX_ENTRIES", 3)
    for value in range(5):
        driver.obey(Edit("b2[0]", float(value)))
    driver.obey(*[Undo()] * 3)
    newest = driver.thread.newest
    assert newest.undo == "" and "3 changes" in newest.undo_end
    assert driver.refused == []
    theta = newest.snapshot.theta
    driver.obey(Undo())
    assert driver.refused == [newest.undo_end]
    assert (driver.thread.newest.snapshot.theta == theta).all()
    driver.obey(Redo())
    assert driver.thread.newest.undo_end == ""


def test_runs_beyond_the_memory_kept_for_them_are_told_too(driver, monkeypatch):
    monkeypatch.setattr(undo_stack, "MAX_VALUES", 2)
    for seed in range(1, 4):
        driver.obey(Load(Recipe.of(iterations=40, samples=50, seed=seed)))
    driver.obey(Undo())  # one run is always kept
    assert driver.thread.newest.snapshot.settings.seed == 2
    driver.obey(Undo())
    assert driver.refused == [
        "Undo keeps as many runs as 16 bytes hold; earlier ones are not kept."
    ]


def test_a_stack_from_which_nothing_was_dropped_is_just_empty(driver):
    driver.obey(Edit("b2[0]", 1.0), Undo(), Undo())
    assert driver.refused == []
    assert driver.thread.newest.undo_end == ""


def test_the_action_stays_enabled_and_the_window_says_why(qtbot, window, monkeypatch):
    monkeypatch.setattr(undo_stack, "MAX_ENTRIES", 1)
    for value in (1.0, 2.0):
        window.training.post(Edit("b2[0]", value))
    qtbot.waitUntil(lambda: len(window.shown.snapshot.events) == 2)
    undo = window.actions_["undo"]
    undo.trigger()
    qtbot.waitUntil(lambda: bool(window.shown.undo_end))
    assert (
        undo.isEnabled() and undo.toolTip().replace("\n", " ") == window.shown.undo_end
    )
    undo.trigger()
    said = window.shown.undo_end
    qtbot.waitUntil(lambda: window.step_panel.narration.text().startswith(said[:20]))
