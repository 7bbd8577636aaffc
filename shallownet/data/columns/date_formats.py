"""Recognize how dates and times are written, and turn them into seconds.

The formats are those of `FORMATS`. A time may follow each date: 18:30, 6:30 pm,
18:30:05.5. A time zone is left out: hours are those of the clock that wrote them. Years
of two digits lie from 1969 to 2068, as POSIX reads them. Names of months are English,
German, French or Spanish, or their first three letters.
"""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shallownet.arrays import Array

DAY: Final = 86_400.0
"""Seconds of a day."""

_TESTED: Final = 60
"""Texts that a format is tried on before it is tried on all."""

_MONTHS: Final = (
    "january jan januar jänner janvier janv enero ene",
    "february feb februar février fevrier févr fevr febrero",
    "march mar märz maerz mrz mär mars marzo",
    "april apr avril avr abril abr",
    "may mai mayo",
    "june jun juni juin junio",
    "july jul juli juillet juil julio",
    "august aug août aout agosto ago",
    "september sep sept septembre septiembre",
    "october oct oktober okt octobre octubre",
    "november nov novembre noviembre",
    "december dec dezember dez décembre decembre déc diciembre dic",
)
_MONTH: Final = {
    name: n for n, names in enumerate(_MONTHS, 1) for name in names.split()
}

_TIME: Final = (
    r"(?P<H>[0-9]{1,2}):(?P<M>[0-9]{2})(?::(?P<S>[0-9]{2}(?:[.,][0-9]+)?))?"
    r" ?(?P<half>[AaPp])?(?:(?<=[AaPp])\.?[Mm]\.?)?"
    r" ?(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?"
)
_AND_TIME: Final = rf"(?:(?:T|,? +){_TIME})?"
_WEEKDAY: Final = r"(?:(?!{names})[^\W\d_]{{2,10}}[.,]? +)?".format(
    names="|".join(sorted(_MONTH, key=len, reverse=True))
)
_NAME: Final = r"(?P<name>[^\W\d_]{3,10})\.?"
_SHORT: Final = r"(?P<y>[0-9]{4}|[0-9]{2})"


def _pattern(date: str) -> Callable[[str], re.Match[str] | None]:
    """Return what matches a text with a pattern, which is compiled when first used.

    Together they take 30 ms, and many tables have no dates.
    """
    return lambda text: _compiled(date).fullmatch(text)


@cache
def _compiled(date: str) -> re.Pattern[str]:
    return re.compile(date, re.IGNORECASE)


class _Clock(NamedTuple):
    """A point of time: years, months and days count as usual."""

    year: int
    month: int = 1
    day: int = 1
    seconds: float = 0.0


def _read(match: Callable[[str], re.Match[str] | None], text: str) -> _Clock | None:
    found = match(text)
    if found is None:
        return None
    parts = found.groupdict()
    year = int(parts.get("y") or 1970)
    if len(parts.get("y") or "") == 2:
        year += 1900 if year >= 69 else 2000
    month = int(parts.get("m") or 1)
    if parts.get("name"):
        month = _MONTH.get(parts["name"].lower(), 0)
    if parts.get("q"):
        month = 3 * int(parts["q"]) - 2
    seconds = _seconds(parts)
    if seconds is None:
        return None
    return _Clock(year, month, int(parts.get("d") or 1), seconds)


def _seconds(parts: dict[str, str | None]) -> float | None:
    """Return the seconds since midnight; None if there is no such time."""
    if parts.get("H") is None:
        return 0.0
    hour, minute = int(parts["H"] or 0), int(parts["M"] or 0)
    second = float((parts.get("S") or "0").replace(",", "."))
    if parts.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if (parts["half"] or "").lower() == "p" else 0)
    if hour > 24 or minute > 59 or second >= 61.0:
        return None
    return 3600.0 * hour + 60.0 * minute + second


_NUMERIC: Final = r"(?P<{a}>[0-9]{{1,2}})(?P<s>[./-])(?P<{b}>[0-9]{{1,2}})(?P=s)"

DAY_FIRST: Final = "day/month/year"
MONTH_FIRST: Final = "month/day/year"
TIME_ALONE: Final = "hour:minute"

