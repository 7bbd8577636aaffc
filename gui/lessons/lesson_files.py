"""The thread that reads lessons and keeps how far one is in each."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QIODevice, QSaveFile, pyqtSignal

from gui.workers.worker import Worker
from shallownet.documents.checked import entry, typed
from shallownet.lessons.problems import LessonError
from shallownet.lessons.progress import LessonProgress
from shallownet.lessons.reader import read_lesson

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from PyQt6.QtCore import QObject

    from shallownet.lessons.lesson import Lesson

log = logging.getLogger(__name__)

SUFFIX: Final = ".json"
MAX_BYTES: Final = 1_000_000
"""A kept progress is a hundredth of that; a larger file is none of ours."""

WHOLE: Final = "kept progress"


class Names(NamedTuple):
    """The names that a lesson may use of the window."""

    actions: Collection[str]
    panels: Collection[str]


class ReadLesson(NamedTuple):
    """Read one lesson, and how far one is in it."""

    path: str


class ReadList(NamedTuple):
    """Read the lessons of a folder, in the order of their names."""

    folder: str


class FindLesson(NamedTuple):
    """Find the lesson that somebody's progress is in: a built-in one, or one known."""

    folder: str
    progress: LessonProgress


class KeepProgress(NamedTuple):
    """Keep how far one is in the lesson of a file for the next start."""

    path: str
    progress: LessonProgress


class LessonRead(NamedTuple):
    """A lesson that was read.

    Attributes
    ----------
    path : str
    lesson : Lesson
    progress : LessonProgress or None
        None if it was not begun, or the lesson has changed since.
    """

    path: str
    lesson: Lesson
    progress: LessonProgress | None


class LessonFiles(Worker):
    """Reads and writes one file after the other.

    Parameters
    ----------
    names : Names
    folder : Path or None
        Where progress is kept; None keeps none.
    parent : QObject

    Signals
    -------
    listed(list of LessonRead)
        The answer to `ReadList`.
    read(LessonRead)
        The answer to `ReadLesson` and to `FindLesson`, unless there is no such lesson.
    refused(str, tuple of Problem)
        A path, and all that is wrong with the lesson there.
    warned(str)
        A sentence: progress cannot be kept, or a lesson is not found.
    """

    listed = pyqtSignal(object)
    read = pyqtSignal(object)
    refused = pyqtSignal(str, object)
    warned = pyqtSignal(str)

    def __init__(self, names: Names, folder: Path | None, parent: QObject) -> None:
        super().__init__("lesson files", parent)
        self._names, self._folder = names, folder
        self._has_warned = False

    def _handle(self, message: object) -> None:
        match message:
            case ReadLesson(path):
                try:
                    self.read.emit(self._read(path))
                except LessonError as error:
                    self.refused.emit(path, error.problems)
            case ReadList(folder):
                self.listed.emit(
                    list(self._read_all(sorted(Path(folder).glob("*.md"))))
                )
            case FindLesson(folder, progress):
                self._find(Path(folder), progress)
            case KeepProgress(path, progress):
                self._keep(path, progress)

    def _read_all(self, paths: Iterable[Path]) -> Iterable[LessonRead]:
        for path in paths:
            try:
                yield self._read(str(path))
            except LessonError:
                log.exception("the lesson %s cannot be read", path)

    def _read(self, path: str) -> LessonRead:
        lesson = read_lesson(path, *self._names)
        kept = self._kept(lesson.digest)
        return LessonRead(path, lesson, None if kept is None else kept.progress)

    def _find(self, folder: Path, progress: LessonProgress) -> None:
        kept = self._kept(progress.digest)
        paths = sorted(folder.glob("*.md"))
        if kept is not None:
            paths.append(Path(kept.path))
        for read in self._read_all(paths):
            if read.lesson.digest == progress.digest:
                self.read.emit(read)
                return
        self.warned.emit(
            f"The file goes with the lesson “{progress.lesson}”, which is not here. "
            "Open the lesson's file, and it goes on."
        )

    # Progress

    def _place(self, digest: str) -> Path | None:
        return None if self._folder is None else self._folder / f"{digest}{SUFFIX}"

    def _kept(self, digest: str) -> KeepProgress | None:
        """Return what is kept of the lesson with a digest, if that is valid."""
        place = self._place(digest)
        if place is None or not place.is_file():
            return None
        try:
            with place.open("rb") as file:
                entries = typed(json.loads(file.read(MAX_BYTES)), dict, WHOLE)
            progress = LessonProgress.of_json(entries.get("progress"))
            return KeepProgress(entry(entries, "path", str, WHOLE), progress)
        except (OSError, ValueError, RecursionError) as error:
            log.warning("the progress in %s is not used: %s", place, error)
            return None

    def _keep(self, path: str, progress: LessonProgress) -> None:
        place = self._place(progress.digest)
        if place is None:
            return
        problem = ""
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = error.strerror or str(error)
        if not problem:
            file = QSaveFile(str(place))
            content = json.dumps({"path": path, "progress": progress.as_json()})
            if not (
                file.open(QIODevice.OpenModeFlag.WriteOnly)
                and file.write(content.encode()) >= 0
                and file.commit()
            ):
                problem = file.errorString()
        if problem and not self._has_warned:
            self._has_warned = True
            self.warned.emit(
                f"Your place in the lesson cannot be kept in {place.parent}: {problem}."
            )
