"""Find the header of a table in its first rows, and name the columns."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from shallownet.data.tables.number_parsing import Numerals, is_missing
from shallownet.errors import DataError
from shallownet.wording import counted, some_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MAX_COLUMNS: Final = 5_000
_MAX_NAME_LENGTH: Final = 80
_MAX_PREAMBLE: Final = 100
_YEARS: Final = range(1500, 2200)
_POINT, _COMMA = Numerals("."), Numerals(",")


def is_comment(row: Sequence[str], width: int = 0) -> bool:
    """Return whether a row begins as a comment does.

    A column may be called # or %, in a row as wide as the table.
    """
    first = row[0].strip()
    named = len(first) == 1 and 1 < len(row) == width
    return first.startswith(("#", "%")) and not named


def filled_width(row: Sequence[str]) -> int:
    """Return the number of cells up to the last one that is not empty."""
    return max((n for n, cell in enumerate(row, 1) if cell.strip()), default=0)


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """Return the most common number of cells in a row; 0 without any."""
    return Counter(map(len, rows)).most_common(1)[0][0] if rows else 0


def count_preamble_rows(rows: list[list[str]]) -> int:
    """Return how many rows above the table are not part of it.

    These are ``sep=;``, comments, and titles: rows above the header that are narrower
    than the table, also if a spreadsheet has padded them with empty cells. A comment as
    wide as the table is the header, as NumPy writes it, unless a row that can only be
    a header follows.
    """
    separator_rows = int(rows[0][0].strip().lower().startswith("sep="))
    below = range(separator_rows, len(rows))
    usual = usual_width([rows[n] for n in below if not is_comment(rows[n])])
    table = [
        n
        for n in below
        if not is_comment(rows[n])
        or not (is_comment(rows[n], usual) or _precedes_header(rows, n, usual))
    ]
    if not table:
        return 0
    width, first = usual_width([rows[n] for n in table]), table[0]
    commented = first > separator_rows and len(rows[first - 1]) == width
    if commented and not _is_header(rows[first], width):
        return first - 1
    usual = Counter(filled_width(rows[n]) for n in table).most_common(1)[0][0]
    for n in table[1:_MAX_PREAMBLE]:
        above = [rows[m] for m in table if m < n]
        if any(filled_width(row) == usual for row in above):
            break
        if filled_width(rows[n]) >= usual and _are_titles(above, rows[n:], usual):
            return n
    return first


def _are_titles(
    above: Sequence[Sequence[str]], rows: Sequence[Sequence[str]], usual: int
) -> bool:
    """Return whether rows above others are titles, and no header of another length."""
    cells = [[cell for cell in row if cell.strip()] for row in above]
    most = max(map(len, cells))
    if any(all(map(_is_number, row)) for row in cells):
        return False
    below = rows[1] if len(rows) > 1 else ()
    if _is_header(rows[0], usual, below):
        over_numbers = any(any(map(_is_number, row)) for row in rows[1:5])
        return over_numbers or most <= max(1, usual // 2)
    return most == 1 and usual > 2


def _is_number(cell: str) -> bool:
    return _POINT.is_number(cell) or _COMMA.is_number(cell)


def _is_header(
    row: Sequence[str], width: int, below: Sequence[str] | None = None
) -> bool:
    """Return whether a row can only be a header: as wide as the table, all words.

    Given the row below, it may also have years above what is none.
    """
    if filled_width(row) != width:
        return False
    for cell, under in zip_longest(row[:width], (below or ())[:width], fillvalue=""):
        if is_missing(cell):
            return False
        if _is_number(cell) and (
            below is None or not _is_year(cell) or _is_year(under)
        ):
            return False
    return not all(map(_is_number, row[:width]))


def _is_year(cell: str) -> bool:
    return cell.strip().isdigit() and int(cell[:9]) in _YEARS


def _precedes_header(rows: Sequence[Sequence[str]], n: int, width: int) -> bool:
    return n + 1 < len(rows) and _is_header(rows[n + 1], width)


def has_header(
    first: Sequence[str], body: Sequence[Sequence[str]], is_typed: Callable[[str], bool]
) -> bool:
    """Return whether the first row of a table names its columns.

    It does not where it has numbers or dates above numbers or dates in most of the
    columns that hold such, unless they are distinct years above other numbers. Where no
    column holds any, it does not if one of its texts comes again below.

    Parameters
    ----------
    first : sequence of str
    body : sequence of sequence of str
        The rows below.
    is_typed : callable
        Returns whether a cell holds a number or a date.
    """
    filled = [cell for cell in first if not is_missing(cell)]
    if not body:
        return not filled or not all(map(is_typed, filled))
    names: list[str] = []
    typed = above = texts = repeats = 0
    for n, cell in enumerate(first):
        cells = [row[n] for row in body if n < len(row) and not is_missing(row[n])]
        if not cells or is_missing(cell):
            continue
        if 2 * sum(map(is_typed, cells)) > len(cells):
            typed += 1
            if is_typed(cell):
                above += 1
                names.append(cell)
        else:
            texts += 1
            repeats += cell in cells
    if not typed:
        return not texts or 2 * repeats <= texts
    return 2 * above <= typed or _are_years(names, body)


def _are_years(names: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Return whether numbers in a first row are names: distinct years, or 0, 1, 2."""
    texts = [name.strip() for name in names]
    if not all(text.isdigit() and len(text) < 5 for text in texts):
        return False
    numbers = list(map(int, texts))
    if len(set(numbers)) < max(len(numbers), 2):
        return False
    below = [cell.strip() for row in body for cell in row]
    like = sum(map(_is_year, below))
    if all(number in _YEARS for number in numbers) and 2 * like <= len(below):
        return True
    steps = {b - a for a, b in pairwise(numbers)}
    whole = sum(cell.isdigit() for cell in below)
    return len(numbers) > 2 and steps in ({1}, {-1}) and 2 * whole <= len(below)


