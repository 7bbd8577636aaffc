"""Detect how a table file is written: delimiter, quotation mark and decimal sign.

``csv.Sniffer`` knows no decimal comma and accepts the first regularity it meets.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from shallownet.data.tables.dialect import DELIMITERS, CsvDialect
from shallownet.data.tables.header import (
    count_preamble_rows,
    is_comment,
    usual_width,
)
from shallownet.data.tables.number_parsing import Numerals, is_missing
from shallownet.data.tables.rows import Block, Rows, RowSplitter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SCORED_LINES: Final = 1_200
_SCORED_ROWS: Final = 300
_SCORED_CELLS: Final = 6_000
_DECIMAL_ROWS: Final = 1_000
_WEIGHTS: Final = {" ": 0.8}
"""Blanks stand within cells, too; other delimiters seldom do."""
_DATE: Final = re.compile(
    r"\s*(?:\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
    r"|\d{1,2}[- ]?[A-Za-z]{3,9}[.,]?[- ]?\d{2,4}|[A-Za-z]{3,9}\.? \d{1,2},? \d{4})?"
    r"(?:[T ]*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?\s*"
    r"(?:[AaPp][Mm]|Z|[+-]\d\d:?\d\d)?\s*"
)
_POINT, _COMMA = Numerals("."), Numerals(",")


def is_date(cell: str) -> bool:
    """Return whether a cell looks like a date or a time."""
    return any(c.isdigit() for c in cell) and bool(_DATE.fullmatch(cell))


def detect_layout(text: str, delimiter: str = "") -> CsvDialect:
    """Return the delimiter and the quotation mark that give the most even table.

    A first line such as ``sep=;``, which Excel reads and some programs write, names the
    delimiter.

    Parameters
    ----------
    text : str
        The beginning of a file, in whole lines.
    delimiter : str
        The delimiter, if it is known.
    """
    named = re.match(r"sep=(.)$", text, re.IGNORECASE | re.MULTILINE)
    if not delimiter and named and named[1] in DELIMITERS.values():
        delimiter = named[1]
    lines = text.split("\n", _SCORED_LINES)[:_SCORED_LINES]
    head = Block("\n".join(lines), 1, True)
    quotes = _possible_quotes(lines)
    escapes = (False, True) if re.search(r'\\["\',;\t|]', head.text) else (False,)
    candidates = [
        CsvDialect(delimiter=sign, quote=quote, escaped=escaped)
        for escaped in escapes
        for quote in quotes
        for sign in ([delimiter] if delimiter else DELIMITERS.values())
    ]
    return max(candidates, key=lambda dialect: _score(head, dialect))


def _possible_quotes(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the quotation marks that cells may stand in, the likelier one first."""
    text = "\n".join(lines)
    whole = r"'(?:[^'\n]|'')*'(?=[,;\t| \n]|$)"
    if not re.search(rf"(?:^|[,;\t| ]){whole}", text, re.MULTILINE):
        return ('"',)
    double = len(re.findall(r'(?:^|[,;\t|])"', text, re.MULTILINE))
    single = len(re.findall(rf"(?:^|[,;\t|]){whole}", text, re.MULTILINE))
    # The quotation mark itself is in a cell: 'name''s'. Nothing else doubles it.
    doubled = re.search(r"(?:^|[,;\t| ])'[^'\n]+''[^'\n]+'(?=[,;\t| \n]|$)", text, re.M)
    if doubled and not re.search(r'(?:^|[,;\t| ])"', text, re.MULTILINE):
        return ("'", '"')
    broken = len(re.findall(r"(?:^|[,;\t|])'[^'\n]*$", text, re.MULTILINE))
    return ("'", '"') if single > max(double, 4 * broken) else ('"', "'")


