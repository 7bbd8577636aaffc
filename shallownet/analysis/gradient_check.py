"""The numerical check of a gradient: analytic against central differences."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.analysis.central_differences import CentralDifferences
from shallownet.arrays import ignore_overflow
from shallownet.errors import Cancelled
from shallownet.nn.gradient_rules import RULES
from shallownet.wording import joined

if TYPE_CHECKING:
    from collections.abc import Callable

    from shallownet.analysis.central_differences import Slope
    from shallownet.arrays import Array, Indices
    from shallownet.nn.network import Network
    from shallownet.nn.objective import Objective
    from shallownet.training.trainer import Trainer

TOLERANCE: Final = 1e-6
"""Largest relative error at which a gradient is called right."""


@dataclass(frozen=True)
class GradientCheck:
    """A gradient held against central differences of the loss.

    Attributes
    ----------
    rule : str
        How the gradient was computed: a name in `gradients.RULES`.
    analytic, numerical, exact : dict of str to ndarray
        The gradient, its estimate, and what the exact rule gives, by parameter:
        ``"W1"`` (units, inputs), ``"b1"`` (units, 1), ...
    relative_error : dict of str to float
        For each parameter array |analytic - numerical| / max(|analytic|, |numerical|),
        with Euclidean norms, or against what rounding of J leaves to be resolved where
        both are smaller.
    entry_error : dict of str to ndarray
        The same for each number in them by itself.
    left_out : int
        How many numbers were estimated without the samples on a kink.
    """

    rule: str
    analytic: dict[str, Array]
    numerical: dict[str, Array]
    exact: dict[str, Array]
    relative_error: dict[str, float]
    entry_error: dict[str, Array]
    left_out: int = 0

    @property
    def wrong(self) -> tuple[str, ...]:
        """The parameters whose gradient is refuted, or is not a number."""
        return tuple(
            n for n, error in self.relative_error.items() if not error <= TOLERANCE
        )

    @property
    def passed(self) -> bool:
        """Whether every parameter's gradient agrees."""
        return not self.wrong

    def __str__(self) -> str:
        """Say in plain words what the check has found."""
        count = sum(array.size for array in self.analytic.values())
        worst = max(self.relative_error.values(), default=0.0)
        kinks = ""
        if self.left_out:
            kinks = f" For {self.left_out:,} of them, samples on a kink are left out."
        if self.passed:
            return (
                f"The gradient is right: all {count:,} numbers agree with central "
                f"differences, to a relative error of {worst:.1e} or less.{kinks}"
            )
        names = [f"d{name}" for name in self.wrong]
        are = "are" if len(names) > 1 else "is"
        size = max(self.relative_error[name] for name in self.wrong)
        share = f"{size:.0%}" if size >= 0.01 else f"a share of {size:.1e}"
        off = f"by {share} of {'their' if len(names) > 1 else 'its'} size"
        if not math.isfinite(size):
            off = "without being a number"
        why = RULES[self.rule].why
        right = [f"d{name}" for name in self.analytic if name not in self.wrong]
        rest = ""
        if right:
            rest = f" {joined(right)} {'agree' if len(right) > 1 else 'agrees'}."
        why = f" {why}" if why else ""
        return f"{joined(names)} {are} wrong, {off}.{why}{rest}"


def check_gradients(
    trainer: Trainer, progress: Callable[[int, int], None] | None = None
) -> GradientCheck:
    """Check the gradient of the trainer's next update against central differences.

    See `check`. The trainer is left as it was.

    Parameters
    ----------
    trainer : Trainer
    progress : callable, optional
        Called with (parameters done, parameters in all).
    """
    trainer.evaluate()
    gradient = trainer.network.gradient.copy()
    result = check(trainer.objective, trainer.batch(), progress, gradient=gradient)
    np.copyto(trainer.network.gradient, gradient)
    return result


def check(
    objective: Objective,
    rows: Indices | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    *,
    gradient: Array | None = None,
) -> GradientCheck:
    """Check the gradient that an objective computes against central differences.

    See `CentralDifferences`.

    Parameters
    ----------
    objective : Objective
        The parameters of its network are left as they were.
    rows : ndarray of int, optional
        The samples to look at; all of them if not given.
    progress : callable, optional
        Called with (parameters done, parameters in all).
    cancelled : callable, optional
        Asked after each parameter, and between two blocks of samples, whether to stop.
    gradient : ndarray, shape (parameters,), optional
        The gradient to judge; what the objective computes if not given.

    Raises
    ------
    Cancelled
        If ``cancelled`` said so.
    """
    network, theta, rule = objective.network, objective.network.theta, objective.rule
    gradients = {}
    try:
        for name in ("exact", rule):
            objective.rule = name
            objective.evaluate(rows, cancelled)
            gradients[name] = network.gradient.copy()
    finally:
        objective.rule = rule
    analytic = gradients[rule] if gradient is None else gradient
    exact = gradients["exact"]
    differences = CentralDifferences(objective, rows, cancelled)
    numerical, floor, left_out = np.empty_like(theta), np.empty_like(theta), 0
    for k in range(theta.size):
        found = differences.slope(k)
        if not _agree(exact[k], found):
            # Which the step may be to blame for, or a kink, and no mistake.
            found = differences.closer(k)
            left_out += found.left_out
        # What is smaller than a million times what rounding leaves open is judged
        # against that, not against itself.
        numerical[k], floor[k] = found.value, found.resolved / TOLERANCE
        if progress is not None:
            progress(k + 1, theta.size)
        if cancelled is not None and cancelled():
            raise Cancelled
    return _judge(network, rule, analytic, exact, numerical, floor, left_out)


def _agree(exact: float, found: Slope) -> bool:
    """Say whether a derivative is what was estimated, as far as that can be told."""
    with ignore_overflow():
        size = max(abs(exact), abs(found.value))
        off = abs(exact - found.value)
    return bool(off <= max(TOLERANCE * size, found.resolved) or not math.isfinite(off))


def _judge(
    network: Network,
    rule: str,
    analytic: Array,
    exact: Array,
    numerical: Array,
    floor: Array,
    left_out: int,
) -> GradientCheck:
    with ignore_overflow():
        size = np.maximum(np.maximum(np.abs(analytic), np.abs(numerical)), floor)
        difference = np.abs(analytic - numerical)
        entry = np.divide(
            difference, size, out=np.zeros_like(size), where=difference != 0.0
        )
    named = {
        "analytic": network.named(analytic),
        "numerical": network.named(numerical),
        "floor": network.named(floor),
    }
    return GradientCheck(
        rule=rule,
        analytic=named["analytic"],
        numerical=named["numerical"],
        exact=network.named(exact),
        relative_error={
            name: _relative_error(*(named[kind][name] for kind in named))
            for name in named["analytic"]
        },
        entry_error=network.named(entry),
        left_out=left_out,
    )


def _relative_error(analytic: Array, numerical: Array, floor: Array) -> float:
    norm = np.linalg.norm
    with ignore_overflow():
        difference = float(norm(analytic - numerical))
        size = max(float(norm(analytic)), float(norm(numerical)), float(norm(floor)))
    return difference / size if difference else 0.0
