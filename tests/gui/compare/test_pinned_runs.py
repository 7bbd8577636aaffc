"""Pinned runs with undo; their colours and default names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.compare import pinned_runs
from gui.compare.pinned_runs import PinnedRuns
from gui.compare.run_colours import COLOURS, COUNT, PEN_STYLES, curve_pen, free_colour
from gui.compare.run_names import unique_name
from gui.style.theme import DARK
from gui.style.theme import LIGHT as LIGHT_THEME
from shallownet import Recipe, Trainer, preset
from shallownet.runs.run_record import RunRecord, limit_memory

RECIPE = Recipe.of(samples=30, hidden_units=(2,))


@pytest.fixture(scope="module")
def record() -> RunRecord:
    trainer = Trainer(RECIPE.config, RECIPE.make_data())
    trainer.run(5)
    return RunRecord.of(trainer, RECIPE, "first")


@pytest.fixture
def pins(record) -> PinnedRuns:
    result = PinnedRuns()
    for number, name in enumerate(("first", "second", "third")):
        result.add(replace(record, name=name, colour=number))
    return result


def names(pins: PinnedRuns) -> list[str]:
    return [record.name for record in pins.records]


def test_undo_restores_removed_runs_in_place(pins):
    pins.remove([0, 2])
    assert names(pins) == ["second"]
    assert pins.undo_stack.undoText() == "remove 2 runs"
    pins.undo_stack.undo()
    assert names(pins) == ["first", "second", "third"]
    assert pins.undo_stack.redoText() == "remove 2 runs"
    pins.undo_stack.redo()
    assert names(pins) == ["second"]


def test_name_notes_and_visibility_change_one_run_only(pins):
    pins.rename(1, "  slow ")
    pins.set_notes(1, "see the spike")
    pins.set_visible(1, False)
    first, second, third = pins.records
    assert (second.name, second.notes, second.visible) == (
        "slow",
        "see the spike",
        False,
    )
    assert (first.name, first.notes, first.visible) == ("first", "", True)
    assert third.name == "third"
    for _ in range(3):
        pins.undo_stack.undo()
    assert names(pins) == ["first", "second", "third"]
    assert pins.records[1].visible


def test_edits_without_effect_are_not_undoable(pins):
    before = pins.undo_stack.undoText()
    pins.rename(0, "   ")
    pins.rename(0, "first")
    pins.set_visible(0, True)
    pins.remove([])
    assert pins.undo_stack.undoText() == before


def test_new_edit_clears_redo(pins):
    pins.rename(0, "a")
    pins.undo_stack.undo()
    pins.rename(0, "b")
    assert pins.undo_stack.redoText() == ""
    pins.undo_stack.redo()
    assert names(pins)[0] == "b"


def test_each_run_gets_its_own_colour_number(record):
    pins = PinnedRuns()
    for _ in range(COUNT):
        pins.add(replace(record, colour=pins.free_colour))
    assert sorted(r.colour for r in pins.records) == list(range(COUNT))
    assert COUNT >= 20


@pytest.mark.parametrize("theme", [LIGHT_THEME, DARK], ids=lambda t: t.name)
def test_every_pen_is_different(theme):
    lines = {
        (p.color().name(), p.style())
        for n in range(COUNT)
        for p in [curve_pen(n, theme)]
    }
    assert len(lines) == COUNT


def test_runs_with_one_colour_get_different_pen_styles(pins):
    pins.set_colour([0, 2], 3)
    first, second, third = (r.colour for r in pins.records)
    assert second == 1
    assert first != third
    assert {n % len(COLOURS) for n in (first, third)} == {3}


@given(taken=st.sets(st.integers(0, COUNT - 1), max_size=COUNT - 1))
def test_free_colour_is_not_taken(taken):
    assert free_colour(taken) not in taken


def test_pen_style_is_shared_when_all_of_a_colour_are_taken():
    taken = {2 + n * len(COLOURS) for n in range(len(PEN_STYLES))}
    assert free_colour(taken, 2) == 2


def test_saved_runs_stay_within_the_memory_limit(record, monkeypatch):
    size = record.nbytes
    monkeypatch.setattr(
        pinned_runs, "limit_memory", lambda rs: limit_memory(rs, int(2.5 * size))
    )
    pins = PinnedRuns()
    for number in range(4):
        fresh = replace(record, saved=replace(record.saved))
        pins.add(replace(fresh, name=f"run {number}"))
        pins.rename(number, f"Run {number}")  # shares the saved run, which counts once
    assert sum(r.saved is not None for r in pins.records) == 2
    for _ in range(8):
        pins.undo_stack.undo()
        assert sum(r.saved is not None for r in pins.records) <= 2


@pytest.mark.parametrize(
    ("recipe", "name"),
    [
        (Recipe(), "Notebook"),
        (preset("adam").recipe, preset("adam").title),
        (Recipe.of(learning_rate=0.01), "Notebook, learning rate 0.01"),
        (
            Recipe.of(samples=50, seed=3, learning_rate=0.01, iterations=5),
            "Notebook, samples 50, seed 3, 2 more",
        ),
    ],
)
def test_default_name_lists_the_settings_that_differ(recipe, name):
    assert unique_name(recipe) == name


def test_default_names_are_unique():
    assert unique_name(Recipe(), ["Notebook"]) == "Notebook (2)"
    assert unique_name(Recipe(), ["Notebook", "Notebook (2)"]) == "Notebook (3)"
