"""What the list says of each lesson, and of how far one is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.lessons.list_view import ListEntry
from gui.lessons.question_states import points_of
from shallownet.wording import figure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gui.lessons.lesson_files import LessonRead
    from shallownet.lessons.lesson import Lesson
    from shallownet.lessons.progress import LessonProgress


def entries_of(found: Iterable[LessonRead]) -> list[ListEntry]:
    """Return the entries of lessons that were read."""
    return [
        ListEntry(
            one.path,
            one.lesson.title,
            one.lesson.summary,
            one.lesson.minutes,
            place_text(one.lesson, one.progress),
        )
        for one in found
    ]


def place_text(lesson: Lesson, progress: LessonProgress | None) -> str:
    """Return how far one is in a lesson; empty if it was not begun."""
    if progress is None:
        return ""
    page = min(progress.page, len(lesson.pages) - 1) + 1
    text = f"page {page} of {len(lesson.pages)}"
    if lesson.points:
        points = sum(points_of(q, progress) for q in lesson.questions.values())
        text += f", {figure(points)} of {figure(lesson.points)} points"
    return text
