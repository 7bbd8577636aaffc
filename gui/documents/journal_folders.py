"""The folders of journals: each belongs to one program, which locks it as it runs."""

from __future__ import annotations

import os
import shutil
import time
from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QLockFile

from shallownet.documents.journal import ROOT

if TYPE_CHECKING:
    from pathlib import Path

MAX_LEFT: Final = 4
"""Journals of programs that have ended which are kept until somebody wants them."""


class JournalFolder(NamedTuple):
    """A folder for a journal, locked by this program.

    Attributes
    ----------
    path : Path
    lock : QLockFile
        The system lets go of it however the program ends.
    """

    path: Path
    lock: QLockFile

    def remove(self) -> None:
        """Remove the journal."""
        shutil.rmtree(self.path, ignore_errors=True)
        self.lock.unlock()


def new_folder(place: Path) -> JournalFolder:
    """Lock a folder of its own for a journal, which does not exist yet.

    Raises
    ------
    OSError
        If nothing can be written there.
    """
    place.mkdir(parents=True, exist_ok=True)
    begun = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}"
    for number in count(1):
        path = place / f"{begun}-{number}"
        lock = _lock_of(path)
        if not path.exists() and lock.tryLock(0):
            return JournalFolder(path, lock)
        if lock.error() != QLockFile.LockError.LockFailedError and not path.exists():
            break
    raise OSError(f"{place} cannot be written to")


def left_folders(place: Path) -> list[JournalFolder]:
    """Lock and return the journals of programs that have ended, the newest first.

    Those that are empty, and the oldest of many, are removed.
    """
    try:
        paths = [path for path in place.iterdir() if path.is_dir()]
    except OSError:
        return []
    left: list[JournalFolder] = []
    for path in sorted(paths, key=_written, reverse=True):
        lock = _lock_of(path)
        if not lock.tryLock(0):
            continue  # of a program that is running
        folder = JournalFolder(path, lock)
        if (path / ROOT).exists() and len(left) < MAX_LEFT:
            left.append(folder)
        else:
            folder.remove()
    return left


def _lock_of(path: Path) -> QLockFile:
    lock = QLockFile(f"{path}.lock")
    lock.setStaleLockTime(0)  # only the end of its program sets it free
    return lock


def _written(path: Path) -> float:
    try:
        return (path / ROOT).stat().st_mtime
    except OSError:
        return 0.0
