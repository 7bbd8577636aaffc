"""The lessons there are, and how far one is in each: read and kept by a thread."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from gui.lessons.lesson_files import (
    FindLesson,
    KeepProgress,
    LessonFiles,
    ReadLesson,
    ReadList,
)

if TYPE_CHECKING:
    from gui.lessons.last_lesson import LastLesson
    from gui.lessons.lesson_files import LessonRead, Names
    from shallownet.lessons.progress import LessonProgress

KEEP_MS: Final = 1_000
"""Milliseconds after a change in which one's progress is written."""


class Places(NamedTuple):
    """Where lessons are, and what is kept of them.

    Attributes
    ----------
    lessons : Path
        The folder of the built-in ones.
    progress : Path or None
        The folder where it is kept how far one is; None keeps nothing.
    last : LastLesson
        The lesson that is open, for the next start.
    """

    lessons: Path
    progress: Path | None
    last: LastLesson


class Shelf(QObject):
    """Asks the thread of lesson files.

    Parameters
    ----------
    names : Names
        What a lesson may name of the window.
    places : Places
    parent : QObject

    Signals
    -------
    listed, read, refused, warned, failed
        See `LessonFiles`.
    """

    listed = pyqtSignal(object)
    read = pyqtSignal(object)
    refused = pyqtSignal(str, object)
    warned = pyqtSignal(str)
    failed = pyqtSignal(str, str)

    def __init__(self, names: Names, places: Places, parent: QObject) -> None:
        super().__init__(parent)
        self._places = places
        self._unkept: KeepProgress | None = None
        self._files = files = LessonFiles(names, places.progress, self)
        for name in ("listed", "read", "refused", "warned", "failed"):
            getattr(files, name).connect(getattr(self, name))
        files.start()
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(KEEP_MS)
        self._keeping.timeout.connect(self.flush)

    @property
    def last(self) -> str:
        """The lesson that was open last: see `open`; empty if none was."""
        return self._places.last.place

    def read_list(self) -> None:
        """Read the built-in lessons; `listed` answers."""
        self._files.post(ReadList(str(self._places.lessons)))

    def open(self, place: str) -> None:
        """Read a lesson: the path of its file, or the name of a built-in one."""
        if not os.path.isabs(place):
            place = str(self._places.lessons / f"{place}.md")
        self._files.post(ReadLesson(place))

    def find(self, progress: LessonProgress) -> None:
        """Read the lesson that somebody's progress is in."""
        self._files.post(FindLesson(str(self._places.lessons), progress))

    def note_open(self, read: LessonRead | None) -> None:
        """Note which lesson is open, for the next start; None: none is."""
        place = ""
        if read is not None:
            path = Path(read.path)
            is_built_in = path.parent == self._places.lessons
            place = path.stem if is_built_in else read.path
        self._places.last.place = place

    def keep(self, path: str, progress: LessonProgress) -> None:
        """Keep how far one is in a lesson, soon."""
        self._unkept = KeepProgress(path, progress)
        self._keeping.start()

    def flush(self) -> None:
        """Keep now what was to be kept soon."""
        self._keeping.stop()
        unkept, self._unkept = self._unkept, None
        if unkept is not None:
            self._files.post(unkept)

    def shut_down(self) -> None:
        """Keep what is to be kept, end the thread and wait for it."""
        self.flush()
        self._files.shut_down()
