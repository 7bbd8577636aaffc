"""One update as the lesson's equations, for any network, with shapes and names.

Forward propagation, the loss, back propagation and the update, line by line: each as
LaTeX, in plain text, with the shapes of what stands in it, and with the names of the
arrays that it gives.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from shallownet.nn.gradient_rules import RULES, square

if TYPE_CHECKING:
    from shallownet.nn.activations import Activation
    from shallownet.nn.network import Network
    from shallownet.settings.training_config import TrainingConfig


class Phase(Enum):
    """The four parts of an update; the value is its title."""

    FORWARD = "Forward"
    LOSS = "Loss"
    BACKWARD = "Backward"
    UPDATE = "Update"


class Equation(NamedTuple):
    """A line of an update.

    Attributes
    ----------
    phase : Phase
    layer : int
        The layer that it is of, from 1; 0 for the inputs and the loss.
    latex, plain : str
        The line, to be typeset, and for where that cannot be.
    shapes : str
        The same with the shapes in place of the arrays; empty where all are numbers.
    arrays : tuple of str
        The names of the arrays whose values belong below it: ``Z1``, ``dW1``, and for
        the parameters ``W1 before``, ``W1 after``.
    note : str
        What is to be said about it: a mistake and what would be right, for instance.
    wrong : bool
        Whether this line has a mistake in it.
    """

    phase: Phase
    layer: int
    latex: str
    plain: str
    shapes: str = ""
    arrays: tuple[str, ...] = ()
    note: str = ""
    wrong: bool = False


_G: Final = {
    "sigmoid": (r"\sigma({z})", "σ({z})"),
    "tanh": (r"\tanh({z})", "tanh({z})"),
    "relu": (r"\max(0,\, {z})", "max(0, {z})"),
    "leaky_relu": (r"\max(0.01\,{z},\, {z})", "max(0.01 {z}, {z})"),
    "softplus": (r"\ln(1 + e^{{{z}}})", "ln(1 + exp {z})"),
    "sine": (r"\sin({z})", "sin({z})"),
    "identity": ("{z}", "{z}"),
}
_SLOPE: Final = {
    "sigmoid": (r"{a} \odot (1 - {a})", "{a} ⊙ (1 − {a})"),
    "tanh": (r"(1 - {a} \odot {a})", "(1 − {a} ⊙ {a})"),
    "relu": (r"[{z} > 0]", "[{z} > 0]"),
    "leaky_relu": (r"[{z} > 0 \,?\, 1 : 0.01]", "[{z} > 0 ? 1 : 0.01]"),
    "softplus": (r"(1 - e^{{-{a}}})", "(1 − exp(−{a}))"),
    "sine": (r"\cos({z})", "cos({z})"),
    "identity": ("", ""),
}
_RULES: Final = {
    "gradient_descent": (
        r"{p} \leftarrow {p} - \eta\, {d}",
        "{p} ← {p} − η {d}",
    ),
    "momentum": (
        r"v \leftarrow \mu v + {d},\quad {p} \leftarrow {p} - \eta\, v",
        "v ← μ v + {d},  {p} ← {p} − η v   (μ = 0.9)",
    ),
    "nesterov": (
        r"v \leftarrow \mu v + {d},\quad {p} \leftarrow {p} - \eta\,({d} + \mu v)",
        "v ← μ v + {d},  {p} ← {p} − η ({d} + μ v)   (μ = 0.9)",
    ),
    "rmsprop": (
        r"s \leftarrow \rho s + (1 - \rho)\, ({d})^2,\quad "
        r"{p} \leftarrow {p} - \eta \frac{{{d}}}{{\sqrt{{s}} + \epsilon}}",
        "s ← ρ s + (1 − ρ) {square},  {p} ← {p} − η {d} / (√s + ε)   (ρ = 0.9)",
    ),
    "adam": (
        r"m \leftarrow \beta_1 m + (1 - \beta_1)\, {d},\quad "
        r"v \leftarrow \beta_2 v + (1 - \beta_2)\, ({d})^2,\quad "
        r"{p} \leftarrow {p} - \eta \frac{{\hat m}}{{\sqrt{{\hat v}} + \epsilon}}",
        "m ← β₁ m + (1 − β₁) {d},  v ← β₂ v + (1 − β₂) {square},  "
        "{p} ← {p} − η m̂ / (√v̂ + ε)   (β₁ = 0.9, β₂ = 0.999)",
    ),
}


def equations(network: Network, settings: TrainingConfig) -> list[Equation]:
    """Return the lines of the next update, in the order in which they are computed.

    Parameters
    ----------
    network : Network
        Gives the shapes and the activations.
    settings : TrainingConfig
        The settings of that update.
    """
    return [
        *_forward(network),
        *_loss(settings),
        *_backward(network, settings),
        *_update(network, settings),
    ]


def _forward(network: Network) -> list[Equation]:
    inputs = network.layer_sizes[0]
    lines = [
        Equation(
            Phase.FORWARD,
            0,
            r"X,\quad y",
            "X, y",
            f"({inputs}, m), (1, m)",
            ("X", "y"),
            note="Inputs and true values, a column for each sample.",
        )
    ]
    for n, layer in enumerate(network.layers, 1):
        below, b = ("X", "X") if n == 1 else (_tex("A", n - 1), f"A{n - 1}")
        units, inputs = layer.W.shape
        lines.append(
            Equation(
                Phase.FORWARD,
                n,
                f"{_tex('Z', n)} = {_tex('W', n)} {below} + {_tex('b', n)}",
                f"Z{n} = W{n} {b} + b{n}",
                f"({units}, {inputs})({inputs}, m) + ({units}, 1) → ({units}, m)",
                (f"Z{n}",),
            )
        )
        latex, plain = _G[layer.activation.name]
        last = n == len(network.layers)
        lines.append(
            Equation(
                Phase.FORWARD,
                n,
                (r"\hat{y} = " if last else "")
                + f"{_tex('A', n)} = {latex.format(z=_tex('Z', n))}",
                ("ŷ = " if last else "") + f"A{n} = {plain.format(z=f'Z{n}')}",
                f"({units}, m) → ({units}, m)",
                (f"A{n}",),
                note=_about(layer.activation),
            )
        )
    return lines


def _loss(settings: TrainingConfig) -> list[Equation]:
    lines = [
        Equation(
            Phase.LOSS,
            0,
            r"J = \frac{1}{2m} \sum_{i=1}^{m} (\hat{y}_i - y_i)^2",
            "J = 1/(2m) · Σ (ŷ − y)²",
            "(1, m) − (1, m) → (1, m), squared and summed → a number",
            ("error", "squared"),
            note="Half the mean squared error: what the updates make smaller.",
        ),
        Equation(
            Phase.LOSS,
            0,
            r"\mathrm{mean\ error} = \frac{1}{m} \sum_{i=1}^{m} (\hat{y}_i - y_i)",
            "mean error = 1/m · Σ (ŷ − y)",
            note="What the lesson calls its loss. No update looks at it.",
        ),
    ]
    if settings.l1 or settings.l2:
        lines.append(
            Equation(
                Phase.LOSS,
                0,
                r"\lambda_1 \sum |W| + \frac{\lambda_2}{2} \sum W^2",
                "λ1 Σ |W| + λ2/2 Σ W²",
                note="The penalty, which the updates make smaller too.",
            )
        )
    return lines


def _backward(network: Network, settings: TrainingConfig) -> list[Equation]:
    lines = []
    for n in range(len(network.layers), 0, -1):
        lines.append(_errors(network, settings.gradient, n))
        lines.append(_weights(network, settings, n))
        lines.append(_biases(network, settings.gradient, n))
    if settings.clip_norm is not None:
        lines.append(
            Equation(
                Phase.BACKWARD,
                0,
                r"\kappa = \min(1,\, c / \Vert g \Vert)",
                "κ = min(1, c / ‖g‖)",
                note="Clipping: where the gradient g, all of dW and db together, is "
                f"longer than c = {settings.clip_norm:g}, the update follows κ g.",
            )
        )
    return lines


def _errors(network: Network, rule: str, n: int) -> Equation:
    """Return the line of dZ."""
    layer = network.layers[n - 1]
    latex, plain = _SLOPE[layer.activation.name]
    slope = slope_text = ""
    if latex:
        slope = r" \odot " + latex.format(a=_tex("A", n), z=_tex("Z", n))
        slope_text = " ⊙ " + plain.format(a=f"A{n}", z=f"Z{n}")
    units = layer.W.shape[0]
    if n == len(network.layers):
        wrong = rule == "wrong_sign"
        first, second = ("y", _tex("A", n)) if wrong else (_tex("A", n), "y")
        a, b = ("y", f"A{n}") if wrong else (f"A{n}", "y")
        brackets = ("(", ")") if slope else ("", "")
        return Equation(
            Phase.BACKWARD,
            n,
            f"{_tex('dZ', n)} = {brackets[0]}{first} - {second}{brackets[1]}{slope}",
            f"dZ{n} = {brackets[0]}{a} − {b}{brackets[1]}{slope_text}",
            f"({units}, m) − ({units}, m) → ({units}, m)",
            (f"dZ{n}",),
            note=_mistake(rule) if wrong else "",
            wrong=wrong,
        )
    above = network.layers[n]
    rows, columns = above.W.shape
    untransposed = rule == "untransposed" and square(above)
    forgotten = rule == "no_derivative" and bool(slope)
    if forgotten:
        slope = slope_text = ""
    W = _tex("W", n + 1, "" if untransposed else "T")
    W_text = f"W{n + 1}" if untransposed else f"W{n + 1}ᵀ"
    wrong = untransposed or forgotten
    return Equation(
        Phase.BACKWARD,
        n,
        f"{_tex('dZ', n)} = {W}\\, {_tex('dZ', n + 1)}{slope}",
        f"dZ{n} = {W_text} dZ{n + 1}{slope_text}",
        f"({columns}, {rows})({rows}, m) → ({units}, m)",
        (f"dZ{n}",),
        note=_mistake(rule) if wrong else "",
        wrong=wrong,
    )


def _weights(network: Network, settings: TrainingConfig, n: int) -> Equation:
    """Return the line of dW."""
    units, inputs = network.layers[n - 1].W.shape
    below = "X^T" if n == 1 else _tex("A", n - 1, "T")
    text = "Xᵀ" if n == 1 else f"A{n - 1}ᵀ"
    wrong = settings.gradient == "missing_mean"
    mean, mean_text = ("", "") if wrong else (r"\frac{1}{m}\, ", "1/m · ")
    latex = f"{_tex('dW', n)} = {mean}{_tex('dZ', n)} {below}"
    plain = f"dW{n} = {mean_text}dZ{n} {text}"
    if settings.l1:
        latex += r" + \lambda_1\, \mathrm{sign}\," + _tex("W", n)
        plain += f" + λ1 sign W{n}"
    if settings.l2:
        latex += r" + \lambda_2\, " + _tex("W", n)
        plain += f" + λ2 W{n}"
    return Equation(
        Phase.BACKWARD,
        n,
        latex,
        plain,
        f"({units}, m)(m, {inputs}) → ({units}, {inputs})",
        (f"dW{n}",),
        note=_mistake("missing_mean") if wrong else "",
        wrong=wrong,
    )


def _biases(network: Network, rule: str, n: int) -> Equation:
    """Return the line of db."""
    units = network.layers[n - 1].W.shape[0]
    hidden = n < len(network.layers)
    left, each = _tex("db", n), f"{_tex('dZ', n)}_i"
    shapes, wrong = f"({units}, m) summed over m → ({units}, 1)", True
    if rule == "no_biases":
        latex, plain = f"{left} = 0", f"db{n} = 0"
        shapes = f"({units}, 1)"
    elif rule == "published" and hidden and units > 1:
        latex = (
            f"{left} = \\frac{{1}}{{m}} \\sum_{{i=1}}^{{m}} \\sum_j {each[:-2]}_{{j,i}}"
        )
        plain = f"db{n} = 1/m · Σ over samples and units of dZ{n}"
        shapes = f"({units}, m) summed over m and units → one number for ({units}, 1)"
    elif rule == "missing_mean":
        latex = f"{left} = \\sum_{{i=1}}^{{m}} {each}"
        plain = f"db{n} = Σ over samples of dZ{n}"
    else:
        latex = f"{left} = \\frac{{1}}{{m}} \\sum_{{i=1}}^{{m}} {each}"
        plain, wrong = f"db{n} = 1/m · Σ over samples of dZ{n}", False
    return Equation(
        Phase.BACKWARD,
        n,
        latex,
        plain,
        shapes,
        (f"db{n}",),
        note=_mistake(rule) if wrong else "",
        wrong=wrong,
    )


def _update(network: Network, settings: TrainingConfig) -> list[Equation]:
    latex, plain = _RULES[settings.optimizer]
    clipped = settings.clip_norm is not None
    lines = []
    for n, layer in enumerate(network.layers, 1):
        for kind, shape in (("W", layer.W.shape), ("b", layer.b.shape)):
            p, tex = f"{kind}{n}", _tex(kind, n)
            d, d_tex, squared = f"d{p}", f"d{tex}", f"d{p}²"
            if clipped:
                d, d_tex, squared = f"κ {d}", rf"\kappa\, {d_tex}", f"(κ {d})²"
            lines.append(
                Equation(
                    Phase.UPDATE,
                    n,
                    latex.format(p=tex, d=d_tex),
                    plain.format(p=p, d=d, square=squared),
                    f"{shape} − η {shape} → {shape}",
                    (f"{p} before", f"{p} after"),
                )
            )
    return lines


def _tex(name: str, layer: int, more: str = "") -> str:
    """Return an array of a layer as the lesson writes it: Z^{[1]}, W^{[2]T}."""
    return f"{name}^{{[{layer}]{more}}}"


def _about(g: Activation) -> str:
    return f"{g.title}: g(z) = {g.formula}" if g.name != "identity" else ""


def _mistake(rule: str) -> str:
    entry = RULES[rule]
    return f"Mistake: {entry.title}. Right would be {entry.right}."
