"""The dialect of a CSV file: delimiter, decimal sign, header and encoding."""

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

    Raises
    ------
    DataError
        If a value is not one of the possible ones.
    """

    delimiter: str = ","
    decimal: str = "."
    header: bool = True
    encoding: str = "utf-8"

    def __post_init__(self) -> None:
        for name, choices in (
            ("delimiter", DELIMITERS.values()),
            ("decimal", DECIMALS.values()),
            ("encoding", CODECS),
        ):
            value = getattr(self, name)
            if value not in choices:
                shown = ", ".join(map(repr, choices))
                raise DataError(f"{name} is {brief(value)}; it must be one of {shown}")
