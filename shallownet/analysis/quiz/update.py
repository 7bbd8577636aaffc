"""Questions about the update: a parameter's new value, or which way it goes."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from shallownet.analysis.equations import Phase
from shallownet.analysis.quiz.draft import Draft
from shallownet.analysis.quiz.formula import Formula
from shallownet.analysis.quiz.question import Place, Slip
from shallownet.analysis.quiz.state import EXACT
from shallownet.nn.optimizers import OPTIMIZERS, Momentum
from shallownet.training.update_rule import clip_factor

if TYPE_CHECKING:
    from shallownet.analysis.quiz.draft import DraftMaker
    from shallownet.analysis.quiz.state import QuizState

PLAIN: Final = "gradient_descent"
RIGHT: Final = "W = W − η dW"


def update_questions(state: QuizState) -> list[list[DraftMaker]]:
    """Return what may be asked: every parameter that this update changes, by array."""
    snapshot = state.snapshot
    if not snapshot.learning_rate > 0.0:
        return []
    free = np.flatnonzero(~snapshot.frozen & (snapshot.upcoming != snapshot.theta))
    plain = snapshot.settings.optimizer == PLAIN and not snapshot.settings.l1
    groups: dict[str, list[DraftMaker]] = {}
    for parameter in free.tolist():
        array = state.network.parameter_name(parameter).partition("[")[0]
        # One question in four asks which way the parameter goes.
        is_sign = plain and parameter % 4 == 3
        draft = partial(_draft, state, parameter, is_sign=is_sign)
        groups.setdefault(array, []).append(draft)
    return list(groups.values())


def _draft(state: QuizState, parameter: int, *, is_sign: bool) -> Draft | None:
    snapshot, network = state.snapshot, state.network
    settings = snapshot.settings
    name = network.parameter_name(parameter)
    number, row, column = network.locate(parameter)
    kind = "b" if column is None else "W"
    old, new = float(snapshot.theta[parameter]), float(snapshot.upcoming[parameter])
    place = Place(
        Phase.UPDATE,
        f"{kind}{number + 1} after",
        number + 1,
        row,
        column or 0,
        parameter,
    )
    step = _Step(state, parameter, old, new)
    formula = (
        step.shrinking_formula() if settings.l1 and kind == "W" else step.formula()
    )
    if formula is None:
        return None
    if is_sign:
        change = step.plain_change
        slip = Slip("plus instead of minus", "W = W + η dW", RIGHT, -change.answer)
        asked = f"the sign of the change of {name}"
        return Draft(place, asked, change.formula, change.answer, (slip,), True)
    return Draft(place, f"new {name}", formula, new, tuple(step.slips(kind)))


class _Change(NamedTuple):
    formula: Formula
    answer: float


class _Step:
    """The step of one parameter."""

    def __init__(
        self, state: QuizState, parameter: int, old: float, new: float
    ) -> None:
        self._state, self._parameter = state, parameter
        snapshot = state.snapshot
        self._name = state.network.parameter_name(parameter)
        self._old, self._new = old, new
        self._eta, self._settings = snapshot.learning_rate, snapshot.settings
        free = np.where(snapshot.frozen, 0.0, snapshot.gradient)
        self._factor = clip_factor(free, self._settings.clip_norm)
        self._gradient = float(snapshot.gradient[parameter])
        self._d = self._factor * self._gradient

    @property
    def _direction(self) -> float:
        """What the optimizer takes off the parameter at a learning rate of 1."""
        return (self._old - self._new) / self._eta

    def formula(self) -> Formula | None:
        """Return the line; None if it takes what the snapshot does not tell."""
        optimizer, old, eta = self._settings.optimizer, self._old, self._eta
        d_name = f"d{self._name}"
        names: tuple[str, ...] = (self._name, "η")
        numbers: tuple[float, ...] = (old, eta)
        if self._factor < 1.0:
            names, numbers = (
                (*names, "κ", d_name),
                (*numbers, self._factor, self._gradient),
            )
            d_text = "{2} · {3}"
        else:
            names, numbers = (*names, d_name), (*numbers, self._gradient)
            d_text = "{2}"
        at = len(names)
        if optimizer == PLAIN:
            template = f"{{0}} − {{1}} · {d_text}"
            return Formula(
                template, names, numbers, lambda w, e, *d: w - e * math.prod(d)
            )
        if optimizer in ("momentum", "nesterov"):
            return self._with_velocity(names, numbers, d_text)
        step = self._direction
        if optimizer == "rmsprop":
            if not step:
                return None
            names, numbers = (*names, "√s + ε"), (*numbers, self._d / step)
            template = f"{{0}} − {{1}} · {d_text} / {{{at}}}"
            return Formula(
                template,
                names,
                numbers,
                lambda w, e, *d: w - e * math.prod(d[:-1]) / d[-1],
            )
        return Formula(
            "{0} − {1} · {2}",
            (self._name, "η", "m̂ / (√v̂ + ε)"),
            (old, eta, step),
            lambda w, e, s: w - e * s,
        )

    def _with_velocity(
        self, names: tuple[str, ...], numbers: tuple[float, ...], d_text: str
    ) -> Formula:
        """Return the line of momentum, or of Nesterov's, with v before the update."""
        mu, d, at = Momentum.mu, self._d, len(names)
        ahead = self._settings.optimizer == "nesterov"
        after = (self._direction - d) / mu if ahead else self._direction
        names, numbers = (*names, "μ", "v"), (*numbers, mu, (after - d) / mu)
        velocity = f"{{{at}}} · {{{at + 1}}} + {d_text}"
        if ahead:
            velocity = f"{d_text} + {{{at}}} · ({velocity})"

        def value(w: float, e: float, *rest: float) -> float:
            *factors, mu, v = rest
            d = math.prod(factors)
            v = mu * v + d
            return w - e * (d + mu * v if ahead else v)

        return Formula(f"{{0}} − {{1}} · ({velocity})", names, numbers, value)

    @property
    def plain_change(self) -> _Change:
        """The change by gradient descent alone."""
        name = f"d{self._name}" if self._factor == 1.0 else f"κ d{self._name}"
        formula = Formula(
            "−{0} · {1}", ("η", name), (self._eta, self._d), lambda e, d: -e * d
        )
        return _Change(formula, -self._eta * self._d)

    def shrinking_formula(self) -> Formula | None:
        """Return the line of a weight that L1 shrinks, of plain gradient descent."""
        settings = self._settings
        if settings.optimizer != PLAIN or self._factor < 1.0:
            return None
        return Formula(
            "S({0} − {1} · {2}, {1} · {3})",
            (self._name, "η", f"d{self._name}", "λ1"),
            (self._old, self._eta, self._gradient, settings.l1),
            lambda w, e, d, l1: _shrunk(w - e * d, e * l1),
        )

    def slips(self, kind: str) -> list[Slip]:
        """Return the mistakes that are made in an update."""
        old, new, eta, d = self._old, self._new, self._eta, self._d
        settings = self._settings
        change, right = new - old, f"{kind} = {kind} − η d{kind}"
        slips: list[Slip] = []
        if settings.optimizer == PLAIN and not settings.l1:
            slips += self._rule_slips()
        slips += [
            Slip(
                "plus instead of minus",
                f"{kind} = {kind} + η d{kind}",
                right,
                old - change,
            ),
            Slip("η left out", f"{kind} = {kind} − d{kind}", right, old + change / eta),
            Slip("the change alone", f"−η d{kind}", right, change),
            Slip("the step alone", f"η d{kind}", right, -change),
        ]
        plain = Slip("the step of plain gradient descent", right, "", old - eta * d)
        if settings.optimizer != PLAIN:
            title = OPTIMIZERS[settings.optimizer].title
            slips.append(plain._replace(right=f"the step of {title}"))
        elif settings.l1 and kind == "W":
            line = "W = S(W − η dW, η λ1)"
            slips.append(Slip("the L1 penalty left out", right, line, old - eta * d))
        if self._factor < 1.0 and settings.optimizer == PLAIN:
            whole = old - eta * self._gradient
            slips.append(
                Slip(
                    "clipping left out", right, f"{kind} = {kind} − η κ d{kind}", whole
                )
            )
        return slips

    def _rule_slips(self) -> list[Slip]:
        """Return what the update would be with the bug lab's mistakes in dW or db."""
        if self._state.rule != EXACT:
            return []
        eta, factor = self._eta, self._factor
        return [
            slip._replace(value=self._old - eta * factor * slip.value)
            for slip in self._state.rule_slips(self._parameter)
        ]


def _shrunk(value: float, way: float) -> float:
    """Return a weight moved towards 0, where it stops."""
    return float(np.sign(value) * max(abs(value) - way, 0.0))
