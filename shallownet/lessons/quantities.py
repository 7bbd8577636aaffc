"""What a condition can be about: the quantities of a run, and functions of it.

The page for teachers, docs/lessons.md, has the same tables; a test compares them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from shallownet.nn.activations import ACTIVATIONS
from shallownet.nn.gradient_rules import RULES
from shallownet.nn.optimizers import OPTIMIZERS
from shallownet.nn.schedules import SCHEDULES

if TYPE_CHECKING:
    from collections.abc import Callable

Kind = Literal["number", "text", "truth"]
"""What a value is; a truth is one of ``True`` and ``False``."""


class Quantity(NamedTuple):
    """A named quantity of a run.

    Attributes
    ----------
    kind : str
    about : str
        What it is, for the table in the documentation.
    choices : tuple of str
        The texts that it can be; empty if they are not known.
    costly : bool
        Whether it takes a pass over all samples or more.
    """

    kind: Kind
    about: str
    choices: tuple[str, ...] = ()
    costly: bool = False


class Function(NamedTuple):
    """A function.

    Attributes
    ----------
    usage : str
        How it is written.
    about : str
    takes : tuple of str
        Of each argument: ``"number"``, ``"parameter"`` and ``"setting"`` (a name in
        quotes), or ``"any"``; the last one stands for all further ones if ``repeats``.
    gives : str
        The kind of its value; empty if the setting decides.
    repeats : bool
        Whether there may be more arguments.
    optional : int
        How many of the last arguments may be left out.
    costly : bool
    """

    usage: str
    about: str
    takes: tuple[str, ...]
    gives: Kind | Literal[""] = "number"
    repeats: bool = False
    optional: int = 0
    costly: bool = False


QUANTITIES: Final[dict[str, Quantity]] = {
    "updates": Quantity("number", "how many updates the run has made"),
    "shown": Quantity(
        "number",
        "the update that is looked at; it differs from `updates` after rewinding, and "
        "all quantities below are those at it",
    ),
    "J": Quantity("number", "the loss J over the training samples"),
    "loss": Quantity("number", "another name of `J`"),
    "mean_error": Quantity("number", "mean(ŷ − y) over the training samples"),
    "r2": Quantity("number", "R² over the training samples"),
    "rmse": Quantity("number", "the root mean squared error, sqrt(2 J)"),
    "linear_r2": Quantity(
        "number", "R² of the best linear model of the same samples", costly=True
    ),
    "validation_loss": Quantity("number", "J over the validation samples"),
    "validation_r2": Quantity("number", "R² over the validation samples"),
    "test_loss": Quantity(
        "number",
        "J over the test samples; if there are validation samples, at the last look",
    ),
    "test_r2": Quantity("number", "R² over the test samples, likewise"),
    "looks": Quantity("number", "how often the test samples were looked at"),
    "gradient_norm": Quantity(
        "number", "the Euclidean length of the gradient of the next update"
    ),
    "lambda_max": Quantity(
        "number", "λmax, the largest eigenvalue of the Hessian of J", costly=True
    ),
    "saturated": Quantity(
        "number",
        "the share of hidden activations, over all units and samples, that are "
        "saturated: from 0 to 1",
        costly=True,
    ),
    "learning_rate": Quantity("number", "the learning rate that is set"),
    "batch_size": Quantity(
        "number", "samples of an update; all training samples if it is the full batch"
    ),
    "samples": Quantity("number", "how many samples the data have"),
    "units": Quantity("number", "units of the first hidden layer; 0 without one"),
    "layers": Quantity("number", "how many hidden layers there are"),
    "edits": Quantity(
        "number",
        "how often a parameter was set by hand, without those of the page's state",
    ),
    "changes": Quantity("number", "how often a setting was changed during the run"),
    "rule": Quantity("text", "how the gradient is computed", tuple(RULES)),
    "optimizer": Quantity("text", "the optimizer", tuple(OPTIMIZERS)),
    "activation": Quantity(
        "text", "the activation of the first hidden layer", tuple(ACTIVATIONS)
    ),
    "schedule": Quantity("text", "how the learning rate changes", tuple(SCHEDULES)),
    "standardized": Quantity("truth", "whether the inputs are standardized"),
    "diverged": Quantity("truth", "whether a number of the run is no longer finite"),
    "from_lesson": Quantity(
        "truth",
        "whether the run began with the settings and samples of the page's state",
    ),
}
"""Every quantity by its name."""

FUNCTIONS: Final[dict[str, Function]] = {
    "visited": Function(
        "visited(n)",
        "whether update n was looked at while the lesson was open; no replay shows it",
        ("number",),
        "truth",
    ),
    "loss_at": Function("loss_at(n)", "J after n updates", ("number",)),
    "rises": Function(
        "rises(0, 30)",
        "how many updates behind 0, up to 30, made J larger; with batches, the J of "
        "each one's batch. It is not known before all of them are made",
        ("number", "number"),
    ),
    "value": Function('value("W1[0, 0]")', "a parameter", ("parameter",)),
    "gradient": Function(
        'gradient("W1[0, 0]")',
        "the gradient of J by a parameter, which the next update follows",
        ("parameter",),
    ),
    "next_value": Function(
        'next_value("W1[0, 0]")', "a parameter after the next update", ("parameter",)
    ),
    "last_change": Function(
        'last_change("W1[0, 0]")',
        "what the last update added to a parameter",
        ("parameter",),
    ),
    "set_value": Function(
        'set_value("W1[0, 0]")',
        "whether that parameter was set by hand, other than by the page's state",
        ("parameter",),
        "truth",
    ),
    "setting": Function(
        'setting("l2")', "any hyperparameter by its name", ("setting",), ""
    ),
    "was": Function(
        'was("learning_rate", 3)',
        "whether a hyperparameter has or ever had this value in the run",
        ("setting", "any"),
        "truth",
    ),
    "x": Function(
        "x(1, 0)", "x1 of sample 0; samples count from 0", ("number", "number")
    ),
    "y": Function("y(0)", "the target of sample 0", ("number",)),
    "prediction": Function(
        "prediction(0)", "ŷ of sample 0, in the target's units", ("number",)
    ),
    "z": Function(
        "z(1, 0, 0)",
        "the weighted sum in layer 1 (the last layer is the output's), unit 0, of "
        "sample 0",
        ("number", "number", "number"),
    ),
    "a": Function("a(1, 0, 0)", "the activation there", ("number", "number", "number")),
    "dz": Function("dz(1, 0, 0)", "dZ there", ("number", "number", "number")),
    "abs": Function("abs(v)", "v without its sign", ("number",)),
    "min": Function("min(v, w)", "the smallest", ("number", "number"), repeats=True),
    "max": Function("max(v, w)", "the largest", ("number", "number"), repeats=True),
    "round": Function(
        "round(v, 2)",
        "v rounded to so many decimals, none if they are left out",
        ("number", "number"),
        optional=1,
    ),
    "sqrt": Function("sqrt(v)", "the square root", ("number",)),
    "exp": Function("exp(v)", "e to the power of v", ("number",)),
    "log10": Function("log10(v)", "the logarithm to base 10", ("number",)),
}
"""Every function by its name."""


def _rounded(value: float, decimals: float = 0.0) -> float:
    return round(value, int(min(max(decimals, -300.0), 300.0)))


def _smallest(*values: float) -> float:
    return math.nan if any(map(math.isnan, values)) else min(values)


def _largest(*values: float) -> float:
    return math.nan if any(map(math.isnan, values)) else max(values)


ARITHMETIC: Final[dict[str, Callable[..., float]]] = {
    "abs": abs,
    "min": _smallest,
    "max": _largest,
    "round": _rounded,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log10": math.log10,
}
"""The functions that need no run."""
