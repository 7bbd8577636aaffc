"""Judging what was answered and drawn, and saying why in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.errors import DivergedError
from shallownet.lessons.state_run import trainer_at
from shallownet.number_text import read_number
from shallownet.wording import capital, figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.callbacks import CancelCheck
    from shallownet.lessons.facts import Facts
    from shallownet.lessons.lesson import Choice, Number, State

DIGITS: Final = 6
"""Significant digits of an answer that is revealed."""

LEVEL: Final = 0.02
"""The change of log10 J that still counts as none: 5 %."""

NEAR: Final = 1.25
FAR: Final = 10.0
"""Factors between the drawn and the true J: up to the one a drawing is worth all
points, and from the other on none."""

ATTEMPT_SHARES: Final = (1.0, 0.5)
"""The share of the points for the first and for the second attempt; then none, because
the answer was revealed."""

Point = tuple[float, float]


class Judgement(NamedTuple):
    """What is found of an answer.

    Attributes
    ----------
    correct : bool
    reason : str
        Why, in words; may be empty if it is correct.
    expected : str
        What would have been right.
    score : float
        From 0 to 1.
    readable : bool
        False if the text is no answer at all; then it is no attempt.
    """

    correct: bool
    reason: str
    expected: str = ""
    score: float = 0.0
    readable: bool = True


def share_of(attempt: int) -> float:
    """Return the share of the points for a right answer at an attempt, from 0."""
    return ATTEMPT_SHARES[attempt] if attempt < len(ATTEMPT_SHARES) else 0.0


def judge_choice(question: Choice, text: str | int) -> Judgement:
    """Judge a chosen answer.

    Parameters
    ----------
    question : Choice
    text : str or int
        The index of the answer, from 0.
    """
    right = [answer.text for answer in question.answers if answer.correct]
    plain = str(text).strip()
    index = int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 4 else -1
    if not 0 <= index < len(question.answers):
        return Judgement(
            False, "This is none of the answers.", right[0], readable=False
        )
    chosen = question.answers[index]
    return Judgement(
        chosen.correct, chosen.reason, right[0], 1.0 if chosen.correct else 0.0
    )


def judge_number(question: Number, text: str, facts: Facts) -> Judgement:
    """Judge a typed number.

    Parameters
    ----------
    question : Number
    text : str
        As it was typed.
    facts : Facts
        Those of the page's state.
    """
    answer = question.answer.number(facts)
    expected = figure(answer, DIGITS)
    try:
        typed = read_number(text)
    except ValueError as error:
        return Judgement(False, f"{capital(str(error))}.", expected, readable=False)
    if not math.isfinite(answer):
        return Judgement(False, "This state has no such number.", expected)
    if _is_near(typed, answer, question):
        return Judgement(True, "", expected, 1.0)
    for mistake in question.mistakes:
        if _is_near(typed, mistake.answer.number(facts), question):
            return Judgement(False, mistake.reason, expected)
    if answer and _is_near(-typed, answer, question):
        return Judgement(False, "The size is right, and the sign is not.", expected)
    size = "small" if abs(typed) < abs(answer) else "large"
    reason = f"{figure(typed, DIGITS)} is too {size}."
    if math.copysign(1.0, typed) != math.copysign(1.0, answer) and answer and typed:
        reason = f"{figure(typed, DIGITS)} has the wrong sign."
    return Judgement(False, reason, expected)


def _is_near(typed: float, answer: float, question: Number) -> bool:
    if not math.isfinite(answer):
        return False
    size = 1.0 if question.absolute or answer == 0.0 else abs(answer)
    # What is typed with the digits of a table is right even with a tolerance of 0.
    return abs(typed - answer) <= max(question.tolerance, 1e-12) * size


def loss_curve(
    state: State, updates: int, cancelled: CancelCheck = None
) -> tuple[Point, ...]:
    """Compute the loss from a state on, for a sketch to be compared with.

    Parameters
    ----------
    state : State
    updates : int
        How many more to make.
    cancelled : callable, optional
        As for `trainer_at`.

    Returns
    -------
    tuple of (float, float)
        The updates, and log10 of J; infinite where J is no number.
    """
    trainer = trainer_at(state, cancelled)
    trainer.cancelled = cancelled
    try:
        trainer.run(updates)
        losses = [*trainer.history.loss[state.update :], trainer.snapshot().loss]
    except DivergedError:
        losses = [*trainer.history.loss[state.update :], math.inf]
    return tuple((float(state.update + i), _log10(x)) for i, x in enumerate(losses))


def _log10(loss: float) -> float:
    if not math.isfinite(loss):
        return math.inf
    return math.log10(loss) if loss > 0.0 else -math.inf


def judge_sketch(drawn: Sequence[Point], curve: Sequence[Point]) -> Judgement:
    """Judge a drawn loss: by its direction and by its factor at the end.

    Parameters
    ----------
    drawn, curve : sequence of (float, float)
        Updates and log10 J, as drawn and as computed by `loss_curve`.

    Examples
    --------
    >>> judge_sketch([(0, 2.0), (9, 1.0)], [(0, 2.0), (5, 1.5), (9, 1.0)]).score
    1.0
    """
    if not drawn or not curve:
        return Judgement(False, "Nothing is drawn.", readable=False)
    start, (last, end) = curve[0][1], curve[-1]
    updates, heights = np.array(sorted(drawn)).T
    guess = float(np.interp(last, updates, heights))
    began = float(np.interp(curve[0][0], updates, heights))
    true, meant = _direction(end - start), _direction(guess - began)
    expected = f"it {true}"
    if end == math.inf:
        rises = meant == "rises"
        reason = "The run diverges: the loss leaves every scale."
        return Judgement(rises, reason, expected, 1.0 if rises else 0.0)
    if end == -math.inf:
        falls = meant == "falls"
        return Judgement(falls, "The loss becomes 0.", expected, 1.0 if falls else 0.0)
    factor = 10.0 ** min(abs(guess - end), 300.0)
    near = math.log(FAR / min(max(factor, NEAR), FAR)) / math.log(FAR / NEAR)
    right = true == meant
    said = f"You drew that the loss {meant}, and it {true}"
    if right:
        said = f"The loss {true}, as you drew it"
    side = "above" if guess > end else "below"
    close = f"your line ends {figure(factor, 3)} times {side} it"
    if factor <= NEAR:
        close = "your line ends at it"
    score = (0.5 if right else 0.0) + 0.5 * near
    return Judgement(right and factor < FAR, f"{said}; {close}.", expected, score)


def _direction(change: float) -> str:
    if abs(change) <= LEVEL:
        return "stays level"
    return "rises" if change > 0.0 else "falls"
