"""The entry point gives commands what only the window knows."""

from __future__ import annotations

from pathlib import Path

import resources
from gui.launch import main

LESSONS = sorted((Path(str(resources.__file__)).parent / "lessons").glob("*.md"))


def test_a_lesson_is_checked_against_the_window_s_own_names(tmp_path, capsys):
    path = tmp_path / "lesson.md"
    lines = (
        "+++",
        "format = 1",
        'title = "A lesson"',
        'summary = "It hides two things."',
        "minutes = 1",
        'hide = ["compare", "landscape_panel", "landscap"]',
        "+++",
        "Text",
        "```state",
        'panels = ["units", "unit"]',
        "```",
    )
    path.write_text("\n".join(lines))
    assert main(["lesson", "check", str(path)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{path}:6: hide: “landscap”; did you mean landscape?",
        f"{path}:10: panels: “unit”; did you mean units?",
        f"{path}: 2 mistakes",
    ]


def test_hand_ins_are_graded_by_the_lessons_of_the_program(tmp_path, capsys):
    assert LESSONS
    (tmp_path / "a.shallownet").write_bytes(b"")
    assert main(["lesson", "grade", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.startswith("a.shallownet: it cannot be opened: ")