FORMATS: Final[dict[str, Callable[[str], re.Match[str] | None]]] = {
    "year-month-day": _pattern(
        r"(?P<y>[0-9]{4})(?P<s>[-/.]?)(?P<m>[0-9]{2}|(?<=[-/.])[0-9])(?P=s)"
        rf"(?P<d>[0-9]{{2}}|(?<=[-/.])[0-9]){_AND_TIME}"
    ),
    DAY_FIRST: _pattern(
        f"{_WEEKDAY}{_NUMERIC.format(a='d', b='m')}{_SHORT}{_AND_TIME}"
    ),
    MONTH_FIRST: _pattern(
        f"{_WEEKDAY}{_NUMERIC.format(a='m', b='d')}{_SHORT}{_AND_TIME}"
    ),
    "day month-name year": _pattern(
        rf"{_WEEKDAY}(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th|\.)?[ /-]*{_NAME}[ ,/-]*"
        rf"{_SHORT}{_AND_TIME}"
    ),
    "month-name day year": _pattern(
        rf"{_WEEKDAY}{_NAME}[ /-]*(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:, *| +|-|/)"
        rf"(?P<y>[0-9]{{4}}){_AND_TIME}"
    ),
    "month-name year": _pattern(rf"{_NAME}[ ,/'-]*{_SHORT}"),
    "year-month": _pattern(r"(?P<y>[0-9]{4})[-/.](?P<m>[0-9]{1,2})"),
    "month/year": _pattern(r"(?P<m>[0-9]{1,2})[-/.](?P<y>[0-9]{4})"),
    "year-quarter": _pattern(r"(?P<y>[0-9]{4})[ /-]*Q(?P<q>[1-4])"),
    "quarter-year": _pattern(rf"Q(?P<q>[1-4])[ /-]*{_SHORT}"),
    TIME_ALONE: _pattern(_TIME),
}
"""How dates are written, by the name of the format."""


_PLAIN_ISO: Final = _pattern(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9.]+)?)?"
)


def seconds_of(texts: Sequence[str], form: str) -> Array:
    """Return the seconds since 1970 of texts in a format; NaN where one is not in it.

    Examples
    --------
    >>> seconds_of(["2.1.1970", "31.2.1970"], "day/month/year").tolist()
    [86400.0, nan]
    """
    if form == "year-month-day" and (quick := _iso_seconds(texts)) is not None:
        return quick
    read = partial(_read, FORMATS[form])
    clocks = np.array(
        [read(text) or _Clock(0, 0, 0) for text in texts], np.float64
    ).reshape(-1, 4)
    year, month, day, seconds = clocks.T
    wrong = (month < 1.0) | (month > 12.0) | (day < 1.0)
    count = (12.0 * (year - 1970.0) + month - 1.0)[~wrong].astype(np.int64)
    months = count.astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day[~wrong] - 1.0).astype(np.int64)
    # 31 February would be 3 March.
    valid = days.astype("datetime64[M]") == months
    result = np.full(len(texts), np.nan)
    inside = np.where(valid, DAY * days.astype(np.int64), np.nan)
    result[~wrong] = inside + seconds[~wrong]
    return result


def _iso_seconds(texts: Sequence[str]) -> Array | None:
    """Return the seconds of ISO dates, in a tenth of the time; None if some are not."""
    if not all(map(_PLAIN_ISO, texts)):
        return None
    try:
        stamps = np.array(list(texts), "U").astype("datetime64[ms]")
    except ValueError:
        return None
    result: Array = stamps.astype(np.int64) / 1000.0
    return None if np.isnat(stamps).any() else result


def _of_numbers(numbers: Array) -> Array:
    """Return the seconds of numbers such as 20240131; NaN where no day is that."""
    whole = np.isfinite(numbers) & (numbers == np.floor(numbers))
    texts = [
        f"{int(n):08}" if good and 0 < n < 1e8 else ""
        for n, good in zip(numbers.tolist(), whole.tolist(), strict=True)
    ]
    return seconds_of(texts, "year-month-day")


NUMBER_FORMATS: Final[dict[str, Callable[[Array], Array]]] = {
    "yearmonthday": _of_numbers,
    "seconds since 1970": lambda numbers: numbers,
    "milliseconds since 1970": lambda numbers: numbers / 1000.0,
}
"""Dates that are numbers: 20240131, or what computers count."""


class DateFormat(NamedTuple):
    """A format that texts have.

    Attributes
    ----------
    name : str
    share : float
        The share of the texts that are dates in it.
    ambiguous : bool
        Whether all of them could be read with day and month exchanged.
    """

    name: str
    share: float
    ambiguous: bool = False


def date_format(texts: Sequence[str]) -> DateFormat | None:
    """Return the format that most of the texts are dates in; None if few are.

    03/04/2020 may be in March or in April. The first number is the month where it is
    never above 12 and the second one is, or where all texts have slashes and neither
    decides it: then the format is ambiguous. Otherwise it is the day.
    """
    step = max(len(texts) // _TESTED, 1)
    tested = texts[::step]
    found = []
    for name in FORMATS:
        if np.isfinite(seconds_of(tested, name)).mean() > 0.8:
            share = float(np.isfinite(seconds_of(texts, name)).mean())
            found.append(DateFormat(name, share))
    if not found:
        return None
    best = max(found, key=lambda form: form.share)  # the first of equals
    shares = {form.name: form.share for form in found}
    if best.name == DAY_FIRST and shares.get(MONTH_FIRST) == best.share:
        slashes = all("/" in text for text in texts)
        name = MONTH_FIRST if slashes else DAY_FIRST
        return DateFormat(name, best.share, ambiguous=True)
    return best


def date_text(seconds: float) -> str:
    """Return a point of time as ISO writes it, without a midnight's hour."""
    stamp = str(np.datetime64(round(seconds), "s"))
    return stamp.removesuffix("T00:00:00").removesuffix(":00").replace("T", " ")
