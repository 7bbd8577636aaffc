"""Hyperparameters that are numbers, alone or several in a row."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from shallownet.settings.hyperparameter import Hyperparameter
from shallownet.wording import shortened

GROUPED: Final = re.compile(r"[+-]?\d{1,3}(,\d{3})+")
"""Digits in groups of three: 10,000."""

_PADDED_EXPONENT: Final = re.compile(r"e(?:\+|(-))0?")
"""What Python writes in 1e-08 and 1e+12 and people do not: they write 1e-8 and 1e12."""


@dataclass(frozen=True, kw_only=True)
class NumberSetting(Hyperparameter):
    """A number in a closed range.

    Attributes
    ----------
    minimum, maximum : float
    whole : bool
        Whether only whole numbers will do.
    logarithmic : bool
        Whether it is sensibly changed by factors rather than by differences.
    step : float
        What it is changed by, where that is a difference.
    typical : float or None
        A value to begin with, coming from zero or from none.
    none : str
        The word for None, where it need not be given.
    """

    minimum: float
    maximum: float
    whole: bool = False
    logarithmic: bool = False
    step: float = 1.0
    typical: float | None = None
    none: str = ""

    @property
    def kind(self) -> str:
        """What is asked for, in words."""
        return "a whole number" if self.whole else "a number such as 0.001 or 3e-4"

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
        return result

    def _read(self, text: str) -> float | None:
        plain = text.strip().replace("−", "-")
        if self.none and plain.lower() in ("", self.none, "none"):
            return None
        if self.whole and GROUPED.fullmatch(plain):
            plain = plain.replace(",", "")
        try:
            # A comma is not taken for a decimal point, nor passed over: 0,001 is
            # a thousandth to one person and one to another. Nor does Python's 1_0
            # mean ten to many.
            if "_" in plain:
                raise ValueError
            value = float(plain)
            if not math.isfinite(value) or (self.whole and value != int(value)):
                raise ValueError
        except ValueError:
            what = f"“{shortened(text)}” is not {self.kind}"
            raise ValueError(f"{what}, or {self.none}" if self.none else what) from None
        return int(value) if self.whole else value

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
class NumberListSetting(Hyperparameter):
    """A sequence of numbers; where ``alone``, one number may stand for all of them.

    Attributes
    ----------
    each : NumberSetting
        What each of them may be.
    of : str
        What there is one number for, in words.
    most : int
        How many there may be.
    alone : bool
        Whether a number without a sequence will do.
    """

    each: NumberSetting
    of: str
    most: int
    alone: bool = False

    def _convert(self, value: Any) -> Any:
        if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
            if self.alone:
                return self.each._convert(value)
            raise ValueError(
                f"it must be a sequence of whole numbers, one {self.of}, such as (10,)"
            )
        if len(value) > self.most:
            raise ValueError(
                f"it has {len(value)} numbers, one {self.of}; there may be at most "
                f"{self.most}"
            )
        if self.alone and not value:
            raise ValueError("it must have at least one number")
        items = tuple(self.each._convert(item) for item in value)
        return items[0] if self.alone and len(items) == 1 else items

    def _read(self, text: str) -> Any:
        plain = text.strip().strip("()[]").strip().rstrip(",")
        if not self.alone and plain.lower() in ("", "none", "0"):
            return ()
        items = [self.each._read(item) for item in plain.split(",")]
        return items[0] if self.alone and len(items) == 1 else tuple(items)

    def write(self, value: Any) -> str:
        """Return the numbers with commas between them."""
        if isinstance(value, tuple):
            return ",".join(self.each.write(item) for item in value) or "none"
        return self.each.write(value)

    def show(self, value: Any) -> str:
        """Return the numbers with commas and blanks between them."""
        return self.write(value).replace(",", ", ")
