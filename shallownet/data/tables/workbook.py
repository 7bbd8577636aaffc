"""Tables in workbooks: Excel's new and old format, and OpenDocument's."""

from __future__ import annotations

import datetime
import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, Final

from shallownet.data.tables.rows import Rows, is_blank
from shallownet.data.tables.sources import ZIP, Source
from shallownet.errors import DataError
from shallownet.wording import file_name, quoted, shortened, some_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_WORD: Final = "WordDocument".encode("utf-16-le")
_BAD_ARCHIVE: Final = (zipfile.BadZipFile, zlib.error, ValueError, EOFError)
"""What `zipfile` raises for an archive that is damaged."""
_OTHER_ZIPS: Final = {
    "word/": "a Word document",
    "ppt/": "a presentation",
    "META-INF/MANIFEST.MF": "a Java archive",
}


def read_workbook(path: str, data: bytes, sheet: str) -> Source:
    """Return the table of a sheet.

    Parameters
    ----------
    path : str
    data : bytes
        The whole file.
    sheet : str
        Its name, or its number from 1; empty for the first sheet with a table.

    Raises
    ------
    DataError
        If the file is no workbook, is damaged or encrypted, or the sheet is empty.
    """
    name = file_name(path)
    if data.startswith(ZIP):
        _check_zip(name, data)
    elif _ENCRYPTED in data:
        raise DataError(f"{name} is encrypted; save it without a password")
    elif _WORD in data:
        raise DataError(f"{name} is a Word document, not a table")
    try:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError
    except ImportError:
        raise DataError(
            f"{name} is a workbook, which the package python-calamine reads; install "
            "it, or save the sheet as CSV"
        ) from None
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = tuple(book.sheet_names)
        titles = sheets if not sheet else (_chosen(sheets, sheet, name),)
        for title in titles:
            cells = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
            source = _source(cells)
            if len(source.rows.cells) > 1:
                break
        else:
            where = f"its sheet {quoted(titles[0])}" if sheet else "it"
            raise DataError(f"{name} is a workbook, and {where} holds no table")
    except PasswordError:
        raise DataError(f"{name} is encrypted; save it without a password") from None
    except (CalamineError, OSError) as error:
        reason = shortened(str(error), 80)
        raise DataError(f"{name} is a workbook that is damaged: {reason}") from None
    notes: tuple[str, ...] = ()
    if others := some_of([other for other in sheets if other != title]):
        notes = (f"The sheet {quoted(title)} is read; there is also {others}.",)
    return source._replace(notes=notes, sheets=sheets)


def _check_zip(name: str, data: bytes) -> None:
    """Raise DataError if an archive is no workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.namelist()
            kind = archive.read("mimetype") if "mimetype" in members else b""
    except (*_BAD_ARCHIVE, OSError, RuntimeError):
        raise DataError(
            f"{name} is a workbook or archive that is damaged: its end is missing, or "
            "wrong"
        ) from None
    if b"spreadsheet" in kind or any(part.startswith("xl/") for part in members):
        return
    what = next(
        (
            what
            for start, what in _OTHER_ZIPS.items()
            for part in members
            if part.startswith(start)
        ),
        "an OpenDocument text or drawing" if b"opendocument" in kind else "",
    )
    if what:
        raise DataError(f"{name} is {what}, not a table")
    raise DataError(
        f"{name} is a ZIP archive with {some_of(members) or 'nothing'} in it; unpack "
        "it, and choose a table"
    )


def _chosen(sheets: Sequence[str], sheet: str, name: str) -> str:
    """Return the name of a sheet that is given by its name or number."""
    if sheet in sheets:
        return sheet
    if sheet.isdigit() and 0 < int(sheet[:9]) <= len(sheets):
        return sheets[int(sheet) - 1]
    raise DataError(f"{name} has no sheet {quoted(sheet)}; there are {some_of(sheets)}")


def _source(cells: Sequence[Sequence[Any]]) -> Source:
    """Return the rows of a sheet as text, without those that are empty."""
    texts = [list(map(_text, row)) for row in cells]
    kept = [n for n, row in enumerate(texts) if not is_blank(row)]
    widest = max((len(cells[n]) for n in kept), default=0)
    first = next(
        (n for n in range(widest) if any(texts[row][n].strip() for row in kept)), 0
    )  # tables may begin beside the first column
    fraction = any(
        isinstance(cell, float) and not cell.is_integer()
        for row in cells
        for cell in row
    )
    rows = Rows([texts[n][first:] for n in kept], [n + 1 for n in kept])
    return Source(rows, decimal="." if fraction else "")


def _text(cell: Any) -> str:
    """Return the text of a cell, as it would stand in a CSV file."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time.min
        return str(cell.date() if midnight else cell)
    return str(cell)
