"""A folder of hand-ins as one table, and each of them as a page to read and print."""

from __future__ import annotations

import csv
import io
import re
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final

from shallownet.documents import atomic_file
from shallownet.documents.report.markup import element, joined, plain, table
from shallownet.documents.report.report import page
from shallownet.documents.report.sections import changes, pictures
from shallownet.errors import DataError
from shallownet.lessons.lesson import Choice, Number, Sketch, Task
from shallownet.wording import capital, counted, file_name, shortened

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

    from shallownet.documents.report.markup import Markup
    from shallownet.lessons.grade import Grade
    from shallownet.lessons.grading import Grader
    from shallownet.lessons.lesson import Question

ENDING: Final = ".shallownet"
MAX_FILES: Final = 5_000
TABLE: Final = "grades.csv"

FORMULA_SIGNS: Final = "=+-@\t\r"
"""What a spreadsheet takes for the beginning of a formula, and then runs."""


def hand_ins(folder: str | os.PathLike[str]) -> list[Path]:
    """Return the run files in a folder and those below it, in order.

    Raises
    ------
    DataError
        If there is no such folder, or no run file in it.
    """
    root = Path(folder)
    if not root.is_dir():
        raise DataError(f"there is no folder {file_name(str(root))}")
    found = sorted(root.rglob(f"*{ENDING}"))
    if not found:
        raise DataError(f"{file_name(str(root))} has no file that ends in {ENDING}")
    if len(found) > MAX_FILES:
        raise DataError(f"a folder is graded with {MAX_FILES:,} files at most")
    return found


def grade_folder(
    folder: str | os.PathLike[str],
    grader: Grader,
    output: str | os.PathLike[str],
) -> Iterator[Grade]:
    """Grade every hand-in in a folder, and yield each grade as it is found.

    A table ``grades.csv`` and one HTML page a hand-in are written when all are graded.

    Parameters
    ----------
    folder : str or path-like
    grader : Grader
    output : str or path-like
        The folder to write to; made if there is none.

    Raises
    ------
    DataError
        If there is nothing to grade, or nothing can be written.
    Cancelled
        If the grader is cancelled.
    """
    paths = hand_ins(folder)
    target = Path(output)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or "it cannot be made"
        raise DataError(f"{file_name(str(target))}: {reason}") from error
    grades: list[Grade] = []
    runs: dict[bytes, str] = {}
    names: set[str] = set()
    for path in paths:
        grade = _with_copies(grader.grade(path), runs)
        name = _page_name(path.stem, names)
        atomic_file.write_text(target / name, grade_page(grade))
        # A page is written, so the run, which takes memory, can go.
        grades.append(grade.without_run())
        yield grades[-1]
    # The mark at its start tells spreadsheets that it is UTF-8.
    atomic_file.write_text(target / TABLE, "\ufeff" + grades_table(grades))


def grades_table(grades: Sequence[Grade]) -> str:
    """Return the points of all hand-ins as CSV.

    Each question has a column, which the lesson's name precedes if there are several.
    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    lessons = {g.lesson.name: g.lesson for g in grades if g.lesson is not None}
    several = len(lessons) > 1
    questions = [
        (lesson.name, q) for lesson in lessons.values() for q in lesson.questions
    ]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    heads = [f"{name}: {q}" if several else q for name, q in questions]
    writer.writerow(
        map(cell, ["file", "learner", "lesson", "points", "out of", *heads, "remarks"])
    )
    for grade in grades:
        known = {} if grade.lesson is None else _points(grade)
        row = [
            grade.file,
            grade.learner,
            "" if grade.lesson is None else grade.lesson.name,
        ]
        row += [_number(grade.points), _number(grade.out_of)] if known else ["", ""]
        row += [known.get(key, "") for key in questions]
        said = "; ".join(([grade.error] if grade.error else []) + [*grade.remarks])
        writer.writerow(map(cell, [*row, said]))
    return stream.getvalue()


def cell(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula.

    Examples
    --------
    >>> cell("=cmd|' /C calc'!A0"), cell("Ada")
    ("'=cmd|' /C calc'!A0", 'Ada')
    """
    line = " ".join(plain(text).split())
    return f"'{line}" if text.lstrip(" ")[:1] in FORMULA_SIGNS and line else line


def grade_page(grade: Grade) -> str:
    """Return a hand-in as an HTML page, with every text from the file escaped."""
    title = grade.learner or grade.file
    body: list[Markup] = [element("h1", title)]
    lesson = grade.lesson
    if lesson is None or grade.run is None:
        body.append(element("p", f"{grade.file}: {grade.error}.", class_="lead"))
        return page(title, joined(body))
    lead = (
        f"{lesson.title}: {_number(grade.points)} of {_number(grade.out_of)} points. "
        f"File {grade.file}."
    )
    body.append(element("p", lead, class_="lead"))
    if grade.remarks:
        items = [element("li", remark) for remark in grade.remarks]
        body.append(_section("Remarks", element("ul", *items)))
    rows = [
        (
            mark.question.id,
            shortened(_asked(mark.question), 200),
            mark.given,
            mark.said,
            f"{_number(mark.points)} of {_number(mark.question.points)}",
        )
        for mark in grade.marks
    ]
    heads = ("Question", "What was asked", "Answered", "Found", "Points")
    caption = f"{counted(len(rows), 'question')}, each judged anew."
    now = grade.run.trainer.snapshot()
    body += [
        _section("Questions", table(caption, heads, rows)),
        _section(
            "The run in the file",
            joined(
                [
                    element("p", f"{capital(grade.run_said)}."),
                    pictures(now),
                    changes(now),
                ]
            ),
        ),
    ]
    return page(title, joined(body))


def _section(title: str, contents: Markup) -> Markup:
    return element("section", element("h2", title), contents)


def _asked(question: Question) -> str:
    if isinstance(question, Task):
        return question.text
    assert isinstance(question, Choice | Number | Sketch)
    return question.question


def _points(grade: Grade) -> dict[tuple[str, str], str]:
    assert grade.lesson is not None
    name = grade.lesson.name
    return {(name, mark.question.id): _number(mark.points) for mark in grade.marks}


def _number(points: float) -> str:
    """Return points as a spreadsheet reads them: 2.5, and not 2.50."""
    return str(round(points, 2)).removesuffix(".0")


def _with_copies(grade: Grade, runs: dict[bytes, str]) -> Grade:
    """Remark that a run is the one in another file: no two runs take the same times."""
    if grade.run is None or not grade.run.trainer.updates:
        return grade
    history = grade.run.trainer.history
    digest = blake2b(history.values.tobytes(), digest_size=16).digest()
    if digest not in runs:
        runs[digest] = grade.file
        return grade
    return grade.with_remark(
        f"its run is the one in {runs[digest]}, down to the times of its updates"
    )


def _page_name(stem: str, taken: set[str]) -> str:
    """Return a name for a page that any system can have, and no other page has."""
    safe = re.sub(r"[^\w.-]", "_", plain(stem)).strip("._")[:80] or "hand-in"
    name, number = safe, 1
    while name.lower() in taken:
        number += 1
        name = f"{safe}-{number}"
    taken.add(name.lower())
    return f"{name}.html"
