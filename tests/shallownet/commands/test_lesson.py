"""Lessons are checked from a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shallownet.commands.command_line import run
from shallownet.commands.lesson import WindowParts
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
