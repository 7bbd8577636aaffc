"""From a covered number and its mistakes to a question that can be judged."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from shallownet.analysis.quiz.formula import unit_of
from shallownet.analysis.quiz.question import Question, Slip

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shallownet.analysis.quiz.formula import Formula
    from shallownet.analysis.quiz.question import Place

SAME: Final = 2e-6
"""Parts of the answer within which a mistake gives the same number: nobody would type
the digits that tell them apart."""

SMALLEST: Final = 1e-9
LARGEST: Final = 1e12
"""Between these a number can be asked for."""

DIGITS: Final = range(4, 8)
"""Significant digits that may be asked for."""


class Draft(NamedTuple):
    """A number that may be asked for.

    Attributes
    ----------
    place : Place
    name : str
    formula : Formula
    answer : float
        As the run computes it.
    slips : tuple of Slip
        The mistakes, whatever they give.
    is_sign : bool
    """

    place: Place
    name: str
    formula: Formula
    answer: float
    slips: tuple[Slip, ...]
    is_sign: bool = False


DraftMaker = Callable[[], Draft | None]
"""Makes a draft; None where the number takes too many others."""


def question_of(draft: Draft) -> Question | None:
    """Return the question, if its number can be asked for.

    Mistakes that give the right number here are left out, and those that give the same
    number as another one are named together with it.
    """
    answer = draft.answer
    if not math.isfinite(answer) or (draft.is_sign and not answer):
        return None
    slips = [slip for slip in draft.slips if math.isfinite(slip.value)]
    scale = abs(answer) or max((abs(slip.value) for slip in slips), default=0.0)
    if not SMALLEST < scale < LARGEST:
        return None
    slips = [slip for slip in slips if abs(slip.value - answer) > SAME * scale]
    distance = min((abs(slip.value - answer) for slip in slips), default=math.inf)
    digits = next(
        (count for count in DIGITS if unit_of(scale, count) <= distance / 4),
        DIGITS[-1],
    )
    tolerance = unit_of(scale, digits)
    formula = draft.formula
    shown = formula.digits_for(answer, tolerance)
    if shown is None:
        return None
    return Question(
        draft.place,
        draft.name,
        formula.symbols,
        formula.givens(shown),
        formula.filled(shown),
        answer,
        digits,
        tolerance,
        tuple(_merged(slips, tolerance, scale)),
        draft.is_sign,
    )


def _merged(slips: Iterable[Slip], tolerance: float, scale: float) -> list[Slip]:
    """Name mistakes that cannot be told apart together."""
    merged: list[Slip] = []
    for slip in slips:
        room = 2.0 * tolerance * max(abs(slip.value) / scale, 1.0)
        for place, other in enumerate(merged):
            if abs(slip.value - other.value) <= room:
                if slip.title not in other.title:
                    both = f"{other.title}, or {slip.title}"
                    merged[place] = other._replace(title=both)
                break
        else:
            merged.append(slip)
    return merged
