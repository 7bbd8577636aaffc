"""The equations of one update of any network, as in the lesson.

Forward propagation, the loss, back propagation and the update, line by line: each as
LaTeX and as plain text, with the shapes and the names of its arrays.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from shallownet.nn.gradient_rules import RULES, square
from shallownet.wording import figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shallownet.nn.network import Network
    from shallownet.settings.training_config import TrainingConfig


class Phase(Enum):
    """The four parts of an update; the value is the title."""

    FORWARD = "Forward"
    LOSS = "Loss"
    BACKWARD = "Backward"
    UPDATE = "Update"


class Equation(NamedTuple):
    """A line of an update, with what to show beside and below it."""

    phase: Phase
    layer: int
    """From 1; 0 for the inputs and the loss."""
    latex: str
    plain: str
    """The line in plain text, for where it cannot be typeset."""
    shapes: str = ""
    """The line with shapes in place of the arrays; empty if all are numbers."""
    arrays: tuple[str, ...] = ()
    """Whose values to show: ``Z1``, ``dW1``; ``W1 before``, ``W1 after``."""
    note: str = ""
    wrong: bool = False
    """Whether the line contains a mistake; the note says which, and the right line."""


_ACTIVATION: Final = {
    "sigmoid": (r"\sigma({z})", "σ({z})"),
    "tanh": (r"\tanh({z})", "tanh({z})"),
    "relu": (r"\max(0,\, {z})", "max(0, {z})"),
    "leaky_relu": (r"\max(0.01\,{z},\, {z})", "max(0.01 {z}, {z})"),
    "softplus": (r"\ln(1 + e^{{{z}}})", "ln(1 + exp {z})"),
    "sine": (r"\sin({z})", "sin({z})"),
    "identity": ("{z}", "{z}"),
}
_DERIVATIVE: Final = {
    "sigmoid": (r" \odot {a} \odot (1 - {a})", " ⊙ {a} ⊙ (1 − {a})"),
    "tanh": (r" \odot (1 - {a} \odot {a})", " ⊙ (1 − {a} ⊙ {a})"),
    "relu": (r" \odot [{z} > 0]", " ⊙ [{z} > 0]"),
    "leaky_relu": (r" \odot [{z} > 0 \,?\, 1 : 0.01]", " ⊙ [{z} > 0 ? 1 : 0.01]"),
    "softplus": (r" \odot (1 - e^{{-{a}}})", " ⊙ (1 − exp(−{a}))"),
    "sine": (r" \odot \cos({z})", " ⊙ cos({z})"),
    "identity": ("", ""),
}
_OPTIMIZER: Final = {
    # What precedes the step, the step, what L1 moves each weight by, and constants.
    "gradient_descent": (
        ("", r"\eta\, {d}", r"\eta\, {l1}"),
        ("", "η {d}", "η {l1}"),
        "",
    ),
    "momentum": (
        (
            r"v \leftarrow \mu v + {d},\quad ",
            r"\eta\, v",
            r"\frac{{\eta\, {l1}}}{{1 - \mu}}",
        ),
        ("v ← μ v + {d},  ", "η v", "η {l1} / (1 − μ)"),
        "μ = 0.9",
    ),
    "nesterov": (
        (
            r"v \leftarrow \mu v + {d},\quad ",
            r"\eta\,({d} + \mu v)",
            r"\frac{{\eta\, {l1}}}{{1 - \mu}}",
        ),
        ("v ← μ v + {d},  ", "η ({d} + μ v)", "η {l1} / (1 − μ)"),
        "μ = 0.9",
    ),
    "rmsprop": (
        (
            r"s \leftarrow \rho s + (1 - \rho)\, ({d})^2,\quad ",
            r"\eta \frac{{{d}}}{{\sqrt{{s}} + \epsilon}}",
            r"\frac{{\eta\, {l1}}}{{\sqrt{{s}} + \epsilon}}",
        ),
        (
            "s ← ρ s + (1 − ρ) {square},  ",
            "η {d} / (√s + ε)",
            "η {l1} / (√s + ε)",
        ),
        "ρ = 0.9",
    ),
    "adam": (
        (
            r"m \leftarrow \beta_1 m + (1 - \beta_1)\, {d},\quad "
            r"v \leftarrow \beta_2 v + (1 - \beta_2)\, ({d})^2,\quad ",
            r"\eta \frac{{\hat m}}{{\sqrt{{\hat v}} + \epsilon}}",
            r"\frac{{\eta\, {l1}}}{{\sqrt{{\hat v}} + \epsilon}}",
        ),
        (
            "m ← β₁ m + (1 − β₁) {d},  v ← β₂ v + (1 − β₂) {square},  ",
            "η m̂ / (√v̂ + ε)",
            "η {l1} / (√v̂ + ε)",
        ),
        "β₁ = 0.9, β₂ = 0.999",
    ),
}


def equations(network: Network, settings: TrainingConfig) -> list[Equation]:
    """Return the lines of the next update, in the order of computation."""
    return [
        *_forward(network),
        *_loss(settings),
        *_backward(network, settings),
        *_update(network, settings),
    ]


def _forward(network: Network) -> Iterator[Equation]:
    yield Equation(
        Phase.FORWARD,
        0,
        r"X,\quad y",
        "X, y",
        f"({network.layer_sizes[0]}, m), (1, m)",
        ("X", "y"),
        note="Inputs and true values, a column for each sample.",
    )
    for n, layer in enumerate(network.layers, 1):
        units, inputs = layer.W.shape
        below, below_text = ("X", "X") if n == 1 else (_tex("A", n - 1), f"A{n - 1}")
        yield Equation(
            Phase.FORWARD,
            n,
            f"{_tex('Z', n)} = {_tex('W', n)} {below} + {_tex('b', n)}",
            f"Z{n} = W{n} {below_text} + b{n}",
            f"({units}, {inputs})({inputs}, m) + ({units}, 1) → ({units}, m)",
            (f"Z{n}",),
        )
        g = layer.activation
        latex, plain = _ACTIVATION[g.name]
        output = n == len(network.layers)
        yield Equation(
            Phase.FORWARD,
            n,
            (r"\hat{y} = " if output else "")
            + f"{_tex('A', n)} = {latex.format(z=_tex('Z', n))}",
            ("ŷ = " if output else "") + f"A{n} = {plain.format(z=f'Z{n}')}",
            f"({units}, m) → ({units}, m)",
            (f"A{n}",),
            note="" if g.name == "identity" else f"{g.title}: g(z) = {g.formula}",
        )


def _loss(settings: TrainingConfig) -> Iterator[Equation]:
    yield Equation(
        Phase.LOSS,
        0,
        r"J = \frac{1}{2m} \sum_{i=1}^{m} (\hat{y}_i - y_i)^2",
        "J = 1/(2m) · Σ (ŷ − y)²",
        "(1, m) − (1, m) → (1, m), squared and summed → a number",
        ("error", "squared"),
        note="Half the mean squared error: what the updates make smaller.",
    )
    yield Equation(
        Phase.LOSS,
        0,
        r"\mathrm{mean\ error} = \frac{1}{m} \sum_{i=1}^{m} (\hat{y}_i - y_i)",
        "mean error = 1/m · Σ (ŷ − y)",
        note="What the lesson calls its loss. No update looks at it.",
    )
    if settings.l1 or settings.l2:
        yield Equation(
            Phase.LOSS,
            0,
            r"\lambda_1 \sum |W| + \frac{\lambda_2}{2} \sum W^2",
            "λ1 Σ |W| + λ2/2 Σ W²",
            note="The penalty, which the updates make smaller too.",
        )


def _backward(network: Network, settings: TrainingConfig) -> Iterator[Equation]:
    rule = settings.gradient
    for n in range(len(network.layers), 0, -1):
        if n == len(network.layers):
            yield _output_dZ(network, rule)
        else:
            yield _hidden_dZ(network, rule, n)
        yield _dW(network, settings, n)
        yield _db(network, rule, n)
    if settings.clip_norm is not None:
        yield Equation(
            Phase.BACKWARD,
            0,
            r"\kappa = \min(1,\, c / \Vert g \Vert)",
            "κ = min(1, c / ‖g‖)",
            note="Clipping: where the gradient g, all of dW and db together, is "
            f"longer than c = {figure(settings.clip_norm, 6)}, the update follows κ g.",
        )


def _gradient_line(
    name: str, n: int, line: tuple[str, str], shapes: str, mistake: str
) -> Equation:
    """Return the line of dZ, dW or db, with a note on a mistake: a name in `RULES`."""
    latex, plain = line
    note = ""
    if mistake:
        rule = RULES[mistake]
        note = f"Mistake: {rule.title}. Right would be {rule.right}."
    return Equation(
        Phase.BACKWARD,
        n,
        f"{_tex(name, n)} = {latex}",
        f"{name}{n} = {plain}",
        shapes,
        (f"{name}{n}",),
        note,
        bool(mistake),
    )


def _derivative(network: Network, n: int) -> tuple[str, str]:
    """Return the factor g'(Z) of a layer, in LaTeX and in plain text."""
    latex, plain = _DERIVATIVE[network.layers[n - 1].activation.name]
    return (
        latex.format(a=_tex("A", n), z=_tex("Z", n)),
        plain.format(a=f"A{n}", z=f"Z{n}"),
    )


