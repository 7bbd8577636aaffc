"""Checking lessons, and grading what was handed in, without a window."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shallownet.lessons.check import check_lesson, summary
from shallownet.lessons.problems import LessonError
from shallownet.lessons.reader import read_lesson
from shallownet.wording import counted, file_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class WindowParts(NamedTuple):
    """What lessons refer to, and the core does not know.

    Attributes
    ----------
    actions, panels : frozenset of str or None
        Names that a lesson may have; any if they are not known.
    lessons : Path or None
        The folder of the lessons that come with the program.
    """

    actions: frozenset[str] | None = None
    panels: frozenset[str] | None = None
    lessons: Path | None = None


def check(paths: Sequence[str], window: WindowParts) -> int:
    """Say line and reason of every mistake in lessons; return 1 if there are any.

    Parameters
    ----------
    paths : sequence of str
    window : WindowParts
    """
    code = 0
    for path in paths:
        name = file_name(path)
        try:
            lesson = read_lesson(path, window.actions, window.panels)
            problems = check_lesson(lesson)
        except LessonError as error:
            problems = [*error.problems]
        for problem in problems:
            print(f"{name}:{problem.line}: {problem.reason}")
        if problems:
            code = 1
            print(f"{name}: {counted(len(problems), 'mistake')}")
        else:
            print(f"{name}: {summary(lesson)}")
    return code
