"""What is shown of each question, from one's progress and from the last verdicts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gui.lessons.question_state import QuestionState
from shallownet.lessons.answers import judge_choice, share_of
from shallownet.lessons.lesson import Choice, Sketch, Task
from shallownet.lessons.progress import Response
from shallownet.wording import capital

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shallownet.lessons.answers import Judgement
    from shallownet.lessons.lesson import Lesson, Question
    from shallownet.lessons.progress import LessonProgress

WATCHED: Final = "Not done yet; the run is being watched."
"""What is said of a task until its condition holds."""

REVEALED_AFTER: Final = 2
"""Wrong answers after which the answer is revealed."""

_WORD: Final = re.compile(r"[^\W\d_]{2,}(?=[\s,.;:!?’'-]|$)")
"""What a sentence begins with; a lone letter, `x1` or `f(x)` is a symbol."""


def states_of(
    lesson: Lesson,
    progress: LessonProgress,
    verdicts: Mapping[str, Judgement],
    waiting: Mapping[str, str],
) -> dict[str, QuestionState]:
    """Return the state of every question of a lesson, by its id.

    Parameters
    ----------
    lesson : Lesson
    progress : LessonProgress
    verdicts : mapping of str to Judgement
        The last ones, by question, as far as they are known.
    waiting : mapping of str to str
        What questions wait for.
    """
    return {
        name: _state_of(question, progress, verdicts.get(name), waiting.get(name, ""))
        for name, question in lesson.questions.items()
    }


def points_of(question: Question, progress: LessonProgress) -> float:
    """Return what a question has brought so far."""
    name, points = question.id, question.points
    answer = progress.answers.get(name)
    if name in progress.given_up:
        return 0.0
    if name in progress.sketches:
        return points * progress.sketches[name].score
    if answer is not None and answer.solved:
        return points * share_of(len(answer.attempts) - 1)
    return points if name in progress.tasks else 0.0


def _state_of(
    question: Question,
    progress: LessonProgress,
    verdict: Judgement | None,
    waiting: str,
) -> QuestionState:
    name = question.id
    response = progress.answers.get(name, Response())
    given_up = name in progress.given_up
    solved = progress.is_settled(name) and not given_up
    if verdict is None and response.attempts and isinstance(question, Choice):
        verdict = judge_choice(question, response.attempts[-1])
    comment = _comment(question, progress, verdict)
    if isinstance(question, Task) and not (solved or given_up):
        waiting = WATCHED
    shown = min(progress.hints.get(name, 0), len(question.hints))
    tried = len(response.attempts)
    is_revealed = solved or given_up or tried >= REVEALED_AFTER
    return QuestionState(
        attempts=response.attempts,
        solved=solved,
        given_up=given_up,
        comment=comment,
        reveal=question.reveal if is_revealed else "",
        hints=question.hints[:shown],
        more_hints=len(question.hints) - shown,
        waiting=waiting,
        points=points_of(question, progress),
    )


def _comment(
    question: Question, progress: LessonProgress, verdict: Judgement | None
) -> str:
    """Return what is said of the last answer, of the drawing or of the task."""
    name = question.id
    if name in progress.given_up:
        expected = "" if verdict is None else verdict.expected
        if isinstance(question, Choice):
            expected = judge_choice(question, 0).expected
        return f"The answer is {expected}" if expected else ""
    if name in progress.tasks:
        done = progress.tasks[name]
        return f"It held at update {done.update:,}."
    if verdict is not None:
        return _sentence(verdict.reason)
    if isinstance(question, Sketch) and name in progress.sketches:
        return "Your line is kept."
    return ""


def _sentence(reason: str) -> str:
    """Return a reason that begins with a large letter, unless with a symbol.

    The case of a symbol is its meaning: w, η, ŷ, dW.
    """
    word = _WORD.match(reason)
    is_word = word is not None and word[0].islower()
    return capital(reason) if is_word else reason
