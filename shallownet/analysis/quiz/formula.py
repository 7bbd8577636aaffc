"""A right-hand side with its numbers filled in, to as many digits as it takes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from shallownet.wording import figure

if TYPE_CHECKING:
    from collections.abc import Callable

FEWEST: Final = 4
MOST: Final = 10
"""Significant digits that numbers are shown with."""


class Formula(NamedTuple):
    """A right-hand side of a line, with the numbers that it takes.

    Attributes
    ----------
    template : str
        With ``{0}``, ``{1}``, ... in place of the numbers.
    names, numbers : tuple
        What each number is, and its value.
    value : callable
        Computes the result from the numbers.

    Examples
    --------
    >>> step = Formula("{0} − {1} · {2}", ("W", "η", "dW"), (0.5, 0.1, -2.0),
    ...                lambda w, eta, d: w - eta * d)
    >>> step.symbols, step.filled(4)
    ('W − η · dW', '0.5 − 0.1 · (−2)')
    """

    template: str
    names: tuple[str, ...]
    numbers: tuple[float, ...]
    value: Callable[..., float]

    @property
    def symbols(self) -> str:
        """The formula with names."""
        return self.template.format(*self.names)

    def filled(self, digits: int) -> str:
        """Return the formula with its numbers; negative ones are in brackets."""
        texts = [shown(number, digits) for number in self.numbers]
        texts = [f"({text})" if text.startswith("−") else text for text in texts]
        return self.template.format(*texts)

    def givens(self, digits: int) -> str:
        """Return every number with its name, once."""
        pairs = dict(zip(self.names, self.numbers, strict=True))
        return ", ".join(f"{name} = {shown(n, digits)}" for name, n in pairs.items())

    def digits_for(self, answer: float, tolerance: float) -> int | None:
        """Return the digits with which the shown numbers give the answer, too.

        None if that takes more than anybody would type: 1 − A of a saturated unit.
        """
        for digits in range(FEWEST, MOST + 1):
            rounded = [as_shown(number, digits) for number in self.numbers]
            if abs(self.value(*rounded) - answer) <= tolerance / 4:
                return digits
        return None


def shown(value: float, digits: int) -> str:
    """Return a number with some digits; a whole one, such as m, with all of its own."""
    if value.is_integer() and abs(value) < 1e15:
        return figure(value, max(len(str(abs(int(value)))), digits))
    return figure(value, digits)


def as_shown(value: float, digits: int) -> float:
    """Return the number that `shown` says."""
    return float(shown(value, digits).replace(",", "").replace("−", "-"))


def total(terms: int, start: int = 0) -> str:
    """Return a template of a sum of products: ``{0} · {1} + {2} · {3}``."""
    return " + ".join(
        f"{{{start + 2 * n}}} · {{{start + 2 * n + 1}}}" for n in range(terms)
    )


def unit_of(scale: float, digits: int) -> float:
    """Return one in the last of some significant digits of a number.

    Examples
    --------
    >>> unit_of(0.0423, 2), unit_of(812.0, 4)
    (0.001, 0.1)
    """
    return float(f"1e{math.floor(math.log10(scale)) - digits + 1}")
