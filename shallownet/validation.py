"""What a hyperparameter may be, and the sentences that refuse what it may not."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shallownet.errors import ConfigError


@dataclass(frozen=True)
class Hyperparameter:
    """What a person may want to know of one hyperparameter.

    Attributes
    ----------
    title, symbol, unit : str
        Its name in words, the letter it has in formulas, and what it is counted in.
    tip : str
        One sentence: what it does.
    minimum, maximum : float or None
        The closed range it may lie in.
    choices : tuple of str
        The names it may have, where it is a choice.
    logarithmic : bool
        Whether it is sensibly changed by factors rather than by differences.
    """

    title: str
    symbol: str = ""
    unit: str = ""
    tip: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    logarithmic: bool = False


def _in_range(name: str, value: float, about: Hyperparameter) -> None:
    low, high = about.minimum, about.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        if isinstance(value, int) and low is not None and high is not None:
            # Python writes no integer of more than 4,300 digits.
            shown = f"{value:,}" if abs(value) < 10**30 else "far too large"
            raise ConfigError(
                f"{name} is {shown}; it must lie from {int(low):,} to {int(high):,}"
            )
        raise ConfigError(f"{name} is {value!r}; it must lie from {low:g} to {high:g}")


def number(name: str, value: Any, about: Hyperparameter) -> float:
    """Return a finite number in range, or refuse the value."""
    try:
        if isinstance(value, (bool, str)):
            raise TypeError
        result = float(value)
    except (TypeError, ValueError, OverflowError):
        raise ConfigError(f"{name} is {value!r}; it must be a number") from None
    if not math.isfinite(result):
        raise ConfigError(f"{name} is {result}; it must be a finite number")
    _in_range(name, result, about)
    return result


def whole_number(name: str, value: Any, about: Hyperparameter) -> int:
    """Return a whole number in range, or refuse the value."""
    try:
        if isinstance(value, bool):
            raise TypeError
        result: int = operator.index(value)
    except TypeError:
        raise ConfigError(f"{name} is {value!r}; it must be a whole number") from None
    _in_range(name, result, about)
    return result


def layer_sizes(
    name: str, value: Any, about: Hyperparameter, most: int
) -> tuple[int, ...]:
    """Return the units of at most so many layers, or refuse the value."""
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
        raise ConfigError(
            f"{name} is {value!r}; it must be a sequence of whole numbers, one "
            "a hidden layer, such as (10,)"
        )
    if len(value) > most:
        raise ConfigError(
            f"{name} names {len(value)} hidden layers; there may be at most {most}"
        )
    return tuple(whole_number(name, units, about) for units in value)


def choice(name: str, value: Any, about: Hyperparameter) -> None:
    """Refuse a value that is not among the choices."""
    if value not in about.choices:
        names = ", ".join(about.choices)
        raise ConfigError(f"{name} is {value!r}; choose one of {names}")
