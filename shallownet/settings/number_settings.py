"""Hyperparameters that are a number or a sequence of numbers."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from shallownet.data.datasets import MAX_SEED
from shallownet.number_text import read_number
from shallownet.settings.hyperparameter import Hyperparameter
from shallownet.wording import quoted

_PADDED_EXPONENT: Final = re.compile(r"e(?:\+|(-))0?")
"""Python writes 1e-08 and 1e+12, people write 1e-8 and 1e12."""


@dataclass(frozen=True, kw_only=True)
class NumberSetting(Hyperparameter):
    """A number in a closed range.

    Attributes
    ----------
    minimum, maximum : float
    whole : bool
        Whether it must be an integer.
    logarithmic : bool
        Whether a factor is the natural way to change it, rather than a difference.
    step : float
        The difference to change it by.
    typical : float or None
        The value to begin with when it was zero or None.
    none : str
        The word for None; empty if it may not be None.
    """

    minimum: float
    maximum: float
    whole: bool = False
    logarithmic: bool = False
    step: float = 1.0
    typical: float | None = None
    none: str = ""

    def _convert(self, value: Any) -> float | None:
        if value is None and self.none:
            return None
        result: float
        try:
            if isinstance(value, (bool, np.bool_, str, bytes)):
                raise TypeError
            result = operator.index(value) if self.whole else float(value)
        except (TypeError, ValueError, OverflowError):
            kind = "a whole number" if self.whole else "a number"
            raise ValueError(f"it must be {kind}") from None
        if not self.whole and not math.isfinite(result):
            raise ValueError("it must be a finite number")
        if not self.minimum <= result <= self.maximum:
            raise ValueError(
                f"it must lie from {self.show(self.minimum)} to "
                f"{self.show(self.maximum)}"
            )
        return result + 0  # −0.0 becomes 0.0: NumPy takes it for a negative deviation

    def _read(self, text: str) -> float | None:
        if self.none and text.strip().lower() in ("", self.none, "none"):
            return None
        try:
            return read_number(text, whole=self.whole)
        except ValueError as error:
            if not self.none:
                raise
            raise ValueError(f"{error}; or write {self.none}") from None

    def show(self, value: Any) -> str:
        """Return a number with its thousands grouped."""
        if value is None or not self.whole:
            return self.write(value)
        return f"{int(value):,}"

    def write(self, value: Any) -> str:
        """Return a number in as few digits as determine it."""
        if value is None:
            return self.none
        if self.whole:
            return str(int(value))
        short = f"{value:g}"
        text = short if float(short) == value else repr(float(value))
        return _PADDED_EXPONENT.sub(r"e\1", text)


@dataclass(frozen=True, kw_only=True)
class SeedSetting(NumberSetting):
    """A seed of NumPy's legacy generator."""

    minimum: float = 0
    maximum: float = MAX_SEED
    whole: bool = True


@dataclass(frozen=True, kw_only=True)
class NumberListSetting(Hyperparameter):
    """A sequence of numbers, or if ``scalar`` also one number for all.

    Attributes
    ----------
    item : NumberSetting
        What each number may be.
    per : str
        What has a number of its own, such as ``"a hidden layer"``.
    max_length : int
        The largest number of numbers.
    scalar : bool
        Whether one number without a sequence is allowed, and an empty sequence is not.
    """

    item: NumberSetting
    per: str
    max_length: int
    scalar: bool = False

    def _convert(self, value: Any) -> Any:
        if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
            if self.scalar:
                return self.item._convert(value)
            raise ValueError(
                f"it must be a sequence of whole numbers, one {self.per}, such as (10,)"
            )
        if len(value) > self.max_length:
            raise ValueError(
                f"it has {len(value)} numbers, one {self.per}; there may be at most "
                f"{self.max_length}"
            )
        if self.scalar and not value:
            raise ValueError("it must have at least one number")
        items = tuple(map(self.item._convert, value))
        return items[0] if self.scalar and len(items) == 1 else items

    def _read(self, text: str) -> Any:
        plain = text.strip().strip("()[]").strip().rstrip(",")
        if not self.scalar and plain.lower() in ("", "none", "0"):
            return ()
        items = tuple(map(self._read_item, plain.split(",")))
        return items[0] if self.scalar and len(items) == 1 else items

    def _read_item(self, text: str) -> float | None:
        try:
            if re.match(r"\s*[+-]?0\d", text):  # 10,000 would be 10 and 0
                raise ValueError(f"{quoted(text)} is not a number here: it begins in 0")
            return self.item._read(text)
        except ValueError as error:
            raise ValueError(f"{error}; commas stand between numbers") from None

    def write(self, value: Any) -> str:
        """Return the numbers separated by commas."""
        if isinstance(value, tuple):
            return ",".join(map(self.item.write, value)) or "none"
        return self.item.write(value)

    def show(self, value: Any) -> str:
        """Return the numbers separated by commas and blanks."""
        return self.write(value).replace(",", ", ")
