"""Pinned runs: what can be done to them, and the way back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.compare import pinned_runs as pins_module
from gui.compare.pinned_runs import PinnedRuns
from gui.compare.run_colours import COUNT, LIGHT, STROKES, free, pen
from gui.compare.run_names import name_of
from gui.style.theme import DARK
from gui.style.theme import LIGHT as LIGHT_THEME
from shallownet import Recipe, Trainer, preset
from shallownet.runs.run_record import RunRecord, lightened

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


def test_runs_that_are_removed_come_back_where_they_were(pins):
    pins.remove([0, 2])
    assert names(pins) == ["second"]
    assert pins.undo_text == "remove 2 runs"
    pins.undo()
    assert names(pins) == ["first", "second", "third"]
    assert pins.redo_text == "remove 2 runs"
    pins.redo()
    assert names(pins) == ["second"]


def test_names_notes_and_visibility_change_one_run_alone(pins):
    pins.rename(1, "  slow ")
    pins.note(1, "see the spike")
    pins.show(1, False)
    first, second, third = pins.records
    assert (second.name, second.notes, second.visible) == (
        "slow",
        "see the spike",
        False,
    )
    assert (first.name, first.notes, first.visible) == ("first", "", True)
    assert third.name == "third"
    for _ in range(3):
        pins.undo()
    assert names(pins) == ["first", "second", "third"]
    assert pins.records[1].visible


def test_what_changes_nothing_is_nothing_to_undo(pins):
    before = pins.undo_text
    pins.rename(0, "   ")
    pins.rename(0, "first")
    pins.show(0, True)
    pins.remove([])
    assert pins.undo_text == before


def test_something_new_ends_what_could_be_made_again(pins):
    pins.rename(0, "a")
    pins.undo()
    pins.rename(0, "b")
    assert pins.redo_text == ""
    pins.redo()
    assert names(pins)[0] == "b"


def test_each_run_gets_a_line_of_its_own(record):
    pins = PinnedRuns()
    for _ in range(COUNT):
        pins.add(replace(record, colour=pins.free_colour))
    assert sorted(r.colour for r in pins.records) == list(range(COUNT))
    assert COUNT >= 20


@pytest.mark.parametrize("theme", [LIGHT_THEME, DARK], ids=lambda t: t.name)
def test_no_two_lines_look_the_same(theme):
    lines = {
        (p.color().name(), p.style()) for n in range(COUNT) for p in [pen(n, theme)]
    }
    assert len(lines) == COUNT


def test_a_colour_that_is_chosen_for_several_has_several_strokes(pins):
    pins.colour([0, 2], 3)
    first, second, third = (r.colour for r in pins.records)
    assert second == 1
    assert first != third
    assert {n % len(LIGHT) for n in (first, third)} == {3}


@given(taken=st.sets(st.integers(0, COUNT - 1), max_size=COUNT - 1))
def test_a_colour_that_is_free_is_found(taken):
    assert free(taken) not in taken


def test_when_all_strokes_of_a_colour_are_taken_one_is_shared():
    taken = {2 + n * len(LIGHT) for n in range(len(STROKES))}
    assert free(taken, 2) == 2


def test_together_they_keep_no_more_than_is_allowed(record, monkeypatch):
    size = record.nbytes
    monkeypatch.setattr(
        pins_module, "lightened", lambda rs: lightened(rs, int(2.5 * size))
    )
    pins = PinnedRuns()
    for number in range(4):
        fresh = replace(record, saved=replace(record.saved))
        pins.add(replace(fresh, name=f"run {number}"))
        pins.rename(number, f"Run {number}")  # keeps the same, and counts once
    assert sum(r.saved is not None for r in pins.records) == 2
    for _ in range(8):
        pins.undo()
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
def test_a_name_says_what_sets_a_run_apart(recipe, name):
    assert name_of(recipe) == name


def test_names_are_given_once():
    assert name_of(Recipe(), ["Notebook"]) == "Notebook (2)"
    assert name_of(Recipe(), ["Notebook", "Notebook (2)"]) == "Notebook (3)"
