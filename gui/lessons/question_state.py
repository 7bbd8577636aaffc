"""What is shown of a question: what was answered, and what was said to it."""

from __future__ import annotations

from typing import NamedTuple


class QuestionState(NamedTuple):
    """A question as its learner has left it.

    Attributes
    ----------
    attempts : tuple of str
        The answers given, the last one last: of a choice the number of the answer.
    solved, given_up : bool
    comment : str
        What is said of the last answer, or of the task; Markdown.
    reveal : str
        What is revealed; empty while it is not.
    hints : tuple of str
        Those that were asked for.
    more_hints : int
        How many are left.
    waiting : str
        What is awaited, such as a verdict; empty if nothing is.
    points : float
        What it has brought.
    """

    attempts: tuple[str, ...] = ()
    solved: bool = False
    given_up: bool = False
    comment: str = ""
    reveal: str = ""
    hints: tuple[str, ...] = ()
    more_hints: int = 0
    waiting: str = ""
    points: float = 0.0

    @property
    def is_over(self) -> bool:
        """Whether there is nothing more to answer."""
        return self.solved or self.given_up
