"""Makes an animation: copies the run, paints its states, and shows the progress."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from gui.export.film_stage import FilmStage, palette_of
from gui.export.film_thread import FilmThread, MakeFilm
from gui.training.commands import CopyRun

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtGui import QImage

    from gui.export.film_plan import FilmPlan
    from gui.export.film_views import Display
    from gui.export.scene import Scene
    from gui.style.theme import Theme
    from shallownet.training.snapshot import Snapshot

MAX_TRIALS: Final = 10
"""How often the first frame is painted until it stays the same."""


class Film(NamedTuple):
    """An animation to be made.

    Attributes
    ----------
    plan : FilmPlan
    scene : Scene
    theme : Theme
    display : Display
    caption : callable
        Returns the line below a state.
    path : str
        The file to write.
    """

    plan: FilmPlan
    scene: Scene
    theme: Theme
    display: Display
    caption: Callable[[Snapshot], str]
    path: str


class FilmMaker(QObject):
    """Makes one animation at a time; a frame is painted in each turn of the event loop.

    Signals
    -------
    command_requested(Command)
        Copy the run.
    progressed(int)
        How many frames are painted.
    ended(str)
        The result in a sentence.
    failed(str, str)
        An unforeseen exception in a thread: a summary and the traceback.
    """

    command_requested = pyqtSignal(object)
    progressed = pyqtSignal(int)
    ended = pyqtSignal(str)
    failed = pyqtSignal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._film: Film | None = None
        self._copy: TemporaryDirectory[str] | None = None
        self._stage: FilmStage | None = None
        self._painted = self._trials = 0
        self._first: QImage | None = None
        self._thread = FilmThread(self)
        self._thread.frame_wanted.connect(self._paint)
        self._thread.ended.connect(self._end)
        self._thread.failed.connect(self.failed)
        self._thread.start()

    def make(self, film: Film) -> None:
        """Begin an animation."""
        self._film, self._first = film, None
        self._painted = self._trials = 0
        self._copy = TemporaryDirectory(prefix="shallownet.")
        self.command_requested.emit(CopyRun(f"{self._copy.name}/film.shallownet"))

    def use_copy(self, path: str) -> None:
        """Go on once the run is copied, unless the copy is another's."""
        film, copy = self._film, self._copy
        if film is None or copy is None or Path(path).parent != Path(copy.name):
            return
        self._stage = FilmStage(film.scene, film.plan.size, film.theme, film.display)
        palette = palette_of(film.scene, film.theme)
        self._thread.make(MakeFilm(path, film.path, film.plan, palette))

    def refuse(self, problem: str) -> None:
        """End if the run could not be copied."""
        if self._copy is not None and self._stage is None:
            self._end(problem)

    def cancel(self) -> None:
        """Give up the animation that is being made."""
        self._thread.cancel()
        if self._stage is None and self._film is not None:
            self._end("Cancelled: no animation was written.")

    def shut_down(self) -> None:
        """End the thread."""
        self._thread.shut_down()
        self._clear()

    def _paint(self, snapshot: Snapshot) -> None:
        if self._film is None or self._stage is None:
            return  # it was cancelled
        caption = self._film.caption(snapshot)
        image, before = self._stage.frame(snapshot, caption), self._first
        if not self._painted and image != before and self._trials < MAX_TRIALS:
            self._first = image
            self._trials += 1
            QTimer.singleShot(0, lambda: self._paint(snapshot))
            return
        self._thread.give(image)
        self._painted += 1
        self.progressed.emit(self._painted)

    def _end(self, sentence: str) -> None:
        self._clear()
        self.ended.emit(sentence)

    def _clear(self) -> None:
        stage, self._stage = self._stage, None
        copy, self._copy = self._copy, None
        self._film = self._first = None
        if stage is not None:
            stage.close()
        if copy is not None:
            copy.cleanup()
