"""Read the rows of a CSV file with the standard library's ``csv`` module."""

from __future__ import annotations

import csv
import os
import re
import stat
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Final, TextIO

from shallownet.errors import DataError
from shallownet.wording import file_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_LINE_LENGTH: Final = 4 * 1024 * 1024
"""A file without any newline must not fill the memory."""


class EncodingError(DataError):
    """The file is not text in the encoding used to read it."""


def open_file(path: str) -> BinaryIO:
    """Open a regular file for reading.

    Raises
    ------
    DataError
        If it cannot be opened, or is not a regular file: a pipe would block forever.
    """
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISREG(mode):
            return open(path, "rb")
    except FileNotFoundError:
        raise DataError(f"there is no file {file_name(path)}") from None
    except PermissionError:
        raise DataError(f"there is no permission to read {file_name(path)}") from None
    except OSError as error:
        reason = error.strerror
        raise DataError(f"{file_name(path)} cannot be opened: {reason}") from None
    except ValueError:  # a zero character, or half of a pair
        raise DataError(f"{file_name(path)} is no name that a file can have") from None
    what = "a folder" if stat.S_ISDIR(mode) else "no ordinary file"
    raise DataError(f"{file_name(path)} is {what}; choose a CSV file")


def read_rows(
    text: TextIO, delimiter: str, chunk_size: int = 1
) -> Iterator[tuple[list[int], list[list[str]]]]:
    """Yield chunks of rows, with the line each row begins in, skipping blank rows.

    Raises
    ------
    EncodingError
        If the text does not fit its encoding; the message names the line.
    DataError
        If it cannot be read further for another reason; the message names the line.
    """
    # Skipping blanks at the start of a cell makes a run of blanks one delimiter, and
    # lets a quotation mark after a blank open a quoted cell.
    reader = csv.reader(_lines(text), delimiter=delimiter, skipinitialspace=True)
    row: list[str] = []
    rows: list[list[str]] = []
    lines: list[int] = []
    start = line = 1
    try:
        for row in reader:
            if len(row) > 1 or (row and row[0].strip()):
                rows.append(row)
                lines.append(line)
                if len(rows) == chunk_size:
                    yield lines, rows
                    rows, lines = [], []
            start, line = line, reader.line_num + 1
    except csv.Error as error:
        raise DataError(
            f"line {line:,} cannot be read: {error}; is a quotation mark not closed?"
        ) from None
    except UnicodeDecodeError as error:
        # The decoder runs some lines ahead of the reader.
        ahead = error.object[: error.start].decode(error.encoding, "replace")
        line = reader.line_num + 1 + len(re.findall(r"\r\n?|\n", ahead))
        raise EncodingError(
            f"line {line:,} is no text in {error.encoding.upper()} ({error.reason}); "
            "save the file as UTF-8"
        ) from None
    except OSError as error:
        raise DataError(f"line {line:,} cannot be read: {error.strerror}") from None
    if row:
        raise DataError(f"line {start:,} opens a quotation mark that is never closed")
    if rows:
        yield lines, rows


def _lines(text: TextIO) -> Iterator[str]:
    for line in iter(partial(text.readline, _MAX_LINE_LENGTH), ""):
        if len(line) == _MAX_LINE_LENGTH:
            raise csv.Error(f"it has more than {_MAX_LINE_LENGTH:,} characters")
        yield line
    # A final blank line gives a blank row, unless a quotation mark is still open.
    yield "\n"
