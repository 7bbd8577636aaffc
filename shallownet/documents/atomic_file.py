"""Writing a file as a whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from shallownet.errors import DataError
from shallownet.wording import file_name

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def atomic_file(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Open a file for writing that replaces another one only when it is complete.

    The bytes go to a temporary file in the same folder, reach the disk, and then take
    the name in one step. A full disk, an exception or the end of the process leaves
    the old file as it was. A symbolic link keeps pointing to the file it names.

    Parameters
    ----------
    path : str or path-like

    Yields
    ------
    file
        Open for writing bytes.

    Raises
    ------
    OSError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> path = Path(tempfile.mkdtemp(), "note.txt")
    >>> with atomic_file(path) as file:
    ...     _ = file.write(b"done")
    >>> path.read_bytes()
    b'done'
    """
    target = Path(os.path.realpath(path))
    descriptor, name = tempfile.mkstemp(
        prefix=f".{target.name[:40]}.", dir=target.parent
    )
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _mode_of(target))
        os.replace(name, target)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise
    _sync_folder(target.parent)


@contextmanager
def output_file(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """As `atomic_file`, with one sentence for what goes wrong.

    Raises
    ------
    DataError
        If the file cannot be written; the message says which and why.
    """
    try:
        with atomic_file(path) as file:
            yield file
    except OSError as error:
        raise _not_written(path, error) from error


def _not_written(path: str | os.PathLike[str], error: OSError) -> DataError:
    name = file_name(os.fspath(path)) or "a file without a name"
    return DataError(f"{name} cannot be written: {error.strerror or error}")


def check_writable(path: str | os.PathLike[str]) -> None:
    """Find out whether a file can be written, before what is to be in it is made.

    Raises
    ------
    DataError
        As for `output_file`.
    """
    target = Path(os.path.realpath(path))
    try:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except OSError as error:
        raise _not_written(path, error) from error


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a text to a file in UTF-8, as a whole or not at all.

    Raises
    ------
    DataError
        If the file cannot be written; the message says why.
    """
    with output_file(path) as file:
        # A name may hold what is no text: half of a surrogate pair.
        file.write(text.encode(errors="backslashreplace"))


def _mode_of(target: Path) -> int:
    """Return the permissions of a file, or those a new file would get."""
    try:
        return target.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)  # it can be asked only by setting it
        os.umask(mask)
        return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Let the new name reach the disk, where the system allows folders to be synced."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
