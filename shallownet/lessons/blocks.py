"""The blocks of a page, each read into the part of a lesson that it stands for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from shallownet.lessons.lesson import Answer, Choice, Mistake, Number, Sketch, Task
from shallownet.wording import counted, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.lessons.fields import Fields
    from shallownet.lessons.lesson import Part

MAX_ANSWERS: Final = 12
MAX_ROWS: Final = 1_000
MAX_UPDATES: Final = 20_000


def samples_of(fields: Fields) -> tuple[tuple[float, ...], ...]:
    """Return the samples of a state; none if there are none, or they are wrong."""
    rows = fields.items("samples")
    if not rows:
        return ()
    if len(rows) > MAX_ROWS:
        fields.wrong("samples", f"samples has more than {MAX_ROWS:,} rows")
        return ()
    widths = {len(row) if isinstance(row, list) else 0 for row in rows}
    if len(widths) > 1 or not 2 <= max(widths) <= 9:
        fields.wrong(
            "samples",
            "samples is a list of rows of the same length, each with 1 to 8 inputs and "
            "the target: [[1.0, 2.0, 3.0], [2.0, 0.5, 1.0]]",
        )
        return ()
    if not all(_is_number(value) for row in rows for value in row):
        fields.wrong("samples", "samples has a value that is no finite number")
        return ()
    return tuple(tuple(map(float, row)) for row in rows)


def parameters_of(fields: Fields) -> dict[str, float]:
    """Return the parameters of a state; none if one of them is wrong."""
    values = fields.mapping("parameters")
    for name, value in values.items():
        if not _is_number(value):
            fields.wrong(
                "parameters",
                f"parameters: {quoted(name)} is no finite number; write "
                '{ "W1[0, 0]" = 0.5 }',
            )
            return {}
    return {name: float(value) for name, value in values.items()}


def _is_number(value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return abs(value) < 1e300 and not math.isnan(value)


def _choice(fields: Fields, common: dict[str, Any]) -> Choice:
    question = fields.text("question")
    answers = []
    tables = fields.tables("answers", needed=True)
    for table in tables:
        answer = Answer(
            table.text("text"), table.truth("correct"), table.text("reason", "")
        )
        if not answer.correct and not answer.reason:
            table.wrong("", "a wrong answer needs a reason: why is it wrong?")
        table.finish()
        answers.append(answer)
    if tables and not any(answer.correct for answer in answers):
        fields.wrong("", "no answer is right: write correct = true below one")
    if tables and not 2 <= len(answers) <= MAX_ANSWERS:
        fields.wrong(
            "", f"there are {counted(len(answers), 'answer')}; give 2 to {MAX_ANSWERS}"
        )
    return Choice(question=question, answers=tuple(answers), **common)


def _number(fields: Fields, common: dict[str, Any]) -> Number:
    mistakes = []
    question = fields.text("question")
    answer = fields.expression("answer", "number")
    tolerance = fields.number("tolerance", 0.005, 0, 1e6)
    absolute = fields.truth("absolute")
    for table in fields.tables("mistakes"):
        wrong = Mistake(table.expression("answer", "number"), table.text("reason"))
        table.finish()
        mistakes.append(wrong)
    return Number(
        question=question,
        answer=answer,
        tolerance=tolerance,
        absolute=absolute,
        mistakes=tuple(mistakes),
        **common,
    )


def _sketch(fields: Fields, common: dict[str, Any]) -> Sketch:
    question = fields.text("question")
    updates = fields.whole("updates", None, 10, MAX_UPDATES)
    return Sketch(question=question, updates=updates, **common)


def _task(fields: Fields, common: dict[str, Any]) -> Task:
    text = fields.text("text")
    return Task(text=text, condition=fields.expression("condition", "truth"), **common)


QUESTIONS: Final[dict[str, Callable[[Fields, dict[str, Any]], Part]]] = {
    "choice": _choice,
    "number": _number,
    "sketch": _sketch,
    "task": _task,
}
"""What reads each kind of question, given the entries that all of them have."""
