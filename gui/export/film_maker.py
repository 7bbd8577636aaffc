"""Makes an animation: copies the run, paints its states, and shows the progress."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from gui.export.film_stage import palette_of
from gui.export.film_thread import AskMp4, FilmThread, MakeFilm
from gui.training.commands import CopyRun

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from PyQt6.QtGui import QImage

    from gui.export.film_plan import FilmPlan
    from gui.export.scene import Scene
    from gui.style.theme import Theme
    from shallownet.training.snapshot import Snapshot

    class Stage(Protocol):
        """Shows states of a run, and gives pictures of them."""

        def show_state(self, snapshot: Snapshot, caption: str) -> None:
            """Show a state, with a line on it."""

        @property
        def is_ready(self) -> bool:
            """Whether everything shows the state."""

        def image(self) -> QImage:
            """Return a picture of it."""

        def remove(self) -> None:
            """Free what it shows states with."""


MAX_TRIALS: Final = 10
"""How often the first frame is painted until it stays the same."""

READY_MS: Final = 3
"""Milliseconds between two looks whether a stage is ready."""


class Film(NamedTuple):
    """An animation to be made.

    Attributes
    ----------
    plan : FilmPlan
    scene : Scene
    theme : Theme
    stage : callable
        Returns what shows the states.
    caption : callable
        Returns the line below a state.
    path : str
        The file to write.
    """

    plan: FilmPlan
    scene: Scene
    theme: Theme
    stage: Callable[[], Stage]
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
    mp4_known(Support)
        Whether MP4 can be written.
    ended(str)
        The result in a sentence.
    failed(str, str)
        An unforeseen exception in a thread: a summary and the traceback.
    """

    command_requested = pyqtSignal(object)
    progressed = pyqtSignal(int)
    mp4_known = pyqtSignal(object)
    ended = pyqtSignal(str)
    failed = pyqtSignal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._film: Film | None = None
        self._copy: TemporaryDirectory[str] | None = None
        self._stage: Stage | None = None
        self._painted = self._trials = 0
        self._first: QImage | None = None
        self._thread = FilmThread(self)
        self._thread.frame_wanted.connect(self._paint)
        self._thread.ended.connect(self._end)
        self._thread.failed.connect(self.failed)
        self._thread.mp4_known.connect(self.mp4_known)
        self._thread.start()

    def ask_for_mp4(self) -> None:
        """Find out whether MP4 can be written; `mp4_known` tells."""
        from gui.export import mp4  # rarely needed

        problem = mp4.loading_problem()
        if problem:
            self.mp4_known.emit(mp4.Support(problem))
        else:
            self._thread.post(AskMp4())

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
        self._stage = film.stage()
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
        if self._film is not None and self._stage is not None:  # not cancelled
            self._stage.show_state(snapshot, self._film.caption(snapshot))
            self._give(snapshot)

    def _give(self, snapshot: Snapshot) -> None:
        """Give the thread a picture of a state, once there is one."""
        stage = self._stage
        if stage is None:
            return
        if not stage.is_ready:
            QTimer.singleShot(READY_MS, lambda: self._give(snapshot))
            return
        image, before = stage.image(), self._first
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
            stage.remove()
        if copy is not None:
            copy.cleanup()
