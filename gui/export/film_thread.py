"""The thread that computes the states of an animation and encodes its frames.

It works on a copy of the run, so that the run in the window may go on meanwhile.
"""

from __future__ import annotations

import queue
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from PyQt6.QtCore import pyqtSignal

from gui.export.film_plan import MP4
from gui.text.number_format import file_size
from gui.workers.worker import Worker
from shallownet.errors import Cancelled, DataError, raise_if_cancelled

if TYPE_CHECKING:
    from PyQt6.QtCore import QObject
    from PyQt6.QtGui import QImage

    from gui.export.film_plan import FilmPlan

LOOK_SECONDS: Final = 0.1
"""Seconds between two looks whether a film is cancelled, while a frame is painted."""


class MakeFilm(NamedTuple):
    """Write an animation of the run in a file.

    Attributes
    ----------
    run : str
        The path of the run's file.
    path : str
        The file to write.
    plan : FilmPlan
    colours : list of int
        Of a palette; see `write_film`.
    """

    run: str
    path: str
    plan: FilmPlan
    colours: list[int]


class AskMp4:
    """Find out whether MP4 can be written: loading Qt Multimedia takes long."""


class FilmThread(Worker):
    """Asks for a frame of each state, and writes the frames to a file.

    Signals
    -------
    frame_wanted(Snapshot)
        Paint this state, and `give` the picture.
    mp4_known(Support)
        Whether MP4 can be written.
    ended(str)
        The result in a sentence.
    """

    frame_wanted = pyqtSignal(object)
    mp4_known = pyqtSignal(object)
    ended = pyqtSignal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("film", parent)
        self._cancelled = threading.Event()
        self._frames: queue.SimpleQueue[QImage] = queue.SimpleQueue()

    def make(self, film: MakeFilm) -> None:
        """Begin a film; only one may be under way."""
        self._cancelled.clear()
        self._frames = queue.SimpleQueue()
        self.post(film)

    def give(self, frame: QImage) -> None:
        """Answer `frame_wanted`."""
        self._frames.put(frame)

    def cancel(self) -> None:
        """Give up the present film."""
        self._cancelled.set()

    def shut_down(self) -> None:
        """End the thread and wait for it: at most as long as a few updates take."""
        self.cancel()
        super().shut_down()

    def _handle(self, message: object) -> None:
        if isinstance(message, AskMp4):
            from gui.export.mp4 import support

            self.mp4_known.emit(support())
            return
        assert isinstance(message, MakeFilm)
        try:
            self._make(message)
        except Cancelled:
            self.ended.emit("Cancelled: no animation was written.")
        except DataError as error:
            self.ended.emit(f"{error}.")
        else:
            path = Path(message.path)
            self.ended.emit(f"Wrote {path.name}, {file_size(path.stat().st_size)}.")

    def _recover(self) -> None:
        self.ended.emit("The animation could not be written.")

    def _make(self, film: MakeFilm) -> None:
        # Imported late: few sessions make a film.
        from gui.export.mp4 import write_mp4
        from shallownet.documents.atomic_file import output_file
        from shallownet.documents.run_file import open_run
        from shallownet.runs.rewind import Rewind

        trainer = open_run(film.run).trainer
        if film.plan.updates[-1] > trainer.updates:
            raise DataError("another run is shown by now; choose its updates")
        past = Rewind(trainer)
        updates = iter(film.plan.updates)

        def ask() -> None:
            """Ask for the next frame, which is painted while one is encoded."""
            update = next(updates, None)
            if update is not None:
                snapshot = past.snapshot_at(update, self._cancelled.is_set)
                self.frame_wanted.emit(snapshot)

        def next_image() -> QImage:
            while True:
                raise_if_cancelled(self._cancelled.is_set)
                try:
                    image = self._frames.get(timeout=LOOK_SECONDS)
                except queue.Empty:
                    continue
                ask()
                return image

        with output_file(film.path) as file:
            ask()
            if film.plan.kind is MP4:
                write_mp4(file, film.plan, next_image)
            else:
                from gui.export.frame_source import write_film

                write_film(file, film.plan, film.colours, next_image)
            raise_if_cancelled(self._cancelled.is_set)