class Names(NamedTuple):
    """The names of a table's columns, and sentences on how they were found."""

    names: tuple[str, ...]
    notes: tuple[str, ...]


def column_names(header: list[str], body: list[list[str]]) -> Names:
    """Return a unique name for each column that has a name or a value.

    Raises
    ------
    DataError
        If there are more than `MAX_COLUMNS`.
    """
    widths = [filled_width(row) for row in body]
    notes = []
    header = header[: filled_width(header)]
    if header and body:
        longer = 2 * widths.count(len(header) + 1) > len(body)
        if longer and _are_row_names(body):
            header = ["", *header]  # R writes row names without a header of their own
            notes.append(
                "The header has one name less than the rows have cells: the first "
                "column holds names of rows."
            )
    usual = min(usual_width(body), max(widths, default=0))
    width = max(len(header), usual, 1)
    if width > MAX_COLUMNS:
        most = f"{MAX_COLUMNS:,} are the most"
        raise DataError(f"{width:,} columns are too many; {most}")
    names = _unique((header + [""] * width)[:width])
    if header and width > len(header) and body:
        more = some_of(names[len(header) :])
        notes.append(
            f"The header has {counted(len(header), 'name')}, and most rows have "
            f"{counted(width, 'cell')}: what is beyond is called {more}. If the names "
            "belong to other columns, correct the file."
        )
    elif header and body and len(header) > max(widths):
        empty = some_of(names[max(widths) :])
        notes.append(
            f"The header has {counted(len(header), 'name')}, and no row has more than "
            f"{counted(max(widths), 'cell')}: nothing stands below {empty}."
        )
    return Names(tuple(names), tuple(notes))


def _unique(cells: Sequence[str]) -> list[str]:
    """Return a distinct name for each cell, in time that grows with their number."""
    plain = [
        " ".join(cell.split())[:_MAX_NAME_LENGTH] or f"column {n}"
        for n, cell in enumerate(cells, 1)
    ]
    names: dict[str, None] = {}
    repeats: Counter[str] = Counter()
    for base in plain:
        name = base
        while name in names:
            repeats[base] += 1
            name = f"{base} ({repeats[base] + 1})"
        names[name] = None
    return list(names)


def _are_row_names(body: Sequence[Sequence[str]]) -> bool:
    """Return whether the first cells of rows name them: distinct words, or 1, 2, 3."""
    first = [row[0].strip() for row in body]
    if len(set(first)) < len(first):
        return False
    if any(map(_is_number, first)):
        return first == [str(n) for n in range(1, len(first) + 1)]
    return all(first)
