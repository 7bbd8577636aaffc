"""Functions to learn: the lesson's own, and others that each pose another problem.

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


class Target(NamedTuple):
    """A function of the inputs for a network to learn.

    Attributes
    ----------
    title, formula : str
        Its name, and y as written by hand.
    inputs : int
        The number of inputs.
    function : callable
        ``function(X)`` returns y (m,) for inputs (inputs, m).
    domain : mapping
        Settings of an input distribution that shows what is characteristic of it.
    """

    title: str
    formula: str
    inputs: int
    function: Callable[[Array], Array]
    domain: Mapping[str, Any] = MappingProxyType({})


def _multi_gaussian(X: Array) -> Array:
    # Despite the name each peak is a cone that reaches zero at a distance of 2. Where
    # two overlap the higher one counts.
    heights = np.array(
        [
            height * np.clip(1.0 - np.hypot(X[0] - x1, X[1] - x2) / 2.0, 0.0, 1.0)
            for x1, x2, height in PEAKS
        ]
    )
    y: Array = heights[np.abs(heights).argmax(axis=0), np.arange(X.shape[1])]
    return y


def _uniform(limit: float) -> Mapping[str, Any]:
    return {"distribution": "uniform", "low": -limit, "high": limit}


LESSON: Final[Mapping[str, Any]] = {
    "distribution": "normal",
    "mean": (0.0, 10.0),
    "deviation": (2.0, 2.0),
}

TARGETS: Final[dict[str, Target]] = {
    "product": Target(
        "product", "2·x1·x2 + 2", 2, lambda X: 2.0 * X[0] * X[1] + 2.0, LESSON
    ),
    "plane": Target(
        "plane", "(x1 + x2) / 10", 2, lambda X: (X[0] + X[1]) / 10.0, _uniform(6.0)
    ),
    "gaussians": Target(
        "multi-Gaussian", "the highest of six peaks", 2, _multi_gaussian, _uniform(6.0)
    ),
    "ridge": Target(
        "sine ridge", "sin(x1 + x2)", 2, lambda X: np.sin(X[0] + X[1]), _uniform(4.0)
    ),
    "saddle": Target(
        "saddle", "x1² − x2²", 2, lambda X: X[0] ** 2 - X[1] ** 2, _uniform(2.0)
    ),
    "step": Target(
        "step",
        "1 if x1 + x2 > 0 else 0",
        2,
        lambda X: np.where(X[0] + X[1] > 0.0, 1.0, 0.0),
        _uniform(1.0),
    ),
    "curve": Target(
        "curve, one input",
        "sin(2·x1) + 0.3·x1",
        1,
        lambda X: np.sin(2.0 * X[0]) + 0.3 * X[0],
        _uniform(3.0),
    ),
}
