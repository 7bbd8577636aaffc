"""A zip archive of JSON and NumPy arrays, checked before it is unpacked.

An array is a member in NumPy's own format without pickled objects. It must have the
shape and the type that the caller expects, and no member may be larger than it can be
in a run, so that a hostile file cannot make the reader allocate what it does not hold.
"""

from __future__ import annotations

import io
import json
import math
import struct
import zipfile
import zlib
from tokenize import TokenError
from typing import IO, TYPE_CHECKING, Any, Final, Literal, NoReturn

import numpy as np

from shallownet.documents.run_file_error import RunFileError
from shallownet.wording import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import DTypeLike, NDArray

    from shallownet.arrays import Array

MAX_JSON: Final = 16 * 2**20
"""Bytes of a JSON member."""

MAX_ARRAY: Final = 512 * 2**20
"""Bytes of an array."""

MAX_HEADER: Final = 10_000
"""Bytes of an array's header, which takes about a hundred."""

MAX_MEMBERS: Final = 100

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every member, so that equal runs give equal files."""

HEADERS: Final = {
    1: np.lib.format.read_array_header_1_0,
    2: np.lib.format.read_array_header_2_0,
}
"""What reads the header of an array, by the version of NumPy's format."""

DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # encrypted, or compressed in a way that is not known
    ValueError,
)
"""What reading a damaged archive can raise."""

HEADER_DAMAGE: Final = (
    *(ValueError, SyntaxError, TypeError, OverflowError, KeyError, RecursionError),
    TokenError,
)
"""What reading the damaged header of an array can raise: NumPy reads it as Python."""


def write_json(archive: zipfile.ZipFile, name: str, value: object) -> None:
    """Add a member with a value as JSON.

    Parameters
    ----------
    archive : ZipFile
        Open for writing.
    name : str
    value
        What `json` writes; numbers must be finite.

    Raises
    ------
    RunFileError
        If it is larger than what would be read again.
    """
    plain = json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False)
    # Half of a surrogate pair stands for a byte in a file's name that is no text.
    text = plain.encode(errors="surrogatepass")
    if len(text) > MAX_JSON:
        raise RunFileError(
            f"the run's changes, notes and pins take {len(text):,} bytes as text, and "
            f"its file holds {MAX_JSON:,} of them"
        )
    archive.writestr(_member(archive, name), text)


def write_array(archive: zipfile.ZipFile, name: str, array: NDArray[Any]) -> None:
    """Add a member with an array, its bytes in little-endian order.

    Parameters
    ----------
    archive : ZipFile
        Open for writing.
    name : str
    array : ndarray
        Of any shape, without objects.

    Raises
    ------
    RunFileError
        If it is larger than what would be read again.
    """
    if array.nbytes > MAX_ARRAY:
        raise RunFileError(
            f"{name} takes {array.nbytes:,} bytes, and a file holds {MAX_ARRAY:,} of "
            "an array"
        )
    plain = np.asarray(array, array.dtype.newbyteorder("<"), order="C")
    with archive.open(_member(archive, name), "w", force_zip64=True) as member:
        np.lib.format.write_array(member, plain, version=(1, 0), allow_pickle=False)


def _member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = archive.compression
    return info