def _output_dZ(network: Network, rule: str) -> Equation:
    n, units = len(network.layers), network.layer_sizes[-1]
    factor, factor_text = _derivative(network, n)
    wrong = rule == "wrong_sign"
    terms, texts = [_tex("A", n), "y"], [f"A{n}", "y"]
    if wrong:
        terms.reverse()
        texts.reverse()
    latex, plain = " - ".join(terms), " − ".join(texts)
    if factor:
        latex, plain = f"({latex}){factor}", f"({plain}){factor_text}"
    shapes = f"({units}, m) − ({units}, m) → ({units}, m)"
    return _gradient_line("dZ", n, (latex, plain), shapes, rule if wrong else "")


def _hidden_dZ(network: Network, rule: str, n: int) -> Equation:
    rows, units = network.layers[n].W.shape
    factor, factor_text = _derivative(network, n)
    untransposed = rule == "untransposed" and square(network.layers[n])
    wrong = untransposed or (rule == "no_derivative" and bool(factor))
    if wrong and not untransposed:
        factor = factor_text = ""
    W = _tex("W", n + 1, "" if untransposed else "T")
    W_text = f"W{n + 1}" if untransposed else f"W{n + 1}ᵀ"
    line = (
        f"{W}\\, {_tex('dZ', n + 1)}{factor}",
        f"{W_text} dZ{n + 1}{factor_text}",
    )
    shapes = f"({units}, {rows})({rows}, m) → ({units}, m)"
    return _gradient_line("dZ", n, line, shapes, rule if wrong else "")


