"""The gradient check: the computed gradient against central differences."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from shallownet.analysis.central_differences import CentralDifferences
from shallownet.arrays import ignore_overflow, norm
from shallownet.errors import raise_if_cancelled
from shallownet.nn.gradient_rules import RULES
from shallownet.wording import counted, joined, scientific

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shallownet.analysis.central_differences import Slope
    from shallownet.arrays import Array, Indices
    from shallownet.callbacks import CancelCheck, ProgressCallback
    from shallownet.nn.objective import Objective
    from shallownet.training.trainer import Trainer

TOLERANCE: Final = 1e-6
"""Largest relative error of a correct gradient."""


@dataclass(frozen=True)
class GradientCheck:
    """A gradient compared with central differences of the loss.

    Attributes
    ----------
    rule : str
        How the gradient was computed: a name in `RULES`.
    analytic, numerical, exact : dict of str to ndarray
        The gradient, its estimate, and the result of the exact rule, by parameter:
        ``"W1"`` (units, inputs), ``"b1"`` (units, 1), ...
    relative_error : dict of str to float
        For each parameter array |analytic - numerical| / max(|analytic|, |numerical|),
        with Euclidean norms; the divisor is at least the rounding error of the
        estimate over `TOLERANCE`.
    entry_error : dict of str to ndarray
        The same for each entry of them.
    rounding_error : dict of str to ndarray
        Of each entry's estimate: what differs by less is not told apart.
    left_out : int
        Number of entries that were estimated without the samples on a kink.
    l1 : float
        Strength of the L1 penalty, which is part of neither gradient.
    """

    rule: str
    analytic: dict[str, Array]
    numerical: dict[str, Array]
    exact: dict[str, Array]
    relative_error: dict[str, float]
    entry_error: dict[str, Array]
    rounding_error: dict[str, Array]
    left_out: int = 0
    l1: float = 0.0

    @property
    def wrong(self) -> tuple[str, ...]:
        """The parameters whose gradient is wrong or not finite."""
        return tuple(
            n for n, error in self.relative_error.items() if not error <= TOLERANCE
        )

    @property
    def passed(self) -> bool:
        """Whether every parameter's gradient is correct."""
        return not self.wrong

    @property
    def unresolved(self) -> dict[str, NDArray[np.bool_]]:
        """The entries, other than 0, within the rounding error of their estimate."""
        return {
            name: (self.analytic[name] != 0.0) & (self._size(name) <= rounding)
            for name, rounding in self.rounding_error.items()
        }

    def _size(self, name: str) -> Array:
        """Return the larger of an array's entries and of their estimates."""
        return np.maximum(np.abs(self.analytic[name]), np.abs(self.numerical[name]))

    def __str__(self) -> str:
        """Describe the result in sentences, by the largest error of an entry."""
        return self._confirmation() if self.passed else self._refutation()

    def _confirmation(self) -> str:
        count = sum(array.size for array in self.analytic.values())
        worst = max(float(error.max()) for error in self.entry_error.values())
        sentences = [
            f"The gradient is right: all {count:,} numbers agree with central "
            f"differences, with relative errors of {scientific(worst, 1)} at most."
        ]
        floors = {name: e / TOLERANCE for name, e in self.rounding_error.items()}
        floor = max(
            float(floor[self._size(name) < floor].max(initial=0.0))
            for name, floor in floors.items()
        )
        if floor:
            sentences.append(
                f"Numbers below {scientific(floor, 1)} are taken relative to what "
                "rounding lets be told apart."
            )
        unresolved = sum(int(small.sum()) for small in self.unresolved.values())
        if unresolved:
            sentences.append(
                "The rounding of the loss is larger than "
                f"{counted(unresolved, 'number')}: a difference only shows that they "
                "are close to 0."
            )
        if self.left_out:
            sentences.append(
                f"For {counted(self.left_out, 'number')}, samples on a kink are left "
                "out."
            )
        if self.l1:
            sentences.append(
                "The L1 penalty is not part of it: an update applies that after its "
                "step."
            )
        return " ".join(sentences)

    def _refutation(self) -> str:
        wrong = [f"d{name}" for name in self.wrong]
        right = [f"d{name}" for name in self.analytic if name not in self.wrong]
        are = "are" if len(wrong) > 1 else "is"
        size = max(float(self.entry_error[name].max()) for name in self.wrong)
        off = f"with relative errors of up to {scientific(size, 1)}"
        if not math.isfinite(size):
            off = "without being a number"
        sentences = [f"{joined(wrong)} {are} wrong, {off}."]
        if RULES[self.rule].why:
            sentences.append(RULES[self.rule].why)
        if right:
            sentences.append(
                f"{joined(right)} {'agree' if len(right) > 1 else 'agrees'}."
            )
        return " ".join(sentences)


