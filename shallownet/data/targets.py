"""The targets to learn: the lesson's own, and others that each ask for something else.

The regression plane and the multi-Gaussian are TensorFlow Playground's, with its
constants.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shallownet.arrays import Array

PEAKS: Final = (
    (-4.0, 2.5, 1.0),
    (0.0, 2.5, -1.0),
    (4.0, 2.5, 1.0),
    (-4.0, -2.5, -1.0),
    (0.0, -2.5, 1.0),
    (4.0, -2.5, -1.0),
)
"""x1, x2 and height of each of the multi-Gaussian's six peaks."""


def _product(X: Array) -> Array:
    y: Array = 2.0 * X[0] * X[1] + 2.0
    return y


def _plane(X: Array) -> Array:
    y: Array = (X[0] + X[1]) / 10.0
    return y


def _gaussians(X: Array) -> Array:
    # Despite its name each peak is a cone that reaches zero at a distance of 2, and
    # where two overlap the higher one counts.
    heights = np.array(
        [
            height * np.clip(1.0 - np.hypot(X[0] - x1, X[1] - x2) / 2.0, 0.0, 1.0)
            for x1, x2, height in PEAKS
        ]
    )
    highest = np.abs(heights).argmax(axis=0)
    y: Array = heights[highest, np.arange(X.shape[1])]
    return y


def _ridge(X: Array) -> Array:
    y: Array = np.sin(X[0] + X[1])
    return y


def _saddle(X: Array) -> Array:
    y: Array = X[0] ** 2 - X[1] ** 2
    return y


def _step(X: Array) -> Array:
    y: Array = np.where(X[0] + X[1] > 0.0, 1.0, 0.0)
    return y


def _curve(X: Array) -> Array:
    y: Array = np.sin(2.0 * X[0]) + 0.3 * X[0]
    return y


class Target(NamedTuple):
    """A function of the inputs that a network is to learn.

    Attributes
    ----------
    title, formula : str
        Its name, and y as a person would write it.
    inputs : int
        How many inputs it has.
    function : callable
        ``function(X)`` returns y (m,) for inputs (inputs, m).
    domain : mapping
        The input distribution on which it shows what it is: settings of the data.
    """

    title: str
    formula: str
    inputs: int
    function: Callable[[Array], Array]
    domain: Mapping[str, Any] = MappingProxyType({})


def _uniform(reach: float) -> Mapping[str, Any]:
    return {"distribution": "uniform", "low": -reach, "high": reach}


LESSON: Final[Mapping[str, Any]] = {
    "distribution": "normal",
    "mean": (0.0, 10.0),
    "deviation": (2.0, 2.0),
}

TARGETS: Final[dict[str, Target]] = {
    "product": Target("product", "2·x1·x2 + 2", 2, _product, domain=LESSON),
    "plane": Target("plane", "(x1 + x2) / 10", 2, _plane, _uniform(6.0)),
    "gaussians": Target(
        "multi-Gaussian", "the highest of six peaks", 2, _gaussians, _uniform(6.0)
    ),
    "ridge": Target("sine ridge", "sin(x1 + x2)", 2, _ridge, _uniform(4.0)),
    "saddle": Target("saddle", "x1² − x2²", 2, _saddle, _uniform(2.0)),
    "step": Target("step", "1 if x1 + x2 > 0 else 0", 2, _step, _uniform(1.0)),
    "curve": Target("curve, one input", "sin(2·x1) + 0.3·x1", 1, _curve, _uniform(3.0)),
}
