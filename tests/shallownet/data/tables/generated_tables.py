"""Tables written with any dialect, of which it is known what they hold."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

import shallownet as sn

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

WORDS = (
    *("red", "green", "Köln", "São Paulo", "O'Hara", "rock 'n' roll", 'the "best"'),
    *("Doe, J.", "a;b", "x|y", "half full", "yes", "no", "B-52", "model T", "3M"),
)
NAMES = (
    *("time", "height", "Preis", "größe", "y", "x1", "number of rooms", "a,b", "t;s"),
    *("area (m²)", "price", "name's", 'the "y"', "Q1 2024", "count", "5th", "%"),
)
TITLES = ("Meter readings 2024", "Report: sales", "Exported by me, in Ulm")


@dataclass(frozen=True)
class Written:
    """A table file: its bytes, and the names and columns that it holds.

    A column is an array of numbers, or a list of texts with "" where one is missing.
    """

    data: bytes
    names: tuple[str, ...]
    columns: list[np.ndarray | list[str]]
    how: str


def generate(random: Random) -> Written:
    """Return a table in some dialect."""
    delimiter = random.choice(",,;;\t\t| ")
    decimal = random.choice(",." if delimiter != "," else "....,")
    other = "." if decimal == "," else ","
    thousands = random.choice(("", "", "", other, other, " ", "\u202f", "'"))
    quote = random.choice('""""\'')
    rows = random.randint(4, 40)
    missing = random.choice((0.0, 0.0, 0.1))
    code = random.choice(("NA", "?", "-", "" if delimiter != " " else "n/a"))
    kinds = ["float", random.choice(("int", "float"))]
    kinds += random.choices(
        ("int", "float", "large", "text", "date", "percent", "money"),
        k=random.randint(0, 5),
    )
    random.shuffle(kinds)
    written, columns = [], []
    for kind in kinds:
        cells, values = _column(random, kind, rows, decimal, thousands)
        for n in range(rows):
            if random.random() < missing and n:
                cells[n], values[n] = code, "" if isinstance(values[n], str) else np.nan
        written.append(cells)
        columns.append(
            values if isinstance(values[0], str) else np.array(values, float)
        )
    kept = [n for n in range(rows) if any(cells[n] for cells in written)]
    columns = [
        [column[n] for n in kept] if isinstance(column, list) else column[kept]
        for column in columns
    ]  # a row without any value is none
    header = random.random() < 0.85
    names = random.sample(NAMES, len(kinds))
    if not header:
        names = [f"column {n + 1}" for n in range(len(kinds))]
    text = io.StringIO()
    newline = random.choice(("\n", "\n", "\r\n", "\r"))
    if header and len(kinds) > 2 and delimiter != " " and random.random() < 0.2:
        title = random.choice(TITLES)
        padding = delimiter * random.choice((0, len(kinds) - 1))
        title = f"{quote}{title}{quote}" if delimiter in title else title
        text.write(title + padding + newline)
    quoting: Any = random.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    writer = csv.writer(
        text,
        delimiter=delimiter,
        quotechar=quote,
        quoting=quoting,
        lineterminator=newline,
    )
    if header:
        writer.writerow(names)
    writer.writerows(zip(*written, strict=True))
    encoding = random.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"))
    content = text.getvalue()
    if thousands == "\u202f" and encoding == "cp1252":
        encoding = "utf-8"
    return Written(
        content.encode(encoding),
        tuple(names),
        columns,
        f"{delimiter!r} {decimal!r} {thousands!r} {quote} {kinds} {encoding}",
    )


def _column(
    random: Random, kind: str, rows: int, decimal: str, thousands: str
) -> tuple[list[str], list]:
    """Return the cells of a column, and their values."""
    if kind == "text":
        texts = random.choices(random.sample(WORDS, 5), k=rows)
        return texts, list(texts)
    if kind == "date":
        days = [f"20{random.randint(10, 29)}-{n % 12 + 1:02}-17" for n in range(rows)]
        return days, list(days)
    places = random.randint(1, 4)
    size = {"large": 1e6, "money": 3e4, "percent": 100.0}.get(kind, 50.0)
    cells, values = [], []
    for _ in range(rows):
        value = random.uniform(-0.2 if kind != "percent" else 0.0, 1.0) * size
        if kind in ("int", "large"):
            value, places = round(value), 0
        elif kind == "money":
            places = 2
        text = f"{value:.{places}f}"
        number = float(f"{text}e-2" if kind == "percent" else text)
        shown = f"{value:,.{places}f}" if thousands else text
        swap = {",": thousands, ".": decimal}
        shown = "".join(swap.get(sign, sign) for sign in shown)
        if kind == "percent":
            shown += "%"
        elif kind == "money":
            shown = f"-€{shown[1:]}" if shown.startswith("-") else f"€{shown}"
        cells.append(shown)
        values.append(number)
    return cells, values


def problem(path: Path, written: Written) -> str:
    """Return how a table that is read differs from what was written, or nothing."""
    path.write_bytes(written.data)
    try:
        table = sn.read_table(path)
    except sn.DataError as error:
        return f"refused: {error}"
    if table.names != written.names:
        return f"names {table.names}, not {written.names}"
    for name, values, texts, expected in zip(
        table.names, table.values, table.texts, written.columns, strict=True
    ):
        if isinstance(expected, list):
            if texts is None:
                return f"{name} is no text"
            read = ["" if code < 0 else texts.texts[code] for code in texts.codes]
            if read != expected:
                return f"{name} is {read[:5]}, not {expected[:5]}"
        elif len(values) != len(expected) or not np.array_equal(
            values, expected, equal_nan=True
        ):
            return f"{name} is {values[:5]}, not {expected[:5]}"
    return ""


def is_told(path: Path) -> bool:
    """Return whether the sentences on a table name what could be read otherwise."""
    return any("could be" in note for note in sn.read_table(path).notes)
