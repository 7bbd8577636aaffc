"""A graded folder: one table, and a page for each hand-in, whatever is in its names."""

from __future__ import annotations

import csv
import os
import re
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import shallownet as sn
from shallownet.lessons.graded_folder import FORMULA_SIGNS, cell, grade_folder
from shallownet.lessons.grading import Grader
from shallownet.lessons.reader import parse_lesson
from tests.shallownet.lessons.hand_ins import (
    FORWARD,
    TEXT,
    J,
    forge,
    honest,
    learner_run,
    progress_of,
    save,
)

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = "<script>alert(1)</script>"
FORMULA = "=cmd|' /C calc'!A0"


def set_learner(name: str, progress: dict[str, Any]) -> None:
    progress["learner"] = name


def graded(folder: Path, *lessons) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Grade a folder; return the rows of its table, and its pages by their names."""
    output = folder / "out"
    list(grade_folder(folder, Grader(lessons or (FORWARD,)), output))
    text = (output / "grades.csv").read_text("utf-8-sig")
    pages = {page.name: page.read_text("utf-8") for page in output.glob("*.html")}
    return list(csv.DictReader(text.splitlines())), pages


def test_a_folder_has_a_table_and_a_page_for_each(tmp_path: Path):
    honest(tmp_path / "ada.shallownet")
    (tmp_path / "below").mkdir()
    trainer = learner_run(updates=0)
    progress = progress_of(learner_run()).with_learner("Łukasz").with_given_up("reach")
    save(tmp_path / "below" / "lukasz.shallownet", trainer, progress)
    (tmp_path / "broken.shallownet").write_bytes(b"PK")
    (tmp_path / "note.txt").write_text("not graded")
    rows, pages = graded(tmp_path)
    assert [row["file"] for row in rows] == [
        "ada.shallownet",
        "lukasz.shallownet",
        "broken.shallownet",
    ]
    first, second, third = rows
    assert (first["learner"], first["points"], first["out of"]) == ("Ada", "4.5", "5")
    assert [first[q] for q in FORWARD.questions] == ["1", "0.5", "1", "2"]
    assert (second["learner"], second["reach"], second["points"]) == (
        "Łukasz",
        "0",
        "2.5",
    )
    assert third["points"] == third["learner"] == ""
    assert "no zip archive" in third["remarks"]
    assert sorted(pages) == ["ada.html", "broken.html", "lukasz.html"]
    assert "Forward by hand: 4.5 of 5 points." in pages["ada.html"]
    assert "<td>Half the mean squared error</td>" in pages["ada.html"]
    assert f"<td>{2 * J:.6g}; {J:.6g}</td>" in pages["ada.html"]
    assert "Replayed 43 updates: bit for bit." in pages["ada.html"]
    assert "no zip archive" in pages["broken.html"]


def test_names_are_text_in_the_page_and_no_formula_in_the_table(tmp_path: Path):
    for name, learner in (("a", SCRIPT), ("b", FORMULA), ("c", "\t=1+1"), ("d", "-2")):
        path = tmp_path / f"{name}.shallownet"
        honest(path)
        forge(path, partial(set_learner, learner))
    forge(
        tmp_path / "d.shallownet",
        lambda progress: progress["answers"].update(
            {FORMULA: {"attempts": [SCRIPT], "solved": False}}
        ),
    )
    rows, pages = graded(tmp_path)
    assert [row["learner"] for row in rows] == [SCRIPT, f"'{FORMULA}", "'=1+1", "'-2"]
    for page in pages.values():
        assert "<script" not in page
        assert "default-src 'none'" in page.replace("&#x27;", "'")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in pages["a.html"]
    raw = (tmp_path / "out" / "grades.csv").read_text("utf-8-sig")
    for line in csv.reader(raw.splitlines()):
        assert not any(text[:1] in ("=", "+", "@", "-") for text in line if text)


@pytest.mark.skipif(os.name != "posix", reason="names are text there")
def test_names_of_files_need_not_be_text(tmp_path: Path):
    plain = tmp_path / "a.shallownet"
    honest(plain)
    contents = plain.read_bytes()
    plain.unlink()
    for name in (b"\xff\xfe.shallownet", b"=1+1.shallownet", b"..shallownet"):
        (tmp_path / os.fsdecode(name)).write_bytes(contents)
    (tmp_path / f"{'x' * 240}.shallownet").write_bytes(contents)
    rows, pages = graded(tmp_path)
    assert len(rows) == len(pages) == 4
    assert "'=1+1.shallownet" in {row["file"] for row in rows}
    for page in pages:
        assert re.fullmatch(r"[\w-][\w.-]{0,90}\.html", page)


def test_pages_of_files_with_one_name_do_not_replace_each_other(tmp_path: Path):
    for place in ("one", "two", "Three"):
        (tmp_path / place).mkdir()
    honest(tmp_path / "one" / "run.shallownet")
    honest(tmp_path / "two" / "RUN.shallownet")
    honest(tmp_path / "Three" / "run.shallownet")
    _, pages = graded(tmp_path)
    assert len({name.lower() for name in pages}) == 3


def test_the_same_run_in_two_hand_ins_is_told(tmp_path: Path):
    trainer = learner_run()
    save(tmp_path / "a.shallownet", trainer, progress_of(trainer))
    save(tmp_path / "b.shallownet", trainer, progress_of(trainer).with_learner("Bob"))
    # The same updates made once more are no copy: they take other times.
    again = learner_run()
    save(tmp_path / "c.shallownet", again, progress_of(again))
    rows, _ = graded(tmp_path)
    told = ["its run is the one in a.shallownet" in row["remarks"] for row in rows]
    assert told == [False, True, False]


def test_several_lessons_have_columns_of_their_own(tmp_path: Path):
    other = parse_lesson(TEXT.replace("Forward by hand", "Another"), "another")
    honest(tmp_path / "a.shallownet")
    trainer = learner_run(other)
    save(tmp_path / "b.shallownet", trainer, progress_of(trainer, other))
    rows, _ = graded(tmp_path, FORWARD, other)
    assert rows[0]["forward: reach"] == rows[1]["another: reach"] == "2"
    assert rows[0]["another: reach"] == rows[1]["forward: reach"] == ""
    assert [row["lesson"] for row in rows] == ["forward", "another"]


def test_what_cannot_be_graded_or_written_is_told(tmp_path: Path):
    def error_of(folder: Path, output: Path) -> str:
        with pytest.raises(sn.DataError) as caught:
            list(grade_folder(folder, Grader([FORWARD]), output))
        return str(caught.value)

    assert "there is no folder" in error_of(tmp_path / "none", tmp_path)
    assert "has no file that ends in .shallownet" in error_of(tmp_path, tmp_path)
    honest(tmp_path / "a.shallownet")
    assert "a.shallownet: " in error_of(tmp_path, tmp_path / "a.shallownet")


@given(st.text(max_size=30))
def test_no_text_is_a_formula_in_a_cell(text: str):
    shown = cell(text)
    assert shown[:1] not in set(FORMULA_SIGNS)
    assert "\n" not in shown and "\r" not in shown
    assert len(shown.removeprefix("'")) <= len(text)
