"""What is wrong in a lesson's file, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shallownet.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable


class Problem(NamedTuple):
    """A mistake in a lesson's file.

    Attributes
    ----------
    line : int
        From 1.
    reason : str
        What is wrong, and what would be right.
    """

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line:,}: {self.reason}"


class LessonError(DataError):
    """A file is no lesson.

    Attributes
    ----------
    problems : tuple of Problem
        All mistakes that were found, in the order of their lines.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        rest = len(self.problems) - 1
        more = f" (and {rest:,} more)" if rest else ""
        super().__init__(f"{self.problems[0]}{more}")
