"""What is found of a hand-in: points by question, remarks, and the run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shallownet.documents.run_file import RunDocument
    from shallownet.lessons.lesson import Lesson, Question


@dataclass(frozen=True)
class Mark:
    """What a question brought.

    Attributes
    ----------
    question : Question
    points : float
    said : str
        A sentence on why.
    given : str
        What was answered, in the order of the attempts.
    """

    question: Question
    points: float
    said: str
    given: str = ""


@dataclass(frozen=True, eq=False)
class Grade:
    """What is found of a hand-in.

    Attributes
    ----------
    file : str
        The name of the file.
    error : str
        Why it cannot be graded; empty if it is.
    learner : str
        The name that was typed.
    lesson : Lesson or None
    marks : tuple of Mark
        One for each question of the lesson, in order.
    remarks : tuple of str
        What a teacher should know, such as claims that the replay does not give.
    run : RunDocument or None
    run_said : str
        What verifying the run found.
    """

    file: str
    error: str = ""
    learner: str = ""
    lesson: Lesson | None = None
    marks: tuple[Mark, ...] = ()
    remarks: tuple[str, ...] = ()
    run: RunDocument | None = None
    run_said: str = ""

    @property
    def points(self) -> float:
        """The points of all questions together."""
        return sum(mark.points for mark in self.marks)

    @property
    def out_of(self) -> float:
        """What they could have been."""
        return 0.0 if self.lesson is None else self.lesson.points

    def with_remark(self, remark: str) -> Grade:
        """Return the grade with one more remark."""
        return replace(self, remarks=(*self.remarks, remark))

    def without_run(self) -> Grade:
        """Return the grade without the run, which takes memory."""
        return replace(self, run=None)
