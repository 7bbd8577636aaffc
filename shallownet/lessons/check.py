"""What only shows when a lesson's states are made: answers and conditions at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shallownet.errors import ConfigError, DataError, DivergedError
from shallownet.lessons.answers import judge_number
from shallownet.lessons.facts import Facts
from shallownet.lessons.lesson import Number, Task
from shallownet.lessons.problems import Problem
from shallownet.lessons.state_run import run_at, trainer_at
from shallownet.wording import counted, figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shallownet.lessons.lesson import Lesson, State


def facts_at(state: State) -> Facts:
    """Return the facts of a lesson's state, whose updates are made for it.

    Raises
    ------
    ConfigError, DataError, DivergedError
        As for `trainer_at`.
    """
    start = run_at(state)
    source = start.recipe.data if start.data is None else None
    return Facts.of(trainer_at(state), source, state=state)


def check_lesson(lesson: Lesson) -> list[Problem]:
    """Make every state of a lesson, and return what is wrong with its questions.

    Answers that are no numbers, mistakes that are as right as the answer, and tasks
    that are done before anything is done are found.
    """
    problems = []
    known: dict[int, Facts] = {}
    for index, page in enumerate(lesson.pages):
        state = lesson.state_at(index)
        parts = [part for part in page.parts if isinstance(part, Number | Task)]
        if not parts and page.state is None:
            continue
        try:
            if state.line not in known:
                known[state.line] = facts_at(state)
        except (ConfigError, DataError, DivergedError) as error:
            line = state.line or page.line
            problems.append(Problem(line, f"the state cannot be made: {error}"))
            continue
        for part in parts:
            problems += _problems(part, known[state.line])
    return sorted(set(problems))


def _problems(part: Number | Task, facts: Facts) -> Iterator[Problem]:
    if isinstance(part, Task):
        if part.condition.holds(facts):
            reason = f"the task {part.id} is done before anything is done"
            yield Problem(part.line, reason)
        return
    answer = part.answer.number(facts)
    if not abs(answer) < float("inf"):
        reason = f"the answer of {part.id} is {answer} at the page's state"
        yield Problem(part.line, reason)
        return
    for number, mistake in enumerate(part.mistakes, 1):
        value = mistake.answer.number(facts)
        if judge_number(part, repr(value), facts).correct:
            yield Problem(
                part.line,
                f"mistake {number} of {part.id} gives {figure(value, 6)}, which the "
                "tolerance takes for the right answer",
            )


def summary(lesson: Lesson) -> str:
    """Return in words what a lesson has."""
    return (
        f"{counted(len(lesson.pages), 'page')}, "
        f"{counted(len(lesson.questions), 'question')}, "
        f"{figure(lesson.points)} points"
    )
