"""Checking lessons, and grading what was handed in, without a window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from shallownet.errors import DataError
from shallownet.lessons.check import check_lesson, summary
from shallownet.lessons.graded_folder import TABLE, grade_folder
from shallownet.lessons.grading import Grader
from shallownet.lessons.problems import LessonError
from shallownet.lessons.reader import read_lesson
from shallownet.wording import counted, figure, file_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.lessons.grade import Grade
    from shallownet.lessons.lesson import Lesson


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
    for path in paths:  # in full, so that an editor finds the line
        try:
            lesson = read_lesson(path, window.actions, window.panels)
            problems = check_lesson(lesson)
        except LessonError as error:
            problems = [*error.problems]
        for problem in problems:
            print(f"{path}:{problem.line}: {problem.reason}")
        if problems:
            code = 1
            print(f"{path}: {counted(len(problems), 'mistake')}")
        else:
            print(f"{path}: {summary(lesson)}")
    return code


def grade(
    folder: str, lessons: str | None, output: str | None, window: WindowParts
) -> int:
    """Grade the hand-ins in a folder; return 1 if one of them cannot be.

    Parameters
    ----------
    folder : str
    lessons : str or None
        A folder of lessons, or one lesson; those of the program if None.
    output : str or None
        The folder to write to; ``graded`` in the first one if None.
    window : WindowParts

    Raises
    ------
    DataError
        If there is nothing to grade or to grade by, or nothing can be written.
    """
    grader = Grader(_lessons(lessons, window))
    target = Path(folder) / "graded" if output is None else Path(output)
    code = count = 0
    for found in grade_folder(folder, grader, target):
        count += 1
        print(_result(found), flush=True)
        if found.error:
            code = 1
    print(f"{counted(count, 'hand-in')}: {target / TABLE}")
    return code


def _lessons(path: str | None, window: WindowParts) -> list[Lesson]:
    """Return the lessons to grade by.

    Raises
    ------
    DataError
        If there are none, or one of them has mistakes.
    """
    place = window.lessons if path is None else Path(path)
    if place is None:
        raise DataError("give the lessons to grade by: --lessons FOLDER")
    files = [place] if place.is_file() else sorted(place.glob("*.md"))
    if not files:
        raise DataError(
            f"{file_name(str(place))} has no lesson, a file that ends in .md"
        )
    lessons = []
    for file in files:
        try:
            lessons.append(read_lesson(file))
        except LessonError as error:
            raise DataError(f"{file_name(str(file))}: {error}") from error
    return lessons


def _result(found: Grade) -> str:
    if found.error:
        return f"{found.file}: {found.error}"
    said = f"{figure(found.points)} of {figure(found.out_of)} points"
    learner = f"{found.learner}, " if found.learner else ""
    remarks = counted(len(found.remarks), "remark") if found.remarks else "no remarks"
    return f"{found.file}: {learner}{said}, {remarks}"
