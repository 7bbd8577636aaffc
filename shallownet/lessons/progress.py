"""How far a learner is with a lesson, and what was answered, drawn and done in it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from shallownet.documents.checked import count, entry, number, typed
from shallownet.documents.run_file_error import RunFileError
from shallownet.lessons.outline import RunOutline

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from shallownet.lessons.conditions import Value
    from shallownet.lessons.facts import Facts
    from shallownet.lessons.lesson import Lesson, Task

MEMBER: Final = "“lesson” in run.json"
MAX_ENTRIES: Final = 200
"""Questions, as many as a lesson has at most."""
MAX_ATTEMPTS: Final = 1_000
MAX_POINTS: Final = 2_000
"""Points of a drawn line."""
MAX_VISITED: Final = 100_000
MAX_CHARACTERS: Final = 200
MAX_UPDATE: Final = 10**9

Entry = TypeVar("Entry")
Point = tuple[float, float]


@dataclass(frozen=True)
class Response:
    """What was answered to a choice or a number.

    Attributes
    ----------
    attempts : tuple of str
        The typed texts, or the indices of the chosen answers, in order.
    solved : bool
        Whether the last one was found right.
    """

    attempts: tuple[str, ...] = ()
    solved: bool = False


@dataclass(frozen=True)
class Drawing:
    """A drawn prediction.

    Attributes
    ----------
    points : tuple of (float, float)
        Updates, as on the axis of the loss plot, and log10 of J.
    score : float
        From 0 to 1, as it was found.
    """

    points: tuple[Point, ...]
    score: float


@dataclass(frozen=True)
class TaskDone:
    """That a condition held, and in which run.

    Attributes
    ----------
    update : int
        The update that was looked at.
    values : mapping of str to float, str or bool
        The values of the condition's quantities then.
    run : RunOutline
        The run as it was then, which may have made more updates.
    """

    update: int
    values: Mapping[str, Value]
    run: RunOutline


@dataclass(frozen=True)
class LessonProgress:
    """How far a learner is with a lesson; never changed, but replaced.

    Attributes
    ----------
    lesson, digest : str
        The lesson's name, and the digest of its text.
    page : int
        The index of the page that is open.
    learner : str
        The name that the learner typed.
    answers : mapping of str to Response
        By the ids of choices and numbers.
    drawings : mapping of str to Drawing
        By the ids of sketches.
    tasks : mapping of str to TaskDone
        By the ids of tasks that are done.
    hints : mapping of str to int
        How many hints were shown, by the id of the question.
    given_up : frozenset of str
        The ids of questions that were given up.
    visited : frozenset of int
        The updates that were looked at.
    """

    lesson: str
    digest: str
    page: int = 0
    learner: str = ""
    answers: Mapping[str, Response] = field(default_factory=dict)
    sketches: Mapping[str, Drawing] = field(default_factory=dict)
    tasks: Mapping[str, TaskDone] = field(default_factory=dict)
    hints: Mapping[str, int] = field(default_factory=dict)
    given_up: frozenset[str] = frozenset()
    visited: frozenset[int] = frozenset()

    @classmethod
    def begin(cls, lesson: Lesson) -> LessonProgress:
        """Return the progress of a lesson that was just opened."""
        return cls(lesson.name, lesson.digest)

    def with_page(self, page: int) -> LessonProgress:
        """Return the progress with another page open."""
        return replace(self, page=page)

    def with_learner(self, name: str) -> LessonProgress:
        """Return the progress with the name that was typed."""
        return replace(self, learner=name.strip()[:MAX_CHARACTERS])

    def with_answer(self, question: str, text: str, solved: bool) -> LessonProgress:
        """Return the progress after one more attempt at a choice or a number."""
        known = self.answers.get(question, Response()).attempts
        attempts = (*known, text.strip()[:MAX_CHARACTERS])[:MAX_ATTEMPTS]
        answer = Response(attempts, solved)
        return replace(self, answers={**self.answers, question: answer})

    def with_sketch(
        self, question: str, points: Sequence[Point], score: float
    ) -> LessonProgress:
        """Return the progress with a line that was drawn."""
        plain = tuple((float(x), float(y)) for x, y in points[:MAX_POINTS])
        drawing = Drawing(plain, float(score))
        return replace(self, sketches={**self.sketches, question: drawing})

    def with_task(self, task: Task, facts: Facts) -> LessonProgress:
        """Return the progress after a task was done, as the facts show."""
        values = {name: facts.quantity(name) for name in task.condition.quantities}
        done = TaskDone(int(facts.shown), values, RunOutline.of(facts))
        return replace(self, tasks={**self.tasks, task.id: done})

    def with_hint(self, question: str) -> LessonProgress:
        """Return the progress after one more hint was shown."""
        shown = self.hints.get(question, 0) + 1
        return replace(self, hints={**self.hints, question: shown})

    def with_given_up(self, question: str) -> LessonProgress:
        """Return the progress after a question was given up."""
        return replace(self, given_up=self.given_up | {question})

    def with_visited(self, update: int) -> LessonProgress:
        """Return the progress after an update was looked at."""
        if update in self.visited or len(self.visited) >= MAX_VISITED:
            return self
        return replace(self, visited=self.visited | {update})

    def is_settled(self, question: str) -> bool:
        """Return whether a question is solved, drawn, done or given up."""
        answer = self.answers.get(question)
        return (
            question in self.given_up
            or question in self.sketches
            or question in self.tasks
            or (answer is not None and answer.solved)
        )

    def as_json(self) -> dict[str, Any]:
        """Return the value that JSON writes."""
        return {
            "lesson": self.lesson,
            "digest": self.digest,
            "page": self.page,
            "learner": self.learner,
            "answers": {
                name: {"attempts": [*answer.attempts], "solved": answer.solved}
                for name, answer in self.answers.items()
            },
            "sketches": {
                name: {"points": [[*p] for p in drawn.points], "score": drawn.score}
                for name, drawn in self.sketches.items()
            },
            "tasks": {name: _task_as_json(done) for name, done in self.tasks.items()},
            "hints": dict(self.hints),
            "given_up": sorted(self.given_up),
            "visited": _ranges(self.visited),
        }

    @classmethod
    def of_json(cls, value: object) -> LessonProgress:
        """Return what a JSON value says.

        Raises
        ------
        RunFileError
            If it is not what `as_json` returns.
        """
        entries = typed(value, dict, MEMBER)
        page = count(entries, "page", MAX_ENTRIES, MEMBER)
        given_up = entry(entries, "given_up", list, MEMBER)
        return cls(
            lesson=_text(entry(entries, "lesson", str, MEMBER)),
            digest=_text(entry(entries, "digest", str, MEMBER)),
            page=page,
            learner=_text(entry(entries, "learner", str, MEMBER)),
            answers=_by_question(entries, "answers", _response),
            sketches=_by_question(entries, "sketches", _drawing),
            tasks=_by_question(entries, "tasks", _task_done),
            hints=_by_question(entries, "hints", _hints),
            given_up=frozenset(_text(name) for name in _short(given_up, MAX_ENTRIES)),
            visited=_updates(entry(entries, "visited", list, MEMBER)),
        )


def _task_as_json(done: TaskDone) -> dict[str, Any]:
    values = {
        name: str(value)
        if isinstance(value, float) and not math.isfinite(value)
        else value
        for name, value in done.values.items()
    }
    return {
        "update": done.update,
        "values": values,
        "run": done.run.as_json(),
    }


def _ranges(updates: frozenset[int]) -> list[list[int]]:
    """Return updates as ranges [first, last], which are few."""
    ranges: list[list[int]] = []
    for update in sorted(updates):
        if ranges and ranges[-1][1] == update - 1:
            ranges[-1][1] = update
        else:
            ranges.append([update, update])
    return ranges


def _updates(ranges: list[Any]) -> frozenset[int]:
    found: set[int] = set()
    for pair in _short(ranges, MAX_VISITED):
        ends = _short(typed(pair, list, f"range of updates in {MEMBER}"), 2)
        first, last = (_whole(end) for end in (*ends, *ends[-1:])[:2] or (0, -1))
        if last - first >= MAX_VISITED - len(found):
            raise RunFileError(f"its {MEMBER} has more than {MAX_VISITED:,} updates")
        found.update(range(first, last + 1))
    return frozenset(found)


def _whole(value: object) -> int:
    return count({"update": value}, "update", MAX_UPDATE, MEMBER)


def _short(values: list[Any], most: int) -> list[Any]:
    if len(values) > most:
        raise RunFileError(f"its {MEMBER} has a list of more than {most:,} entries")
    return values


def _text(value: object) -> str:
    text = typed(value, str, f"text in {MEMBER}")
    if len(text) > MAX_CHARACTERS:
        raise RunFileError(
            f"its {MEMBER} has a text of more than {MAX_CHARACTERS} characters"
        )
    return text


def _by_question(
    entries: dict[str, Any], name: str, read: Callable[[Any], Entry]
) -> dict[str, Entry]:
    values = entry(entries, name, dict, MEMBER)
    if len(values) > MAX_ENTRIES:
        raise RunFileError(f"its {MEMBER} has more than {MAX_ENTRIES} {name}")
    return {_text(key): read(value) for key, value in values.items()}


def _response(value: object) -> Response:
    entries = typed(value, dict, f"answer in {MEMBER}")
    attempts = _short(entry(entries, "attempts", list, "answer"), MAX_ATTEMPTS)
    solved = entry(entries, "solved", bool, "answer")
    return Response(tuple(map(_text, attempts)), solved)


def _drawing(value: object) -> Drawing:
    entries = typed(value, dict, f"drawing in {MEMBER}")
    points = _short(entry(entries, "points", list, "drawing"), MAX_POINTS)
    score = number(entries.get("score"), "score of a drawing")
    return Drawing(tuple(map(_point, points)), score)


def _point(value: object) -> Point:
    pair = typed(value, list, "point of a drawing")
    if len(pair) != 2:
        raise RunFileError("a point of a drawing has not two numbers")
    return number(pair[0], "point of a drawing"), number(pair[1], "point of a drawing")


def _task_done(value: object) -> TaskDone:
    entries = typed(value, dict, f"task in {MEMBER}")
    run = RunOutline.of_json(entries.get("run"))
    values = entry(entries, "values", dict, "task")
    plain = all(isinstance(v, str | int | float) for v in values.values())
    if len(values) > MAX_ENTRIES or not plain:
        raise RunFileError(f"a task in its {MEMBER} has more than plain values")
    return TaskDone(
        update=count(entries, "update", MAX_UPDATE, "task"),
        values={_text(name): _plain(v) for name, v in values.items()},
        run=run,
    )


def _plain(value: Any) -> Value:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return float(value) if value in ("nan", "inf", "-inf") else _text(value)
    return number(value, "value of a task")


def _hints(value: object) -> int:
    return count({"hints": value}, "hints", MAX_ENTRIES, MEMBER)
