"""Tables in files that are not read line by line: workbooks, HTML, ARFF, JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from shallownet.data.tables.rows import Rows


class Source(NamedTuple):
    """All rows of a table that is read as a whole.

    Attributes
    ----------
    rows : Rows
        Their cells as text, with the line or sheet row of each.
    header : bool
        Whether the first row certainly names the columns.
    decimal : str
        The decimal sign, if it is certain.
    notes : tuple of str
    sheets : tuple of str
    """

    rows: Rows
    header: bool = False
    decimal: str = ""
    notes: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()


def read_source(path: str, start: bytes, sheet: str) -> Source | None:
    """Return the table of a file that is not plain text; None if it is one."""
    return None
