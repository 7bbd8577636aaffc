"""What a hand-in claims and a replay does not give, and how its run differs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from shallownet.lessons.quantities import QUANTITIES
from shallownet.lessons.state_run import run_at
from shallownet.settings.presets import differences
from shallownet.settings.recipe import Recipe, about
from shallownet.wording import counted, figure, joined, quoted, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shallownet.lessons.conditions import Value
    from shallownet.lessons.facts import Facts
    from shallownet.lessons.lesson import Lesson
    from shallownet.lessons.progress import LessonProgress, TaskDone

CLOSE: Final = 0.01
"""The relative difference of a claimed number from the replayed one that is told."""


def unknown_questions(lesson: Lesson, progress: LessonProgress) -> Iterator[str]:
    """Tell of answers to questions that the lesson does not have."""
    given = {*progress.answers, *progress.sketches, *progress.tasks}
    unknown = sorted(given - {*lesson.questions})
    if unknown:
        names = joined([quoted(name) for name in unknown[:3]])
        yield f"it answers what the lesson does not ask: {names}"


def about_the_run(task: str, facts: Facts, lesson: Lesson) -> Iterator[str]:
    """Yield what differs from the run of the lesson's state."""
    assert facts.state is not None
    if not facts.from_lesson:
        yield f"{task}: its run began {_other_start(facts)}"
    if facts.edits:
        yield f"{task}: {counted(int(facts.edits), 'parameter')} set by hand"
    changed = {e.name for e in facts.snapshot.events if e.kind == "setting"}
    if locked := sorted(changed & {*lesson.lock}):
        yield f"{task}: {joined(locked)} was changed, which the lesson locks"


def _other_start(facts: Facts) -> str:
    """Say how a run's start differs from that of the page's state."""
    assert facts.state is not None
    begun, config = run_at(facts.state), facts.snapshot.run.config
    if begun.data is not None or facts.data is None:
        return "with other samples or settings than the lesson's state"
    own = Recipe(config, facts.data)
    names = [n for n in differences(own, begun.recipe) if n != "iterations"]
    settings, others = own.settings, begun.recipe.settings
    told = [
        f"{name} = {about(name).write(settings[name])} and not "
        f"{about(name).write(others[name]) if name in others else 'the lesson’s'}"
        for name in names[:3]
    ]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"with {joined(told)}{more}" if told else "otherwise than the lesson's state"


def wrong_claims(
    task: str, done: TaskDone, facts: Facts, *, always: bool
) -> Iterator[str]:
    """Yield the claimed values that the replay does not give."""
    for name, claimed in done.values.items():
        if name not in QUANTITIES:
            continue
        value = facts.quantity(name)
        if not _agree(claimed, value, 1e-6 if always else CLOSE):
            yield (
                f"{task} claims {name} = {_shown(claimed)} at update {done.update:,}; "
                f"the replay gives {_shown(value)}"
            )


def _agree(claimed: Value, value: Value, tolerance: float) -> bool:
    if isinstance(claimed, float) and isinstance(value, float):
        both_nan = math.isnan(claimed) and math.isnan(value)
        return both_nan or math.isclose(claimed, value, rel_tol=tolerance)
    return claimed == value


def _shown(value: Value) -> str:
    return figure(value, 6) if isinstance(value, float) else shortened(str(value))
