"""How a table file is written, and what a person may choose about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shallownet.errors import DataError
from shallownet.wording import brief

DELIMITERS: Final = {
    "comma": ",",
    "semicolon": ";",
    "tab": "\t",
    "bar": "|",
    "blank": " ",
}
DECIMALS: Final = {"point": ".", "comma": ","}
THOUSANDS: Final = {"none": "", "comma": ",", "point": ".", "blank": " ", "mark": "'"}
"""What may be chosen to stand between thousands; otherwise each of them may."""
CODECS: Final = {
    "auto": "utf-8-sig",
    "utf-8": "utf-8-sig",  # with a byte order mark or without
    "utf-16": "utf-16",
    "cp1252": "cp1252",
    "latin-1": "latin-1",
}
"""Python's codec for each encoding."""
AUTO_ENCODINGS: Final = ("utf-8", "cp1252", "latin-1")
"""Encodings that ``"auto"`` tries in this order; the last one decodes any bytes."""


@dataclass(frozen=True)
class CsvDialect:
    """How a CSV file is written.

    Delimiter and decimal sign may both be a comma: then numbers are quoted. The header
    is a first row that names the columns. The encoding ``"auto"`` tries UTF-8,
    Windows-1252 and Latin-1 on the whole file, in this order.

    Attributes
    ----------
    delimiter, decimal : str
    header : bool
    encoding : str
    quote : str
        The quotation mark around cells: ``"``, ``'`` or none.
    escaped : bool
        Whether a backslash takes the meaning from a quotation mark or delimiter.
    thousands : str
        The only sign that may stand between thousands; ``"auto"`` for any, ``""`` for
        none. A blank stands for every kind of space.

    Raises
    ------
    DataError
        If a value is not one of the possible ones.
    """

    delimiter: str = ","
    decimal: str = "."
    header: bool = True
    encoding: str = "utf-8"
    quote: str = '"'
    escaped: bool = False
    thousands: str = "auto"

    def __post_init__(self) -> None:
        for name, choices in (
            ("delimiter", DELIMITERS.values()),
            ("decimal", DECIMALS.values()),
            ("encoding", CODECS),
            ("quote", ('"', "'", "")),
            ("thousands", ("auto", *THOUSANDS.values())),
        ):
            value = getattr(self, name)
            if value not in choices:
                shown = ", ".join(map(repr, choices))
                raise DataError(f"{name} is {brief(value)}; it must be one of {shown}")


@dataclass(frozen=True)
class ReadOptions:
    """What a person chose about how to read a table; the rest is detected.

    Attributes
    ----------
    delimiter : str
        A name in `DELIMITERS`, or ``"auto"``.
    decimal : str
        A name in `DECIMALS`, or ``"auto"``.
    thousands : str
        A name in `THOUSANDS`, or ``"auto"`` for any of them.
    header : str
        ``"yes"``, ``"no"`` or ``"auto"``.
    missing_codes : tuple of str
        What stands for a missing value beside "NA", "?" and their like: "-999".
    sheet : str
        The name of a workbook's sheet, or its number from 1; the first with a table
        if empty.

    Raises
    ------
    DataError
        If a value is not one of the possible ones.
    """

    delimiter: str = "auto"
    decimal: str = "auto"
    thousands: str = "auto"
    header: str = "auto"
    missing_codes: tuple[str, ...] = ()
    sheet: str = ""

    def __post_init__(self) -> None:
        for name, choices in (
            ("delimiter", ("auto", *DELIMITERS)),
            ("decimal", ("auto", *DECIMALS)),
            ("thousands", ("auto", *THOUSANDS)),
            ("header", ("auto", "yes", "no")),
        ):
            value = getattr(self, name)
            if value not in choices:
                shown = ", ".join(choices)
                raise DataError(f"{name} is {brief(value)}; it must be one of {shown}")
