"""Questions about forward propagation: a weighted sum Z, or an activation A."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from shallownet.analysis.equations import Phase
from shallownet.analysis.quiz.draft import Draft
from shallownet.analysis.quiz.formula import Formula, total
from shallownet.analysis.quiz.question import Place, Slip
from shallownet.analysis.quiz.state import MAX_TERMS, sigmoid
from shallownet.nn.gradient_rules import square

if TYPE_CHECKING:
    from shallownet.analysis.quiz.draft import DraftMaker
    from shallownet.analysis.quiz.state import QuizState

ACTIVATIONS: Final[Any] = {
    "sigmoid": ("1 / (1 + exp(−{0}))", sigmoid),
    "tanh": ("tanh({0})", math.tanh),
    "relu": ("max(0, {0})", lambda z: max(0.0, z)),
    "leaky_relu": ("max(0.01 · {0}, {0})", lambda z: max(0.01 * z, z)),
    "softplus": ("ln(1 + exp({0}))", lambda z: math.log1p(math.exp(min(z, 700.0)))),
    "sine": ("sin({0})", math.sin),
}
"""How each activation is written and computed; the identity is no question."""


def forward_questions(state: QuizState) -> list[list[DraftMaker]]:
    """Return what may be asked: Z and A of every unit for the shown samples."""
    groups: list[list[DraftMaker]] = []
    for number, layer in enumerate(state.layers, 1):
        units, inputs = layer.W.shape
        places = [(r, c) for r in range(units) for c in range(len(state.samples))]
        if inputs <= MAX_TERMS:
            groups.append([partial(_Z_draft, state, number, *at) for at in places])
        if layer.activation.name in ACTIVATIONS:
            groups.append([partial(_A_draft, state, number, *at) for at in places])
    return groups


def _Z_draft(state: QuizState, layer: int, row: int, column: int) -> Draft:
    arrays, sample = state.sample_arrays(), state.samples[column]
    own, inputs = state.layers[layer - 1], state.inputs_of(layer)[:, column]
    answer = float(arrays[f"Z{layer}"][row, column])
    bias = float(own.b[row, 0])
    names: list[str] = []
    numbers: list[float] = []
    for k, value in enumerate(inputs.tolist()):
        names += [f"W{layer}[{row}, {k}]", state.input_name(layer, k, sample)]
        numbers += [float(own.W[row, k]), value]
    terms = len(inputs)
    right = f"Z = W {'X' if layer == 1 else 'A'} + b"
    weighted = sum(numbers[2 * k] * numbers[2 * k + 1] for k in range(terms))
    plain = float(inputs.sum()) + bias
    slips = [
        Slip("the bias left out", right.removesuffix(" + b"), right, weighted),
        Slip("the bias taken off", right.replace("+", "−"), right, weighted - bias),
        Slip("the weights left out", "Z = Σ x + b", right, plain),
        Slip(
            "the activation applied already",
            "A = g(Z)",
            right,
            float(own.activation(arrays[f"Z{layer}"])[row, column]),
        ),
    ]
    if square(own):
        turned = float(own.W[:, row] @ inputs) + bias
        slips.append(Slip("W transposed", right.replace("W", "Wᵀ"), right, turned))
    formula = Formula(
        f"{total(terms)} + {{{2 * terms}}}",
        (*names, f"b{layer}[{row}]"),
        (*numbers, bias),
        lambda *v: sum(v[2 * k] * v[2 * k + 1] for k in range(terms)) + v[-1],
    )
    place = Place(Phase.FORWARD, f"Z{layer}", layer, row, column, sample=sample)
    return Draft(place, f"Z{layer}[{row}, {sample}]", formula, answer, tuple(slips))


def _A_draft(state: QuizState, layer: int, row: int, column: int) -> Draft:
    arrays, sample = state.sample_arrays(), state.samples[column]
    z = float(arrays[f"Z{layer}"][row, column])
    answer = float(arrays[f"A{layer}"][row, column])
    activation = state.layers[layer - 1].activation
    template, function = ACTIVATIONS[activation.name]
    right = f"A = {activation.formula}"
    slope = activation.with_slope(arrays[f"Z{layer}"])[1]
    slips = [
        Slip("the activation left out", "A = Z", right, z),
        Slip("its derivative", "g′(Z)", right, float(slope[row, column])),
    ]
    if activation.name == "sigmoid":
        slips.append(Slip("exp(z) for exp(−z)", "1 / (1 + exp(z))", right, sigmoid(-z)))
    else:
        slips.append(Slip("the sigmoid in its place", "σ(Z)", right, sigmoid(z)))
    if activation.name in ("relu", "leaky_relu"):
        slips.append(Slip("the sign turned", "|Z|", right, abs(z)))
    formula = Formula(template, (f"Z{layer}[{row}, {sample}]",), (z,), function)
    place = Place(Phase.FORWARD, f"A{layer}", layer, row, column, sample=sample)
    return Draft(place, f"A{layer}[{row}, {sample}]", formula, answer, tuple(slips))
