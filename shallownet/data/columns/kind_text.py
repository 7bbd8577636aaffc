"""The kind of a column as text, as a recipe and a command line have it.

``NAME: KIND`` or ``NAME: KIND DETAIL | DETAIL``: "species: category Adelie | Gentoo".
A backslash stands before a sign that would be read otherwise: a colon in the name, a
bar in a detail.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from shallownet.wording import quoted

KINDS: Final = {
    "number": "a quantity",
    "percentage": "a share, written with %: 12 % is 0.12",
    "money": "an amount, written with a currency",
    "date": "a date, a time of day, or both",
    "yes/no": "one of two answers: 1 and 0",
    "category": "one of a few names: an input each",
    "id": "what tells the rows apart, and nothing else",
    "text": "many different texts",
    "constant": "the same in every row",
}
"""Each kind of column, and what it is."""

NUMBERS: Final = ("number", "percentage", "money")
"""Kinds that are quantities."""

USABLE: Final = (*NUMBERS, "date", "yes/no", "category")
"""Kinds that a network can learn from."""

MAX_LENGTH: Final = 4_000
"""Characters of a column's kind with its categories."""


class ColumnKind(NamedTuple):
    """The kind of a column, with what it takes to encode it in the same way again.

    Attributes
    ----------
    column : str
    kind : str
        One of `KINDS`.
    details : tuple of str
        The categories, the two answers, or the format and the parts of a date; empty
        if they are to be found in the table.
    """

    column: str
    kind: str
    details: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The kind as text, from which `read_kind` makes it again."""
        name = re.sub(r"([\\:])", r"\\\1", self.column)
        details = " | ".join(re.sub(r"([\\|])", r"\\\1", d) for d in self.details)
        return f"{name}: {self.kind} {details}".rstrip(" ")


def read_kind(text: str) -> ColumnKind:
    """Return the kind that a text tells.

    Raises
    ------
    ValueError
        If it is no such text; the message says what is wrong.

    Examples
    --------
    >>> read_kind("species: category Adelie | Gentoo")
    ColumnKind(column='species', kind='category', details=('Adelie', 'Gentoo'))
    """
    match = re.fullmatch(r"((?:\\.|[^\\:])*):\s*(\S*)(.*)", text.strip(), re.DOTALL)
    if match is None:
        raise ValueError(
            f"{quoted(text)} has no kind: write the column's name, a colon and its "
            "kind, as in “town: category”"
        )
    name, kind, rest = match.groups()
    if kind not in KINDS:
        raise ValueError(f"{quoted(kind)} is no kind; there are {', '.join(KINDS)}")
    details = re.findall(r"(?:\\.|[^\\|])+", rest, re.DOTALL)
    plain = [re.sub(r"\\(.)", r"\1", detail.strip()) for detail in details]
    column = re.sub(r"\\(.)", r"\1", name)
    return ColumnKind(column, kind, tuple(detail for detail in plain if detail))