def _score(head: Block, dialect: CsvDialect) -> float:
    """Return how even a table a dialect gives, and how much of it is typed."""
    rows = split_sample(head, dialect).cells
    if not rows:
        return 0.0
    most = max(min(_SCORED_ROWS, _SCORED_CELLS // usual_width(rows)), 5)
    skipped = count_preamble_rows(rows)
    title = skipped > 0 and not is_comment(rows[skipped - 1], len(rows[skipped - 1]))
    rows = rows[skipped:][:most]
    width, even = Counter(map(len, rows)).most_common(1)[0]
    if width == 1:
        return 0.0
    cells = [c for r in rows if len(r) == width for c in r if not is_missing(c)]
    typed = sum(map(_is_typed, cells))
    # 1.779,55;1 has as many commas in every row, but its header has none.
    # What seems to be a title right above numbers may be such a header, too.
    doubtful = title and any(map(_is_typed, rows[0]))
    fits_header = 1.0 if len(rows[0]) == width and not doubtful else 0.5
    weight = _WEIGHTS.get(dialect.delimiter, 1.0)
    if dialect.delimiter == " " and _hold_a_delimiter(head.text, dialect.quote):
        weight *= 0.5
    evenness = fits_header * even / len(rows)
    return weight * evenness * (0.5 + typed / max(len(cells), 1))


@lru_cache(50_000)
def _is_typed(cell: str) -> bool:
    return _POINT.is_number(cell) or _COMMA.is_number(cell) or is_date(cell)


def _hold_a_delimiter(text: str, quote: str) -> bool:
    """Return whether cells between blanks often have another delimiter in them."""
    lines = re.sub(rf"{quote}[^{quote}\n]*{quote}", "", text).split("\n")
    with_one = sum(
        any(
            sign in cell and not _is_typed(cell)
            for cell in line.split(" ")
            for sign in ",;\t|"
        )
        for line in lines
    )
    return 2 * with_one > len(lines)


def split_sample(block: Block, dialect: CsvDialect) -> Rows:
    """Return the rows of a sample, split twice if its quotation marks are odd."""
    splitter = RowSplitter(dialect)
    rows = splitter.split(block)
    if splitter.stray_quotes.count or splitter.long_rows.count:
        rows = RowSplitter(dialect, usual_width(rows.cells)).split(block)
    return rows


def detect_decimal(
    columns: Iterable[Sequence[str]], delimiter: str
) -> tuple[str, bool]:
    """Return the decimal sign of a table's cells, and whether it is a guess.

    A cell is a vote for a sign if it is a number with that sign only: 0,5 and 1.779,55
    for the comma, 0.5 and 1,234.56 for the point. The majority decides, but where the
    delimiter is a comma, a decimal comma needs all votes.

    1,234 and 1.234 are numbers with either sign. They vote for thousands where their
    column has whole numbers below 1000 without a sign, too. Without any votes, 1,234
    has a decimal comma unless the delimiter is a comma (then it was quoted, as
    spreadsheets write thousands), and 1.234 has a decimal point: a guess.
    """
    votes = {",": 0, ".": 0}
    ambiguous = {",": 0, ".": 0}
    for cells in columns:
        doubtful = {",": 0, ".": 0}
        if any(map(_is_list, cells[:_DECIMAL_ROWS])):
            continue
        sure, small, large = 0, 0, 0
        for cell in cells[:_DECIMAL_ROWS]:
            if "," not in cell and "." not in cell:
                digits = cell.strip()
                small += digits.isdigit() and len(digits) < 4 and digits != "0"
                large += digits.isdigit() and len(digits) > 3
                continue
            comma, point = _COMMA.is_number(cell), _POINT.is_number(cell)
            if comma != point:
                votes["," if comma else "."] += 1
                sure += 1
            elif comma:
                doubtful["," if "," in cell else "."] += 1
        sign = max(doubtful, key=doubtful.__getitem__)
        if not sure and not large and doubtful[sign] and small >= 2:
            votes[_OTHER[sign]] += doubtful[sign]  # it separates thousands
        else:
            ambiguous[sign] += doubtful[sign]
    if not votes[","] and not votes["."]:
        guess = "," if ambiguous[","] and delimiter != "," else "."
        return guess, bool(ambiguous[","] or ambiguous["."])
    if delimiter == ",":
        return "." if votes["."] else ",", False
    return "," if votes[","] > votes["."] else ".", False


def _is_list(cell: str) -> bool:
    """Return whether a cell is a list such as 1,2,3, and no number."""
    return bool(_LIST.fullmatch(cell)) and not _is_typed(cell)


_LIST: Final = re.compile(r"\s*\d+(?:\s*([,;])\s*\d+)(?:\s*\1\s*\d+)+\s*")
_OTHER: Final = {",": ".", ".": ","}
