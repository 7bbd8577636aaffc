"""Where a command writes its result: to a file, or to standard output."""

from __future__ import annotations

import sys

from shallownet.documents.atomic_file import atomic_file
from shallownet.errors import DataError


def write_text(text: str, path: str | None) -> None:
    """Write a text to a file as a whole, or to standard output if there is no path.

    Raises
    ------
    DataError
        If the file cannot be written.
    """
    if path is None:
        sys.stdout.write(text)
        return
    try:
        with atomic_file(path) as file:
            file.write(text.encode())
    except OSError as error:
        raise DataError(f"{path} cannot be written: {error.strerror}") from error
