"""Hand-ins of the small lesson: honest ones, and what a hostile hand makes of them."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shallownet as sn
from shallownet.lessons.check import facts_at
from shallownet.lessons.facts import Facts
from shallownet.lessons.grading import Grader
from shallownet.lessons.lesson import Task
from shallownet.lessons.progress import LessonProgress
from shallownet.lessons.reader import parse_lesson
from shallownet.lessons.state_run import run_at, trainer_at
from tests.shallownet.documents.rewritten import rewrite_json
from tests.shallownet.lessons.texts import LESSON

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.lessons.grade import Grade
    from shallownet.lessons.lesson import Lesson
    from shallownet.training.trainer import Trainer

TEXT = LESSON.replace(
    "updates >= 10 and rule == 'exact'", "r2 > 0.01 and updates >= 10"
)
FORWARD = parse_lesson(TEXT, "forward")
STATE = FORWARD.state_of("reach")
J = facts_at(STATE).J


def learner_run(lesson: Lesson = FORWARD, updates: int = 40) -> Trainer:
    """Return the run of somebody who trained on from the lesson's state."""
    trainer = trainer_at(lesson.state_of("reach"))
    trainer.run(updates)
    return trainer


def progress_of(trainer: Trainer, lesson: Lesson = FORWARD) -> LessonProgress:
    """Return the progress of a learner who answered all and did the task in a run."""
    task = lesson.questions["reach"]
    assert isinstance(task, Task)
    state = lesson.state_of("reach")
    facts = Facts.of(trainer, run_at(state).recipe.data, state=state)
    return (
        LessonProgress.begin(lesson)
        .with_learner("Ada")
        .with_answer("what-is-j", "0", True)
        .with_answer("loss", f"{2 * J:.6g}", False)
        .with_answer("loss", f"{J:.6g}", True)
        .with_sketch("next", [(3.0, 3.0), (23.0, 2.9)], 0.5)
        .with_task(task, facts)
    )


def save(path: Path, trainer: Trainer, progress: LessonProgress, **settings) -> None:
    """Save a hand-in."""
    source = sn.DataConfig(samples=50, **settings)
    recipe = sn.Recipe(trainer.config, source)
    sn.save_run(trainer, path, recipe, lesson=progress.as_json())


def honest(path: Path) -> None:
    """Save an honest hand-in: the same one whenever it is asked for."""
    path.write_bytes(_honest())


@cache
def _honest() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "honest.shallownet"
        trainer = learner_run()
        save(path, trainer, progress_of(trainer))
        return path.read_bytes()


def forge(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what a hand-in says of the lesson."""
    rewrite_json(path, lambda manifest: change(manifest["lesson"]))


def grade(path: Path, *lessons: Lesson) -> Grade:
    """Grade a hand-in of the small lesson."""
    return Grader(lessons or (FORWARD,)).grade(path)


def points(found: Grade) -> dict[str, float]:
    """Return the points by question."""
    return {mark.question.id: mark.points for mark in found.marks}
