"""The page for teachers has the tables of the code, and a lesson that can be read."""

from __future__ import annotations

import re
from pathlib import Path

from shallownet.lessons.check import check_lesson
from shallownet.lessons.quantities import FUNCTIONS, QUANTITIES
from shallownet.lessons.reader import parse_lesson

PAGE = (Path(__file__).parents[3] / "docs" / "lessons.md").read_text("utf-8")
KINDS = {"number": "number", "text": "text", "truth": "true or false"}


def table_of(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- end -->", PAGE, re.DOTALL)
    assert found
    return found[1].strip()


def test_every_quantity_is_in_the_table():
    lines = ["| quantity | is | what |", "|---|---|---|"]
    for name, quantity in QUANTITIES.items():
        choices = ", ".join(f"`{choice}`" for choice in quantity.choices)
        what = quantity.about + (f": {choices}" if choices else "")
        lines.append(f"| `{name}` | {KINDS[quantity.kind]} | {what} |")
    assert table_of("quantities") == "\n".join(lines)


def test_every_function_is_in_the_table():
    lines = ["| function | gives | what |", "|---|---|---|"]
    for function in FUNCTIONS.values():
        gives = KINDS[function.gives] if function.gives else "what it is"
        lines.append(f"| `{function.usage}` | {gives} | {function.about} |")
    assert table_of("functions") == "\n".join(lines)


def test_the_lesson_on_the_page_is_one():
    found = re.search(r"````markdown\n(.*?)````", PAGE, re.DOTALL)
    assert found
    lesson = parse_lesson(found[1], "what-the-loss-is")
    assert check_lesson(lesson) == []
    assert [type(q).__name__ for q in lesson.questions.values()] == [
        "Choice",
        "Number",
        "Sketch",
        "Task",
    ]
