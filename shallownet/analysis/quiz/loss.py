"""Questions about the loss: J, the mean error, the penalty, the error of a sample."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.analysis.equations import Phase
from shallownet.analysis.quiz.draft import Draft
from shallownet.analysis.quiz.formula import Formula
from shallownet.analysis.quiz.question import Place, Slip

if TYPE_CHECKING:
    from shallownet.analysis.quiz.draft import DraftMaker
    from shallownet.analysis.quiz.state import QuizState

J: Final = "J = 1/(2m) · Σ (ŷ − y)²"
MEAN: Final = "mean error = 1/m · Σ (ŷ − y)"
ERROR: Final = "error = ŷ − y"


def loss_questions(state: QuizState) -> list[list[DraftMaker]]:
    """Return what may be asked: the sums, and every shown sample's error."""
    columns = range(len(state.samples))
    groups: list[list[DraftMaker]] = [
        [partial(_J_draft, state)],
        [partial(_mean_draft, state)],
        [partial(_error_draft, state, column) for column in columns],
        [partial(_square_draft, state, column) for column in columns],
    ]
    if state.snapshot.evaluation.penalty:
        groups.append([partial(_penalty_draft, state)])
    return groups


def _J_draft(state: QuizState) -> Draft:
    now, m = state.snapshot.evaluation, float(state.m)
    slips = (
        Slip("½ left out", "1/m · Σ (ŷ − y)²", J, 2.0 * now.loss),
        Slip("1/m left out", "½ · Σ (ŷ − y)²", J, now.loss * m),
        Slip("½ and 1/m left out", "Σ (ŷ − y)²", J, 2.0 * now.loss * m),
        Slip("the mean error", MEAN, J, now.mean_error),
        Slip("the root taken: RMSE", "√(2 J)", J, math.sqrt(2.0 * now.loss)),
        Slip("the penalty added", "J + penalty", J, now.loss + now.penalty),
    )
    formula = Formula(
        "1/(2 · {0}) · {1}",
        ("m", "Σ (ŷ − y)²"),
        (m, 2.0 * m * now.loss),
        lambda m, s: s / (2.0 * m),
    )
    return Draft(Place(Phase.LOSS, "J"), "J", formula, now.loss, slips)


def _mean_draft(state: QuizState) -> Draft:
    now, m = state.snapshot.evaluation, float(state.m)
    error = np.abs(state.batch_error)
    slips = (
        Slip("y − ŷ", "1/m · Σ (y − ŷ)", MEAN, -now.mean_error),
        Slip("1/m left out", "Σ (ŷ − y)", MEAN, now.mean_error * m),
        Slip("½ too many", "1/(2m) · Σ (ŷ − y)", MEAN, now.mean_error / 2.0),
        Slip("the loss J", J, MEAN, now.loss),
        Slip("sizes added", "1/m · Σ |ŷ − y|", MEAN, float(error.mean())),
    )
    formula = Formula(
        "1/{0} · {1}",
        ("m", "Σ (ŷ − y)"),
        (m, m * now.mean_error),
        lambda m, s: s / m,
    )
    place = Place(Phase.LOSS, "mean error")
    return Draft(place, "mean error", formula, now.mean_error, slips)


def _penalty_draft(state: QuizState) -> Draft:
    settings, layers = state.snapshot.settings, state.layers
    l1, l2 = settings.l1, settings.l2
    sizes = sum(float(np.abs(layer.W).sum()) for layer in layers)
    squares = sum(float(np.square(layer.W).sum()) for layer in layers)
    biases = sum(float(np.square(layer.b).sum()) for layer in layers)
    b_sizes = sum(float(np.abs(layer.b).sum()) for layer in layers)
    line = "λ1 Σ |W| + λ2/2 Σ W²"
    answer = state.snapshot.evaluation.penalty
    slips = (
        Slip("½ left out", "λ1 Σ |W| + λ2 Σ W²", line, l1 * sizes + l2 * squares),
        Slip(
            "biases added",
            "λ1 Σ |W, b| + λ2/2 Σ (W², b²)",
            line,
            l1 * (sizes + b_sizes) + l2 / 2.0 * (squares + biases),
        ),
        Slip(
            "λ left out",
            "Σ |W| + ½ Σ W²",
            line,
            _without_strength(l1, l2, sizes, squares),
        ),
    )
    if l1 and l2:
        formula = Formula(
            "{0} · {1} + {2}/2 · {3}",
            ("λ1", "Σ |W|", "λ2", "Σ W²"),
            (l1, sizes, l2, squares),
            lambda a, s, b, q: a * s + b / 2.0 * q,
        )
    elif l1:
        formula = Formula("{0} · {1}", ("λ1", "Σ |W|"), (l1, sizes), lambda a, s: a * s)
    else:
        formula = Formula(
            "{0}/2 · {1}", ("λ2", "Σ W²"), (l2, squares), lambda b, q: b / 2.0 * q
        )
    return Draft(Place(Phase.LOSS, "penalty"), "penalty", formula, answer, slips)


def _without_strength(l1: float, l2: float, sizes: float, squares: float) -> float:
    return (sizes if l1 else 0.0) + (squares / 2.0 if l2 else 0.0)


def _ends(state: QuizState, column: int) -> tuple[int, float, float]:
    arrays = state.sample_arrays()
    predicted = arrays[f"A{len(state.layers)}"][0, column]
    return state.samples[column], float(predicted), float(arrays["y"][0, column])


def _error_draft(state: QuizState, column: int) -> Draft:
    sample, predicted, y = _ends(state, column)
    error = predicted - y
    slips = (
        Slip("y − ŷ", "y − ŷ", ERROR, -error),
        Slip("the sum", "ŷ + y", ERROR, predicted + y),
        Slip("the square", "(ŷ − y)²", ERROR, error * error),
    )
    formula = Formula(
        "{0} − {1}",
        (f"ŷ[{sample}]", f"y[{sample}]"),
        (predicted, y),
        lambda a, b: a - b,
    )
    place = Place(Phase.LOSS, "error", 0, 0, column, sample=sample)
    return Draft(place, f"(ŷ − y)[{sample}]", formula, error, slips)


def _square_draft(state: QuizState, column: int) -> Draft:
    sample, predicted, y = _ends(state, column)
    error = predicted - y
    line = "(ŷ − y)²"
    slips = (
        Slip("½ of it", "½ (ŷ − y)²", line, error * error / 2.0),
        Slip("the error itself", "ŷ − y", line, error),
        Slip("its size", "|ŷ − y|", line, abs(error)),
        Slip("a difference of squares", "ŷ² − y²", line, predicted**2 - y**2),
        Slip("−(ŷ − y)²", "−(ŷ − y)²", line, -error * error),
    )
    formula = Formula(
        "({0} − {1})²",
        (f"ŷ[{sample}]", f"y[{sample}]"),
        (predicted, y),
        lambda a, b: (a - b) ** 2,
    )
    place = Place(Phase.LOSS, "squared", 0, 0, column, sample=sample)
    return Draft(place, f"(ŷ − y)²[{sample}]", formula, error * error, slips)
