"""What the name of a column tells about it.

A name is taken apart into words: at blanks, signs and digits, and where an upper-case
letter follows a lower-case one. "PassengerId" is "passenger id".
"""

from __future__ import annotations

import re
from typing import Final

_ID_ENDS: Final = frozenset(
    "id ids uuid guid key code number no nr num rownames rowname rownum sku".split()
)
_ID_NAMES: Final = frozenset(
    "index idx row rows obs observation case serial isbn ssn iban rank".split()
)
_CODE_NAMES: Final = frozenset(
    "zip,zipcode,zip code,postcode,post code,postal code,plz,phone,phone number,"
    "telephone,fips".split(",")
)
_COUNTED: Final = frozenset(
    "t x time day days date step week month quarter year hour minute second age dose "
    "level distance depth position length size temperature".split()
)
"""Quantities that may well be 1, 2, 3 … down a table."""

_TARGETS: Final = frozenset(
    "y target label outcome response dependent output class".split()
)
_PREDICTED: Final = frozenset(
    "price cost sales salary wage wages income charges revenue profit amount value "
    "score rating quality mpg yield strength demand consumption cnt count total "
    "progression medv mass weight rings tip load noise power emission emissions "
    "mortality deaths rate".split()
)
"""Words of what is usually predicted."""

_GIVEN: Final = frozenset(
    "year month day hour weekday week date latitude longitude lat lon lng age "
    "sex gender x".split()
)
"""Words of what is usually known beforehand."""


def words(name: str) -> tuple[str, ...]:
    """Return the words of a column's name, in lower case.

    Examples
    --------
    >>> words("body_mass_g"), words("PassengerId"), words("MEDV")
    (('body', 'mass', 'g'), ('passenger', 'id'), ('medv',))
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return tuple(re.findall(r"[^\W\d_]+", apart.lower()))


def is_unnamed(name: str) -> bool:
    """Return whether a column has no name of its own.

    pandas calls it "Unnamed: 0", R leaves it empty, which is read as "column 1".
    """
    return bool(re.fullmatch(r"|column \d+|unnamed(: \d+)?", name.strip().lower()))


def names_an_id(name: str) -> bool:
    """Return whether a name says that its values only tell rows apart."""
    parts = words(name)
    return bool(parts) and (parts[-1] in _ID_ENDS or " ".join(parts) in _ID_NAMES)


def names_a_code(name: str) -> bool:
    """Return whether a name says that its numbers are codes, such as postal codes."""
    return " ".join(words(name)) in _CODE_NAMES


def names_a_quantity(name: str) -> bool:
    """Return whether numbers 1, 2, 3 … under this name may be more than row numbers."""
    return not _COUNTED.isdisjoint(words(name))


def names_a_time(name: str) -> bool:
    """Return whether a name says that its numbers are times."""
    stamps = {"time", "timestamp", "date", "datetime", "epoch", "ts", "day", "created"}
    return not stamps.isdisjoint(words(name))


def target_score(name: str) -> int:
    """Return how much a name says that its column is to be predicted: 2 to -1."""
    parts = words(name)
    if " ".join(parts) in _TARGETS:
        return 2
    if not _GIVEN.isdisjoint(parts):
        return -1
    return int(not _PREDICTED.isdisjoint(parts))
