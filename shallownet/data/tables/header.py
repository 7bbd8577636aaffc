"""Find the header of a table in the first rows of a file, and name the columns."""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import Final

from shallownet.data.tables.number_parsing import is_missing, is_number
from shallownet.errors import DataError

MAX_COLUMNS: Final = 200
_MAX_NAME_LENGTH: Final = 80


def is_comment(row: list[str]) -> bool:
    """Return whether a row begins as a comment does."""
    return row[0].lstrip().startswith(("#", "%"))


def count_preamble_rows(rows: list[list[str]]) -> int:
    """Return how many rows above the table are not part of it.

    These are ``sep=;``, comments, and titles: rows above the header that are narrower
    than the table. A comment as wide as the table is the header, as NumPy writes it,
    unless a row that can only be a header follows.
    """
    separator_rows = int(rows[0][0].strip().lower().startswith("sep="))
    table = [n for n in range(separator_rows, len(rows)) if not is_comment(rows[n])]
    if not table:
        return 0
    width, first = _most_common([len(rows[n]) for n in table]), table[0]
    commented = first > separator_rows and len(rows[first - 1]) == width
    if commented and not _is_header(rows[first], width):
        return first - 1
    header = next((n for n in table if len(rows[n]) >= width), first)
    return header if _is_header(rows[header], width) else first


def _is_header(row: list[str], width: int) -> bool:
    """Return whether a row can only be a header: as wide as the table, all words."""
    return len(row) == width and not any(
        is_missing(cell) or is_number(cell, ".") or is_number(cell, ",") for cell in row
    )


def column_names(header: list[str], body: list[list[str]]) -> tuple[str, ...]:
    """Return a unique name for each column that has a name or a value."""

    def filled_width(row: list[str]) -> int:
        return max((n for n, cell in enumerate(row, 1) if cell.strip()), default=0)

    widths = [filled_width(row) for row in body]
    if header and 2 * widths.count(len(header) + 1) > len(body):
        header = ["", *header]  # R writes row names without a header of their own
    usual = min(_most_common([len(row) for row in body]), max(widths, default=0))
    width = max(filled_width(header), usual, 1)
    if width > MAX_COLUMNS:
        raise DataError(f"{width:,} columns are too many; {MAX_COLUMNS} are the most")
    names: list[str] = []
    for n, cell in enumerate((header + [""] * width)[:width], 1):
        name = base = " ".join(cell.split())[:_MAX_NAME_LENGTH] or f"column {n}"
        repeats = count(2)
        while name in names:
            name = f"{base} ({next(repeats)})"
        names.append(name)
    return tuple(names)


def _most_common(numbers: list[int]) -> int:
    return Counter(numbers).most_common(1)[0][0] if numbers else 0
