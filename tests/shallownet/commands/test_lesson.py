"""Lessons are checked from a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shallownet.commands.command_line import run
from shallownet.commands.lesson import WindowParts
from tests.shallownet.lessons.hand_ins import TEXT, honest
from tests.shallownet.lessons.texts import LESSON

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    path = tmp_path / "hand.md"
    path.write_text(LESSON, encoding="utf-8")
    return path


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_lesson_without_mistakes_is_summed_up(lesson, capsys):
    assert run(["lesson", "check", str(lesson)]) == 0
    assert capsys.readouterr().out == f"{lesson}: 3 pages, 4 questions, 5 points\n"


def test_every_mistake_of_every_file_is_told(lesson, tmp_path, capsys):
    text = LESSON.replace("'exact'", "'exakt'").replace("minutes", "minuts")
    bad = tmp_path / "bad.md"
    bad.write_text(text, encoding="utf-8")
    assert run(["lesson", "check", str(bad), str(lesson), "none.md"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(f"{bad}:1: ")
    assert said[1].startswith(f"{bad}:5: ")
    assert said[2].startswith(f"{bad}:{line_of(LESSON, 'condition')}: ")
    assert said[3] == f"{bad}: 3 mistakes"
    assert said[4].startswith(f"{lesson}: 3 pages")
    assert said[5] == "none.md:1: it cannot be read: No such file or directory"


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("updates >= 10", "updates >= 3", "```task", "reach is done before anything"),
        ('"2 * J"', '"J * 1.001"', "```number", "takes for the right answer"),
        ('answer = "J"', 'answer = "test_r2"', "```number", "loss is nan"),
        ("learning_rate = 0.01", "learning_rate = 100, l2 = 1000.0", "```state",
         "the state cannot be made"),
    ],
)  # fmt: skip
def test_mistakes_that_show_when_the_states_are_made(
    lesson, capsys, old: str, new: str, at: str, said: str
):
    text = LESSON.replace(old, new).replace("update = 3", "update = 900")
    lesson.write_text(text, encoding="utf-8")
    assert run(["lesson", "check", str(lesson)]) == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith(f"{lesson}:{line_of(text, at)}: ")
    assert said in first


def test_names_of_actions_are_checked_where_a_window_can_be(lesson, capsys):
    parts = WindowParts(frozenset({"landscape_panel"}), frozenset({"functions"}))
    command = ["lesson", "check", str(lesson)]
    assert run(command, window_parts=lambda: parts) == 1
    assert "did you mean functions?" in capsys.readouterr().out


def test_a_lesson_command_without_a_word_says_which_there_are(capsys):
    with pytest.raises(SystemExit):
        run(["lesson"])
    assert "required: what" in capsys.readouterr().err


def test_a_folder_is_graded(tmp_path, capsys):
    lessons = tmp_path / "lessons"
    lessons.mkdir()
    (lessons / "forward.md").write_text(TEXT, encoding="utf-8")
    folder = tmp_path / "class"
    folder.mkdir()
    honest(folder / "ada.shallownet")
    command = ["lesson", "grade", str(folder)]
    assert run([*command, "--lessons", str(lessons)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "ada.shallownet: Ada, 4.5 of 5 points, 1 remark"
    assert said[1] == f"1 hand-in: {folder / 'graded' / 'grades.csv'}"
    (folder / "bad.shallownet").write_bytes(b"")
    one = [*command, "--lessons", str(lessons / "forward.md")]
    assert run([*one, "--output", str(tmp_path / "marks")]) == 1
    assert "bad.shallownet: " in capsys.readouterr().out
    assert sorted(path.name for path in (tmp_path / "marks").iterdir()) == [
        "ada.html",
        "bad.html",
        "grades.csv",
    ]
    built_in = WindowParts(lessons=lessons)
    assert run(command, window_parts=lambda: built_in) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "give the lessons to grade by"),
        (["--lessons", "none"], "none has no lesson"),
        (["--lessons", "bad.md"], "bad.md: line 1: a lesson begins"),
    ],
)
def test_lessons_to_grade_by_are_needed(tmp_path, monkeypatch, capsys, words, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.md").write_text("no lesson")
    assert run(["lesson", "grade", str(tmp_path), *words]) == 1
    assert said in capsys.readouterr().err
