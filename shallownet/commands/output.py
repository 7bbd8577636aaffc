"""Where a command writes its result: to a file, or to standard output."""

from __future__ import annotations

import io
import sys

from shallownet.documents import atomic_file


def let_streams_write_anything() -> None:
    """Let sentences be written wherever output goes.

    Outside UTF-8 there may be no ² and no −: these are then written as Python writes
    them, instead of ending the command.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def write_documents() -> None:
    """Let standard output be in UTF-8, as the files that it may become are."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def write_text(text: str, path: str | None) -> None:
    """Write a text to a file as a whole, or to standard output if there is no path.

    Raises
    ------
    DataError
        If the file cannot be written.
    """
    if path is None:
        write_documents()
        print(text, end="")  # which does nothing where there is no output
    else:
        atomic_file.write_text(path, text)
