"""Questions about back propagation: the dZ of a sample, an entry of dW or of db."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from shallownet.analysis.equations import Phase
from shallownet.analysis.quiz.draft import Draft
from shallownet.analysis.quiz.formula import Formula, total
from shallownet.analysis.quiz.question import Place, Slip
from shallownet.analysis.quiz.state import MAX_TERMS
from shallownet.nn.gradient_rules import IN_BACKWARD

if TYPE_CHECKING:
    from shallownet.analysis.quiz.draft import DraftMaker
    from shallownet.analysis.quiz.state import QuizState

BY_A: Any = {
    "sigmoid": ("{0} · (1 − {0})", lambda a: a * (1.0 - a)),
    "tanh": ("(1 − {0} · {0})", lambda a: 1.0 - a * a),
}
"""The derivatives that are written by the activation itself."""


def backward_questions(state: QuizState) -> list[list[DraftMaker]]:
    """Return what may be asked: the entries of dZ, dW and db that are right."""
    wrong = state.touched_by(state.rule)
    groups: dict[str, list[DraftMaker]] = {}
    for parameter in range(state.network.theta.size):
        array = state.network.parameter_name(parameter).partition("[")[0]
        if array not in wrong:
            draft = partial(_gradient_draft, state, parameter)
            groups.setdefault(array, []).append(draft)
    if state.rule in IN_BACKWARD and wrong:
        return list(groups.values())
    for layer in range(1, len(state.layers) + 1):
        units = len(state.layers[layer - 1].b)
        groups[f"dZ{layer}"] = [
            partial(_dZ_draft, state, layer, row, column)
            for row in range(units)
            for column in range(len(state.samples))
        ]
    return list(groups.values())


def _gradient_draft(state: QuizState, parameter: int) -> Draft:
    network, snapshot = state.network, state.snapshot
    number, row, column = network.locate(parameter)
    layer, m = number + 1, float(state.m)
    name, answer = f"d{network.parameter_name(parameter)}", snapshot.gradient[parameter]
    kind = "b" if column is None else "W"
    l2 = 0.0 if column is None else snapshot.settings.l2
    weight = float(snapshot.theta[parameter])
    part = float(answer) - l2 * weight
    dZ = f"dZ{layer}[{row}, i]"
    if column is None:
        summed = f"Σ {dZ}"
    else:
        summed = f"Σ {dZ} · {state.input_name(layer, column, 'i')}"
    names, numbers = ("m", summed), (m, part * m)
    formula = Formula("1/{0} · {1}", names, numbers, lambda m, s: s / m)
    if l2:
        formula = Formula(
            "1/{0} · {1} + {2} · {3}",
            (*names, "λ2", name[1:]),
            (*numbers, l2, weight),
            lambda m, s, strength, w: s / m + strength * w,
        )
    slips = state.rule_slips(parameter)
    right = f"d{kind} = 1/m · " + ("Σ dZ" if column is None else "dZ Aᵀ")
    if column is None:
        first = network.parameter_index(f"W{layer}[{row}, 0]")
        other = float(snapshot.gradient[first]) - snapshot.settings.l2 * float(
            snapshot.theta[first]
        )
        line = "db = 1/m · dZ " + ("Xᵀ" if layer == 1 else f"A{layer - 1}ᵀ")
        slips.append(Slip("db computed like dW", line, right, other))
    else:
        bias = network.parameter_index(f"b{layer}[{row}]")
        line = "dW = 1/m · Σ dZ"
        slips.append(
            Slip("dW computed like db", line, right, float(snapshot.gradient[bias]))
        )
        if l2:
            slips.append(Slip("the penalty left out", right, f"{right} + λ2 W", part))
    place = Place(Phase.BACKWARD, f"d{kind}{layer}", layer, row, column or 0, parameter)
    return Draft(place, name, formula, float(answer), tuple(slips))


def _dZ_draft(state: QuizState, layer: int, row: int, column: int) -> Draft | None:
    arrays, sample = state.sample_arrays(), state.samples[column]
    answer = float(arrays[f"dZ{layer}"][row, column])
    name = f"dZ{layer}[{row}, {sample}]"
    place = Place(Phase.BACKWARD, f"dZ{layer}", layer, row, column, sample=sample)
    is_output = layer == len(state.layers)
    if is_output:
        names = [f"ŷ[{sample}]", f"y[{sample}]"]
        numbers = [float(arrays[f"A{layer}"][row, column])]
        numbers.append(float(arrays["y"][row, column]))
        template, terms = "{0} − {1}", 0
    else:
        W, above = state.layers[layer].W, arrays[f"dZ{layer + 1}"][:, column]
        terms = len(above)
        if terms > MAX_TERMS:
            return None
        names, numbers = [], []
        for k in range(terms):
            names += [f"W{layer + 1}[{k}, {row}]", f"dZ{layer + 1}[{k}, {sample}]"]
            numbers += [float(W[k, row]), float(above[k])]
        template = total(terms)

    def flowing(values: tuple[float, ...]) -> float:
        """Return what comes from above: dA."""
        if is_output:
            return values[0] - values[1]
        return sum(values[2 * k] * values[2 * k + 1] for k in range(terms))

    activation = state.layers[layer - 1].activation
    at, slope = len(names), activation.name
    if slope == "identity":
        formula = Formula(template, tuple(names), tuple(numbers), lambda *v: flowing(v))
    elif slope in BY_A:
        text, derivative = BY_A[slope]
        # The output's own activation is a number of the line already.
        own = 0 if is_output else at
        if not is_output:
            names.append(f"A{layer}[{row}, {sample}]")
            numbers.append(float(arrays[f"A{layer}"][row, column]))
        factor = text.format(f"{{{own}}}")
        formula = Formula(
            f"({template}) · {factor}",
            tuple(names),
            tuple(numbers),
            lambda *v: flowing(v) * derivative(v[own]),
        )
    else:
        z = arrays[f"Z{layer}"][row : row + 1, column : column + 1]
        names.append(f"g′(Z{layer}[{row}, {sample}])")
        numbers.append(float(activation.with_slope(z)[1][0, 0]))
        formula = Formula(
            f"({template}) · {{{at}}}",
            tuple(names),
            tuple(numbers),
            lambda *v: flowing(v) * v[-1],
        )
    slips = state.dZ_slips(layer, row, column)
    if is_output and slope != "identity":
        right = f"dZ{layer} = (A{layer} − y) · g′(Z{layer})"
        line = f"dZ{layer} = A{layer} − y"
        slips.append(
            Slip("g′ of the output left out", line, right, flowing(tuple(numbers)))
        )
    is_sign = is_output and sample % 4 == 3
    if is_sign:
        slips = [slip for slip in slips if slip.value * answer < 0.0]
    asked = f"the sign of {name}" if is_sign else name
    return Draft(place, asked, formula, answer, tuple(slips), is_sign)
