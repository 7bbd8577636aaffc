"""The signs that a CSV file is written with, and the names they have in settings."""

from __future__ import annotations

from typing import Final

DELIMITERS: Final = {
    "comma": ",",
    "semicolon": ";",
    "tab": "\t",
    "bar": "|",
    "blank": " ",
}
DECIMALS: Final = {"point": ".", "comma": ","}