def check_gradients(
    trainer: Trainer, progress: ProgressCallback = None
) -> GradientCheck:
    """Check the gradient of the trainer's next update against central differences.

    See `check`. The trainer is left unchanged.

    Parameters
    ----------
    trainer : Trainer
    progress : callable, optional
        Called with the number of parameters that are checked, and of all parameters.
    """
    trainer.evaluate()
    gradient = trainer.network.gradient.copy()
    result = check(trainer.objective, trainer.batch(), progress, gradient=gradient)
    np.copyto(trainer.network.gradient, gradient)
    return result


def check(
    objective: Objective,
    rows: Indices | None = None,
    progress: ProgressCallback = None,
    cancelled: CancelCheck = None,
    *,
    gradient: Array | None = None,
) -> GradientCheck:
    """Check the gradient that an objective computes against `CentralDifferences`.

    Parameters
    ----------
    objective : Objective
        The parameters of its network are restored.
    rows : ndarray of int, optional
        The samples of the loss; all of them if not given.
    progress : callable, optional
        Called with the number of parameters that are checked, and of all parameters.
    cancelled : callable, optional
        Called after each parameter and between blocks of samples; returns whether to
        stop.
    gradient : ndarray, shape (parameters,), optional
        The gradient to check; the one that the objective computes if not given.

    Raises
    ------
    Cancelled
        If ``cancelled`` returned true.
    """
    network, rule = objective.network, objective.rule
    size = network.theta.size
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
    numerical, floor, left_out = np.empty(size), np.empty(size), 0
    for k in range(size):
        slope = differences.slope(k)
        if not _agree(exact[k], slope):
            # The reason may be the step or a kink, rather than a mistake.
            slope = differences.refined_slope(k)
            left_out += slope.left_out
        # Relative to less than this, the rounding error alone would exceed TOLERANCE.
        numerical[k], floor[k] = slope.value, slope.rounding_error / TOLERANCE
        if progress is not None:
            progress(k + 1, size)
        raise_if_cancelled(cancelled)
    with ignore_overflow():
        scale = np.maximum(np.maximum(np.abs(analytic), np.abs(numerical)), floor)
        difference = np.abs(analytic - numerical)
        errors = np.divide(
            difference, scale, out=np.zeros_like(scale), where=difference != 0.0
        )
    by_name = [network.named(vector) for vector in (analytic, numerical, floor)]
    return GradientCheck(
        rule=rule,
        analytic=by_name[0],
        numerical=by_name[1],
        exact=network.named(exact),
        relative_error={
            name: _relative_error(*(arrays[name] for arrays in by_name))
            for name in by_name[0]
        },
        entry_error=network.named(errors),
        rounding_error=network.named(floor * TOLERANCE),
        left_out=left_out,
        l1=objective.l1,
    )


def _agree(exact: float, slope: Slope) -> bool:
    """Return whether a derivative agrees with its estimate; true if not finite."""
    with ignore_overflow():
        size = max(abs(exact), abs(slope.value))
        off = abs(exact - slope.value)
    tolerance = max(TOLERANCE * size, slope.rounding_error)
    return bool(off <= tolerance or not math.isfinite(off))


def _relative_error(analytic: Array, numerical: Array, floor: Array) -> float:
    with ignore_overflow():
        difference = norm((analytic - numerical).ravel())
        scale = max(norm(a.ravel()) for a in (analytic, numerical, floor))
    return difference / scale if scale else difference  # 0, or NaN
