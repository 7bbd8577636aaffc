"""Open the file of a table, and tell what it is by its first bytes."""

from __future__ import annotations

import codecs
import gzip
import os
import stat
import zlib
from typing import TYPE_CHECKING, Final

from shallownet.data.tables.dialect import AUTO_ENCODINGS, CODECS
from shallownet.errors import DataError
from shallownet.wording import file_name

if TYPE_CHECKING:
    from typing import BinaryIO

GZIP: Final = b"\x1f\x8b"
_FOREIGN: Final = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"%PDF": "a PDF document",
    b"SQLite format 3": "a database",
    b"\x93NUMPY": "an array of NumPy",
    b"\x89HDF": "an HDF5 file",
    b"PAR1": "a Parquet file",
    b"ARROW1": "an Arrow file",
    b"OBJ\x01": "an Avro file",
    b"BZh": "compressed by bzip2",
    b"\xfd7zXZ": "compressed by xz",
    b"\x28\xb5\x2f\xfd": "compressed by zstd",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"$FL2": "an SPSS file",
    b"<stata_dta>": "a Stata file",
    b"HEADER RECORD*******": "a SAS file",
    b"RDX": "an R workspace",
    b"-----BEGIN PGP": "encrypted",
}
"""What begins with these bytes holds a table for other programs, or none."""


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
    raise DataError(f"{file_name(path)} is {what}; choose a file with a table")


def uncompressed(file: BinaryIO, path: str) -> BinaryIO:
    """Return a file's content as a stream, whether it is compressed by gzip or not."""
    try:
        compressed = file.read(2) == GZIP
        file.seek(0)
    except OSError as error:
        raise unreadable(path, error) from None
    return gzip.GzipFile(fileobj=file) if compressed else file  # type: ignore[return-value]


def read_bytes(file: BinaryIO, path: str, most: int) -> bytes:
    """Read the first bytes of a stream.

    Raises
    ------
    DataError
        If it cannot be read, or its compression is damaged.
    """
    try:
        return file.read(most)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise DataError(
            f"{file_name(path)} is compressed and damaged: its end is missing, or wrong"
        ) from None
    except OSError as error:
        raise unreadable(path, error) from None


def unreadable(path: str, error: OSError) -> DataError:
    """Return what is said of a file that cannot be read."""
    return DataError(f"{file_name(path)} cannot be read: {error.strerror}")


def refuse_foreign(data: bytes, path: str) -> None:
    """Raise DataError if a file's first bytes are not those of text."""
    advice = "save the table as CSV, or as an Excel or OpenDocument workbook"
    for start, what in _FOREIGN.items():
        if data.startswith(start):
            raise DataError(f"{file_name(path)} is {what}, not a table; {advice}")
    if (
        not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        and b"\0" in data
    ):
        raise DataError(f"{file_name(path)} is no text file; {advice}")


def decode(data: bytes, encoding: str, truncated: bool) -> tuple[str, str]:
    """Return a sample's text, and the encoding to read its file in.

    A sample that is cut off leaves the encoding ``"auto"``: the rest may differ.

    Raises
    ------
    DataError
        If the sample is not text in the encoding.
    """
    candidates: tuple[str, ...] = AUTO_ENCODINGS if encoding == "auto" else (encoding,)
    if encoding == "auto" and data.startswith(
        (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    ):
        candidates = ("utf-16",)
    for candidate in candidates:
        decoder = codecs.getincrementaldecoder(CODECS[candidate])()
        try:
            text = decoder.decode(data, final=not truncated)
        except UnicodeDecodeError as error:
            first = error.start + 1
        else:
            undecided = truncated and candidates is AUTO_ENCODINGS
            return text, "auto" if undecided else candidate
    raise DataError(
        f"the file is no text in {candidates[0].upper()}: its byte {first:,} belongs "
        "to no character; save it as UTF-8"
    )