class ArchiveReader:
    """Reads the members of an archive, each within the size it may have.

    Parameters
    ----------
    file
        Open for reading bytes.
    beside : mapping of str to ndarray, optional
        Arrays that are kept elsewhere, by the names they would have in the archive.

    Raises
    ------
    RunFileError
        If it is no zip archive, or has more members than a run can have.
    """

    def __init__(
        self, file: IO[bytes], beside: Mapping[str, NDArray[Any]] | None = None
    ) -> None:
        self._beside = beside or {}
        try:
            self._archive = zipfile.ZipFile(file)
        except DAMAGE as error:
            raise RunFileError("it is no zip archive, or a damaged one") from error
        if len(self._archive.infolist()) > MAX_MEMBERS:
            raise RunFileError(f"it has more than {MAX_MEMBERS} members")

    def __contains__(self, name: str) -> bool:
        return name in self._beside or name in self._archive.NameToInfo

    @property
    def names(self) -> list[str]:
        """The names of the members, in order."""
        return self._archive.namelist()

    def json(self, name: str) -> Any:
        """Return the value of a JSON member.

        Raises
        ------
        RunFileError
            If it is missing, damaged, too large or no JSON.
        """
        contents = self._read(name, MAX_JSON)
        try:
            return json.loads(contents, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise RunFileError(f"its {name} is no JSON that can be read") from error

    def array(
        self, name: str, shape: tuple[int | None, ...], dtype: DTypeLike = np.float64
    ) -> NDArray[Any]:
        """Return an array, read-only.

        Parameters
        ----------
        name : str
        shape : tuple
            The shape it must have; None where any length will do.
        dtype : data type

        Raises
        ------
        RunFileError
            If it is missing or damaged, or has another shape or type.
        """
        expected = np.dtype(dtype).newbyteorder("<")
        values = self._beside.get(name)
        if values is None:
            values = self._unpack(name, shape, expected)
        if values.dtype != expected or not _fits(values.shape, shape):
            raise RunFileError(
                f"its {name} holds {shortened(str(values.dtype))} of shape "
                f"{values.shape} and not {expected} of shape {_written(shape)}"
            )
        return values

    def _unpack(
        self, name: str, shape: tuple[int | None, ...], expected: np.dtype[Any]
    ) -> NDArray[Any]:
        """Return an array of the archive that is not larger than expected."""
        size = MAX_ARRAY
        if None not in shape:
            size = math.prod(n or 0 for n in shape) * expected.itemsize
        contents = self._read(name, min(size, MAX_ARRAY) + MAX_HEADER)
        stream = io.BytesIO(contents)
        try:
            version = np.lib.format.read_magic(stream)
            if version != (1, 0):
                raise ValueError
            found, by_columns, dtype_found = np.lib.format.read_array_header_1_0(stream)
            if by_columns or dtype_found.hasobject:
                raise ValueError
            values = np.frombuffer(contents, dtype_found, offset=stream.tell())
            return values.reshape(found)
        except HEADER_DAMAGE as error:
            raise RunFileError(f"its {name} is no array that can be read") from error

    def floats(self, name: str, shape: tuple[int, ...]) -> Array:
        """Return an array of floats of any size and order, as float64.

        Parameters
        ----------
        name : str
        shape : tuple of int
            The shape it must have.

        Raises
        ------
        RunFileError
            If it is missing or damaged, has another shape, or is not of floats.
        """
        contents = self._read(name, 16 * math.prod(shape) + MAX_HEADER)
        stream = io.BytesIO(contents)
        try:
            major, _ = np.lib.format.read_magic(stream)
            read = HEADERS[major]
            found, by_columns, dtype = read(stream)
            if dtype.kind != "f":
                raise ValueError
            order: Literal["F", "C"] = "F" if by_columns else "C"
            values = np.frombuffer(contents, dtype, offset=stream.tell())
            values = values.reshape(found, order=order)
        except (*DAMAGE, *HEADER_DAMAGE) as error:
            raise RunFileError(f"its {name} is no array of floats") from error
        if found != shape:
            raise RunFileError(f"its {name} has the shape {found} and not {shape}")
        return values.astype(np.float64)

    def _read(self, name: str, limit: int) -> bytes:
        """Return the bytes of a member, if they are not more than it may have."""
        if name not in self:
            raise RunFileError(f"its {name} is missing")
        try:
            with self._archive.open(name) as member:
                contents = member.read(limit + 1)
        except DAMAGE as error:
            raise RunFileError(f"its {name} is damaged") from error
        if len(contents) > limit:
            raise RunFileError(f"its {name} is larger than {limit:,} bytes")
        return contents


def _fits(found: tuple[int, ...], shape: tuple[int | None, ...]) -> bool:
    return len(found) == len(shape) and all(
        wanted in (None, length) for wanted, length in zip(shape, found, strict=True)
    )


def _written(shape: tuple[int | None, ...]) -> str:
    return f"({', '.join('any' if n is None else str(n) for n in shape)})"


def _refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which are not JSON."""
    raise ValueError(name)
