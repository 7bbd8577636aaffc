"""The settings of several runs, side by side."""

from __future__ import annotations

import pytest

from shallownet.runs.run_record import RunRecord
from shallownet.runs.setting_diff import ABSENT, Difference, all_settings
from tests.shallownet.runs.recorded_runs import LESSON, changed_run, run_of


def differences(*records: RunRecord) -> list[Difference]:
    return [row for row in all_settings(records) if len(set(row.values)) > 1]


def test_settings_that_differ_are_listed_as_displayed():
    one = RunRecord.of(run_of(LESSON, 2), LESSON, "a")
    recipe, trainer = changed_run()
    two = RunRecord.of(trainer, recipe, "b")
    rows = {row.name: row for row in differences(one, two)}
    assert list(rows) == [
        "learning_rate",
        "optimizer",
        "batch_size",
        "clip_norm",
        "test_share",
        "split_seed",
        "value",
        "frozen",
    ]
    assert rows["learning_rate"].title == "Learning rate"
    assert rows["learning_rate"].values == ("0.001", "0.001 → 0.01 (at 30)")
    assert rows["optimizer"].values == ("gradient descent", "Adam")
    assert rows["split_seed"].values[0] == ABSENT
    assert rows["value"].values == (ABSENT, "W2[0, 3] = 0.5 (at 30)")
    assert rows["frozen"].values == (ABSENT, "b1[2] (at 50)")
    assert differences(one) == differences(two, two) == differences() == []


def test_all_settings_are_those_with_an_effect_in_some_run():
    plain = RunRecord.of(run_of(LESSON, 1), LESSON, "plain")
    names = [row.name for row in all_settings([plain])]
    assert "learning_rate" in names
    assert "split_seed" not in names  # no samples are kept for a test
    recipe = LESSON.changed(test_share=0.2)
    other = RunRecord.of(run_of(recipe, 1), recipe, "other")
    rows = {row.name: row for row in all_settings([plain, other])}
    assert rows["split_seed"].values == (ABSENT, "0")
    assert rows["learning_rate"].values == ("0.001", "0.001")


@pytest.mark.parametrize(
    ("values", "unusual"),
    [
        (("a", "a", "b"), (False, False, True)),
        (("a", "b"), (False, True)),
        (("c", "b", "b", "a", "a"), (True, False, False, True, True)),
        (("a", "a"), (False, False)),
        ((), ()),
    ],
)
def test_the_most_common_value_is_usual(values, unusual):
    assert Difference("name", "Title", values).unusual == unusual


def test_many_changes_are_shortened():
    trainer = run_of(LESSON, 1)
    for rate in (0.002, 0.003, 0.004, 0.005, 0.006):
        trainer.change("learning_rate", rate)
        trainer.step()
    record = RunRecord.of(trainer, LESSON, "slid")
    plain = RunRecord.of(run_of(LESSON, 1), LESSON, "plain")
    (row,) = differences(record, plain)
    assert row.values == (
        "0.001 → 0.002 (at 1) → … 3 more … → 0.006 (at 5)",
        "0.001",
    )