def _dW(network: Network, settings: TrainingConfig, n: int) -> Equation:
    units, inputs = network.layers[n - 1].W.shape
    wrong = settings.gradient == "missing_mean"
    latex, plain = ("", "") if wrong else (r"\frac{1}{m}\, ", "1/m · ")
    latex += f"{_tex('dZ', n)} " + ("X^T" if n == 1 else _tex("A", n - 1, "T"))
    plain += f"dZ{n} " + ("Xᵀ" if n == 1 else f"A{n - 1}ᵀ")
    if settings.l2:
        latex += r" + \lambda_2\, " + _tex("W", n)
        plain += f" + λ2 W{n}"
    shapes = f"({units}, m)(m, {inputs}) → ({units}, {inputs})"
    mistake = "missing_mean" if wrong else ""
    return _gradient_line("dW", n, (latex, plain), shapes, mistake)


def _db(network: Network, rule: str, n: int) -> Equation:
    units, dZ = network.layers[n - 1].W.shape[0], _tex("dZ", n)
    hidden, mistake = n < len(network.layers), rule
    latex = rf"\sum_{{i=1}}^{{m}} {dZ}_i"
    plain = f"Σ over samples of dZ{n}"
    shapes = f"({units}, m) summed over m → ({units}, 1)"
    if rule == "no_biases":
        latex, plain, shapes = "0", "0", f"({units}, 1)"
    elif rule == "published" and hidden and units > 1:
        latex = rf"\frac{{1}}{{m}} \sum_{{i=1}}^{{m}} \sum_j {dZ}_{{j,i}}"
        plain = f"1/m · Σ over samples and units of dZ{n}"
        shapes = f"({units}, m) summed over m and units → one number for ({units}, 1)"
    elif rule != "missing_mean":
        latex, plain, mistake = rf"\frac{{1}}{{m}} {latex}", f"1/m · {plain}", ""
    return _gradient_line("db", n, (latex, plain), shapes, mistake)


def _update(network: Network, settings: TrainingConfig) -> Iterator[Equation]:
    if settings.l1:
        yield Equation(
            Phase.UPDATE,
            0,
            r"S(w, t) = \mathrm{sign}(w) \cdot \max(|w| - t,\, 0)",
            "S(w, t) = sign(w) · max(|w| − t, 0)",
            note="L1 moves each weight towards 0 by t after its step, and stops there.",
        )
    tex_parts, parts, constants = _OPTIMIZER[settings.optimizer]
    clipped = settings.clip_norm is not None
    for n, layer in enumerate(network.layers, 1):
        for kind, shape in (("W", layer.W.shape), ("b", layer.b.shape)):
            p, tex = f"{kind}{n}", _tex(kind, n)
            names = {"d": f"d{p}", "square": f"d{p}²", "l1": "λ1"}
            tex_names = {"d": f"d{tex}", "l1": r"\lambda_1"}
            if clipped:
                names = {"d": f"κ d{p}", "square": f"(κ d{p})²", "l1": "κ λ1"}
                tex_names = {k: rf"\kappa\, {name}" for k, name in tex_names.items()}
            first, step, way = (part.format(**names) for part in parts)
            tex_first, tex_step, tex_way = (
                part.format(**tex_names) for part in tex_parts
            )
            latex, plain = f"{tex} - {tex_step}", f"{p} − {step}"
            if settings.l1 and kind == "W":
                latex, plain = rf"S({latex},\, {tex_way})", f"S({plain}, {way})"
            yield Equation(
                Phase.UPDATE,
                n,
                rf"{tex_first}{tex} \leftarrow {latex}",
                f"{first}{p} ← {plain}" + (f"   ({constants})" if constants else ""),
                f"{shape} − η {shape} → {shape}",
                (f"{p} before", f"{p} after"),
            )


def _tex(name: str, layer: int, more: str = "") -> str:
    """Return an array of a layer as the lesson writes it: Z^{[1]}, W^{[2]T}."""
    return f"{name}^{{[{layer}]{more}}}"
