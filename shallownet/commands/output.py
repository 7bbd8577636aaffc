"""Where a command writes its result: to a file, or to standard output."""

from __future__ import annotations

import sys

from shallownet.documents import atomic_file


def write_text(text: str, path: str | None) -> None:
    """Write a text to a file as a whole, or to standard output if there is no path.

    Raises
    ------
    DataError
        If the file cannot be written.
    """
    if path is None:
        sys.stdout.write(text)
    else:
        atomic_file.write_text(path, text)
