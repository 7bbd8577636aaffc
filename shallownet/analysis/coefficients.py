"""Weights as formulas, in the network's units and in the data's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shallownet.wording import figure, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shallownet.arrays import Array
    from shallownet.training.snapshot import Snapshot

MAX_TERMS: Final = 12
MAX_NAME: Final = 24
"""Characters of an input's name in a formula."""


def weighted_sum(
    weights: Array, bias: float, names: Sequence[str], most: int = MAX_TERMS
) -> str:
    """Return weights (n,) and a bias as a formula, with ``most`` terms at most.

    Examples
    --------
    >>> import numpy as np
    >>> weighted_sum(np.array([3.0, -0.25]), -5.0, ("x1", "x2"))
    '3·x1 − 0.25·x2 − 5'
    """
    count = len(weights)
    shown = min(count, most)
    terms = [
        (float(weight), f"{figure(abs(float(weight)))}·{shortened(name, MAX_NAME)}")
        for weight, name in zip(weights[:shown], names[:shown], strict=True)
    ]
    text = "".join(
        _sign(weight, first=not number) + term
        for number, (weight, term) in enumerate(terms)
    )
    if shown < count:
        text += f" + … ({count - shown:,} more)"
    return f"{text}{_sign(bias, first=False)}{figure(abs(bias))}"


def prediction_formula(snapshot: Snapshot) -> str:
    """Return what a network without hidden layer predicts, in the data's own units.

    Empty if it has a hidden layer. Inputs are named as in the data, and the scaling of
    a standardized target stands around an output that is not linear.
    """
    model = snapshot.run.model.copy()
    if len(model.network.layers) > 1:
        return ""
    model.network.theta[:] = snapshot.theta
    model = model.in_data_units()
    (layer,) = model.network.layers
    names = snapshot.run.data.input_names
    text = weighted_sum(layer.W[0], float(layer.b[0, 0]), names)
    if layer.activation.name != "identity":
        text = f"{layer.activation.name}({text})"
        shift, scale = (float(value[0, 0]) for value in model.target)
        if (shift, scale) != (0.0, 1.0):
            text = f"{figure(shift)} + {figure(scale)}·{text}"
    return f"ŷ = {text}"


def _sign(value: float, *, first: bool) -> str:
    """Return the sign before a term; a first one has none if it is not negative."""
    negative = value < 0.0
    if first:
        return "−" if negative else ""
    return " − " if negative else " + "
