"""Tables in files that are not split line by line: workbooks, HTML, ARFF, JSON.

What a file is, its content says; its name only helps to say what is wrong with it.
"""

from __future__ import annotations

import codecs
import os
import re
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

from shallownet.data.tables.files import (
    decode,
    open_file,
    read_bytes,
    uncompressed,
)
from shallownet.errors import DataError
from shallownet.wording import file_name, shortened

if TYPE_CHECKING:
    from shallownet.data.tables.rows import Rows

MAX_BYTES: Final = 200_000_000
"""A file that is read as a whole must not fill the memory."""
ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0"


class _Kind(NamedTuple):
    """A kind of file: how it begins, the module that reads it, its usual suffixes."""

    name: str
    begins: re.Pattern[str]
    module: str
    suffixes: tuple[str, ...]


_WORKBOOK: Final = _Kind(
    "a workbook",
    re.compile(""),
    "workbook",
    (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
)
_TEXTS: Final = (
    _Kind(
        "a web page",
        re.compile(
            r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*"
            r"<(?:!doctype html|html|head|meta|body|table)\b",
            re.IGNORECASE | re.DOTALL,
        ),
        "html_table",
        (".html", ".htm", ".xhtml"),
    ),
    _Kind(
        "an ARFF file",
        re.compile(r"(?:\s*%[^\n]*\n|\s+)*@relation\b", re.IGNORECASE),
        "arff",
        (".arff",),
    ),
    _Kind(
        "JSON",
        re.compile(r'\s*(?:\{\s*"|\[\s*[\[{])'),
        "json_rows",
        (".json", ".jsonl", ".ndjson"),
    ),
)
_XML: Final = re.compile(r"\s*<\?xml\b")


class Source(NamedTuple):
    """All rows of a table that is read as a whole.

    Attributes
    ----------
    rows : Rows
        Their cells as text, with the line or sheet row of each.
    header : bool
        Whether the first row certainly names the columns.
    decimal : str
        The decimal sign, if it is certain.
    notes : tuple of str
    sheets : tuple of str
    """

    rows: Rows
    header: bool = False
    decimal: str = ""
    notes: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()


def read_source(path: str, start: bytes, sheet: str) -> Source | None:
    """Return the table of a file that is not split line by line; None for others.

    Parameters
    ----------
    path : str
    start : bytes
        The first bytes of the file, uncompressed.
    sheet : str
        The sheet of a workbook, by name or number; empty for the first with a table.

    Raises
    ------
    DataError
        If it is damaged, encrypted, too large, or holds no table.
    """
    if start.startswith((ZIP, OLE)):
        from shallownet.data.tables.workbook import read_workbook  # for a workbook only

        kind = _WORKBOOK
        source = read_workbook(path, _whole(path), sheet)
    else:
        utf16 = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        head = start[:4_096].decode("utf-16" if utf16 else "utf-8-sig", "replace")
        found = next((kind for kind in _TEXTS if kind.begins.match(head)), None)
        if found is None:
            _refuse_markup(head, path)
            return None
        kind = found
        text, _ = decode(_whole(path), "auto", truncated=False)
        module = import_module(f"shallownet.data.tables.{kind.module}")
        source = module.read(text.removeprefix("\ufeff"), path)
    suffix = os.path.splitext(path.lower().removesuffix(".gz"))[1]
    if suffix not in kind.suffixes:
        ends = (
            f"its name ends in {shortened(suffix)}"
            if suffix
            else "its name says not so"
        )
        note = f"The file is {kind.name}, although {ends}."
        source = source._replace(notes=(note, *source.notes))
    return source


def suffix_of(head: str) -> str:
    """Return the usual suffix of a text that is not split line by line, or nothing.

    Examples
    --------
    >>> suffix_of('[{"x": 1, "y": 2}]'), suffix_of("x,y")
    ('.json', '')
    """
    return next((kind.suffixes[0] for kind in _TEXTS if kind.begins.match(head)), "")


def _refuse_markup(head: str, path: str) -> None:
    """Raise DataError if a text is a document that holds no table."""
    if head.startswith("{\\rtf"):
        raise DataError(f"{file_name(path)} is a text document, not a table")
    if _XML.match(head):
        raise DataError(
            f"{file_name(path)} is XML, which has no one way to hold a table; save the "
            "table as CSV, or as an Excel or OpenDocument workbook"
        )


def _whole(path: str) -> bytes:
    """Return all bytes of a file, uncompressed."""
    with open_file(path) as file:
        data = read_bytes(uncompressed(file, path), path, MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise DataError(
            f"{file_name(path)} is larger than {MAX_BYTES // 10**6} MB; save it as CSV"
        )
    return data
