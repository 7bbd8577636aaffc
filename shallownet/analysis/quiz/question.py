"""A question about a covered number: its mistakes, and the judgement of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from shallownet.number_text import read_number
from shallownet.wording import figure, quoted

if TYPE_CHECKING:
    from shallownet.analysis.equations import Phase

Kind = Literal["right", "mistake", "sign", "wrong"]

UP: Final = frozenset({"+", "up", "plus", "positive"})
DOWN: Final = frozenset({"-", "down", "minus", "negative"})


class Place(NamedTuple):
    """Which number is covered.

    Attributes
    ----------
    phase : Phase
    array : str
        The name of its array in the equations: ``W1 after``, ``dW1``, ``Z1``,
        ``error``; ``J`` or ``mean error`` for those, which are numbers.
    layer : int
        From 1; 0 for the loss.
    row, column : int
        Its place in that array; the column of a sample is 0.
    parameter : int or None
        The parameter that it belongs to, an entry of theta.
    sample : int or None
        The sample that it belongs to, by its number in the data.
    """

    phase: Phase
    array: str
    layer: int = 0
    row: int = 0
    column: int = 0
    parameter: int | None = None
    sample: int | None = None


class Slip(NamedTuple):
    """A mistake in a line, as it was made.

    Attributes
    ----------
    title : str
        What it is called.
    wrong : str
        The line with the mistake.
    right : str
        The line as it should be.
    value : float
        What it gives.
    """

    title: str
    wrong: str
    right: str
    value: float


class Verdict(NamedTuple):
    """The judgement of an answer: what it is, in a sentence."""

    kind: Kind
    text: str
    slip: Slip | None = None


@dataclass(frozen=True)
class Question:
    """A covered number, what it takes to compute it, and what mistakes give.

    Attributes
    ----------
    place : Place
    name : str
        What is asked for: ``dZ1[2, 17]``.
    line : str
        The formula with names.
    givens : str
        The numbers that it takes.
    filled : str
        The formula with these numbers.
    answer : float
    digits : int
        Significant digits that tell the answer from every mistake.
    tolerance : float
        How far a right entry may be off: one in the last of those digits.
    mistakes : tuple of Slip
        No two of them, and none and the answer, give the same number.
    is_sign : bool
        Whether the sign alone is asked for.
    """

    place: Place
    name: str
    line: str
    givens: str
    filled: str
    answer: float
    digits: int
    tolerance: float
    mistakes: tuple[Slip, ...]
    is_sign: bool = False

    @property
    def shown(self) -> str:
        """The answer, as it is typed."""
        if self.is_sign:
            return "+" if self.answer > 0.0 else "−"
        return figure(self.answer, self.digits, zeros=True)

    @property
    def solution(self) -> str:
        """The whole line, with its numbers and its result."""
        return f"{self.name} = {self.line} = {self.filled} = {self.shown}"

    def judge(self, text: str) -> Verdict:
        """Judge what was typed.

        Raises
        ------
        ValueError
            If it is no number, or no sign where one is asked for; the message says
            what to type.
        """
        if self.is_sign:
            return self._judge_sign(text)
        value = read_number(text)
        if abs(value - self.answer) <= self.tolerance:
            return Verdict("right", "Right.")
        for slip in self.mistakes:
            if abs(value - slip.value) <= self._tolerance_at(slip.value):
                return self._mistaken(slip)
        if abs(value + self.answer) <= self.tolerance:
            return Verdict("sign", "The size is right, the sign is not.")
        return Verdict("wrong", "Not this, and no mistake that is known here.")

    def _judge_sign(self, text: str) -> Verdict:
        word = text.strip().lower().replace("−", "-")
        if word not in UP | DOWN:
            try:
                value = read_number(text)
            except ValueError:
                value = 0.0
            if not value:
                raise ValueError(f"{quoted(text)} is no sign: type + or −")
            word = "+" if value > 0.0 else "-"
        if (word in UP) == (self.answer > 0.0):
            return Verdict("right", "Right.")
        if self.mistakes:
            return self._mistaken(self.mistakes[0])
        return Verdict("sign", "The other sign.")

    def _mistaken(self, slip: Slip) -> Verdict:
        text = f"Known mistake: {slip.title}. {slip.wrong} gives this."
        return Verdict("mistake", text, slip)

    def _tolerance_at(self, value: float) -> float:
        """Return how far an entry may be from what a mistake gives: as many digits."""
        scale = abs(self.answer) or max(abs(slip.value) for slip in self.mistakes)
        return self.tolerance * max(abs(value) / scale, 1.0)
